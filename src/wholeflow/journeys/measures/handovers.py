"""How long people wait when one body hands them over to another, and who sends them back.

A hand-over is two consecutive events of a case in different known bodies. Its wait is
the wait before the second event, since *all* earlier events had ended: while a third
body still sees to somebody, nobody waits. In a log with one time for each event it is
the time from completion to completion, work included; the basis says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wholeflow.errors import NotFound
from wholeflow.journeys.arrays import Codes, Microseconds, Places
from wholeflow.journeys.choosing import case_blocks
from wholeflow.journeys.intervals import exact_sum
from wholeflow.journeys.journeys import NOBODY, Coded, Journeys
from wholeflow.journeys.times import HOUR

from .follows import hand_over_steps
from .spreads import Spread
from .tallies import tally
from .waiting import Waits, waits_before


@dataclass(frozen=True, slots=True)
class HandOverPair:
    """Hand-overs from one body to another.

    Parameters
    ----------
    before, after
        Names of the bodies.
    times, cases
        How often, and in how many cases.
    wait
        How the waits are spread; hand-overs without a wait are among them.
    total_hours
        That all people together waited.
    waiting_share
        Of all waiting in the log; None if nobody waits.
    """

    before: str
    after: str
    times: int
    cases: int
    wait: Spread
    total_hours: float
    waiting_share: float | None


@dataclass(frozen=True, slots=True)
class Bounce:
    """People sent from a body to another and back to the first, with nobody between.

    Parameters
    ----------
    home, away
        Names: from `home` to `away` and back to `home`.
    times, cases
        How often, and in how many cases.
    away_hours
        From the latest end at home to the next start there.
    """

    home: str
    away: str
    times: int
    cases: int
    away_hours: Spread


@dataclass(frozen=True, slots=True)
class HandOverWaits:
    """All hand-overs of a log.

    Parameters
    ----------
    role
        What bodies are: "organisation" or "group".
    basis, clock
        Of the waits; see `Waits`.
    pairs
        For each ordered pair, the longest waiting first.
    bounces
        The most frequent first.
    waiting_hours
        All waiting in the log, also where nobody is handed over.
    unknown_steps
        Steps from or to an event without a body: perhaps hand-overs, not counted.
    at_home
        Hand-overs in which nobody waited; see `not_at_home`. They are not counted.
    """

    role: str
    basis: str
    clock: str
    pairs: tuple[HandOverPair, ...]
    bounces: tuple[Bounce, ...]
    waiting_hours: float
    unknown_steps: int
    at_home: int


def hand_over_waits(
    journeys: Journeys, *, waited: Waits | None = None
) -> HandOverWaits:
    """Measure the waits when people are handed over.

    Parameters
    ----------
    journeys
        The log; its bodies are organisations, or groups in a log without.
    waited
        Waits on the basis and by the clock that are wanted; None for elapsed time
        since all earlier events had ended, days at home before a return included.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, read_log
    >>> found = hand_over_waits(read_log(example_log()))
    >>> found.pairs[1].before, found.pairs[1].after, found.pairs[1].times
    ('B', 'E', 637)
    >>> found.bounces[0].home, found.bounces[0].away, found.bounces[0].times
    ('A', 'C', 825)
    """
    before = waits_before(journeys) if waited is None else waited
    whole = exact_sum(before.waited)
    handed: list[_Steps] = []
    bounced: list[_Steps] = []
    unknown = at_home = 0
    for events, first_case, block in case_blocks(journeys):
        taken = hand_over_steps(block)
        counted = before.counted[events][taken.second]
        at_home += len(counted) - int(counted.sum())
        unknown += _unknown_steps(block)
        taken = taken.where(counted)
        waits = before.waited[events][taken.second]
        handed.append(_keyed(block, taken.first, taken.second, waits, first_case))
        bounced.append(_keyed(block, *_bounces(block), first_case))
    body = journeys.body()
    return HandOverWaits(
        role=body.role,
        basis=before.basis,
        clock=before.clock,
        pairs=tuple(
            HandOverPair(
                *names, *counts, wait, total, total * HOUR / whole if whole else None
            )
            for names, counts, wait, total in _by_pair(body, handed)
        ),
        bounces=tuple(
            sorted(
                (
                    Bounce(*names, *counts, wait)
                    for names, counts, wait, _ in _by_pair(body, bounced)
                ),
                key=lambda one: (-one.times, one.home, one.away),
            )
        ),
        waiting_hours=whole / HOUR,
        unknown_steps=unknown,
        at_home=at_home,
    )


def hand_over_cases(
    journeys: Journeys, before: str, after: str, *, waited: Waits | None = None
) -> Places:
    """Give codes of the cases handed over from one body to another, each once.

    With `waited` only hand-overs that it counts, as in `hand_over_waits`.
    """
    body = journeys.body()
    wanted = _code(body, before), _code(body, after)
    taken = hand_over_steps(journeys)
    chosen = (body.codes[taken.first] == wanted[0]) & (
        body.codes[taken.second] == wanted[1]
    )
    if waited is not None:
        chosen &= waited.counted[taken.second]
    return np.unique(journeys.case[taken.second[chosen]]).astype(np.intp)


def bounce_cases(journeys: Journeys, home: str, away: str) -> Places:
    """Give codes of the cases sent from `home` to `away` and back, each once."""
    body = journeys.body()
    firsts = _runs(journeys)
    stays = _bounced(journeys, firsts)
    out, there = firsts[stays], firsts[stays + 1]
    chosen = (body.codes[out] == _code(body, home)) & (
        body.codes[there] == _code(body, away)
    )
    return np.unique(journeys.case[out[chosen]]).astype(np.intp)


def _code(body: Coded, name: str) -> int:
    if name not in body.names:
        raise NotFound(
            f"There is no {body.role} '{name}'; there are: {', '.join(body.names[:30])}."
        )
    return body.names.index(name)


def _unknown_steps(journeys: Journeys) -> int:
    nobody = journeys.body().codes == NOBODY
    if not nobody.any():
        return 0
    same_case = journeys.case[1:] == journeys.case[:-1]
    return int((same_case & (nobody[1:] | nobody[:-1])).sum())


def _bounces(journeys: Journeys) -> tuple[Places, Places, Microseconds]:
    """First event at home and away, and how long away, of each bounce."""
    firsts = _runs(journeys)
    stays = _bounced(journeys, firsts)
    latest = np.maximum(
        np.maximum.reduceat(journeys.start, firsts),
        np.maximum.reduceat(journeys.end, firsts),
    )
    away = np.maximum(journeys.start[firsts[stays + 2]] - latest[stays], 0)
    return firsts[stays], firsts[stays + 1], away


# Key of a pair of bodies, case, and length, of some steps.
_Steps = tuple[npt.NDArray[np.int64], Codes, Microseconds]


def _keyed(
    journeys: Journeys,
    first: Places,
    second: Places,
    lengths: Microseconds,
    first_case: int,
) -> _Steps:
    body = journeys.body()
    key = body.codes[first].astype(np.int64) * len(body.names) + body.codes[second]
    return key, journeys.case[second] + np.int32(first_case), lengths


_Pair = tuple[tuple[str, str], tuple[int, int], Spread, float]


def _by_pair(body: Coded, steps: list[_Steps]) -> list[_Pair]:
    """Names, times and cases, spread and sum of each pair, the longest sum first."""
    many = len(body.names)
    found = tally(steps, many**2)
    names = [
        (body.names[one // many], body.names[one % many]) for one in found.key.tolist()
    ]
    counts = zip(found.times.tolist(), found.cases.tolist(), strict=True)
    totals = found.total_hours.tolist()
    pairs = list(zip(names, counts, found.spreads(), totals, strict=True))
    return [pairs[at] for at in np.lexsort((found.key, -found.total_hours)).tolist()]


def _runs(journeys: Journeys) -> Places:
    """First event of each run of events of a case that are of one body."""
    body = journeys.body().codes
    new = np.ones(journeys.n_events, dtype=np.bool_)
    new[1:] = body[1:] != body[:-1]
    new[journeys.first_event[:-1]] = True
    return np.flatnonzero(new)


def _bounced(journeys: Journeys, firsts: Places) -> Places:
    """Which runs are at home, with one away after them and home again after that."""
    body: Codes = journeys.body().codes[firsts]
    case = journeys.case[firsts]
    bounced = (case[2:] == case[:-2]) & (body[2:] == body[:-2])
    bounced &= (body[:-2] != NOBODY) & (body[1:-1] != NOBODY)
    return np.flatnonzero(bounced)
