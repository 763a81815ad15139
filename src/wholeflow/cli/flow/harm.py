"""`wholeflow flow harm`: waits beside harm, as an association."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log
from wholeflow.cli.flow.part import known_to_option, moment, read_part
from wholeflow.cli.flow.rules import needed

if TYPE_CHECKING:
    from wholeflow.journeys import HarmBand, Journeys, WaitsBesideHarm


@click.command()
@known_to_option
@asks_a_log
def harm(log: str, known_to: datetime | None, **options: Unpack[AskOptions]) -> None:
    """Hold harm beside waits: how many came to harm, by how long they had waited.

    It is an association, whatever it looks like, and does not say that waiting caused
    harm. Which wait and which harm the standards file says. The journeys behind a line
    are those that came to harm.

        wholeflow flow harm ward.csv
    """
    from wholeflow import journeys as flow

    part, standards = read_part(log, options)
    rules = needed(standards.harm, "harm", log)
    until = moment(known_to, part)
    found = [flow.waits_beside_harm(part, rule, until=until) for rule in rules]
    lines = [line for each in found for line in _lines(part, each)]
    answer(lines, options, [found[0].caution, *map(_note, found)])


def _lines(part: Journeys, found: WaitsBesideHarm) -> list[Line]:
    return [_line(part, found, number, band) for number, band in enumerate(found.bands)]


def _line(part: Journeys, found: WaitsBesideHarm, number: int, band: HarmBand) -> Line:
    return Line(
        {
            "harm": found.name,
            "is": found.label,
            "waited_from_hours": band.from_hours,
            "to_hours": band.to_hours,
            "harmed": band.harmed.count,
            "of": band.harmed.of,
            "share": band.harmed.share,
            "share_from": band.harmed.low,
            "share_to": band.harmed.high,
            "per_1000_days": band.per_1000_days,
            "mean_stay_days": band.mean_stay_days,
        },
        lambda: tuple(part.case_names.filter(found.harmed & (found.band == number))),
    )


def _note(found: WaitsBesideHarm) -> str:
    trend = "cannot be tested" if found.trend is None else f"has p = {found.trend:.2g}"
    return (
        f"{found.name}: a trend over the bands {trend}. In no band: "
        f"{found.still_waiting:,} whose wait is not seen to end, {found.not_in_order:,} "
        f"in the other order, {found.cut_off:,} not followed for long enough. "
        f"{found.harmed_while_waiting:,} came to harm while they waited."
    )
