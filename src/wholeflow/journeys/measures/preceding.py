"""What came last before something: the event of the same person that ended latest."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.arrays import Mask, Microseconds, Places
from wholeflow.journeys.journeys import Journeys

NONE_BEFORE = -1


def person_of_event(journeys: Journeys) -> npt.NDArray[np.int64]:
    """Code of the person each event is about. Shape (n_events,)."""
    return journeys.person[journeys.case].astype(np.int64)


def last_ended_before(
    journeys: Journeys,
    among: Mask,
    asked: Mask,
    *,
    group: npt.NDArray[np.int64] | None = None,
) -> Places:
    """Find the event of `among` that ended last, and before each event of `asked` began.

    Parameters
    ----------
    journeys
        The log.
    among, asked
        Which events may come before, and which are asked about. Shape (n_events,).
    group
        What must be the same of both; None for the person. Shape (n_events,).

    Returns
    -------
    array of int
        Place of the event before, or `NONE_BEFORE`; in the order of the events asked
        about. An event that ended just when another began did not end before it. Of
        several that ended at one moment the last row of the file is taken.
    """
    group = person_of_event(journeys) if group is None else group
    sources, queries = np.flatnonzero(among), np.flatnonzero(asked)
    sources = sources[np.argsort(journeys.row[sources], kind="stable")]
    latest = last_moment_before(
        (group[sources], journeys.end[sources]),
        (group[queries], journeys.start[queries]),
        at_once=False,
    )
    found = np.full(len(queries), NONE_BEFORE)
    found[latest >= 0] = sources[latest[latest >= 0]]
    return found


def last_moment_before(
    moments: tuple[npt.NDArray[np.int64], Microseconds],
    asked: tuple[npt.NDArray[np.int64], Microseconds],
    *,
    at_once: bool,
) -> Places:
    """Find the last moment of the same group before each one that is asked about.

    Parameters
    ----------
    moments, asked
        Group and time of each. Shapes (n_moments,) and (n_asked,), twice.
    at_once
        Whether a moment at the very same time counts as before.

    Returns
    -------
    array of int
        Place in `moments`, or `NONE_BEFORE`. Of several at one time the last is taken.
        Shape (n_asked,).

    Examples
    --------
    >>> group, time = np.array([1, 1]), np.array([5, 9])
    >>> last_moment_before((group, time), (group, time), at_once=False).tolist()
    [-1, 0]
    >>> last_moment_before((group, time), (group, time), at_once=True).tolist()
    [0, 1]
    """
    n_moments, n_asked = len(moments[0]), len(asked[0])
    if not n_moments or not n_asked:
        return np.full(n_asked, NONE_BEFORE)
    group = np.concatenate((moments[0], asked[0]))
    time = np.concatenate((moments[1], asked[1]))
    is_moment = np.arange(n_moments + n_asked) < n_moments
    turn = np.lexsort((is_moment != at_once, time, group))
    latest = np.maximum.accumulate(
        np.where(is_moment[turn], np.arange(len(turn)), NONE_BEFORE)
    )
    before = np.empty(len(turn), dtype=np.intp)
    before[turn] = latest
    before = before[n_moments:]
    same = (before != NONE_BEFORE) & (group[turn[before]] == asked[0])
    return np.where(same, turn[before], NONE_BEFORE)
