"""Lengths of which some were still going on: the Kaplan-Meier estimate.

To leave out what had not ended makes lengths look shorter than they are, since long ones
are more often still going on. Each ending is weighed instead by how many lengths were
still being watched: the weight of those that had not ended goes, in equal parts, to all
that lasted longer. What is left beyond the longest goes to the longest (Efron's rule),
so a mean is too low if the longest had not ended.

Of some it is known as well that they were no longer than so much. Their weight goes to the
lengths between, in proportion to the weights those have, over and over until nothing
changes (Turnbull's self-consistent estimate). Without such bounds that is Kaplan-Meier.

References: E. L. Kaplan and P. Meier (1958), Nonparametric estimation from incomplete
observations; B. Efron (1967), The two sample problem with censored data;
B. W. Turnbull (1976), The empirical distribution function with arbitrarily grouped,
censored and truncated data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
ROUNDS = 200  # after which weights hardly change
MOST = 2000  # lengths of one kind that are told apart


@dataclass(frozen=True, slots=True, eq=False)
class Lengths:
    """Lengths of time, of which some had not ended.

    Parameters
    ----------
    hours
        How long each lasted, or had lasted when last looked at; 0 or more. Shape (n,).
    ended
        Whether each had ended. Shape (n,).
    most
        How long those that had not ended can have been at most; None is no bound, as is
        infinity. Shape (n,).
    """

    hours: Array
    ended: npt.NDArray[np.bool_]
    most: Array | None = None

    @property
    def n_ended(self) -> int:
        """How many had ended."""
        return int(self.ended.sum())

    def resampled(self, rng: np.random.Generator) -> Lengths:
        """Draw as many of them, with replacement."""
        chosen = rng.integers(len(self.hours), size=len(self.hours))
        return self.where(chosen)

    def where(self, chosen: npt.NDArray[np.bool_ | np.int64]) -> Lengths:
        """Give those that are chosen, by a mask or by their places."""
        most = None if self.most is None else self.most[chosen]
        return Lengths(self.hours[chosen], self.ended[chosen], most)

    def lasting(self, hours: Array) -> Lengths:
        """Give the same with other hours."""
        return replace(self, hours=hours)

    def in_order(self) -> Lengths:
        """Give them rising, as they can be written down.

        Those that ended come first, then those going on, then those between bounds. They
        are told to six digits. Of more than 2,000 of a kind neighbours are each told as
        their mean.
        """
        hours, ended = self.hours, self.ended
        most = np.full(len(hours), np.inf) if self.most is None else self.most
        kinds = ended, ~ended & np.isinf(most), ~ended & np.isfinite(most)
        parts = [_neighbours(np.array((hours[of], most[of]))) for of in kinds]
        parts[0][1] = np.inf
        low, high = np.concatenate(parts, axis=1)
        return Lengths(
            low,
            np.arange(len(low)) < parts[0].shape[1],
            None if self.most is None else high,
        )

    @property
    def are_bounded(self) -> bool:
        """Whether one that had not ended has a bound."""
        return self.most is not None and bool(np.isfinite(self.most[~self.ended]).any())


def weighed(lengths: Lengths) -> tuple[Array, Array]:
    """Give lengths, rising, each with its share of all.

    Returns
    -------
    hours
        Those that ended, and the longest, if it had not. With bounds, each length that
        ended once, and the middle of each stretch in which none did.
    weights
        Shares, adding up to 1.

    Examples
    --------
    Of four, the second was still going on after 2 hours; its quarter goes to the two
    that lasted longer:

    >>> hours, weights = weighed(
    ...     Lengths(np.array([1.0, 2.0, 3.0, 4.0]), np.array([True, False, True, True]))
    ... )
    >>> hours.tolist(), weights.tolist()
    ([1.0, 3.0, 4.0], [0.25, 0.375, 0.375])
    """
    n = len(lengths.hours)
    assert n > 0, "there are lengths"
    if lengths.are_bounded:
        return _between_bounds(lengths)
    order = np.lexsort((~lengths.ended, lengths.hours))  # an ending before a cut
    hours, ended = lengths.hours[order], lengths.ended[order].copy()
    ended[-1] = True
    watched = n - np.arange(n)
    before = np.concatenate(([1.0], np.cumprod(1 - ended / watched)[:-1]))
    weights = before * ended / watched
    return hours[ended], weights[ended] / weights.sum()


def _between_bounds(lengths: Lengths) -> tuple[Array, Array]:
    """Weigh lengths of which some are known to lie between bounds."""
    assert lengths.most is not None, "there are bounds"
    ended, open_ = lengths.ended, ~lengths.ended
    low, high = lengths.hours[open_], np.maximum(lengths.most, lengths.hours)[open_]
    seen = np.sort(lengths.hours[ended])
    empty = np.searchsorted(seen, low) == np.searchsorted(seen, high, side="right")
    middle = np.where(np.isinf(high), low, (low + high) / 2)[empty]
    hours = np.unique(np.concatenate((seen, middle)))
    first = np.searchsorted(hours, low)
    last = np.searchsorted(hours, high, side="right")
    counts = np.bincount(
        np.searchsorted(hours, lengths.hours[ended]), minlength=len(hours)
    )
    weights = np.full(len(hours), 1 / len(hours))
    for _ in range(ROUNDS):
        share = np.concatenate(([0.0], np.cumsum(weights)))
        each = 1 / np.maximum(share[last] - share[first], np.finfo(np.float64).tiny)
        change = np.bincount(first, each, minlength=len(hours) + 1)
        change -= np.bincount(last, each, minlength=len(hours) + 1)
        weights = (counts + weights * np.cumsum(change)[:-1]) / len(lengths.hours)
        weights = np.maximum(weights, 0.0) / weights.sum()
    return hours, weights


def _neighbours(columns: Array) -> Array:
    """Give columns rising, to six digits, neighbours of too many as their mean."""
    columns = columns[:, np.lexsort(columns[::-1])]
    n = columns.shape[1]
    if not n:
        return columns
    first = np.arange(min(n, MOST)) * n // min(n, MOST)
    times = np.diff(np.append(first, n))
    means = np.add.reduceat(columns, first, axis=1) / times
    return np.repeat(np.array([rounded(row) for row in means]), times, axis=1)


def rounded(numbers: Array) -> list[float]:
    """Give numbers to six digits, as they are told and stand in a file.

    Examples
    --------
    >>> rounded(np.array([0.123456789, 1234567.0]))
    [0.123457, 1234570.0]
    """
    return [float(f"{number:.6g}") for number in numbers.tolist()]
