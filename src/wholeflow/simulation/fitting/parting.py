"""How far off a mean may be: by luck, and because a fit is unsure.

Parameters are drawn from how unsure the fit is, as often as there are runs. With each
draw the model is run twice, each time with luck of its own; and with the same luck, so
that little but the parameters differs, the model of the best fit as well. Let D be a run
with drawn parameters less its fellow with the best. Within a draw runs vary by luck
(replication noise). That the means of D vary between draws by more than they do within is
that the fit is unsure (input uncertainty): by an analysis of variance of one way,

    s2_inputs = (MS_between(D) - MS_within(D)) / 2, or 0 if that is less.

The mean of endless runs of the true parameters then lies within

    mean +/- t sqrt(MS_within / 2 m + (1 + 1 / m) s2_inputs)

for m draws, if the form of the model is right. Only the first part falls with more runs.

Reference: R. C. H. Cheng and W. Holland (1997), Sensitivity of computer simulation
experiments to errors in input data, Journal of Statistical Computation and Simulation 57;
B. E. Ankenman and B. L. Nelson (2012), A quick assessment of input uncertainty, Winter
Simulation Conference.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from .survival import Array

TWICE = 2  # runs with each draw
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Parted:
    """A mean with how far off it may be: by luck, and because the fit is unsure.

    Parameters
    ----------
    mean
        Of all runs.
    luck
        Half-width from replication noise alone; falls with more runs.
    inputs
        Half-width from the fit alone; falls only with a longer log.
    n
        How many draws have the measure.
    """

    mean: float
    luck: float
    inputs: float
    n: int

    @property
    def half_width(self) -> float:
        """Of both together."""
        return math.hypot(self.luck, self.inputs)

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self.mean + self.half_width

    def times(self, factor: float) -> Parted:
        """Give the same in another unit."""
        share = abs(factor)
        return Parted(
            self.mean * factor, self.luck * share, self.inputs * share, self.n
        )


def parted(drawn: Array, best: Array, confidence: float = CONFIDENCE) -> Parted:
    """Divide what varies into luck and what is not known.

    Parameters
    ----------
    drawn
        A measure of each run with drawn parameters. Shape (n_draws, 2). Draws with NaN
        are left out.
    best
        The same with the best parameters and the same luck. Shape (n_draws, 2).
    confidence
        Of the interval, between 0 and 1.
    """
    known = ~np.isnan(drawn + best).any(axis=1)
    m = int(known.sum())
    if m < TWICE:
        return Parted(
            float(np.mean(drawn[known])) if m else math.nan, math.nan, math.nan, m
        )
    within, _ = _mean_squares(drawn[known])
    apart_within, apart_between = _mean_squares((drawn - best)[known])
    inputs = max(apart_between - apart_within, 0.0) / TWICE
    t = float(special.stdtrit(m - 1, (1 + confidence) / 2))
    return Parted(
        mean=float(drawn[known].mean()),
        luck=t * math.sqrt(within / (TWICE * m)),
        inputs=t * math.sqrt(inputs * (1 + 1 / m)),
        n=m,
    )


def _mean_squares(values: Array) -> tuple[float, float]:
    """Give the mean squares within draws and between them. Shape (n_draws, 2)."""
    within = float(values.var(axis=1, ddof=1).mean())
    return within, TWICE * float(values.mean(axis=1).var(ddof=1))
