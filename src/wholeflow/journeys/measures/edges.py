"""What follows what, in numbers that several servers can add up without any rows.

For each edge (what came before, what came after) a server tells how often, in how many
cases of how many persons, the sum of the waits and of their squares, and how many waits
fell into each of a fixed row of classes. Such numbers add up: those of two servers, or of
two days, are those of all their cases together; and what was added can be taken away
again.

A wait of w microseconds is in class 0 if it is 0, and else in class 1 + 32 e + m, with
e the whole part of log2(w) and m the whole part of 32 (w / 2^e - 1): each doubling is
cut into 32, so a class is at most 1/32 (3.2 %) as wide as its lower bound. A median or
a nine-tenths wait is known to lie in its class, no nearer.

What cannot be added up:

- a case with events on two servers is a case on each, and counts twice in `cases`, as
  its person does in `persons`; and its step from an event here to an event there is in
  neither's numbers. Both need the events paired first, by a pseudonym that both make
  with one key (`pseudonyms`).

Small numbers give people away, so what is told to others is made by a rule (`Sharing`).
An edge of few persons is left out. Of the others, neighbouring classes are put together
into runs, until each run has waits of enough persons; a person counts for the run of
their shortest wait alone, so no run has fewer. The first run begins, and the last one
ends, with a whole doubling, for the shortest and the longest wait are one person's. Where
counts are rounded, those of runs are rounded as running sums, so that an edge's are never
further off than one rounding, and the sums are those of as many waits of the same means.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

from wholeflow.errors import BadInput
from wholeflow.journeys.kernels import CLASSES
from wholeflow.journeys.times import HOUR

from .waiting import COMPLETIONS

MINUTE = HOUR // 60
DOUBLING = 32  # classes
_CLOSE = 1e-12
_ENDS = "from the end of one event to the start of the next"
_NOT_HOME = "not from leaving to coming back"
BASES = (_ENDS, COMPLETIONS, f"{_ENDS}; {_NOT_HOME}", f"{COMPLETIONS}; {_NOT_HOME}")
"""What a wait is: of logs with both times or with one, without or with `Returns`."""
COLUMNS = ("activity", "organisation", "group", "kind")
Run = tuple[int, int]  # the first and the last of neighbouring classes


@dataclass(frozen=True, slots=True)
class Sharing:
    """The rule by which numbers of edges are told to others.

    Parameters
    ----------
    hide_up_to
        Edges, and runs of classes, of waits of 1 to so many persons are not told; 0 tells
        all.
    round_to
        Counts are rounded to a multiple of this; 1 leaves them as they are.
    """

    hide_up_to: int = 0
    round_to: int = 1

    def rounded(self, count: int) -> int:
        """Give a count as the rule tells it; halves up."""
        return self.round_to * ((count + self.round_to // 2) // self.round_to)


AS_THEY_ARE = Sharing()


@dataclass(frozen=True, slots=True)
class Edge:
    """Sums of the waits between one thing and the next.

    Parameters
    ----------
    times, cases, persons
        How many waits, of how many cases, and of how many persons.
    total
        Sum of the waits, microseconds.
    squares
        Sum of the squares of the waits in whole minutes, rounded down.
    classes
        How many waits are in each run of classes that has any; a run of one class, where
        nothing is hidden.
    """

    times: int
    cases: int
    persons: int
    total: int
    squares: int
    classes: Mapping[Run, int]

    @property
    def mean_hours(self) -> float:
        """Mean of the waits, exact."""
        return self.total / (self.times * HOUR)

    @property
    def total_hours(self) -> float:
        """All the waits together."""
        return self.total / HOUR

    @property
    def sd_hours(self) -> float:
        """Standard deviation of the waits, of minutes rounded down; 0 for one wait."""
        mean = self.total / (self.times * MINUTE)
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
        low, high = self._end(math.floor(place), 0), self._end(math.ceil(place), 1)
        return bounds(low)[0] / HOUR, bounds(high)[1] / HOUR

    def _end(self, rank: int, end: int) -> int:
        """Give the class that a wait is in at least (end 0), or at most (end 1).

        Runs may overlap where numbers of several were added; waits cannot be further
        down than their lowest classes are, nor further up than their highest.
        """
        runs = sorted(self.classes, key=lambda run: run[end])
        behind = itertools.accumulate(self.classes[run] for run in runs)
        return next(
            run[end] for run, so_far in zip(runs, behind, strict=True) if rank < so_far
        )


@dataclass(frozen=True, slots=True)
class EdgeStatistics:
    """Edges by what came before and after, the names sorted.

    Parameters
    ----------
    by
        What the names are: one of `COLUMNS`.
    edges
        Every edge that was taken, as far as the rule tells it.
    basis
        One of `BASES`: what a wait is.
    rule
        By which they are told.
    left_out
        How many edges are not told.
    """

    by: str
    edges: Mapping[tuple[str, str], Edge]
    basis: str = BASES[0]
    rule: Sharing = AS_THEY_ARE
    left_out: int = 0


def bounds(one: int) -> tuple[float, float]:
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


def _combined(one: EdgeStatistics, other: EdgeStatistics, sign: int) -> EdgeStatistics:
    faults = []
    if one.by != other.by:
        faults.append(f"expected numbers by {one.by}, got numbers by {other.by}")
    if one.basis != other.basis:
        fault = f"expected waits {one.basis}; got waits {other.basis}"
        faults.append(
            f"{fault}. They do not add up: have both written from logs with the same "
            "times, and standards files with the same returns"
        )
    if faults:
        raise BadInput("statistics of edges", faults)
    edges = dict(one.edges)
    for pair, edge in other.edges.items():
        edges[pair] = _added(edges.get(pair, _NO_WAITS), edge, sign)
    unfit = [pair for pair, edge in edges.items() if not fits_together(edge)]
    if unfit:
        told = "from '{}' to '{}' the numbers do not fit together"
        raise BadInput("statistics of edges", [told.format(*pair) for pair in unfit])
    rules = (one.rule, other.rule)
    return EdgeStatistics(
        by=one.by,
        edges={pair: edges[pair] for pair in sorted(edges) if edges[pair].times},
        basis=one.basis,
        rule=Sharing(
            max(rule.hide_up_to for rule in rules), max(rule.round_to for rule in rules)
        ),
        left_out=one.left_out + sign * other.left_out,
    )


def _added(one: Edge, other: Edge, sign: int) -> Edge:
    classes = dict(one.classes)
    for run, count in other.classes.items():
        classes[run] = classes.get(run, 0) + sign * count
    return Edge(
        one.times + sign * other.times,
        one.cases + sign * other.cases,
        one.persons + sign * other.persons,
        one.total + sign * other.total,
        one.squares + sign * other.squares,
        {run: count for run, count in sorted(classes.items()) if count},
    )


_NO_WAITS = Edge(0, 0, 0, 0, 0, {})


def fits_together(edge: Edge) -> bool:
    """Whether there can be waits with these numbers."""
    if edge.times == 0:
        return edge == _NO_WAITS
    if not (
        1 <= edge.persons <= edge.cases <= edge.times < 1 << 63
        and all(
            0 <= first <= last < CLASSES and count > 0
            for (first, last), count in edge.classes.items()
        )
        and sum(edge.classes.values()) == edge.times
    ):
        return False
    least = sum(count * bounds(run[0])[0] for run, count in edge.classes.items())
    longest = [(bounds(run[1])[1], count) for run, count in edge.classes.items()]
    most = sum(count * wait for wait, count in longest) * (1 + _CLOSE)
    most_squares = sum(count * (wait / MINUTE) ** 2 for wait, count in longest)
    # Bounds are of numbers as the machine keeps them, so the last digits may differ; and
    # sums that were scaled to rounded counts are rounded down.
    return least * (1 - _CLOSE) - len(
        edge.classes
    ) <= edge.total <= most and 0 <= edge.squares <= most_squares * (1 + _CLOSE)
