"""`wholeflow flow efficiency`: how much of the time somebody is seen to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.columns import COLUMNS, read_part_by
from wholeflow.cli.flow.lines import (
    AskOptions,
    Line,
    answer,
    asks_a_log,
    figure,
    having,
)
from wholeflow.cli.flow.part import read_part, said
from wholeflow.errors import BadInput

if TYPE_CHECKING:
    from wholeflow.journeys import Coded, Flow, FlowPart, Journeys


class EfficiencyOptions(AskOptions):
    """By what efficiency is told, or from what it is bounded."""

    by: str | None
    least: tuple[str, ...]
    most: tuple[str, ...]


@click.command()
@click.option("--by", metavar="COLUMN", help=f"Tell it of each part instead: {COLUMNS}")
@click.option(
    "--least",
    metavar="ACTIVITY=HOURS",
    multiple=True,
    help="Shortest time an activity takes, to tell bounds where there is one time.",
)
@click.option(
    "--most",
    metavar="ACTIVITY=HOURS",
    multiple=True,
    help="Longest time an activity takes; of every activity, or of none.",
)
@asks_a_log
def efficiency(log: str, **options: Unpack[EfficiencyOptions]) -> None:
    """Tell how long journeys take, and how much of it people are seen to.

    Touch is the time in which something goes on, work side by side counted once; the
    rest of the span is waiting. Flow efficiency is all touch divided by all spans. It
    needs a start and an end of each event; of a log with one time it lies within bounds
    that --least and --most give.

        wholeflow flow efficiency clinic.csv --by organisation
    """
    from wholeflow import journeys as flow

    bounded = bool(options["least"] or options["most"])
    if bounded and options["by"] is not None:
        raise click.UsageError("Say --by, or --least and --most, not both.")
    if bounded:
        part, _ = read_part(log, options)
        _answer_bounds(part, options)
        return
    by = options["by"]
    if by is None:
        part, _ = read_part(log, options)
        answer(_figures(part, flow.flow_efficiency(part)), options)
        return
    part, _, column = read_part_by(log, options, by)
    whole = flow.flow_efficiency(part)
    lines = [_part(part, column, each) for each in flow.flow_by(part, column)]
    notes = ["Time in which parts work side by side is touch of each."]
    if whole.efficiency is not None:
        notes.append(f"Flow efficiency of all: {whole.efficiency:.1%}.")
    answer(lines, options, notes)


def _figures(part: Journeys, found: Flow) -> list[Line]:
    from wholeflow.journeys import span_hours
    from wholeflow.journeys.measures.flow import half_known

    return [
        figure("journeys", found.cases, lambda: tuple(part.case_names)),
        figure("span, in hours", found.span_hours),
        figure("touch, in hours", found.touch_hours),
        figure("waiting, in hours", found.waiting_hours),
        figure("work, in hours: side by side counts twice", found.work_hours),
        figure("flow efficiency", found.efficiency),
        figure("of one journey: the lowest tenth is below", found.lowest_tenth),
        figure("of one journey: median", found.median),
        figure("of one journey: the highest tenth is above", found.highest_tenth),
        figure(
            "journeys that last no time",
            found.without_span,
            lambda: tuple(part.case_names.filter(span_hours(part) == 0)),
        ),
        figure(
            "events of no known length, counted as no time",
            found.half_known,
            having(part, half_known(part)),
        ),
    ]


def _part(part: Journeys, column: Coded, each: FlowPart) -> Line:
    in_part = column.of([each.name] if each.name else column.names)
    return Line(
        {
            "part": each.name,
            "events": each.events,
            "journeys": each.cases,
            "touch_hours": each.touch_hours,
            "work_hours": each.work_hours,
            "waiting_hours": each.waiting_hours,
            "share_of_waiting": each.waiting_share,
            "median_wait_hours": each.wait.median_hours,
            "p90_wait_hours": each.wait.p90_hours,
            "length_not_known": each.half_known,
        },
        having(part, in_part if each.name else ~in_part),
    )


def _answer_bounds(part: Journeys, options: EfficiencyOptions) -> None:
    from wholeflow.journeys import flow_efficiency_bounds

    least = _hours("--least", options["least"])
    most = _hours("--most", options["most"]) or None
    found = flow_efficiency_bounds(part, least, most)
    lines = [
        figure("flow efficiency, at least", found.low),
        figure("flow efficiency, at most", found.high),
    ]
    notes = []
    if found.unstated:
        notes.append(f"Counted as no time at least: {', '.join(found.unstated)}.")
    answer(lines, options, notes)


def _hours(option: str, given: tuple[str, ...]) -> dict[str, float]:
    hours, faults = {}, []
    for activity, number in said(option, given):
        try:
            hours[activity] = float(number)
        except ValueError:
            faults.append(f"'{activity}': expected hours such as 0.25, got '{number}'")
    if faults:
        raise BadInput(option, faults)
    return hours
