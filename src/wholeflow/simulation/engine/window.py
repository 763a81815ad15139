"""The stretches of time over which a run is counted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from wholeflow.simulation.model.calendar import HOURS_A_WEEK, HoursOfWeek

from .outcome import Binning, Counts, Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The bins of a window: when each begins, and which it is.

    Parameters
    ----------
    edges
        Hours at which a stretch of one bin begins, rising from 0; the last is the end
        of the window.
    bins
        The bin of each stretch; -1 is outside the window.
    n_bins
        How many bins there are.
    """

    edges: Numbers
    bins: Counts
    n_bins: int

    def hours_in_bin(self, stopped: float | None) -> Numbers:
        """Give the hours of the window in each bin, up to where a run stopped if it did."""
        inside = self.bins[:-1] >= 0
        until = math.inf if stopped is None else stopped
        lengths = np.diff(np.minimum(self.edges, until))[inside]
        hours = np.zeros(self.n_bins)
        np.add.at(hours, self.bins[:-1][inside], lengths)
        return hours

    def bin_of(self, hours: float) -> int:
        """Give the bin of a time of 0 or later; -1 is outside."""
        return int(self.bins[np.searchsorted(self.edges, hours, side="right") - 1])


def window_of(
    binning: Binning, hour_of_week: HoursOfWeek, *, warm_up_hours: float, hours: float
) -> Window:
    """Divide the window from the warm-up to the end into bins.

    Parameters
    ----------
    binning
        One bin for all; one for each local hour of the week; or one for each hour of
        the run, from its start.
    hour_of_week
        Of each hour of the run.
    warm_up_hours, hours
        Where the window begins and ends.
    """
    inner: list[int] = []
    if binning != "all":
        inner = list(range(math.floor(warm_up_hours) + 1, math.ceil(hours)))
    starts = np.array([warm_up_hours, *inner], dtype=np.float64)
    match binning:
        case "all":
            bins, n_bins = np.zeros(1, dtype=np.int64), 1
        case "hour of week":
            bins, n_bins = hour_of_week[starts.astype(np.int64)], HOURS_A_WEEK
        case "hour":
            bins, n_bins = starts.astype(np.int64), math.ceil(hours)
    before = 0 if warm_up_hours == 0 else 1
    return Window(
        np.array([0.0] * before + [*starts, hours]),
        np.array([-1] * before + [*bins, -1], dtype=np.int64),
        n_bins,
    )
