"""Exact bounds from linear programming, for whatever the flag calculus is asked.

The oracle knows nothing of the operators. It lists every way the world can be (each
process succeeds or fails; each failure bites a whole that needs all its parts, or does
not), lets any chances stand on these that agree with what is given, and asks for the
least and the greatest chance that a process succeeds. Where parts share the cases of a
whole, what is asked is not linear in shares and chances, but it is in the shares and
the cases that go well in each part; parts of a tree meet nowhere else, so that their own
bounds may be found first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from scipy.optimize import linprog  # type: ignore[import-untyped]  # it has no types

from wholeflow.evidence import Chance, Combining, Flag, Logic

AGREES = 1e-9  # how near the operators have to come
SOLVER = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}

Bounds = tuple[float, float]
Row = tuple[Sequence[float], float]  # "these times the chances is at most this"


@dataclass(frozen=True)
class SmallMap:
    """Processes 0 (the top), 1, ...; a part always has a higher number than its whole."""

    own: tuple[Flag, ...]
    links: dict[tuple[int, int], Chance]  # (whole, part) to necessity
    logics: tuple[Logic, ...]
    shares: dict[tuple[int, int], Chance] = field(default_factory=dict)

    def parts_of(self, whole: int) -> list[int]:
        return [part for at, part in self.links if at == whole]

    def whole_needs(self, whole: int, combining: Combining) -> bool:
        parts = self.parts_of(whole)
        return bool(parts) and self.logics[whole].combining is combining


@dataclass(frozen=True)
class World:
    """One way things can be: who succeeds, and which failures bite."""

    succeeds: frozenset[int]
    bites: frozenset[tuple[int, int]]

    def has_what_it_needs(self, small: SmallMap, whole: int) -> bool:
        parts, logic = small.parts_of(whole), small.logics[whole]
        count = sum(part in self.succeeds for part in parts)
        match logic.combining:
            case Combining.ALL:
                return not any((whole, part) in self.bites for part in parts)
            case Combining.ANY:
                return count >= 1
            case Combining.AT_LEAST:
                assert logic.at_least is not None
                return count >= logic.at_least
        raise AssertionError("shares of cases are no matter of worlds")


def least_and_greatest(
    wanted: Sequence[float], rows: Iterable[Row], *, whole: Sequence[float]
) -> Bounds | None:
    """Bounds on `wanted` where `whole` times the chances is 1; None if none agree."""
    at_most = list(rows)
    found = [
        linprog(
            [sign * each for each in wanted],
            A_ub=np.array([row for row, _ in at_most]),
            b_ub=np.array([bound for _, bound in at_most]),
            A_eq=np.array([whole]),
            b_eq=[1.0],
            method="highs",
            options=SOLVER,
        )
        for sign in (1.0, -1.0)
    ]
    assert all(each.status in {0, 2} for each in found), "solved, or impossible"
    if any(each.status == 2 for each in found):
        return None
    return float(found[0].fun), -float(found[1].fun)


def exact_bounds(small: SmallMap, top: int = 0) -> Bounds | None:
    """Least and greatest chance that a process succeeds; None if nothing agrees."""
    if not small.parts_of(top):
        flag = small.own[top]
        return None if flag.is_contested else (flag.lower, flag.upper)
    inside = [top]
    for at in inside:
        if not small.whole_needs(at, Combining.SHARE):
            inside += [part for part in small.parts_of(at) if part not in inside]
    limits: dict[int, Bounds] = {}
    for at in inside:
        if small.whole_needs(at, Combining.SHARE):
            limit = _bounds_by_shares(small, at)
            if limit is None:
                return None
            limits[at] = limit
    ways = _worlds(small, sorted(inside), limits)
    succeeds = {at: [float(at in way.succeeds) for way in ways] for at in inside}
    rows = _constraints(small, ways, succeeds, limits)
    return least_and_greatest(succeeds[top], rows, whole=[1.0] * len(ways))


def _bounds_by_shares(small: SmallMap, whole: int) -> Bounds | None:
    """The chances are, for each part, its share and how many of the cases go well there."""
    parts = small.parts_of(whole)
    n_parts = len(parts)
    rows: list[Row] = []
    for at, part in enumerate(parts):
        within = exact_bounds(small, part)
        if within is None:
            return None
        share, well = np.eye(2 * n_parts)[at], np.eye(2 * n_parts)[n_parts + at]
        given = small.shares[whole, part]
        rows += [(share, given.high), (-share, -given.low)]
        rows += [(well - within[1] * share, 0.0), (within[0] * share - well, 0.0)]
    goes_well = [0.0] * n_parts + [1.0] * n_parts
    is_a_case = [1.0] * n_parts + [0.0] * n_parts
    bounds = least_and_greatest(goes_well, rows, whole=is_a_case)
    sufficiency = small.logics[whole].sufficiency
    assert bounds is not None
    return sufficiency.low * bounds[0], sufficiency.high * bounds[1]


def _worlds(
    small: SmallMap, inside: list[int], limits: dict[int, Bounds]
) -> list[World]:
    found = [World(frozenset(), frozenset())]
    for at in reversed(inside):
        bare = at in limits or not small.parts_of(at)
        found = [
            after
            for world in found
            for after in _outcomes(small, world, at, set(inside), bare=bare)
        ]
    return found


def _outcomes(
    small: SmallMap, world: World, process: int, inside: set[int], *, bare: bool
) -> Iterator[World]:
    if bare or world.has_what_it_needs(small, process):
        yield World(world.succeeds | {process}, world.bites)
    bitten = [world.bites]
    for at, necessity in small.links.items():
        needs_all = small.logics[at[0]].combining is Combining.ALL
        if at[1] == process and at[0] in inside and needs_all and necessity.high > 0:
            with_bite = [bites | {at} for bites in bitten]
            bitten = with_bite if necessity.low == 1.0 else bitten + with_bite
    for bites in bitten:
        yield World(world.succeeds, bites)


def _constraints(
    small: SmallMap,
    ways: list[World],
    succeeds: dict[int, list[float]],
    limits: dict[int, Bounds],
) -> Iterator[Row]:
    for at, row in succeeds.items():
        success = np.array(row)
        flag = small.own[at]
        for least, greatest in ((flag.lower, flag.upper), limits.get(at, (0.0, 1.0))):
            yield -success, -least
            yield success, greatest
        if small.parts_of(at) and at not in limits:
            served = np.array([way.has_what_it_needs(small, at) for way in ways], float)
            sufficiency = small.logics[at].sufficiency
            yield sufficiency.low * served - success, 0.0
            yield success - sufficiency.high * served, 0.0
    for (whole, part), necessity in small.links.items():
        if whole in succeeds and small.whole_needs(whole, Combining.ALL):
            bites = np.array([(whole, part) in way.bites for way in ways], float)
            fails = 1.0 - np.array(succeeds[part])
            yield necessity.low * fails - bites, 0.0
            yield bites - necessity.high * fails, 0.0


def exact_bearing(pieces: Sequence[tuple[Flag, Chance, Chance]]) -> Bounds | None:
    """Bounds for a process on which pieces (flag, sufficiency, necessity) bear."""
    ways = list(product((0.0, 1.0), repeat=len(pieces) + 1))
    success = np.array([way[-1] for way in ways])
    rows: list[Row] = []
    for at, (flag, sufficiency, necessity) in enumerate(pieces):
        holds = np.array([way[at] for way in ways])
        rows += [(-holds, -flag.lower), (holds, flag.upper)]
        rows += _given(holds, success, sufficiency)
        rows += _given(1.0 - holds, 1.0 - success, necessity)
    return least_and_greatest(success, rows, whole=[1.0] * len(ways))


def exact_by_blockley(
    flags: Sequence[Flag], necessities: Sequence[Chance], sufficiency: Chance
) -> Bounds | None:
    """Bounds for a whole with his necessities, which no state of the parts betters."""
    ways = list(product((0.0, 1.0), repeat=len(flags) + 1))
    success = np.array([way[-1] for way in ways])
    rows: list[Row] = []
    for at, (flag, necessity) in enumerate(zip(flags, necessities, strict=True)):
        holds = np.array([way[at] for way in ways])
        rows += [(-holds, -flag.lower), (holds, flag.upper)]
        rows += _given(1.0 - holds, 1.0 - success, necessity)
    for state in product((0.0, 1.0), repeat=len(flags)):
        so = np.array([float(way[:-1] == state) for way in ways])
        least = sufficiency.low if all(state) else 0.0
        rows += _given(so, success, Chance(least, sufficiency.high))
    return least_and_greatest(success, rows, whole=[1.0] * len(ways))


def _given(condition: np.ndarray, event: np.ndarray, chance: Chance) -> list[Row]:
    """The chance of the event, given the condition, lies within these two."""
    both = condition * event
    return [
        (chance.low * condition - both, 0.0),
        (both - chance.high * condition, 0.0),
    ]
