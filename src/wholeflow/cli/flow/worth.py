"""`wholeflow flow worth`: how much of the time is of value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log
from wholeflow.cli.flow.part import read_part
from wholeflow.cli.flow.rules import needed

if TYPE_CHECKING:
    from wholeflow.journeys import Journeys, ValuePart, ValueTable
    from wholeflow.journeys.arrays import Mask


@click.command()
@click.option(
    "--by",
    metavar="COLUMN",
    default="activity",
    show_default=True,
    help="What is of value, necessary or waste: activity, kind or another column.",
)
@asks_a_log
def worth(log: str, by: str, **options: Unpack[AskOptions]) -> None:
    """Tell how much of the time of journeys is of value, necessary, waste or waiting.

    Every moment is put down once, to the best that goes on in it, so the five lines add
    up to all spans. It needs a start and an end of each event. What is of value people
    say in the standards file; waiting is not called waste, as to wait may be care.

        wholeflow flow worth clinic.csv
    """
    from wholeflow import journeys as flow

    part, standards = read_part(log, options, also=[by])
    kinds = needed(standards.worth, "worth", log)
    found = flow.value_table(part, kinds, by=by)
    having_any = flow.value_by_case(part, kinds, by=by) > 0
    lines = [
        _line(part, each, cases)
        for each, cases in zip(found.parts, having_any.T, strict=True)
    ]
    answer(lines, options, _notes(found))


def _line(part: Journeys, each: ValuePart, cases: Mask) -> Line:
    return Line(
        {
            "time": each.kind,
            "hours": each.hours,
            "share": each.share,
            "journeys": each.cases,
        },
        lambda: tuple(part.case_names.filter(cases)),
    )


def _notes(found: ValueTable) -> list[str]:
    notes = []
    if found.value_ratio is not None:
        low, high = found.value_ratio
        notes.append(f"Of value: {low:.1%} to {high:.1%} of all time.")
    if found.not_classified:
        notes.append(f"Not classified: {', '.join(found.not_classified)}.")
    if found.half_known:
        notes.append(
            f"Counted as no time: {found.half_known:,} events of no known length."
        )
    return notes
