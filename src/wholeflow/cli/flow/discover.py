"""`wholeflow flow discover`: a model drawn from a log, and how well it fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.lines import (
    AskOptions,
    Line,
    answer,
    asks_a_log,
    having,
    remark,
)
from wholeflow.cli.flow.part import read_part

if TYPE_CHECKING:
    from wholeflow.journeys import Journeys, ProcessTree, Replay
    from wholeflow.journeys.arrays import Mask


@click.command()
@click.option(
    "--noise",
    type=float,
    default=0.0,
    show_default=True,
    metavar="SHARE",
    help="Leave out what is rarer than this beside what is frequent, such as 0.2.",
)
@click.option(
    "--fit", is_flag=True, help="Tell instead how well the model fits the journeys."
)
@asks_a_log
def discover(log: str, noise: float, fit: bool, **options: Unpack[AskOptions]) -> None:
    """Draw a model from a log: what comes first, then, either, or, in any order.

    It is the process tree of the inductive miner, in plain words; json and csv have a
    line for each part of it, and say how deep in the tree it stands. Without noise
    every journey fits. With noise some are left out: --fit says how many, and lists
    them. A model allows more than anybody did.

        wholeflow flow discover sepsis --noise 0.2 --fit
    """
    from wholeflow import journeys as flow

    part, _ = read_part(log, options)
    tree = flow.discover(part, noise)
    found = flow.replay(part, flow.as_net(tree))
    note = (
        f"{found.fitting_cases:,} of {part.n_cases:,} journeys fit; fitness of the log "
        f"{found.log_fitness:.3f}."
    )
    if fit:
        answer(_fit(part, found), options)
    elif options["form"] == "table" and options["cases"] is None:
        click.echo(tree.in_words())
        remark([note], "table")
    else:
        answer(list(_parts(part, tree)), options, [note])


def _parts(part: Journeys, tree: ProcessTree, depth: int = 0) -> Iterator[Line]:
    """Give a line for a tree and each part of it, the whole before its parts."""
    row = {"depth": depth, "kind": tree.kind.name.lower(), "activity": tree.name}
    cases = None
    if tree.name is not None:
        cases = having(part, part.events_of([tree.name]))
    yield Line(row, cases)
    for each in tree.parts:
        yield from _parts(part, each, depth + 1)


def _fit(part: Journeys, found: Replay) -> list[Line]:
    def journeys(what: str, ways: Mask) -> Line:
        cases = found.cases_where(ways)
        row = {"what": what, "number": len(cases), "share": len(cases) / part.n_cases}
        return Line(row, lambda: part.names_of(cases))

    def fitness(what: str, number: float) -> Line:
        return Line({"what": what, "number": number, "share": None})

    return [
        journeys("fit", found.fits),
        journeys("do not fit", ~found.fits),
        journeys("have an activity that is not in the model", found.unknown > 0),
        fitness("fitness of a journey, on average", found.mean_trace_fitness),
        fitness("fitness of the log", found.log_fitness),
    ]
