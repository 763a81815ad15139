"""What `wholeflow simulate` draws, and what each picture must keep of the runs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from wholeflow.simulation import Model
    from wholeflow.simulation.engine.outcome import Binning
    from wholeflow.simulation.experiments import Plan, Replications
    from wholeflow.simulation.measures import Measure

HOURS_A_WEEK = 168
FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture that is asked for.

    Parameters
    ----------
    file
        Where it goes.
    binning, by_bin
        What is kept of the runs for it.
    draw
        Draws it.
    """

    file: Path
    binning: Binning
    by_bin: tuple[Measure, ...]
    draw: Callable[[Replications], str]

    def kept_by(self, plan: Plan) -> Plan:
        """Give a plan of the same runs that keeps what the picture needs."""
        return replace(plan, binning=self.binning, by_bin=self.by_bin)


def drawings(
    model: Model, *, census: Path | None, week: tuple[str, Path] | None
) -> list[Drawing]:
    """Give the pictures that are asked for.

    Parameters
    ----------
    model
        What will be run.
    census
        Where the picture of who is where goes, if anywhere.
    week
        The node whose waits are drawn by the hour of the week, and where to. A node that
        is not there is told as `BadInput`.
    """
    from wholeflow.simulation.measures import census_of, measure_of

    asked = []
    if census is not None:
        asked.append(
            Drawing(census, "hour", census_of(model), lambda ran: ran.census())
        )
    if week is not None:
        node, file = week
        wait = measure_of(model, "mean wait", node)
        asked.append(Drawing(file, "hour of week", (wait,), lambda ran: ran.week(wait)))
    return asked


def played_back(model: Model, plan: Plan) -> str:
    """Give the week after the warm-up of a plan's first run, as a page of HTML."""
    from wholeflow.simulation.animation import replayed

    begin = math.floor(plan.warm_up_hours)
    end = min(begin + HOURS_A_WEEK, math.ceil(plan.hours))
    return replayed(model, begin=begin, end=end, seed=plan.seed).page()


def wrote(what: str, file: Path, text: str) -> None:
    """Write a file, and say where it is."""
    from wholeflow.server.keeping.whole_file import whole_file

    with whole_file(file, force=True, private=False) as draft:
        draft.write_text(text, "utf-8")
    click.echo(f"The {what} is in {file}", err=True)
