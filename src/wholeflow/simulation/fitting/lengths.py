"""How long something takes, fitted from lengths of which some had not ended.

- 200 that ended or more, or nearly all of one length: as they were seen (a table of means
  of equal shares of them).
- Fewer: lognormal, gamma or Weibull, whichever gives those left out, a fifth at a time,
  the greatest likelihood; a share that took no time at all is kept apart, as a spike.
- Fewer than 20: exponential, of which the mean alone is fitted, beside that spike.

Lengths recorded in
steps (of 5, 15 or 60 minutes) are first spread evenly over the step each was rounded to.
What had not ended is weighed as `.survival` says, and the likelihoods with it.

How unsure a fit is, is drawn by fitting lengths drawn anew from those there are; a mean
of few, from its gamma posterior.

Reference: A. M. Law, *Simulation Modeling and Analysis*, 5th edition, chapter 6; W. Stute
(1995), The central limit theorem under random censorship (weights in place of counts).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from wholeflow.simulation.model.distributions import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    Simple,
    Weibull,
)
from wholeflow.simulation.model.ranges import LONGEST_HOURS, SHORTEST_HOURS
from wholeflow.simulation.model.shapes import SHAPES

from .survival import Array, Lengths, rounded, weighed

AS_SEEN, BY_FORMULA = 200, 20  # how many must have ended
FOLDS = 5
TABLE = 400  # lengths that stand for all
ON_STEP = 0.9  # share of lengths that are whole steps, from which they were rounded
ALIKE = 0.9  # share of one length, from which it is no chance
MOST_LOG_VARIANCE = 9.0  # beyond, a mean says nothing and a model refuses it
STEPS_MINUTES = (60, 30, 15, 10, 5)
Family = Literal["lognormal", "gamma", "weibull"]
Form = Literal["constant", "exponential", "as seen", "lognormal", "gamma", "weibull"]


@dataclass(frozen=True, slots=True, eq=False)
class LengthFit:
    """How long something takes, as fitted.

    Parameters
    ----------
    lengths
        What it was fitted from, without those of no time if they are kept apart.
    form
        Which kind of distribution.
    spike
        Share of no time at all that is kept apart.
    n
        How many lengths there were, with those of no time and those going on.
    step_minutes
        The step lengths had been rounded to; 0 is none.
    """

    lengths: Lengths
    form: Form
    spike: float
    n: int
    step_minutes: int

    def estimate(self) -> Distribution:
        """Give the distribution that fits best."""
        return _with_spike(_fitted(self.lengths, self.form), self.spike)

    def drawn(self, rng: np.random.Generator) -> Distribution:
        """Draw a distribution from how unsure the fit is."""
        part = self._drawn_part(rng)
        if not self.spike:
            return part
        nothing = self.spike * self.n
        return _with_spike(part, float(rng.beta(nothing + 0.5, self.n - nothing + 0.5)))

    def _drawn_part(self, rng: np.random.Generator) -> Simple:
        if self.form == "constant":
            return _fitted(self.lengths, self.form)
        if self.form == "exponential":
            n = max(self.lengths.n_ended, 1)
            best = _exponential(self.lengths)
            return Exponential(mean=_length(best.mean * n / rng.gamma(n)))
        return _fitted(self.lengths.resampled(rng), self.form)


def fit_lengths(lengths: Lengths) -> LengthFit:
    """Fit how long something takes.

    Parameters
    ----------
    lengths
        At least one; see the module for what is made of them.
    """
    n, step = len(lengths.hours), _step_minutes(lengths)
    spread = _spread(lengths, step / 60).in_order()
    if spread.ended.all() and np.ptp(spread.hours) < SHORTEST_HOURS:
        return LengthFit(spread, "constant", 0.0, n, step)
    if spread.n_ended >= AS_SEEN or _mostly_one(spread.hours):
        return LengthFit(spread, "as seen", 0.0, n, step)
    nothing = spread.ended & (spread.hours < SHORTEST_HOURS)
    rest = spread.where(~nothing)
    form: Form = "exponential" if rest.n_ended < BY_FORMULA else _best_family(rest)
    return LengthFit(rest, form, float(nothing.mean()), n, step)


def _mostly_one(hours: Array) -> bool:
    _, counts = np.unique(hours, return_counts=True)
    return len(hours) > 1 and bool(counts.max() >= ALIKE * len(hours))


def _step_minutes(lengths: Lengths) -> int:
    """Give the coarsest step that nearly all lengths are whole numbers of; 0 is none."""
    hours = lengths.hours[lengths.ended]
    if len(hours) < BY_FORMULA or _mostly_one(hours):
        return 0
    for step in STEPS_MINUTES:
        parts = hours * 60 / step
        if (np.abs(parts - np.rint(parts)) < 1e-6).mean() >= ON_STEP:
            return step
    return 0


def _spread(lengths: Lengths, step: float) -> Lengths:
    """Spread lengths that are the same evenly over the step they were rounded to."""
    if not step:
        return lengths
    hours = lengths.hours
    order = np.argsort(hours, kind="stable")
    _, firsts, counts = np.unique(hours[order], return_index=True, return_counts=True)
    place = np.arange(len(hours)) - np.repeat(firsts, counts)
    offset = np.empty(len(hours))
    offset[order] = (place + 0.5) / np.repeat(counts, counts) - 0.5
    # Nothing was shorter than no time: what was rounded down to 0 lay above it.
    spread = np.where(hours > 0, hours + offset * step, (offset + 0.5) * step / 2)
    return lengths.lasting(np.maximum(spread, SHORTEST_HOURS))


def _with_spike(part: Simple, spike: float) -> Distribution:
    if spike <= 0:
        return part
    return Mixture(parts=(Constant(hours=0.0), part), shares=(spike, 1 - spike))


# -- each form -------------------------------------------------------------------------


def _fitted(lengths: Lengths, form: Form) -> Simple:
    if form == "exponential":
        return _exponential(lengths)
    hours, weights = weighed(lengths)
    if form == "constant":
        return Constant(hours=float(hours[0]))
    if form == "as seen":
        return Empirical(hours=tuple(rounded(_table(hours, weights))))
    return _FAMILIES[form](hours, weights)


def _exponential(lengths: Lengths) -> Exponential:
    """Give all the time there was, for each ending; with bounds, the mean within them."""
    mean = float(lengths.hours.sum()) / max(lengths.n_ended, 1)
    if lengths.are_bounded:
        hours, weights = weighed(lengths)
        mean = float(hours @ weights)
    return Exponential(mean=_length(mean))


def _table(hours: Array, weights: Array) -> Array:
    """Give lengths of equal share, each the mean of its share; the mean stays."""
    if len(hours) <= TABLE and np.ptp(weights) < 1e-12:
        return hours
    share = np.concatenate(([0.0], np.cumsum(weights)))
    total = np.concatenate(([0.0], np.cumsum(weights * hours)))
    cuts = np.linspace(0, share[-1], TABLE + 1)
    means: Array = np.diff(np.interp(cuts, share, total)) * TABLE
    return np.maximum(means, 0.0)


def _length(hours: float) -> float:
    return float(np.clip(hours, SHORTEST_HOURS, LONGEST_HOURS))


def _lognormal(hours: Array, weights: Array) -> Lognormal:
    logs = np.log(hours)
    mu = float(weights @ logs)
    variance = float(np.clip(weights @ (logs - mu) ** 2, 1e-8, MOST_LOG_VARIANCE))
    mean = _length(np.exp(mu + variance / 2))
    return Lognormal(mean=mean, sd=mean * float(np.sqrt(np.expm1(variance))))


def _gamma(hours: Array, weights: Array) -> Gamma:
    mean = float(weights @ hours)
    apart = max(float(np.log(mean) - weights @ np.log(hours)), 1e-9)
    shape = _root(lambda k: np.log(k) - special.digamma(k) - apart)
    return Gamma(mean=_length(mean), shape=shape)


def _weibull(hours: Array, weights: Array) -> Weibull:
    logs = np.log(hours)
    top, middle = float(logs.max()), float(weights @ logs)

    def gap(shape: float) -> float:
        powers = weights * np.exp(shape * (logs - top))
        return float(1 / shape + middle - powers @ logs / powers.sum())

    shape = _root(gap)
    powers = weights @ np.exp(shape * (logs - top))
    return Weibull(
        scale=_length(float(np.exp(top + np.log(powers) / shape))), shape=shape
    )


def _root(falling: Callable[[float], float]) -> float:
    """Give where a falling function of a shape is 0, by halving; at an end if nowhere."""
    low, high = np.log(SHAPES[0]), np.log(SHAPES[1])
    for _ in range(40):
        middle = (low + high) / 2
        if falling(float(np.exp(middle))) > 0:
            low = middle
        else:
            high = middle
    return float(np.clip(np.exp((low + high) / 2), *SHAPES))


_FAMILIES: dict[Family, Callable[[Array, Array], Lognormal | Gamma | Weibull]] = {
    "lognormal": _lognormal,
    "gamma": _gamma,
    "weibull": _weibull,
}


# -- which family ----------------------------------------------------------------------


def _best_family(lengths: Lengths) -> Family:
    """Give the family under which those left out, a fifth at a time, are likeliest."""
    hours, weights = weighed(lengths)
    fold = np.arange(len(hours)) % FOLDS  # rising, so each fold has short and long ones
    scores = dict.fromkeys(_FAMILIES, 0.0)
    for left_out in range(FOLDS):
        out = fold == left_out
        kept = weights[~out] / weights[~out].sum()
        for family, fit in _FAMILIES.items():
            fitted = fit(hours[~out], kept)
            scores[family] += float(weights[out] @ _log_density(fitted, hours[out]))
    return max(scores, key=scores.__getitem__)


def _log_density(of: Lognormal | Gamma | Weibull, hours: Array) -> Array:
    """Give the logarithm of the density at some lengths above 0."""
    found: Array
    match of:
        case Lognormal():
            score = (np.log(hours) - of.mu) / of.sigma
            found = -(score**2) / 2 - np.log(hours * of.sigma * np.sqrt(2 * np.pi))
        case Gamma(mean=mean, shape=shape):
            x = hours * shape / mean
            found = shape * np.log(x) - x - np.log(hours) - special.gammaln(shape)
        case Weibull(scale=scale, shape=shape):
            x = np.log(hours / scale)
            found = np.log(shape / hours) + shape * x - np.exp(shape * x)
    return found
