"""`wholeflow flow pool`: the numbers of several places, added up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wholeflow.cli.asking import list_form_option
from wholeflow.cli.flow.lines import Line, remark, show_lines
from wholeflow.cli.flow.writing_logs import FILE
from wholeflow.errors import BadInput

if TYPE_CHECKING:
    from wholeflow.journeys import Edge, EdgeStatistics


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@list_form_option
def pool(files: tuple[Path, ...], form: str) -> None:
    """Add up files of wholeflow flow edges; list what follows what, longest wait first.

    Means are exact but for what was rounded. A median, or a 9-in-10 wait, is known to lie
    between two bounds. A journey or a person at two places counts at each.

        wholeflow flow pool ours.json theirs.json
    """
    pooled = _pooled(files)
    whole = sum(edge.total_hours for edge in pooled.edges.values())
    ranked = sorted(pooled.edges.items(), key=lambda pair: (-pair[1].total, pair[0]))
    lines = [Line(_row(pair, edge, whole)) for pair, edge in ranked]
    show_lines(lines, form)
    remark(_notes(pooled), form)


def _pooled(files: tuple[Path, ...]) -> EdgeStatistics:
    """Add the numbers of files up; a fault is told with the file that has it."""
    from wholeflow.journeys import read_edges, together

    first, *others = files
    pooled, read = read_edges(first), [read_edges(first)]
    for file in others:
        one = read_edges(file)
        if one in read:
            same = files[read.index(one)].name
            fault = f"holds the same numbers as {same}; each place counts once"
            raise BadInput(file.name, [fault])
        read.append(one)
        try:
            pooled = together(pooled, one)
        except BadInput as bad:
            raise BadInput(file.name, bad.faults) from None
    return pooled


def _row(pair: tuple[str, str], edge: Edge, whole: float) -> dict[str, object]:
    median, p90 = edge.quantile_hours(0.5), edge.quantile_hours(0.9)
    return {
        "from": pair[0],
        "to": pair[1],
        "times": edge.times,
        "journeys": edge.cases,
        "people": edge.persons,
        "mean_hours": edge.mean_hours,
        "median_from_hours": median[0],
        "median_to_hours": median[1],
        "p90_from_hours": p90[0],
        "p90_to_hours": p90[1],
        "total_hours": edge.total_hours,
        "share_of_waiting": edge.total_hours / whole if whole else None,
    }


def _notes(pooled: EdgeStatistics) -> list[str]:
    rule, notes = pooled.rule, [f"Waits are {pooled.basis}."]
    if pooled.left_out:
        notes.append(
            f"Left out at the places that told this: {pooled.left_out:,} edges of at most "
            f"{rule.hide_up_to} persons."
        )
    if rule.round_to > 1:
        notes.append(f"Counts were rounded to {rule.round_to} at a place.")
    return notes
