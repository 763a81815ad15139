"""Journeys that cross a boundary, such as that of physical and mental health.

A crossing is two events of a case on the two sides of a boundary, with no event on a
known side between them. Its wait is the wait right before the second of them, since all
earlier events had ended; what happens in between, at bodies whose side is not known, is
counted beside it and is no part of the wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wholeflow.errors import NotFound
from wholeflow.journeys.arrays import Codes, Mask, Places
from wholeflow.journeys.intervals import exact_sum
from wholeflow.journeys.journeys import NOBODY, Coded, Journeys
from wholeflow.journeys.rules.boundaries import Boundary
from wholeflow.journeys.times import HOUR

from .follows import Steps, steps
from .spreads import Spread, spread
from .telling import told_by
from .waiting import Waits, waits_before


@dataclass(frozen=True, slots=True)
class Crossings:
    """Crossings of a boundary in one direction.

    Parameters
    ----------
    before, after
        Names of the sides.
    times, cases
        How often, and in how many cases.
    wait
        How the waits are spread.
    total_hours
        That all people together waited.
    with_unknown
        In how many of them events on no known side lie between.
    """

    before: str
    after: str
    times: int
    cases: int
    wait: Spread
    total_hours: float
    with_unknown: int


@dataclass(frozen=True, slots=True)
class BoundaryFinding:
    """What happens at one boundary.

    Parameters
    ----------
    name, sides
        Of the boundary.
    cases
        Of the log.
    on_side
        Cases with an event on each side.
    crossing
        Cases that cross it, in either direction: those that are on both sides.
    directions
        From the first side to the second, and back.
    unknown_cases
        Cases with an event of which the side is not known. They may cross unseen.
    unknown_events
        How many such events.
    unknown_bodies
        Bodies of these that are recorded, and stand on neither side.
    basis, clock
        Of the waits; see `Waits`.
    """

    name: str
    sides: tuple[str, str]
    cases: int
    on_side: tuple[int, int]
    crossing: int
    directions: tuple[Crossings, Crossings]
    unknown_cases: int
    unknown_events: int
    unknown_bodies: tuple[str, ...]
    basis: str
    clock: str


def boundary_table(
    journeys: Journeys,
    boundaries: Sequence[Boundary],
    *,
    by: str | Coded | None = None,
    waited: Waits | None = None,
) -> tuple[BoundaryFinding, ...]:
    """Tell who crosses each boundary, and how long they wait there.

    Parameters
    ----------
    journeys
        The log. Its cases should be whole journeys of persons, see `by_person`: two
        referrals of one person cross nothing.
    boundaries
        As `Standards.boundaries` has them, in whose order they are told.
    by
        The column whose names stand on sides; None for organisations, or groups in a
        log without.
    waited
        Waits on the basis and by the clock that are wanted; None for the plain ones.
    """
    column = journeys.body() if by is None else told_by(journeys, by)
    before = waits_before(journeys) if waited is None else waited
    return tuple(_finding(journeys, one, column, before) for one in boundaries)


def crossing_cases(
    journeys: Journeys,
    boundary: Boundary,
    before: str,
    after: str,
    *,
    by: str | Coded | None = None,
    waited: Waits | None = None,
) -> Places:
    """Give codes of the cases that cross a boundary in one direction, each once.

    Parameters
    ----------
    journeys
        The log.
    boundary
        Which.
    before, after
        Names of its two sides.
    by
        As for `boundary_table`.
    waited
        If given, only crossings that it counts.

    Raises
    ------
    NotFound
        If these are not the two sides of the boundary.
    """
    if {before, after} != set(boundary.sides):
        raise NotFound(
            f"'{boundary.name}' has the sides {' and '.join(boundary.sides)}; there is "
            f"no crossing from '{before}' to '{after}'."
        )
    column = journeys.body() if by is None else told_by(journeys, by)
    side = _sides(boundary, column)
    taken = _crossings(journeys, side)
    wanted = side[taken.first] == boundary.sides.index(before)
    if waited is not None:
        wanted &= waited.counted[taken.second]
    return np.unique(journeys.case[taken.second[wanted]]).astype(np.intp)


def _sides(boundary: Boundary, column: Coded) -> Codes:
    """Side of each event, 0 or 1, or `NOBODY`. Shape (n_events,)."""
    side = np.full(len(column.codes), NOBODY, dtype=np.int32)
    for code, name in enumerate(boundary.sides):
        there = (body for body, of in boundary.side_of.items() if of == name)
        side[column.of(there)] = code
    return side


def _crossings(journeys: Journeys, side: Codes) -> Steps:
    taken = steps(journeys, side != NOBODY)
    return taken.where(side[taken.first] != side[taken.second])


def _finding(
    journeys: Journeys, boundary: Boundary, column: Coded, before: Waits
) -> BoundaryFinding:
    side = _sides(boundary, column)
    taken = _crossings(journeys, side)
    taken = taken.where(before.counted[taken.second])
    unknown = side == NOBODY
    bodies = np.unique(column.codes[unknown])
    on_side = [journeys.cases_with(side == code) for code in (0, 1)]
    there, back = (taken.where(side[taken.first] == code) for code in (0, 1))
    first, second = boundary.sides
    return BoundaryFinding(
        name=boundary.name,
        sides=boundary.sides,
        cases=journeys.n_cases,
        on_side=(int(on_side[0].sum()), int(on_side[1].sum())),
        crossing=int((on_side[0] & on_side[1]).sum()),
        directions=(
            _directed(journeys, (first, second), there, before),
            _directed(journeys, (second, first), back, before),
        ),
        unknown_cases=int(journeys.cases_with(unknown).sum()),
        unknown_events=int(unknown.sum()),
        unknown_bodies=tuple(column.names[code] for code in bodies if code != NOBODY),
        basis=before.basis,
        clock=before.clock,
    )


def _directed(
    journeys: Journeys, sides: tuple[str, str], taken: Steps, before: Waits
) -> Crossings:
    waited = before.waited[taken.second]
    between: Mask = taken.second - taken.first > 1
    return Crossings(
        *sides,
        times=len(waited),
        cases=len(np.unique(journeys.case[taken.second])),
        wait=spread(waited / HOUR),
        total_hours=exact_sum(waited) / HOUR,
        with_unknown=int(between.sum()),
    )
