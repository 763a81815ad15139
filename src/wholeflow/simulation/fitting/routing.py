"""Where cases go next: shares of each class from each step, with few drawn to all.

What follows a step depends on the step and the class alone (a Markov chain of the first
order). Shares are posterior means of a Dirichlet distribution whose prior counts are one
case, divided as those of all classes are; a way that nobody took has no share.

Reference: A. Gelman et al., *Bayesian Data Analysis*, 3rd edition, 3.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .steps import Codes
from .survival import Array

PRIOR = 1.0  # cases


@dataclass(frozen=True, slots=True, eq=False)
class RoutingFit:
    """Where cases begin and go, as counted.

    Parameters
    ----------
    counts
        By class, step left, and step that came next; the last step left is the outside,
        and the last that came next is leaving. Shape (n_classes, n + 1, n + 1).
    """

    counts: Array

    def shares(self) -> Array:
        """Give the shares of each row. Shape as `counts`; a row of nobody is 0."""
        return _normed(self._with_prior())

    def drawn(self, rng: np.random.Generator) -> Array:
        """Draw shares from how unsure they are."""
        return _normed(rng.gamma(self._with_prior()))

    def class_counts(self) -> Array:
        """Give how many cases of each class began. Shape (n_classes,)."""
        begun: Array = self.counts[:, -1].sum(axis=-1)
        return begun

    def _with_prior(self) -> Array:
        return self.counts + PRIOR * _normed(self.counts.sum(axis=0))


def fit_routing(
    left: Codes, taken: Codes, of_class: Codes, *, n_steps: int, n_classes: int
) -> RoutingFit:
    """Count where cases went.

    Parameters
    ----------
    left, taken
        Step left and step that came next, for each going on; `n_steps` is the outside.
        Shape (n,).
    of_class
        Class of each. Shape (n,).
    n_steps, n_classes
        How many there can be.
    """
    size = n_steps + 1
    place = (of_class * size + left) * size + taken
    counts = np.bincount(place, minlength=n_classes * size * size)
    return RoutingFit(counts.reshape(n_classes, size, size).astype(np.float64))


def _normed(counts: Array) -> Array:
    total = counts.sum(axis=-1, keepdims=True)
    shares: Array = np.divide(counts, total, out=np.zeros_like(counts), where=total > 0)
    return shares
