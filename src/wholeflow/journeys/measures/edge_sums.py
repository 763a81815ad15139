"""Summing up what follows what in a log, as it is or by a rule for others; see `edges`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Mask, Microseconds
from wholeflow.journeys.choosing import chosen_cases
from wholeflow.journeys.journeys import NOBODY, Coded, Journeys
from wholeflow.journeys.rules.standards import Returns

from .edges import (
    AS_THEY_ARE,
    BASES,
    COLUMNS,
    DOUBLING,
    MINUTE,
    Edge,
    EdgeStatistics,
    Run,
    Sharing,
    together,
    without,
)
from .follows import Steps, steps

_EDGE = ("before", "after")


def edge_statistics(
    journeys: Journeys,
    by: str = "activity",
    *,
    rule: Sharing = AS_THEY_ARE,
    returns: Returns | None = None,
) -> EdgeStatistics:
    """Sum up the steps of a log.

    Parameters
    ----------
    journeys
        The log.
    by
        One of `COLUMNS`. Events that do not say are passed over, as if they were not
        there. A column the log lacks is told as `NotFound`.
    rule
        By which they are told. Without one they are for whoever may see the log.
    returns
        What leaving and coming back are, whose steps are no waits; None where nobody
        said.

    Raises
    ------
    BadInput
        If `by` is another column; who did something is told to nobody.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, read_log
    >>> found = edge_statistics(read_log(example_log()))
    >>> edge = found.edges["ER Registration", "ER Triage"]
    >>> edge.times, [round(hours, 3) for hours in edge.quantile_hours(0.5)]
    (971, [0.13, 0.133])
    """
    if by not in COLUMNS:
        fault = f"expected one of {', '.join(COLUMNS)}, got '{by}'"
        raise BadInput("statistics of edges", [fault])
    column = journeys.column(by)
    taken = steps(journeys, column.codes != NOBODY)
    if returns is not None:
        taken = taken.where(~returns.at_home(journeys, taken.first, taken.second))
    table = _table(journeys, column, taken)
    whole = table.group_by(*_EDGE).agg(
        cases=pl.col("case").n_unique(), persons=pl.col("person").n_unique()
    )
    classes = _by_class(table)
    edges, left_out = {}, 0
    for before, after, cases, persons in whole.sort(*_EDGE).iter_rows():
        edge = _told(cases, persons, classes[before, after], rule)
        if edge is None:
            left_out += 1
        else:
            edges[column.names[before], column.names[after]] = edge
    basis = BASES[2 * (returns is not None) + (not journeys.has_both_times)]
    return EdgeStatistics(by, edges, basis, rule, left_out)


def _table(journeys: Journeys, column: Coded, taken: Steps) -> pl.DataFrame:
    case = journeys.case[taken.second]
    return pl.DataFrame(
        {
            "before": column.codes[taken.first],
            "after": column.codes[taken.second],
            "case": case,
            "person": journeys.person[case],
            "wait": taken.wait,
            "class": classes_of(taken.wait),
        }
    )


class Class(NamedTuple):
    """The waits of an edge that are in one class; of `firsts` persons the shortest is."""

    number: int
    times: int
    firsts: int
    total: int
    squares: int


def _by_class(table: pl.DataFrame) -> dict[tuple[int, int], list[Class]]:
    """Give the classes of each edge, the shortest waits first."""
    wait = pl.col("wait").cast(pl.Int128)  # sums need more than 64 bits
    minutes = (pl.col("wait") // MINUTE).cast(pl.Int128)
    shortest = table.group_by(*_EDGE, "person").agg(pl.col("class").min())
    firsts = shortest.group_by(*_EDGE, "class").agg(firsts=pl.len())
    sums = table.group_by(*_EDGE, "class").agg(
        times=pl.len(), total=wait.sum(), squares=(minutes * minutes).sum()
    )
    found = sums.join(firsts, on=[*_EDGE, "class"], how="left").sort(*_EDGE, "class")
    columns = ("class", "times", pl.col("firsts").fill_null(0), "total", "squares")
    classes: dict[tuple[int, int], list[Class]] = defaultdict(list)
    for before, after, *one in found.select(*_EDGE, *columns).iter_rows():
        classes[before, after].append(Class(*one))
    return classes


def _told(
    cases: int, persons: int, classes: Sequence[Class], rule: Sharing
) -> Edge | None:
    """Give an edge as a rule tells it, or None if it does not."""
    if persons <= rule.hide_up_to:
        return None
    runs = _runs(classes, rule.hide_up_to)
    behind = told = total = squares = 0
    counts: dict[Run, int] = {}
    for run, ends in zip(runs, _ends(runs, rule.hide_up_to), strict=True):
        times = sum(one.times for one in run)
        behind += times
        count = rule.rounded(behind) - told
        if count:
            told += count
            counts[ends] = count
            total += sum(one.total for one in run) * count // times
            squares += sum(one.squares for one in run) * count // times
    of = min(rule.rounded(persons), told)
    having = max(of, min(rule.rounded(cases), told))
    return Edge(told, having, of, total, squares, counts) if of else None


def _runs(classes: Sequence[Class], hide_up_to: int) -> list[list[Class]]:
    """Put neighbouring classes together until each run is of enough persons."""
    if not hide_up_to:
        return [[one] for one in classes]
    runs: list[list[Class]] = [[]]
    persons = 0
    for one in classes:
        if persons > hide_up_to:
            runs.append([])
            persons = 0
        runs[-1].append(one)
        persons += one.firsts
    if persons <= hide_up_to:
        last = runs.pop()  # there is one before it, for the edge is of enough persons
        runs[-1] += last
    return runs


def _ends(runs: Sequence[Sequence[Class]], hide_up_to: int) -> list[Run]:
    """Give the first and the last class of each run; see the module `edges`."""
    ends = [(run[0].number, run[-1].number) for run in runs]
    if hide_up_to:
        first, last = ends[0][0], ends[-1][1]
        ends[0] = (_doubling(first), ends[0][1])
        ends[-1] = (ends[-1][0], _doubling(last) + DOUBLING - 1 if last else 0)
    return ends


def _doubling(one: int) -> int:
    """Give the first class of the doubling of waits that a class is in."""
    return one - (one - 1) % DOUBLING if one else 0


def classes_of(wait: Microseconds) -> npt.NDArray[np.int16]:
    """Give the class of each wait, from 0; see the module. Shape (n_waits,).

    >>> classes_of(np.array([0, 1, 2, 3_600_000_000])).tolist()
    [0, 1, 33, 1014]
    """
    # Of a number as the machine keeps it, the exponent and the first five bits after it.
    bits = wait.astype(np.float64).view(np.int64) >> 47
    classes: npt.NDArray[np.int16] = np.where(wait > 0, bits - 32 * 1023 + 1, 0).astype(
        np.int16
    )
    return classes


def updated(
    statistics: EdgeStatistics, before: Journeys, after: Journeys, more: Journeys
) -> EdgeStatistics:
    """Bring numbers up to date after events were appended, looking at their people only.

    Parameters
    ----------
    statistics
        Of `before`, as they are.
    before, after
        The log without and with the events.
    more
        What was appended.

    Returns
    -------
    EdgeStatistics
        What `edge_statistics(after, statistics.by)` gives.
    """
    by = statistics.by
    touched = pl.concat([_persons_of(more, each) for each in (before, after)])
    old, new = _cases_of(before, touched), _cases_of(after, touched)
    if old.any():
        statistics = without(statistics, edge_statistics(chosen_cases(before, old), by))
    return together(statistics, edge_statistics(chosen_cases(after, new), by))


def _persons_of(more: Journeys, journeys: Journeys) -> pl.Series:
    """Give the persons of the cases that were appended to: all their numbers change."""
    cases = journeys.case_names.is_in(more.case_names.implode()).to_numpy()
    return journeys.person_names.gather(np.unique(journeys.person[cases]))


def _cases_of(journeys: Journeys, persons: pl.Series) -> Mask:
    chosen: Mask = journeys.person_names.is_in(persons.implode()).to_numpy()
    return chosen[journeys.person]
