"""`wholeflow flow handoffs`: how long people wait when they are handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.clocks import basis_in_words, clock_option, waits_of
from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log
from wholeflow.cli.flow.part import read_part
from wholeflow.errors import NotFound

if TYPE_CHECKING:
    from wholeflow.journeys import (
        Bounce,
        HandOverPair,
        HandOverWaits,
        Journeys,
        Waits,
    )


@click.command()
@click.option(
    "--bounces", is_flag=True, help="List who is sent there and back again instead."
)
@clock_option
@asks_a_log
def handoffs(
    log: str, bounces: bool, clock: str, **options: Unpack[AskOptions]
) -> None:
    """List the waits between each two bodies, by the hours that all together waited.

    Bodies are organisations or, in a log without, groups. A hand-over is from one to
    another with nobody between; how long people stay away before they come back is no
    wait, where the standards file says what coming back is.

        wholeflow flow handoffs sepsis --bounces
    """
    from wholeflow import journeys as flow

    part, standards = read_part(log, options)
    if not part.body().names:
        raise NotFound(
            "The log does not say who did what. Say which column does, with "
            "--organisation NAME or --group NAME."
        )
    waited = waits_of(part, standards, clock, log)
    found = flow.hand_over_waits(part, waited=waited)
    if bounces:
        lines = [_bounce(part, each) for each in found.bounces]
    else:
        lines = [_pair(part, each, waited) for each in found.pairs]
    answer(lines, options, _notes(found))


def _pair(part: Journeys, pair: HandOverPair, waited: Waits) -> Line:
    from wholeflow.journeys import hand_over_cases

    return Line(
        {
            "from": pair.before,
            "to": pair.after,
            "times": pair.times,
            "journeys": pair.cases,
            "mean_hours": pair.wait.mean_hours,
            "median_hours": pair.wait.median_hours,
            "p90_hours": pair.wait.p90_hours,
            "total_hours": pair.total_hours,
            "share_of_waiting": pair.waiting_share,
        },
        lambda: part.names_of(
            hand_over_cases(part, pair.before, pair.after, waited=waited)
        ),
    )


def _bounce(part: Journeys, bounce: Bounce) -> Line:
    from wholeflow.journeys import bounce_cases

    return Line(
        {
            "from_and_back_to": bounce.home,
            "by_way_of": bounce.away,
            "times": bounce.times,
            "journeys": bounce.cases,
            "median_hours_away": bounce.away_hours.median_hours,
            "p90_hours_away": bounce.away_hours.p90_hours,
        },
        lambda: part.names_of(bounce_cases(part, bounce.home, bounce.away)),
    )


def _notes(found: HandOverWaits) -> list[str]:
    notes = [basis_in_words(found)]
    if found.unknown_steps:
        notes.append(
            f"Not counted: {found.unknown_steps:,} steps from or to an event of which "
            f"no {found.role} is recorded."
        )
    if found.at_home:
        notes.append(
            f"Not counted: {found.at_home:,} hand-overs from leaving to coming back."
        )
    return notes
