"""`wholeflow flow discharge`: days in a bed after people were ready to leave."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log
from wholeflow.cli.flow.part import known_to_option, moment, read_part
from wholeflow.cli.flow.rules import needed
from wholeflow.errors import NotFound

if TYPE_CHECKING:
    from wholeflow.journeys import (
        DaysFor,
        DelayedDischarge,
        DischargeRule,
        Journeys,
    )
    from wholeflow.journeys.arrays import Mask


class DischargeOptions(AskOptions):
    """What is asked of waits to leave."""

    by: str | None
    known_to: datetime | None


@click.command()
@click.option(
    "--by",
    type=click.Choice(["reasons", "places", "owners", "days"]),
    help="Put the days down to reasons, places or owners, as the standards file names "
    "them, or say how many still wait after so many days.",
)
@known_to_option
@asks_a_log
def discharge(log: str, **options: Unpack[DischargeOptions]) -> None:
    """Count the days people spend in a bed after they were ready to leave.

    Days are whole days from being ready to leaving; those who wait still and those who
    died have their own lines, and their days count. Who is ready, and who has left,
    the standards file says.

        wholeflow flow discharge ward.csv --by reasons
    """
    from wholeflow import journeys as flow

    part, standards = read_part(log, options)
    rule = needed(standards.delayed_discharge, "delayed_discharge", log)
    known_to = moment(options["known_to"], part)
    found = flow.delayed_discharge(part, rule, until=known_to)
    by = options["by"]
    if by is None:
        answer(_summary(part, found), options)
    elif by == "days":
        answer([Line(asdict(each)) for each in found.curve], options)
    else:
        split = _split(part, rule, found, by)
        answer([_days(part, each) for each in split], options)


def _summary(part: Journeys, found: DelayedDischarge) -> list[Line]:
    from wholeflow.journeys import Outcome

    waits, late = found.waits, found.delayed
    outcome, waited = waits.outcome, waits.days > 0

    def line(what: str, number: float | None, which: Mask | None = None) -> Line:
        row = {"what": what, "number": number, **dict.fromkeys(("of", "share"))}
        row |= dict.fromkeys(("share_from", "share_to"))
        if which is None:
            return Line(row)
        return Line(row, lambda: part.names_of(found.cases(which)))

    left = line("left late", late.count, (outcome == Outcome.LEFT) & waited)
    told = {
        "of": late.of, "share": late.share,
        "share_from": late.low, "share_to": late.high,
    }  # fmt: skip
    died, waiting = outcome == Outcome.DIED, outcome == Outcome.WAITING
    return [
        Line({**left.row, **told}, left.cases),
        line("mean days, of those who left late", found.mean_days),
        line("days until half had left", found.median_days),
        line("bed days", found.bed_days, waited),
        line("bed days of people who died", found.bed_days_died, died & waited),
        line("bed days of people who wait", found.bed_days_waiting, waiting & waited),
        line("beds lost, on average", found.beds_lost, waited),
        line("died before they left", found.died, died),
        line("wait still", found.waiting, waiting),
        line("left or died, ready not known", found.ready_not_known),
    ]


def _split(
    part: Journeys, rule: DischargeRule, found: DelayedDischarge, by: str
) -> tuple[DaysFor, ...]:
    from wholeflow.journeys import days_by, days_by_owner

    name = "places" if by == "places" else "reasons"
    split = rule.places if by == "places" else rule.reasons
    if split is None:
        raise NotFound(
            f"The part 'delayed_discharge' of the standards file has no '{name}:'. Say "
            f"there which column has them:\n\n  {name}:\n    column: HEADING\n"
        )
    days = days_by_owner if by == "owners" else days_by
    return days(part, rule, split, found.waits)


def _days(part: Journeys, each: DaysFor) -> Line:
    row = {"put_down_to": each.word, "bed_days": float(each.days)}
    return Line(row, lambda: part.names_of(each.cases))
