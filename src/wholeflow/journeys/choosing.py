"""Part of a log, and the same log cut into other journeys.

What is chosen is again `Journeys`, so everything that can be asked of a log can be
asked of a part of it, and two parts can be held side by side. Names keep their codes.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from wholeflow.errors import BadInput

from .arrays import Codes, Mask, Microseconds, Places
from .intervals import latest_before
from .journeys import Coded, Journeys
from .times import DAY, SECOND

_EVENT_COLUMNS = (
    "activity", "organisation", "group", "resource", "kind",
    "start", "end", "only_half", "row",
)  # fmt: skip


def chosen_events(journeys: Journeys, events: Mask) -> Journeys:
    """Keep these events, and the cases that have at least one of them.

    Parameters
    ----------
    journeys
        The log.
    events
        Which events to keep, as if the others had not happened. Shape (n_events,).
        Where none is left it is told as `BadInput`.
    """
    return _chosen(journeys, events, journeys.cases_with(events))


def chosen_cases(journeys: Journeys, cases: Mask) -> Journeys:
    """Keep these cases, with all their events.

    Parameters
    ----------
    journeys
        The log.
    cases
        Which to keep. Shape (n_cases,). Where none is left it is told as `BadInput`.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, read_log
    >>> journeys = read_log(example_log())
    >>> came_back = journeys.cases_with(journeys.events_of(["Return ER"]))
    >>> chosen_cases(journeys, came_back).n_cases
    294
    """
    of_cases = np.repeat(cases, np.diff(journeys.first_event))
    return _chosen(journeys, of_cases, cases)


def cohort(journeys: Journeys, column: str, values: Iterable[str]) -> Journeys:
    """Keep the cases of which an event says one of these values.

    Parameters
    ----------
    journeys
        The log.
    column
        As for `Journeys.column`, which tells what there is if there is no such column.
    values
        What an event must say. Where no case does it is told as `BadInput`.
    """
    return chosen_cases(
        journeys, journeys.cases_with(journeys.column(column).of(values))
    )


def begun_within(
    journeys: Journeys, since: dt.datetime, until: dt.datetime
) -> Journeys:
    """Keep the cases whose first event began at `since` or later and before `until`.

    Parameters
    ----------
    journeys
        The log.
    since, until
        Aware. Where no case is left it is told as `BadInput`.
    """
    begins = journeys.start[journeys.first_event[:-1]]
    after = begins >= round(since.timestamp() * SECOND)
    return chosen_cases(journeys, after & (begins < round(until.timestamp() * SECOND)))


def case_blocks(
    journeys: Journeys, events: int = 100_000
) -> Iterator[tuple[slice, int, Journeys]]:
    """Cut a log into runs of cases, without a copy: what is counted there stays near.

    Parameters
    ----------
    journeys
        The log.
    events
        About how many events a run has; a case is never cut.

    Yields
    ------
    tuple
        Places of the events, number of the first case, and the cases as a log.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, read_log
    >>> blocks = case_blocks(read_log(example_log()), 10_000)
    >>> [(first, block.n_events) for _, first, block in blocks]
    [(0, 10000), (686, 5214)]
    """
    bounds = np.searchsorted(journeys.first_event, range(0, journeys.n_events, events))
    bounds = np.unique([*bounds, journeys.n_cases])
    for first, last in itertools.pairwise(bounds.tolist()):
        begin, end = journeys.first_event[[first, last]].tolist()
        places = slice(begin, end)
        yield (
            places,
            first,
            replace(
                journeys,
                case_names=journeys.case_names[first:last],
                person=journeys.person[first:last],
                case=journeys.case[places] - np.int32(first),
                first_event=journeys.first_event[first : last + 1] - begin,
                more={
                    heading: Coded(kept.role, kept.codes[places], kept.names)
                    for heading, kept in journeys.more.items()
                },
                **{name: getattr(journeys, name)[places] for name in _EVENT_COLUMNS},
            ),
        )


def by_person(journeys: Journeys) -> Journeys:
    """Put all events of a person into one journey.

    Parameters
    ----------
    journeys
        The log. One that names no persons comes back as it is.

    Notes
    -----
    Ties between events of two cases stand in the order of the file.
    """
    if journeys.columns.person is None:
        return journeys
    return regrouped(
        journeys,
        journeys.person[journeys.case],
        journeys.person_names,
        np.arange(journeys.n_persons, dtype=np.int32),
    )


def episodes(journeys: Journeys, gap_days: float) -> Journeys:
    """Cut each person's events into episodes: a gap longer than `gap_days` parts two.

    Parameters
    ----------
    journeys
        The log.
    gap_days
        Above 0; from the latest end so far to the next start, in days of 24 hours.

    Returns
    -------
    Journeys
        A case for each episode, named after the person with the episode's number.

    Raises
    ------
    BadInput
        If `gap_days` is not above 0.
    """
    if not gap_days > 0:
        raise BadInput(
            "the gap between episodes", [f"expected days above 0, got {gap_days}"]
        )
    whole = by_person(journeys)
    latest = latest_end_before(whole)
    begins = np.ones(whole.n_events, dtype=np.bool_)
    begins[1:] = whole.case[1:] != whole.case[:-1]
    begins |= whole.start - latest > gap_days * DAY
    episode = np.cumsum(begins, dtype=np.int32) - 1
    of = whole.case[begins]
    number = np.arange(len(of)) - np.flatnonzero(np.diff(of, prepend=-1))[of] + 1
    width = len(str(number.max()))
    names = whole.case_names.gather(of) + pl.Series(
        [f" ({n:0{width}})" for n in number]
    )
    order = names.arg_sort().to_numpy()
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return regrouped(
        whole, place[episode], names.gather(order), whole.person[of][order]
    )


def latest_end_before(journeys: Journeys) -> Microseconds:
    """Give the latest end of the earlier events of a case, for each event.

    A case's first event has its own start; an event that ends before it starts ends at
    its start. Shape (n_events,), microseconds.
    """
    new = np.zeros(journeys.n_events, dtype=np.bool_)
    new[journeys.first_event[:-1]] = True
    return latest_before(new, journeys.start, journeys.end)


def _chosen(journeys: Journeys, events: Mask, cases: Mask) -> Journeys:
    """Keep these events and cases; each of the cases has at least one of the events.

    Raises
    ------
    BadInput
        If no event is left.
    """
    places = np.flatnonzero(events)
    if not len(places):
        raise BadInput(
            "what was chosen", ["no event of the log is left; choose less narrowly"]
        )
    new_case = np.cumsum(cases, dtype=np.int32) - 1
    persons, person = np.unique(journeys.person[cases], return_inverse=True)
    return replace(
        _with_events(journeys, places, new_case[journeys.case[places]]),
        case_names=journeys.case_names.filter(pl.Series(cases)),
        person_names=journeys.person_names.gather(persons),
        person=person.astype(np.int32),
    )


def regrouped(
    journeys: Journeys, case: Codes, names: pl.Series, person: Codes
) -> Journeys:
    """Cut the same events into other cases, each in order.

    Parameters
    ----------
    journeys
        The events; what it says of cases is not looked at.
    case
        New case of each event. Shape (n_events,).
    names
        Name of each new case, sorted.
    person
        Person of each new case. Shape (n_cases,).
    """
    order = np.lexsort((journeys.row, journeys.end, journeys.start, case))
    return replace(
        _with_events(journeys, order, case[order]), case_names=names, person=person
    )


def _with_events(journeys: Journeys, places: Places, case: Codes) -> Journeys:
    """Take the events at these places, now of these cases, which must rise."""
    counts = np.bincount(case)
    return replace(
        journeys,
        case=case,
        first_event=np.concatenate(([0], np.cumsum(counts))),
        more={
            heading: Coded(kept.role, kept.codes[places], kept.names)
            for heading, kept in journeys.more.items()
        },
        **{name: getattr(journeys, name)[places] for name in _EVENT_COLUMNS},
    )
