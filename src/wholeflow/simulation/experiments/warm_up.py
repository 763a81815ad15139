"""From when on a run that begins empty says what the system is usually like.

MSER-5: of a series in means of five, cut off so many at the beginning that what is left
is known best, by its standard error as if its values were independent. At most half may
be cut off; where the best cut is at that end, the series is too short to say.

The series is the mean over replications of the patients in the system, hour by hour, so
that the chance of one replication does not choose. A pattern of the week stays in the
series: run several weeks, and let the warm-up be whole ones, rounded up.

Reference: K. P. White (1997), An effective truncation heuristic for bias reduction in
simulation output, Simulation 69(6); K. P. White and S. Robinson (2010), The problem of
the initial transient (again), Journal of Simulation 4(4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from wholeflow.simulation.measures import measure_of
from wholeflow.simulation.model.model import Model

from .intervals import Values
from .plans import Plan, Runner
from .replications import replicate

TOGETHER = 5
LEAST_MEANS = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WarmUp:
    """A warm-up, and what it was chosen by.

    Parameters
    ----------
    hours
        What to leave out at the beginning.
    long_enough
        Whether the series was long enough to say: if not, run longer and ask again.
    series
        Patients in the system, hour by hour, mean of the replications.
    """

    hours: float
    long_enough: bool
    series: Values


def choose_warm_up(model: Model, plan: Plan, *, runner: Runner) -> WarmUp:
    """Choose a warm-up by MSER-5.

    Parameters
    ----------
    model
        Found without fault.
    plan
        Of which the hours, the seed and a number of replications are used.
    runner
        What carries it out.
    """
    present = measure_of(model, "patients present")
    by_hour = replace(plan, warm_up_hours=0.0, binning="hour", by_bin=(present,))
    found = replicate(model, by_hour, runner=runner)
    series = found.bins[:, :, 0].mean(axis=0) if found.n else np.empty(0)
    cut, long_enough = mser5(series)
    return WarmUp(hours=float(cut), long_enough=long_enough, series=series)


def mser5(series: Values) -> tuple[int, bool]:
    """Give how many values of a series to leave out, and whether it was long enough.

    Parameters
    ----------
    series
        At even steps of time. Shape (n,). What is left over from fives is not used.

    Returns
    -------
    cut
        A multiple of 5; 0 for a series of fewer than five.
    long_enough
        Whether there were at least 50 values, and the best cut was before the middle.
    """
    n = len(series) // TOGETHER
    means = series[: n * TOGETHER].reshape(n, TOGETHER).mean(axis=1)
    most = n // 2
    errors = [means[cut:].var() / (n - cut) for cut in range(min(most + 1, n))]
    best = int(np.argmin(errors)) if errors else 0
    return best * TOGETHER, n >= LEAST_MEANS and best < most
