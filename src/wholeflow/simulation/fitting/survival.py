"""Lengths of which some were still going on: the Kaplan-Meier estimate.

To leave out what had not ended makes lengths look shorter than they are, since long ones
are more often still going on. Each ending is weighed instead by how many lengths were
still being watched: the weight of those that had not ended goes, in equal parts, to all
that lasted longer. What is left beyond the longest goes to the longest (Efron's rule),
so a mean is too low if the longest had not ended.

References: E. L. Kaplan and P. Meier (1958), Nonparametric estimation from incomplete
observations; B. Efron (1967), The two sample problem with censored data.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Lengths:
    """Lengths of time, of which some had not ended.

    Parameters
    ----------
    hours
        How long each lasted, or had lasted when last looked at; 0 or more. Shape (n,).
    ended
        Whether each had ended. Shape (n,).
    """

    hours: Array
    ended: npt.NDArray[np.bool_]

    @property
    def n_ended(self) -> int:
        """How many had ended."""
        return int(self.ended.sum())

    def resampled(self, rng: np.random.Generator) -> Lengths:
        """Draw as many of them, with replacement."""
        chosen = rng.integers(len(self.hours), size=len(self.hours))
        return Lengths(self.hours[chosen], self.ended[chosen])


def weighed(lengths: Lengths) -> tuple[Array, Array]:
    """Give lengths that ended, rising, each with its share of all by Kaplan-Meier.

    Returns
    -------
    hours
        Shape (n_ended,), or one more: the longest, if it had not ended.
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
    order = np.lexsort((~lengths.ended, lengths.hours))  # an ending before a cut
    hours, ended = lengths.hours[order], lengths.ended[order].copy()
    ended[-1] = True
    watched = n - np.arange(n)
    before = np.concatenate(([1.0], np.cumprod(1 - ended / watched)[:-1]))
    weights = before * ended / watched
    return hours[ended], weights[ended] / weights.sum()


def rounded(numbers: Array) -> list[float]:
    """Give numbers to six digits, as they are told and stand in a file.

    Examples
    --------
    >>> rounded(np.array([0.123456789, 1234567.0]))
    [0.123457, 1234570.0]
    """
    return [float(f"{number:.6g}") for number in numbers.tolist()]
