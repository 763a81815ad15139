"""What follows what, in numbers that several servers can add up without any rows.

For each edge (what came before, what came after) a server tells how often, in how many
cases, the sum of the waits and of their squares, and how many waits fell into each of a
fixed row of classes. Such numbers add up: those of two servers, or of two days, are
those of all their cases together; and what was added can be taken away again.

A wait of w microseconds is in class 0 if it is 0, and else in class 1 + 32 e + m, with
e the whole part of log2(w) and m the whole part of 32 (w / 2^e - 1): each doubling is
cut into 32, so a class is at most 1/32 (3.2 %) as wide as its lower bound. A median or
a nine-tenths wait is known to lie in its class, no nearer.

What cannot be added up:

- a case with events on two servers is a case on each, and counts twice in `cases`; and
  its step from an event here to an event there is in neither's numbers. Both need the
  events paired first, by a pseudonym that both make with one key (`pseudonyms`);
- small numbers give people away. Who tells these numbers to others must first leave
  out edges with few cases (1 to 7), and a class of an edge may be smaller still: that
  is decided where they leave, not here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Microseconds
from wholeflow.journeys.choosing import chosen_cases
from wholeflow.journeys.journeys import NOBODY, Journeys
from wholeflow.journeys.kernels import CLASSES
from wholeflow.journeys.times import HOUR

from .follows import steps

_MINUTE = HOUR // 60
_CLOSE = 1e-12
COLUMNS = ("activity", "organisation", "group", "kind")
_SUMS = ("times", "cases", "total", "squares")
_KEYS = {"before", "after", "classes", *_SUMS}
_EXPECTED = (
    "expected 'by' and a list of 'edges', each with before, after, times, cases, total, "
    "squares and classes in whole numbers, as wholeflow writes them"
)


@dataclass(frozen=True, slots=True)
class Edge:
    """Sums of the waits between one thing and the next.

    Parameters
    ----------
    times, cases
        How many waits, and of how many cases.
    total
        Sum of the waits, microseconds.
    squares
        Sum of the squares of the waits in whole minutes, rounded down.
    classes
        How many waits are in each class that has any.
    """

    times: int
    cases: int
    total: int
    squares: int
    classes: Mapping[int, int]

    @property
    def mean_hours(self) -> float:
        """Mean of the waits, exact."""
        return self.total / (self.times * HOUR)

    @property
    def sd_hours(self) -> float:
        """Standard deviation of the waits, of minutes rounded down; 0 for one wait."""
        mean = self.total / (self.times * _MINUTE)
        return math.sqrt(max(0.0, self.squares / self.times - mean**2)) / 60

    def quantile_hours(self, share: float) -> tuple[float, float]:
        """Give the bounds between which a quantile lies.

        Parameters
        ----------
        share
            From 0 to 1; 0.5 for the median. Interpolated linearly between the two
            nearest waits, as in `Link`.
        """
        place = share * (self.times - 1)
        low, high = (
            self._class_of(rank) for rank in (math.floor(place), math.ceil(place))
        )
        return _bounds(low)[0] / HOUR, _bounds(high)[1] / HOUR

    def _class_of(self, rank: int) -> int:
        for one in sorted(self.classes):
            rank -= self.classes[one]
            if rank < 0:
                return one
        raise AssertionError("the classes of an edge add up to its times")


@dataclass(frozen=True, slots=True)
class EdgeStatistics:
    """Edges by what came before and after, the names sorted.

    Parameters
    ----------
    by
        What the names are: one of `COLUMNS`.
    edges
        Every edge that was taken.
    """

    by: str
    edges: Mapping[tuple[str, str], Edge]


def edge_statistics(journeys: Journeys, by: str = "activity") -> EdgeStatistics:
    """Sum up the steps of a log.

    Parameters
    ----------
    journeys
        The log.
    by
        One of `COLUMNS`. Events that do not say are passed over, as if they were not
        there. A column the log lacks is told as `NotFound`.

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
    table = pl.DataFrame(
        {
            "before": column.codes[taken.first],
            "after": column.codes[taken.second],
            "case": journeys.case[taken.second],
            "wait": taken.wait,
            "class": classes_of(taken.wait),
        }
    )
    wait = pl.col("wait").cast(pl.Int128)  # sums need more than 64 bits
    minutes = (pl.col("wait") // _MINUTE).cast(pl.Int128)
    edges = table.group_by("before", "after", maintain_order=True).agg(
        times=pl.len(),
        cases=pl.col("case").n_unique(),
        total=wait.sum(),
        squares=(minutes * minutes).sum(),
        classes=pl.col("class").value_counts(),
    )
    return EdgeStatistics(
        by,
        {
            (column.names[row["before"]], column.names[row["after"]]): Edge(
                **{name: row[name] for name in _SUMS},
                classes={one["class"]: one["count"] for one in row["classes"]},
            )
            for row in edges.sort("before", "after").iter_rows(named=True)
        },
    )


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


def _bounds(one: int) -> tuple[float, float]:
    """Shortest wait of a class, and of the next, in microseconds."""
    if one == 0:
        return 0.0, 0.0
    doubling, part = divmod(one - 1, 32)
    return math.ldexp(1 + part / 32, doubling), math.ldexp(
        1 + (part + 1) / 32, doubling
    )


def together(one: EdgeStatistics, other: EdgeStatistics) -> EdgeStatistics:
    """Add the numbers of two servers, or of other cases, up.

    Notes
    -----
    Numbers of different columns are refused as `BadInput`.
    """
    return _combined(one, other, 1)


def without(whole: EdgeStatistics, part: EdgeStatistics) -> EdgeStatistics:
    """Take the numbers of some cases away from those of all.

    Notes
    -----
    Where `part` is not among `whole`, or is of another column, it is refused as
    `BadInput`.
    """
    return _combined(whole, part, -1)


def updated(
    statistics: EdgeStatistics, before: Journeys, after: Journeys, more: Journeys
) -> EdgeStatistics:
    """Bring numbers up to date after events were appended, looking at their cases only.

    Parameters
    ----------
    statistics
        Of `before`.
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
    old = before.case_names.is_in(more.case_names.implode()).to_numpy()
    new = after.case_names.is_in(more.case_names.implode()).to_numpy()
    if old.any():
        statistics = without(statistics, edge_statistics(chosen_cases(before, old), by))
    return together(statistics, edge_statistics(chosen_cases(after, new), by))


def _combined(one: EdgeStatistics, other: EdgeStatistics, sign: int) -> EdgeStatistics:
    if one.by != other.by:
        fault = f"expected numbers by {one.by}, got numbers by {other.by}"
        raise BadInput("statistics of edges", [fault])
    edges = dict(one.edges)
    for pair, edge in other.edges.items():
        edges[pair] = _added(edges.get(pair, _NO_WAITS), edge, sign)
    return _checked(one.by, {pair: edges[pair] for pair in sorted(edges)})


def _added(one: Edge, other: Edge, sign: int) -> Edge:
    classes = dict(one.classes)
    for name, count in other.classes.items():
        classes[name] = classes.get(name, 0) + sign * count
    return Edge(
        one.times + sign * other.times,
        one.cases + sign * other.cases,
        one.total + sign * other.total,
        one.squares + sign * other.squares,
        {name: count for name, count in sorted(classes.items()) if count},
    )


_NO_WAITS = Edge(0, 0, 0, 0, {})


def _checked(by: str, edges: Mapping[tuple[str, str], Edge]) -> EdgeStatistics:
    """Leave out edges that were never taken, and refuse those that cannot be.

    Raises
    ------
    BadInput
        If there is one.
    """
    faults = [
        f"from '{before}' to '{after}' the numbers do not fit together"
        for (before, after), edge in edges.items()
        if not _can_be(edge)
    ]
    if faults:
        raise BadInput("statistics of edges", faults)
    return EdgeStatistics(
        by, {pair: edge for pair, edge in edges.items() if edge.times}
    )


def _can_be(edge: Edge) -> bool:
    if edge.times == 0:
        return edge == _NO_WAITS
    if not (
        1 <= edge.cases <= edge.times < 1 << 63
        and all(0 <= one < CLASSES and count > 0 for one, count in edge.classes.items())
        and sum(edge.classes.values()) == edge.times
    ):
        return False
    least = sum(count * _bounds(one)[0] for one, count in edge.classes.items())
    most = sum(count * _bounds(one)[1] for one, count in edge.classes.items())
    # Bounds are of numbers as the machine keeps them, so the last digits may differ.
    return (
        least * (1 - _CLOSE) <= edge.total <= most * (1 + _CLOSE) and edge.squares >= 0
    )


def as_plain(statistics: EdgeStatistics) -> dict[str, object]:
    """Give plain values for JSON, for another server to read with `from_plain`."""
    return {
        "by": statistics.by,
        "edges": [
            {
                "before": before,
                "after": after,
                "times": edge.times,
                "cases": edge.cases,
                "total": edge.total,
                "squares": edge.squares,
                "classes": sorted([one, count] for one, count in edge.classes.items()),
            }
            for (before, after), edge in statistics.edges.items()
        ],
    }


def from_plain(plain: object) -> EdgeStatistics:
    """Take over what another server told.

    Parameters
    ----------
    plain
        What JSON gave, from anybody; every number in it is checked.

    Raises
    ------
    BadInput
        If it is not what `as_plain` gives, or an edge's numbers do not fit together.
    """
    if not isinstance(plain, dict) or not isinstance(plain.get("edges"), list):
        raise BadInput("statistics of edges", [_EXPECTED])
    if plain.get("by") not in COLUMNS:
        fault = (
            f"expected 'by' to be one of {', '.join(COLUMNS)}, got {plain.get('by')!r}"
        )
        raise BadInput("statistics of edges", [fault])
    edges: dict[tuple[str, str], Edge] = {}
    for number, one in enumerate(plain["edges"], start=1):
        read = _edge(one)
        if read is None or read[0] in edges:
            fault = "twice there" if read else f"not understood; {_EXPECTED}"
            raise BadInput("statistics of edges", [f"edge {number} is {fault}"])
        edges[read[0]] = read[1]
    return _checked(plain["by"], {pair: edges[pair] for pair in sorted(edges)})


def _edge(plain: object) -> tuple[tuple[str, str], Edge] | None:
    """Give an edge and its names, or None if that is not what stands there."""
    if not isinstance(plain, dict) or plain.keys() != _KEYS:
        return None
    classes = plain["classes"]
    names = plain["before"], plain["after"]
    sound = (
        all(isinstance(name, str) for name in names)
        and isinstance(classes, list)
        and all(isinstance(pair, list) and len(pair) == 2 for pair in classes)
    )
    if not sound:
        return None
    by_class = dict(classes) if all(_whole(pair) for pair in classes) else {}
    sums = {name: plain[name] for name in _SUMS}
    if len(by_class) < len(classes) or not _whole(sums.values()):
        return None
    return names, Edge(**sums, classes=by_class)


def _whole(numbers: Iterable[object]) -> bool:
    # True is an int to Python, and a float is no count.
    return all(type(number) is int for number in numbers)
