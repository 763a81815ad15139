"""`wholeflow flow value-stream`: steps, the waits before them, takt, pace and load."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.columns import COLUMNS, read_part_by
from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log, having

if TYPE_CHECKING:
    from wholeflow.journeys import ValueStep, ValueStream


@click.command()
@click.option(
    "--by",
    metavar="COLUMN",
    default="activity",
    show_default=True,
    help=f"What a step is: {COLUMNS}",
)
@asks_a_log
def value_stream(log: str, by: str, **options: Unpack[AskOptions]) -> None:
    """Draw up the value stream: each step, the wait before it, and whether it keeps up.

    It needs a start and an end of each event. Takt is the open time for each event, pace
    the shortest time that the step can keep up as far as the log shows, and load is pace
    divided by takt: from about 0.8 queues grow long, at 1 they never end.

        wholeflow flow value-stream clinic.csv --by organisation
    """
    from wholeflow import journeys as flow

    part, standards, column = read_part_by(log, options, by)
    found = flow.value_stream(part, column, opening=standards.opening)
    lines = [
        Line(_row(step), having(part, column.of([step.name]))) for step in found.steps
    ]
    answer(lines, options, _notes(found))


def _row(step: ValueStep) -> dict[str, object]:
    row = asdict(step)
    wait = row.pop("wait")
    row["median_wait_hours"] = wait["median_hours"]
    row["p90_wait_hours"] = wait["p90_hours"]
    return row


def _notes(found: ValueStream) -> list[str]:
    notes = []
    if found.efficiency is not None:
        notes.append(
            f"All together were seen to for {found.touch_hours:,.1f} h and waited "
            f"{found.waiting_hours:,.1f} h: flow efficiency {found.efficiency:.1%}."
        )
    if found.unknown_events:
        notes.append(
            f"Left out: {found.unknown_events:,} events that do not say whose step they are."
        )
    return notes
