"""`wholeflow flow failure-demand`: contacts because something was not done right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log, having
from wholeflow.cli.flow.part import read_part
from wholeflow.cli.flow.rules import needed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholeflow.journeys import DemandEvents, FailureDemand, Journeys
    from wholeflow.journeys.arrays import Mask


@click.command()
@asks_a_log
def failure_demand(log: str, **options: Unpack[AskOptions]) -> None:
    """Tell how many contacts are known to be failure demand, known not to be, or unknown.

    The first three lines add up to all contacts that people made. What a rule finds is
    only possible: it stays among the unknown until somebody asks those who made contact.
    What is demand, what was written down and what a panel judged, the standards file
    says.

        wholeflow flow failure-demand calls.csv
    """
    from wholeflow import journeys as flow

    part, standards = read_part(log, options)
    rule = needed(standards.failure_demand, "failure_demand", log)
    found = flow.failure_demand(part, rule)
    events = flow.demand_events(part, rule)
    notes = []
    if found.judged is not None:
        notes.append(
            f"A panel judged {found.judged.sampled:,} of the contacts of which nothing "
            f"was recorded; what it says of all of them is counted as far as it is "
            f"{found.confidence:.0%} sure."
        )
    answer(list(_lines(part, found, events)), options, notes)


def _lines(
    part: Journeys, found: FailureDemand, events: DemandEvents
) -> Iterator[Line]:
    counts = (found.evidence_for, found.unknown, found.evidence_against)
    costs = found.costs_pounds or (None, None, None)
    # A panel tells how many, not which; without one the lists are those recorded.
    masks: tuple[Mask | None, ...] = (None, None, None)
    if found.judged is None:
        masks = (events.failure, events.unrecorded, events.value)
    three = ("failure demand", "not known", "not failure demand")
    for what, count, share, cost, mask in zip(
        three, counts, found.shares, costs, masks, strict=True
    ):
        row = _row(what, count) | {"share": share, "cost_pounds": cost}
        yield Line(row, None if mask is None else having(part, mask))
    yield Line(
        _row("recorded as caused by a failure", found.recorded_failure),
        having(part, events.failure),
    )
    yield Line(
        _row("recorded as what the service is for", found.recorded_value),
        having(part, events.value),
    )
    for each in found.possible:
        row = _row(f"possible: {each.name}", each.events) | {"people": each.persons}
        yield Line(row, having(part, events.possible[each.name]))


def _row(what: str, contacts: int) -> dict[str, object]:
    return {
        "what": what,
        "contacts": contacts,
        **dict.fromkeys(("share", "people", "cost_pounds")),
    }
