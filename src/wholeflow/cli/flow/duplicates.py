"""`wholeflow flow duplicates`: what is found out again though it was known elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log, having
from wholeflow.cli.flow.part import read_part
from wholeflow.cli.flow.rules import needed

if TYPE_CHECKING:
    from wholeflow.journeys import (
        DuplicationCount,
        DuplicationPair,
        Journeys,
        Repeats,
    )


@click.command()
@click.option(
    "--pairs", is_flag=True, help="Say who knew, and who asked again, instead."
)
@asks_a_log
def duplicates(log: str, pairs: bool, **options: Unpack[AskOptions]) -> None:
    """Count what is asked or tested again though another body knew it.

    What counts as the same, and how long it stays good, the standards file says. A
    repeat in the same body, one that was intended and one of which nobody can tell
    are counted beside it and are no duplicates. The journeys behind a line are those
    of its duplicates.

        wholeflow flow duplicates clinic.csv --pairs
    """
    from wholeflow import journeys as flow

    part, standards = read_part(log, options)
    found = flow.repeats(part, needed(standards.duplicates, "duplicates", log))
    if pairs:
        lines = [
            _pair(part, found, each) for each in flow.duplication_pairs(part, found)
        ]
    else:
        lines = [_count(part, found, each) for each in flow.duplication(part, found)]
    answer(lines, options)


def _count(part: Journeys, found: Repeats, count: DuplicationCount) -> Line:
    from wholeflow.journeys import Repeat

    return Line(
        {
            "information": count.information,
            "events": count.events,
            "duplicates": count.duplicates,
            "same_body": count.same_body,
            "intended": count.intended,
            "not_known": count.not_known,
            "people": count.persons,
            "touch_hours": count.touch_hours,
            "touch_not_known": count.touch_not_known,
            "cost_pounds": count.cost_pounds,
        },
        having(part, found.which(Repeat.DUPLICATE, count.information)),
    )


def _pair(part: Journeys, found: Repeats, pair: DuplicationPair) -> Line:
    from wholeflow.journeys import duplicates_between

    return Line(
        {
            "information": pair.information,
            "known_to": pair.before,
            "found_out_again_by": pair.after,
            "duplicates": pair.duplicates,
            "people": pair.persons,
            "touch_hours": pair.touch_hours,
            "cost_pounds": pair.cost_pounds,
        },
        having(part, duplicates_between(part, found, pair)),
    )
