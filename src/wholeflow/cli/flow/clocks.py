"""By which clock waits are told, the same in every command that tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wholeflow.cli.flow.rules import needed

if TYPE_CHECKING:
    from wholeflow.journeys import (
        BoundaryFinding,
        HandOverWaits,
        Journeys,
        Standards,
        Waits,
    )

clock_option = click.option(
    "--clock",
    type=click.Choice(["elapsed", "working"]),
    default="elapsed",
    show_default=True,
    help="Working leaves out when who is waited for is closed, as the standards file "
    "says.",
)


def waits_of(journeys: Journeys, standards: Standards, clock: str, log: str) -> Waits:
    """Give the waits of a log, less the days at home before somebody came back."""
    from wholeflow import journeys as flow

    waited = flow.waits_before(journeys)
    if standards.returns is not None:
        waited = flow.not_at_home(journeys, waited, standards.returns)
    if clock == "elapsed":
        return waited
    says = standards.opening if standards.opening != flow.Opening() else None
    return flow.working_waits(journeys, needed(says, "opening", log), waited=waited)


def basis_in_words(found: HandOverWaits | BoundaryFinding | Waits) -> str:
    """Say from when waits are counted, and by which clock."""
    return f"Waits are counted {found.basis}, in {found.clock} time."
