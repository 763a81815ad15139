"""What follows what: between activities, between bodies, between named processes.

A *step* is two consecutive events of a case. Its wait is the time from the end of the
first to the start of the second, never below 0. A log with one time for each event
has the time from completion to completion instead, in which waiting and being treated
cannot be told apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.arrays import Codes, Counts, Hours, Mask, Microseconds, Places
from wholeflow.journeys.journeys import NOBODY, Journeys
from wholeflow.journeys.kernels import LARGE, compiled, take_steps
from wholeflow.journeys.times import HOUR

from .tallies import Tally, tally, tally_parts

_MOST_NAMES = 4096  # whose pairs are counted rather than sorted
_PART_EVENTS = 100_000  # whose steps stay in the processor's nearer memory
_HOURS = ("mean_hours", "median_hours", "p90_hours", "total_hours")


@dataclass(frozen=True, slots=True)
class Link:
    """Steps from one thing to another: activities, groups or processes.

    Parameters
    ----------
    before, after
        Names.
    times
        How often the step was taken.
    cases
        How many cases took it, once or more.
    persons
        How many persons these are; as many as cases in a log that names none.
    mean_hours, median_hours, p90_hours, total_hours
        Of the waits; p90 is interpolated linearly between the two nearest.
    """

    before: str
    after: str
    times: int
    cases: int
    persons: int
    mean_hours: float
    median_hours: float
    p90_hours: float
    total_hours: float


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Consecutive events of each case.

    Parameters
    ----------
    first, second
        Places of the two events in `Journeys`. Shape (n_steps,).
    wait
        Microseconds from the end of the first to the start of the second. Shape
        (n_steps,).
    """

    first: Places
    second: Places
    wait: Microseconds

    @property
    def wait_hours(self) -> Hours:
        """The waits in hours. Shape (n_steps,)."""
        hours: Hours = self.wait / HOUR
        return hours

    def where(self, chosen: Mask) -> Steps:
        """Give the steps that are chosen. `chosen` has shape (n_steps,)."""
        return Steps(self.first[chosen], self.second[chosen], self.wait[chosen])


def steps(journeys: Journeys, among: Mask | None = None) -> Steps:
    """Pair each event with the next one of its case.

    Parameters
    ----------
    journeys
        The log.
    among
        Events to look at, as if the others were not there; None for all. Shape
        (n_events,).
    """
    if among is None:
        return _consecutive(journeys, _in_one_case(journeys))
    events = np.flatnonzero(among)
    case = journeys.case[events]
    together = case[1:] == case[:-1]
    return _paired(journeys, events[:-1][together], events[1:][together])


def _in_one_case(journeys: Journeys) -> Mask:
    """Whether each event but the last is of the same case as the next."""
    together = np.ones(journeys.n_events - 1, dtype=np.bool_)
    together[journeys.first_event[1:-1] - 1] = False
    return together


def _consecutive(journeys: Journeys, chosen: Mask) -> Steps:
    first = np.flatnonzero(chosen)
    return _paired(journeys, first, first + 1)


def _paired(journeys: Journeys, first: Places, second: Places) -> Steps:
    gap = journeys.start[second] - journeys.end[first]
    return Steps(first, second, np.maximum(gap, 0))


def directly_follows(journeys: Journeys) -> tuple[Link, ...]:
    """Links between activities, the most frequent first.

    The sum of `times` is the number of events less the number of cases.
    """
    return _linked(journeys, journeys.activity, journeys.activities)


def process_links(
    journeys: Journeys, processes: Mapping[str, Sequence[str]]
) -> tuple[Link, ...]:
    """Links between named processes: where people pass from one to the next.

    Parameters
    ----------
    journeys
        The log.
    processes
        Name of each process and the activities that make it up. Events of other
        activities are passed over; of an activity named twice, the first process has
        it.

    Returns
    -------
    tuple of Link
        The most frequent first; steps inside a process are none.
    """
    code = process_codes(journeys, processes)
    return _apart(_linked(journeys, code, sorted(processes)))


def rolled_up(
    processes: Mapping[str, Sequence[str]], whole_of: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Put the activities of processes together by the wholes they are part of.

    Waits inside one whole vanish then, and those between wholes add up.

    Parameters
    ----------
    processes
        Name of each process and the activities that make it up.
    whole_of
        The whole of each process; one that has none stands for itself.

    Examples
    --------
    >>> parts = {"Triaging": ["triage"], "Treating": ["drip"], "Sending home": ["out"]}
    >>> rolled_up(parts, {"Triaging": "Seeing", "Treating": "Seeing"})
    {'Seeing': ('triage', 'drip'), 'Sending home': ('out',)}
    """
    wholes: dict[str, dict[str, None]] = {}  # sets that keep order
    taken: set[str] = set()
    for name, activities in processes.items():
        whole = wholes.setdefault(whole_of.get(name, name), {})
        whole.update(dict.fromkeys(each for each in activities if each not in taken))
        taken.update(activities)
    return {name: tuple(activities) for name, activities in wholes.items()}


def process_steps(journeys: Journeys, processes: Mapping[str, Sequence[str]]) -> Steps:
    """Take the steps from one named process to another; see `process_links`."""
    code = process_codes(journeys, processes)
    taken = steps(journeys, code != NOBODY)
    return taken.where(code[taken.first] != code[taken.second])


def process_codes(journeys: Journeys, processes: Mapping[str, Sequence[str]]) -> Codes:
    """Process of each event as a code into the sorted names; `NOBODY` for none."""
    names = sorted(processes)
    by_activity = {
        activity: names.index(name)
        for name in reversed(list(processes))
        for activity in processes[name]
    }
    lookup = [by_activity.get(name, NOBODY) for name in journeys.activities]
    return np.array(lookup, dtype=np.int32)[journeys.activity]


def hand_over_steps(journeys: Journeys) -> Steps:
    """Take the steps from one body to another; see `Journeys.body`.

    An event without one is handed over neither to nor from.
    """
    body = journeys.body().codes
    known = body != NOBODY
    handed = _in_one_case(journeys) & known[1:] & known[:-1]
    return _consecutive(journeys, handed & (body[1:] != body[:-1]))


def body_links(journeys: Journeys) -> tuple[Link, ...]:
    """Links between organisations, or groups: who hands over to whom, most first."""
    body = journeys.body()
    # An event of nobody stands between two bodies, so it is a body without a name.
    code = np.where(body.codes == NOBODY, np.int32(len(body.names)), body.codes)
    every = _linked(journeys, code, (*body.names, ""))
    return _apart(link for link in every if link.before and link.after)


def hand_overs(journeys: Journeys) -> npt.NDArray[np.int64]:
    """Give the number of hand-overs in each case. Shape (n_cases,)."""
    handed = journeys.case[hand_over_steps(journeys).second]
    return np.bincount(handed, minlength=journeys.n_cases)


def longest_waits(links: Iterable[Link]) -> tuple[Link, ...]:
    """Rank links by the hours that all people together waited, most first."""
    return tuple(
        sorted(links, key=lambda link: (-link.total_hours, link.before, link.after))
    )


def links(
    journeys: Journeys, taken: Steps, code: Codes, names: Sequence[str]
) -> tuple[Link, ...]:
    """Sum steps up by what they lead from and to, the most frequent first.

    Parameters
    ----------
    journeys
        The log the steps are of.
    taken
        Steps to sum up.
    code
        What each event is, as a code into `names`; not `NOBODY` at any step taken.
        Shape (n_events,).
    names
        Names of activities, groups or processes.
    """
    key, case = _keyed(journeys, taken, code, len(names))
    found = tally([(key, case, taken.wait)], len(names) ** 2)
    if journeys.one_case_each:
        return _named(found, found.cases, names)
    return _named(found, _persons(journeys, found, key, case), names)


def _keyed(
    journeys: Journeys, taken: Steps, code: Codes, names: int
) -> tuple[Counts, Codes]:
    """Give what each step leads from and to, as one number, and its case."""
    key = code[taken.first].astype(np.int64) * names + code[taken.second]
    return key, journeys.case[taken.second]


def _persons(journeys: Journeys, found: Tally, key: Counts, case: Codes) -> Counts:
    return journeys.persons_by(np.searchsorted(found.key, key), case, len(found.key))


def _linked(journeys: Journeys, code: Codes, names: Sequence[str]) -> tuple[Link, ...]:
    """Link the events that have a code, as if the others were not there."""
    if journeys.n_events < LARGE or len(names) > _MOST_NAMES:
        return links(journeys, steps(journeys, code != NOBODY), code, names)
    parts = partial(_steps_by_part, journeys, code, len(names))
    found = tally_parts(parts, len(names) ** 2)
    if journeys.one_case_each:
        return _named(found, found.cases, names)
    taken = steps(journeys, code != NOBODY)
    persons = _persons(journeys, found, *_keyed(journeys, taken, code, len(names)))
    return _named(found, persons, names)


def _steps_by_part(
    journeys: Journeys, code: Codes, names: int
) -> Iterator[tuple[Codes, Codes, Microseconds]]:
    """Give key, case and wait of each step, of so few cases at a time as stay near.

    Yields
    ------
    tuple
        Of which the next one takes the place.
    """
    first_event = journeys.first_event
    bounds = np.searchsorted(
        first_event, np.arange(0, journeys.n_events, _PART_EVENTS), side="left"
    )
    room = int(np.diff(first_event[[*bounds, -1]]).max())
    found = (
        np.empty(room, dtype=np.int32),
        np.empty(room, dtype=np.int32),
        np.empty(room, dtype=np.int64),
    )
    for first, last in itertools.pairwise([*bounds.tolist(), journeys.n_cases]):
        taken = compiled(take_steps)(
            first_event[first : last + 1], code, (journeys.start, journeys.end),
            names, first, found,
        )  # fmt: skip
        key, case, wait = found
        yield key[:taken], case[:taken], wait[:taken]


def _named(found: Tally, persons: Counts, names: Sequence[str]) -> tuple[Link, ...]:
    order = np.lexsort((found.key, -found.times))
    hours = [getattr(found, name) for name in _HOURS]
    columns = [
        column[order].tolist()
        for column in (found.key, found.times, found.cases, persons, *hours)
    ]
    return tuple(
        Link(names[key // len(names)], names[key % len(names)], *numbers)
        for key, *numbers in zip(*columns, strict=True)
    )


def _apart(links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple(link for link in links if link.before != link.after)
