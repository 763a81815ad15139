"""Whose part it is that a whole has no more evidence for it.

What is missing to 100 is shared out among the parts, and the doubt whether they suffice
has a share of its own; together the shares are all that is missing, neither more nor
less. Plain numbers in, plain numbers out.

How a share is worked out follows the sum that made the lower end. Where failures add up,
each part bears its own. Where one part decides, it bears all, and parts that are level
bear it alike. Where chances are multiplied, the whole needs all of them and each bears
by the logarithm of its chance (the method of Aumann and Shapley along the path on which
all chances fall in step). Where parts are independent and some of them may fail, those
that failed share alike whatever failed, on average over what can happen.

References
----------
R.J. Aumann and L.S. Shapley, "Values of non-atomic games", Princeton University Press,
1974.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

from wholeflow.evidence.bounds import all_happen, least_of_so_many, worst_shares
from wholeflow.evidence.logic import Combining, Logic


def shares_of_missing(
    lowers: Sequence[float],
    logic: Logic,
    *,
    shares: Sequence[tuple[float, float]] = (),
) -> tuple[list[float], float]:
    """Share out what is missing to full evidence for a whole.

    Parameters
    ----------
    lowers
        Lower end of each part's flag, after its link where the whole needs all parts,
        shape (n_parts,); at least one.
    logic
        What the whole needs of them.
    shares
        Least and greatest share of the cases of each part, shape (n_parts, 2); only for
        `Combining.SHARE`.

    Returns
    -------
    list of float
        The share of each part, 0 or more.
    float
        The share of the doubt whether the parts suffice. Together they are 1 less the
        lower end that `combine` gives.

    Examples
    --------
    >>> from wholeflow.evidence import Chance
    >>> shares_of_missing([0.75, 0.5], Logic(sufficiency=Chance(0.5, 1.0)))
    ([0.125, 0.25], 0.5)
    """
    sufficiency = logic.sufficiency.low
    missing = _of_parts(lowers, logic, shares)
    return [sufficiency * share for share in missing], 1.0 - sufficiency


def _of_parts(
    lowers: Sequence[float], logic: Logic, shares: Sequence[tuple[float, float]]
) -> list[float]:
    failures = [1.0 - lower for lower in lowers]
    match logic.combining:
        case Combining.SHARE:
            taken = worst_shares(lowers, shares)
            return [share * q for share, q in zip(taken, failures, strict=True)]
        case Combining.ALL:
            return _all_needed(failures, logic.dependence.low)
        case Combining.ANY:
            return _one_needed(failures, logic.dependence.high)
        case Combining.AT_LEAST:
            needed = logic.at_least or 1
            degree = min(
                (logic.dependence.low, logic.dependence.high),
                key=lambda each: least_of_so_many(needed, lowers, each),
            )
            return _some_needed(needed, failures, degree)


def _all_needed(failures: Sequence[float], dependence: float) -> list[float]:
    """Share out the chance that at least one fails."""
    if dependence < 0.0:
        # Together they may miss more than there is: any of these alone would do.
        total = max(1.0, math.fsum(failures))
        extreme = [failure / total for failure in failures]
    else:
        extreme = _borne_by(max(failures), failures)
    return _mixed(_by_logarithm(failures), extreme, abs(dependence))


def _one_needed(failures: Sequence[float], dependence: float) -> list[float]:
    """Share out the chance that all fail."""
    n_parts = len(failures)
    if dependence < 0.0:
        total = math.fsum(failures) or 1.0
        apart = all_happen(failures, -1.0)
        extreme = [apart * failure / total for failure in failures]
    else:
        extreme = _borne_by(min(failures), failures)
    return _mixed([math.prod(failures) / n_parts] * n_parts, extreme, abs(dependence))


def _some_needed(
    needed: int, failures: Sequence[float], dependence: float
) -> list[float]:
    """Share out the chance that too many fail."""
    n_parts = len(failures)
    if needed == n_parts:
        return _all_needed(failures, dependence)
    if needed == 1:
        return _one_needed(failures, dependence)
    too_many = n_parts - needed + 1
    if dependence < 0.0:
        extreme = _of_those_that_count(too_many, failures)
    else:
        extreme = _borne_by(sorted(failures)[needed - 1], failures)
    if abs(dependence) == 1.0:
        return extreme
    return _mixed(_of_those_that_fail(too_many, failures), extreme, abs(dependence))


def _borne_by(deciding: float, failures: Sequence[float]) -> list[float]:
    level = failures.count(deciding)
    return [deciding / level if each == deciding else 0.0 for each in failures]


def _by_logarithm(failures: Sequence[float]) -> list[float]:
    # A part without any evidence for it, whose logarithm is endless, bears all.
    hopeless = failures.count(1.0)
    if hopeless:
        return [(each == 1.0) / hopeless for each in failures]
    logarithms = [math.log1p(-failure) for failure in failures]
    total = math.fsum(logarithms)
    scale = math.expm1(total) / total if total else 1.0
    return [-scale * each for each in logarithms]


def _of_those_that_count(too_many: int, failures: Sequence[float]) -> list[float]:
    """Share out Rüger's bound; the likeliest failures, which it leaves out, bear none.

    Were one left out as likely as one that counts, leaving out fewer would have given
    the smaller bound: so level parts bear the same.
    """
    n_parts = len(failures)
    order = sorted(range(n_parts), key=failures.__getitem__)
    totals = list(accumulate(failures[at] for at in order))
    bounds = [totals[n_parts - r - 1] / (too_many - r) for r in range(too_many)]
    left_out = bounds.index(min(bounds))
    scale = 1.0 / ((too_many - left_out) * max(1.0, min(bounds)))
    of_parts = [0.0] * n_parts
    for at in order[: n_parts - left_out]:
        of_parts[at] = scale * failures[at]
    return of_parts


def _of_those_that_fail(too_many: int, failures: Sequence[float]) -> list[float]:
    return [
        failure
        * math.fsum(
            chance / (count + 1)
            for count, chance in enumerate(
                _counts([*failures[:at], *failures[at + 1 :]])
            )
            if count + 1 >= too_many
        )
        for at, failure in enumerate(failures)
    ]


def _counts(chances: Sequence[float]) -> list[float]:
    """Give the chance of 0, 1, 2, ... of several independent things."""
    counts = [1.0]
    for chance in chances:
        counts = [
            (1.0 - chance) * stays + chance * comes
            for stays, comes in zip([*counts, 0.0], [0.0, *counts], strict=True)
        ]
    return counts


def _mixed(
    independent: Sequence[float], extreme: Sequence[float], weight: float
) -> list[float]:
    if weight == 1.0:
        return list(extreme)
    return [
        one + weight * (other - one)
        for one, other in zip(independent, extreme, strict=True)
    ]
