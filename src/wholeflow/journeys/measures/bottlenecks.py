"""Where the flow is narrowest: five ways of telling, and how far they agree.

A *station* is whatever does one kind of work: an activity, an organisation, a group.
No single way of telling from a log finds the bottleneck always, so five are asked:

- *waiting*: its share of all waiting, from `wait` before each event;
- *active*: how often it has the longest unbroken run of being fully at work
  (Roser, Nakano and Tanaka, 2001);
- *busy*: how much of what it has ever done at once it does on average;
- *blocking*: the share of time somebody waits for it, less the share of time in which
  it has nothing to do and nobody waits;
- *growth*: its share of the growth of queues at times when queues grow.

The stations are ranked by each, and the mean of the ranks orders them. What a log
shows is where to look: only a trial, or a simulation with one more of what is short,
shows that a station holds the others up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Hours, Mask
from wholeflow.journeys.choosing import latest_end_before
from wholeflow.journeys.journeys import NOBODY, Coded, Journeys
from wholeflow.journeys.times import HOUR

from .telling import told_by

METHODS = ("waiting", "active", "busy", "blocking", "growth")

_MOMENTS = 10_000  # at which the stations are looked at
_FULL = 0.95  # share of the moments that have no more at once than "fully at work"
_SMOOTHED = 200  # moments over which a queue is averaged to see it grow

Levels = npt.NDArray[np.int64]  # shape (n_stations, n_moments)
Scores = npt.NDArray[np.float64]  # shape (n_stations,)


@dataclass(frozen=True, slots=True)
class Station:
    """One station and how the five ways see it.

    Parameters
    ----------
    name
        Of the activity, organisation or group.
    events
        How often its work was done.
    total_wait_hours
        That all people together waited for it.
    at_once
        How many it serves when it is fully at work, as far as the log shows.
    scores
        By method; above says of what. Higher is more of a bottleneck.
    ranks
        By method, 1 for the first; stations alike share the mean of their ranks.
    mean_rank
        Of the five.
    """

    name: str
    events: int
    total_wait_hours: float
    at_once: int
    scores: dict[str, float]
    ranks: dict[str, float]
    mean_rank: float


@dataclass(frozen=True, slots=True)
class Bottlenecks:
    """Stations, the narrowest first.

    Parameters
    ----------
    by
        What the stations are.
    stations
        By their mean rank; of two alike the one that is waited for longer comes first.
    agreement
        Kendall's W of the five rankings, 0 (none) to 1 (all alike); None for a single
        station.
    methods_agreeing
        How many of the five put the first station first.
    unknown_events
        Events left out because it is not recorded who did them.
    """

    by: str
    stations: tuple[Station, ...]
    agreement: float | None
    methods_agreeing: int
    unknown_events: int


def bottlenecks(journeys: Journeys, by: str | Coded = "activity") -> Bottlenecks:
    """Rank the stations of a log by how far they hold the flow up.

    Parameters
    ----------
    journeys
        With start and end; waiting cannot be told otherwise.
    by
        What the stations are, see `told_by`.

    Returns
    -------
    Bottlenecks
        The narrowest station first.

    Raises
    ------
    BadInput
        If the log has one time for each event.

    Notes
    -----
    The wait before an event is the time since the latest end of the earlier events of
    its case. All stations are looked at in 10,000 moments spread evenly over the log,
    so runs and idle times shorter than that step may be missed. Waiting before the
    first event of a case is not in the log: if arriving is not recorded, the first
    station looks wider than it is.
    """
    if not journeys.has_both_times:
        raise BadInput(
            journeys.source,
            [
                (
                    "bottlenecks cannot be told: there is one time for each event, and "
                    "waiting and being served look alike; say which column is the start"
                )
            ],
        )
    column = told_by(journeys, by)
    known = column.codes != NOBODY
    wait_hours = _waits(journeys)
    waiting, serving = _levels(journeys, column, wait_hours)
    at_once = _at_once(serving)
    scores = {
        "waiting": _shares(_sum_by(column, wait_hours)),
        "active": _active(serving >= at_once[:, None]),
        "busy": serving.mean(axis=1) / at_once,
        "blocking": _blocking(waiting, serving),
        "growth": _growth(waiting),
    }
    ranks = {
        name: pl.Series(-score).rank("average").to_numpy()
        for name, score in scores.items()
    }
    mean_rank = np.mean(list(ranks.values()), axis=0)
    total = _sum_by(column, wait_hours)
    events = np.bincount(column.codes[known], minlength=len(column.names))
    there = np.flatnonzero(events)
    order = sorted(there, key=lambda at: (mean_rank[at], -total[at], column.names[at]))
    return Bottlenecks(
        by=column.role,
        stations=tuple(
            Station(
                name=column.names[at],
                events=int(events[at]),
                total_wait_hours=float(total[at]),
                at_once=int(at_once[at]),
                scores={name: float(score[at]) for name, score in scores.items()},
                ranks={name: float(rank[at]) for name, rank in ranks.items()},
                mean_rank=float(mean_rank[at]),
            )
            for at in order
        ),
        agreement=_agreement(ranks, len(there)),
        methods_agreeing=sum(int(rank[order[0]] == 1) for rank in ranks.values()),
        unknown_events=int((~known).sum()),
    )


def _waits(journeys: Journeys) -> Hours:
    hours: Hours = np.maximum(journeys.start - latest_end_before(journeys), 0) / HOUR
    return hours


def _sum_by(column: Coded, hours: Hours) -> Scores:
    known = column.codes != NOBODY
    return np.bincount(
        column.codes[known], hours[known], minlength=len(column.names)
    ).astype(np.float64)


def _shares(amounts: Scores) -> Scores:
    whole = amounts.sum()
    return amounts / whole if whole else amounts


def _levels(
    journeys: Journeys, column: Coded, wait_hours: Hours
) -> tuple[Levels, Levels]:
    """How many wait for, and how many are served by, each station at each moment."""
    enabled = journeys.start - np.round(wait_hours * HOUR).astype(np.int64)
    moments = np.linspace(journeys.start.min(), journeys.end.max(), _MOMENTS)
    waiting = np.zeros((len(column.names), _MOMENTS), dtype=np.int64)
    serving = np.zeros_like(waiting)
    for code in range(len(column.names)):
        mine = column.codes == code
        begun = _until(journeys.start[mine], moments)
        waiting[code] = _until(enabled[mine], moments) - begun
        serving[code] = begun - _until(journeys.end[mine], moments)
    return waiting, serving


def _until(
    times: npt.NDArray[np.int64], moments: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    return np.searchsorted(np.sort(times), moments, side="right")


def _at_once(serving: Levels) -> npt.NDArray[np.int64]:
    """How many a station serves when fully at work; busier moments are rare."""
    usual = np.quantile(serving, _FULL, axis=1, method="inverted_cdf")
    return np.maximum(usual, 1).astype(np.int64)


def _active(full: Mask) -> Scores:
    """Share of the moments at which each station's run at full work is the longest."""
    length = _run_lengths(full)
    longest = length.max(axis=0)
    winning = (length == longest) & (longest > 0)
    return _shares((winning / np.maximum(winning.sum(axis=0), 1)).sum(axis=1))


def _run_lengths(full: Mask) -> npt.NDArray[np.int64]:
    """Length of the unbroken run that each moment is part of; 0 outside of runs."""
    padded = np.pad(full, ((0, 0), (1, 1))).astype(np.int8)
    change = np.diff(padded, axis=1)
    length = np.zeros(full.shape, dtype=np.int64)
    for station, row in enumerate(change):
        begins, ends = np.flatnonzero(row == 1), np.flatnonzero(row == -1)
        length[station, full[station]] = np.repeat(ends - begins, ends - begins)
    return length


def _blocking(waiting: Levels, serving: Levels) -> Scores:
    nothing = (waiting == 0) & (serving == 0)
    score: Scores = (waiting > 0).mean(axis=1) - nothing.mean(axis=1)
    return score


def _growth(waiting: Levels) -> Scores:
    """Share of each station in the growth of queues while queues grow in all."""
    kernel = np.ones(_SMOOTHED) / _SMOOTHED
    smooth = np.array([np.convolve(row, kernel, mode="valid") for row in waiting])
    change = smooth[:, _SMOOTHED::_SMOOTHED] - smooth[:, :-_SMOOTHED:_SMOOTHED]
    growing = change.sum(axis=0) > 0
    risen: Scores = np.maximum(change[:, growing], 0).sum(axis=1)
    return _shares(risen)


def _agreement(ranks: dict[str, Scores], stations: int) -> float | None:
    if stations < 2:
        return None
    sums = np.sum(list(ranks.values()), axis=0)
    spread = ((sums - sums.mean()) ** 2).sum()
    return float(12 * spread / (len(ranks) ** 2 * (len(sums) ** 3 - len(sums))))
