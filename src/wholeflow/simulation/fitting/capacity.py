"""How many are served at once, and how much of a wait that explains.

A log says how many were being served, never how many could have been: busy is not
available. So a limit is assumed for a step only where the log shows one at work. It is a
high quantile of how many were there at once (over time, 0.995) or the least number above
that for which

- twenty steps or more began within a moment of somebody leaving a full step, and had
  been ready before, and
- nine in ten of those that began when it was full began so.

Where a limit is at work, a wait is in two parts. Until the last moment at which there
was room, something else kept the patient: an extraneous delay. From then on the patient
may have queued: the delay is known only to be no shorter than that, and no longer than
the wait. A wait that ends while there is room is delay altogether.

Reference: D. Chapela-Campa and M. Dumas (2024), Enhancing business process simulation
models with extraneous activity delays, Information Systems 122.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.times import SECOND

from .steps import Mask, Microseconds

QUANTILE = 0.995
LEAST_QUEUED = 20
QUEUED_SHARE = 0.9
MOMENT = 60 * SECOND  # between two patients, within which the second took the place
MOST_TRIED = 30


@dataclass(frozen=True, slots=True, eq=False)
class Waited:
    """The waits for one step, each in its parts.

    Parameters
    ----------
    delay
        Microseconds until the last moment at which there was room; all of the wait where
        there was room to its end. Shape (n,).
    queued
        Whether the wait ended as somebody left a full step. Shape (n,).
    """

    delay: Microseconds
    queued: Mask


@dataclass(frozen=True, slots=True, eq=False)
class Full:
    """When a step was full: stretches with less than a moment between them put together."""

    begin: Microseconds
    end: Microseconds

    def waited(self, ready: Microseconds, start: Microseconds) -> Waited:
        """Divide waits from being ready to the start."""
        if not len(self.begin):
            return Waited(start - ready, np.zeros(len(start), dtype=np.bool_))
        at = np.searchsorted(self.begin, start, side="left") - 1
        begin = np.where(at >= 0, self.begin[np.maximum(at, 0)], start)
        end = np.where(at >= 0, np.minimum(self.end[np.maximum(at, 0)], start), ready)
        queued = (at >= 0) & (start - end <= MOMENT) & (end > ready)
        delay = np.where(queued, np.maximum(begin - ready, 0), start - ready)
        return Waited(delay, queued)


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """A limit that a log shows at work, or none.

    Parameters
    ----------
    units
        How many are served at once; None where no limit is seen.
    most_at_once
        The quantile of how many were there at once.
    full
        When so many were there.
    """

    units: int | None
    most_at_once: int
    full: Full


def fit_limit(
    begin: Microseconds,
    end: Microseconds,
    ready: Microseconds,
    *,
    units: int | None = None,
) -> Limit:
    """Find a limit to how many are served at once.

    Parameters
    ----------
    begin, end
        Of each service. Shape (n,).
    ready
        When each could have begun. Shape (n,).
    units
        A limit that is known; else it is looked for.
    """
    lasting = end > begin
    begin, end, ready = begin[lasting], end[lasting], ready[lasting]
    if not len(begin):
        return Limit(units, 0, Full(begin, end))
    times, there = _occupancy(begin, end)
    quantile = _quantile(times, there)
    if units is not None:
        return Limit(units, quantile, _full(times, there, units))
    for tried in range(
        max(quantile, 1), min(int(there.max()), quantile + MOST_TRIED) + 1
    ):
        full = _full(times, there, tried)
        queued = int(full.waited(ready, begin).queued.sum())
        beyond = int((_there_before(begin, end) >= tried).sum())
        if queued >= LEAST_QUEUED and queued >= QUEUED_SHARE * (queued + beyond):
            return Limit(tried, quantile, full)
    return Limit(None, quantile, Full(times[:0], times[:0]))


def _occupancy(
    begin: Microseconds, end: Microseconds
) -> tuple[Microseconds, npt.NDArray[np.int64]]:
    """Give the moments at which how many are there changes, and how many from each."""
    times = np.concatenate((end, begin))
    change = np.repeat([-1, 1], [len(end), len(begin)])
    order = np.argsort(times, kind="stable")
    there = np.cumsum(change[order])
    times = times[order]
    last = np.append(times[1:] != times[:-1], True)
    return times[last], there[last]


def _quantile(times: Microseconds, there: npt.NDArray[np.int64]) -> int:
    order = np.argsort(there[:-1], kind="stable")
    lasted = np.cumsum(np.diff(times)[order])
    place = int(np.searchsorted(lasted, QUANTILE * lasted[-1]))
    return int(there[order[min(place, len(order) - 1)]])


def _full(times: Microseconds, there: npt.NDArray[np.int64], units: int) -> Full:
    is_full = np.concatenate(([False], there >= units, [False]))
    change = np.flatnonzero(is_full[1:] != is_full[:-1])
    begin, end = times[change[::2]], times[np.minimum(change[1::2], len(times) - 1)]
    if not len(begin):
        return Full(begin, end)
    apart = begin[1:] - end[:-1] > MOMENT
    return Full(
        begin[np.concatenate(([True], apart))], end[np.concatenate((apart, [True]))]
    )


def _there_before(begin: Microseconds, end: Microseconds) -> npt.NDArray[np.int64]:
    """Give how many were there just before each began, those who left then apart."""
    order = np.argsort(begin, kind="stable")
    earlier = np.empty(len(begin), dtype=np.int64)
    earlier[order] = np.arange(len(begin))
    return earlier - np.searchsorted(np.sort(end), begin, side="right")
