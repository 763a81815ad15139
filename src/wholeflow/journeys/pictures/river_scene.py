"""A journey as a river, before it is drawn: stops, what flows between, what waits.

The stops are the named processes of a log, or its commonest activities. Each journey
comes to each of its stops once, when it first does; from each stop it flows to the one
it comes to next. A stop stands one column to the right of the stop that most of its
people come from. The pool on the way is how long half of those who took it needed from
the end of the one to the start of the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.arrays import Hours, Mask, Microseconds, Places
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.rules.standards import Standards
from wholeflow.journeys.times import HOUR

_MOST_STOPS = 7
_OFTEN = 0.4  # share of journeys that have an activity, for it to be a stop unasked
_NEVER = np.iinfo(np.int64).max

Moments = npt.NDArray[np.int64]  # when each case first came to each stop
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stop:
    """One process, or activity, that people come to.

    Parameters
    ----------
    name
        As it should be read.
    people, persons
        Journeys that came to it, and of how many persons.
    no_further, persons_no_further
        Of these, the ones that came to no stop after it.
    column
        How far to the right it stands, from 0.
    """

    name: str
    people: int
    persons: int
    no_further: int
    persons_no_further: int
    column: int


@dataclass(frozen=True, slots=True)
class Band:
    """People who went from one stop to another as the next.

    Parameters
    ----------
    before, after
        Places of the two in `River.stops`; `after` stands further to the right.
    people, persons
        How many journeys, and of how many persons.
    median_hours, p90_hours
        From the end of the first to the start of the second.
    main
        Whether most of those who came to `after` came this way.
    """

    before: int
    after: int
    people: int
    persons: int
    median_hours: float
    p90_hours: float
    main: bool


@dataclass(frozen=True, slots=True)
class River:
    """A journey as a river.

    Parameters
    ----------
    stops
        In the order in which people usually come to them.
    bands
        What flows between them, by the stop they lead to; those of few people too.
    against, persons_against
        Journeys that at some point went to a stop further left: their steps back are
        in no band. And of how many persons.
    journeys, persons
        All of the log, those that came to no stop among them.
    returned, returned_within, within_days
        Journeys that came back, the ones of these in time, and what that is; None where
        nobody said what coming back is.
    persons_returned, persons_returned_within
        Of how many persons these are; None likewise.
    completion_only
        Whether the log has one time for each event, so that the pools hold being
        treated as well as waiting.
    """

    stops: tuple[Stop, ...]
    bands: tuple[Band, ...]
    against: int
    persons_against: int
    journeys: int
    persons: int
    returned: int | None
    persons_returned: int | None
    returned_within: int | None
    persons_returned_within: int | None
    within_days: float | None
    completion_only: bool


def river(journeys: Journeys, asked: Standards | None = None) -> River:
    """Lay a log out as a river.

    Parameters
    ----------
    journeys
        The log.
    asked
        Names the processes that are stops, and what coming back is. Without processes
        the stops are activities that four journeys in ten have, or the two commonest.

    Returns
    -------
    River
        At most seven stops: of more, those that most journeys come to.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, read_log
    >>> found = river(read_log(example_log()))
    >>> found.stops[0].name, found.stops[0].people
    ('ER Registration', 1050)
    """
    standards = asked or Standards()
    came = _came_to(journeys, standards)
    first = {name: _first_times(journeys, mask) for name, mask in came.items()}
    names = _in_order(first)
    begun = np.array([first[name][0] for name in names])
    ended = np.array([first[name][1] for name in names])
    moves = _moves(begun)
    columns, main = _columns(moves, len(names))
    leading = [
        (pair, cases)
        for pair, cases in sorted(moves.items(), key=lambda move: move[0][::-1])
        if columns[pair[0]] < columns[pair[1]]
    ]
    against = _going_back(moves, columns)
    back = standards.returns.cases(journeys) if standards.returns else None
    return River(
        stops=tuple(
            _stop(journeys, begun, at, name, columns[at])
            for at, name in enumerate(names)
        ),
        bands=tuple(
            _band(journeys, pair, cases, (ended[pair[0]], begun[pair[1]]), main)
            for pair, cases in leading
        ),
        against=len(against),
        persons_against=journeys.persons_of(against),
        journeys=journeys.n_cases,
        persons=journeys.n_persons,
        returned=len(back["all"]) if back else None,
        persons_returned=journeys.persons_of(back["all"]) if back else None,
        returned_within=len(back["within"]) if back else None,
        persons_returned_within=journeys.persons_of(back["within"]) if back else None,
        within_days=standards.returns.within_days if standards.returns else None,
        completion_only=not journeys.has_both_times,
    )


def _came_to(journeys: Journeys, asked: Standards) -> dict[str, Mask]:
    """Events of each stop, without those of coming back, which are no stop."""
    back = set(asked.returns.activity) if asked.returns else set()
    stops: Mapping[str, Sequence[str]] = {
        name: [each for each in parts if each not in back]
        for name, parts in asked.processes.items()
    } or {name: [name] for name in journeys.activities if name not in back}
    events = {name: journeys.events_of(parts) for name, parts in stops.items()}
    cases = {
        name: int(journeys.cases_with(mask).sum()) for name, mask in events.items()
    }
    there = [name for name in stops if cases[name]]
    commonest = sorted(there, key=lambda name: -cases[name])
    if not asked.processes:
        often = [n for n in commonest if cases[n] >= _OFTEN * journeys.n_cases]
        commonest = often if len(often) > 1 else commonest[:2]
    return {name: events[name] for name in commonest[:_MOST_STOPS]}


def _first_times(journeys: Journeys, events: Mask) -> tuple[Microseconds, Microseconds]:
    """When each case first came to a stop and when that ended; `_NEVER` without."""
    begun = np.full(journeys.n_cases, _NEVER)
    ended = np.full(journeys.n_cases, _NEVER)
    places = np.flatnonzero(events)[::-1]  # the first event of a case is written last
    begun[journeys.case[places]] = journeys.start[places]
    ended[journeys.case[places]] = journeys.end[places]
    return begun, ended


def _in_order(first: Mapping[str, tuple[Microseconds, Microseconds]]) -> list[str]:
    """Order stops by how many of the other stops people usually have behind them."""
    names = list(first)
    begun = np.array([first[name][0] for name in names])

    def share_before(at: int) -> float:
        others = [
            float((begun[other] < begun[at])[both].mean())
            for other in range(len(names))
            if other != at
            and (both := (begun[other] != _NEVER) & (begun[at] != _NEVER)).any()
        ]
        return float(np.mean(others)) if others else 0.0

    share = [share_before(at) for at in range(len(names))]
    return [
        names[at] for at in sorted(range(len(names)), key=lambda at: (share[at], at))
    ]


def _moves(begun: Moments) -> dict[Pair, Places]:
    """Cases that went from one stop to another as the next, by the two places."""
    order = np.argsort(begun, axis=0, kind="stable")  # at one moment: in usual order
    came = np.take_along_axis(begun, order, axis=0) != _NEVER
    moves: dict[Pair, list[Places]] = {}
    for rank in range(len(begun) - 1):
        cases = np.flatnonzero(came[rank + 1])
        pairs = order[rank, cases] * len(begun) + order[rank + 1, cases]
        for pair in np.unique(pairs):
            both = int(pair) // len(begun), int(pair) % len(begun)
            moves.setdefault(both, []).append(cases[pairs == pair])
    return {pair: np.concatenate(found) for pair, found in moves.items()}


def _columns(moves: Mapping[Pair, Places], stops: int) -> tuple[list[int], list[int]]:
    """Column of each stop, and the stop most came from; -1 for none before it."""
    columns, main = [0] * stops, [-1] * stops
    for at in range(1, stops):
        into = {j: len(moves.get((j, at), ())) for j in range(at)}
        source = max(into, key=lambda j: (into[j], j))
        if into[source]:
            columns[at], main[at] = columns[source] + 1, source
    return columns, main


def _stop(journeys: Journeys, begun: Moments, at: int, name: str, column: int) -> Stop:
    came, last = begun[at] != _NEVER, _no_further(begun, at)
    return Stop(
        name,
        people=int(came.sum()),
        persons=journeys.persons_of(came),
        no_further=int(last.sum()),
        persons_no_further=journeys.persons_of(last),
        column=column,
    )


def _no_further(begun: Moments, at: int) -> Mask:
    last = np.where(begun == _NEVER, -1, begun).max(axis=0)
    there = begun[at] != _NEVER
    ties = (begun[at + 1 :] == last).any(axis=0)
    ended: Mask = there & (begun[at] == last) & ~ties
    return ended


def _band(
    journeys: Journeys,
    pair: Pair,
    cases: Places,
    moments: tuple[Microseconds, Microseconds],
    main: Sequence[int],
) -> Band:
    left, reached = moments
    hours: Hours = np.maximum(reached[cases] - left[cases], 0) / HOUR
    half, most = np.quantile(hours, [0.5, 0.9])
    before, after = pair
    return Band(
        before=before,
        after=after,
        people=len(cases),
        persons=journeys.persons_of(cases),
        median_hours=float(half),
        p90_hours=float(most),
        main=main[after] == before,
    )


def _going_back(moves: Mapping[Pair, Places], columns: Sequence[int]) -> Places:
    back = [cases for (j, k), cases in moves.items() if columns[j] >= columns[k]]
    return np.unique(np.concatenate(back)) if back else np.empty(0, dtype=np.intp)
