"""How several statements about the same process are weighed together.

A statement may bear on the process only so far, may be trusted only so far, and fades
with age. Judges of one question are pooled, and how far they lie apart is kept beside
the result; everything else is taken as true together, so that a conflict shows.

References
----------
J.P. Davis and J.W. Hall, "A software-supported process for assembling evidence and
handling uncertainty in decision-making", Decision Support Systems, 2003, for evidence
that bears on a process; D.I. Blockley for the flag as a vote.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wholeflow.errors import InvalidFlag
from wholeflow.evidence.chances import Chance
from wholeflow.evidence.flags import CLOSE, UNKNOWN, Flag, checked_chance

SPLIT_FROM = 0.3
"""Judges whose flags lie further apart than this are shown one above the other."""


def bears_on(flag: Flag, *, sufficiency: Chance, necessity: Chance) -> Flag:
    """Say what evidence that is no part of a process says about it.

    Parameters
    ----------
    flag
        The flag of the evidence itself, such as "complaints are rare".
    sufficiency
        Chance that the process succeeds, given that the evidence holds.
    necessity
        Chance that the process fails, given that the evidence does not hold.

    Returns
    -------
    Flag
        The tightest bounds, which for several pieces of evidence `meet`.

    Notes
    -----
    The chance of success is s e + (1 - n) (1 - e), where s, n and e are the chances
    that lie within `sufficiency`, `necessity` and the flag. The least is at the lower
    end of the flag, unless the least s is below the least 1 - n: then the evidence
    `speaks_against` the process, and the least is at its upper end. Likewise the
    greatest. Of all operators only this one can turn better news into worse.

    Examples
    --------
    >>> bears_on(Flag(0.5, 1.0), sufficiency=Chance(0.5, 1), necessity=Chance(0, 0.5))
    Flag(lower=0.5, upper=1.0)
    """
    spared_least, spared_most = 1.0 - necessity.high, 1.0 - necessity.low
    # By the sign of the slope and not by trying both ends: so a contested flag, whose
    # lower end is the greater, stays contested.
    lower = flag.lower if sufficiency.low >= spared_least else flag.upper
    upper = flag.upper if sufficiency.high >= spared_most else flag.lower
    return Flag(
        min(1.0, sufficiency.low * lower + spared_least * (1.0 - lower)),
        min(1.0, sufficiency.high * upper + spared_most * (1.0 - upper)),
    )


def speaks_against(*, sufficiency: Chance, necessity: Chance) -> bool:
    """Tell whether better news of some evidence can be worse news of the process.

    Parameters
    ----------
    sufficiency, necessity
        As for `bears_on`.

    Returns
    -------
    bool
        Whether the process may succeed less often with the evidence than without it;
        to be said wherever such evidence is shown.

    Examples
    --------
    >>> speaks_against(sufficiency=Chance(0.2, 0.3), necessity=Chance(0.1, 0.2))
    True
    """
    return (
        sufficiency.low < 1.0 - necessity.high or sufficiency.high < 1.0 - necessity.low
    )


def meet(flags: Iterable[Flag]) -> Flag:
    """Take several statements about the same process as all true.

    Parameters
    ----------
    flags
        The statements: judgements, indicators, what the parts say.

    Returns
    -------
    Flag
        Greatest lower end and least upper end; contested where they cannot all be
        true; all white if there are none.

    Examples
    --------
    >>> meet([Flag(0.7, 0.95), Flag(0.1, 0.4)])
    Flag(lower=0.7, upper=0.4)
    """
    known = tuple(flags)
    return Flag(
        max((flag.lower for flag in known), default=0.0),
        min((flag.upper for flag in known), default=1.0),
    )


def hull(flags: Iterable[Flag]) -> Flag:
    """Take at least one of several statements as true, without saying which.

    Parameters
    ----------
    flags
        The statements.

    Returns
    -------
    Flag
        Least lower end and greatest upper end, the cautious reading of a contested
        flag; all white if there are none.

    Examples
    --------
    >>> hull([Flag(0.7, 0.95), Flag(0.1, 0.4)])
    Flag(lower=0.1, upper=0.95)
    """
    known = tuple(flags)
    return Flag(
        min((flag.lower for flag in known), default=0.0),
        max((flag.upper for flag in known), default=1.0),
    )


@dataclass(frozen=True, slots=True)
class Pooled:
    """What several judges of one question say together; make it with `pool`.

    Parameters
    ----------
    flag
        Their mean, as of votes.
    conflict
        How far the surest judge for passes the surest judge against, in [0, 1]: the
        greatest lower end less the least upper end; 0 if they can all be right.
    spread
        How far two judges lie apart at most, at either end, in [0, 1].
    n_judges
        How many there are.
    """

    flag: Flag
    conflict: float
    spread: float
    n_judges: int

    def is_split(self, threshold: float = SPLIT_FROM) -> bool:
        """Tell whether the judges' flags should be shown one above the other.

        Parameters
        ----------
        threshold
            The spread that a mean may hide, in [0, 1].

        Returns
        -------
        bool
            Whether their spread is greater.
        """
        return self.spread > threshold + CLOSE


def pool(flags: Iterable[Flag], weights: Sequence[float] | None = None) -> Pooled:
    """Take the mean of what several judges say about one question.

    Parameters
    ----------
    flags
        One for each judge.
    weights
        The weight of each vote, 0 or more and not all 0; all the same by default.

    Returns
    -------
    Pooled
        The mean hides disagreement, so conflict and spread stand beside it. All white,
        without either, if there are no judges. Refused if there is not one such weight
        for each judge.

    Examples
    --------
    >>> pooled = pool([Flag(0.75, 1.0), Flag(0.25, 0.5)])
    >>> pooled.flag, pooled.conflict, pooled.spread
    (Flag(lower=0.5, upper=0.75), 0.25, 0.5)
    """
    known = tuple(flags)
    votes = (1.0,) * len(known) if weights is None else tuple(weights)
    _require_votes(votes, len(known))
    if not known:
        return Pooled(UNKNOWN, 0.0, 0.0, 0)
    lowers = [flag.lower for flag in known]
    uppers = [flag.upper for flag in known]
    return Pooled(
        Flag(_mean(lowers, votes), _mean(uppers, votes)),
        max(0.0, max(lowers) - min(uppers)),
        max(max(lowers) - min(lowers), max(uppers) - min(uppers)),
        len(known),
    )


def _mean(ends: Sequence[float], votes: Sequence[float]) -> float:
    weighted = math.fsum(map(math.prod, zip(ends, votes, strict=True)))
    # A mean lies between what it is the mean of, whatever the rounding.
    return min(max(ends), max(min(ends), weighted / math.fsum(votes)))


def _require_votes(votes: Sequence[float], n_judges: int) -> None:
    """Refuse weights that are no votes.

    Raises
    ------
    InvalidFlag
        If they are too many or too few, not numbers of 0 or more, or all 0.
    """
    fit = all(0.0 <= vote < math.inf for vote in votes) and (any(votes) or not votes)
    if len(votes) != n_judges or not fit:
        told = ", ".join(f"{vote:g}" for vote in votes)
        raise InvalidFlag(
            f"Expected one weight of 0 or more for each of {n_judges} judges, and not "
            f"all 0; got {told or 'none'}. Leave the weights out to count all alike."
        )


def discount(flag: Flag, reliability: float) -> Flag:
    """Trust a statement only so far.

    Parameters
    ----------
    flag
        What it says.
    reliability
        Weight in [0, 1]: 1 as it stands, 0 not at all.

    Returns
    -------
    Flag
        With green and red shrunk alike and white grown: the bounds for "true with
        this weight, otherwise anything".
    """
    weight = checked_chance(reliability, "reliability")
    # Written so that full weight leaves the flag as it is, to the last bit.
    return Flag(weight * flag.lower, flag.upper + (1.0 - weight) * (1.0 - flag.upper))


def weight_after(
    days: float, *, half_life_days: float | None, grace_days: float = 0.0
) -> float:
    """Say how much a statement still weighs some days after it was last confirmed.

    Parameters
    ----------
    days
        Days since then; days within the grace, or before it was made, take nothing.
    half_life_days
        Days after the grace in which its weight halves, above 0; None if it does not
        age.
    grace_days
        Days in which it stays fresh, 0 or more: the usual time between two
        confirmations of such a statement.

    Returns
    -------
    float
        Weight in [0, 1].

    Raises
    ------
    InvalidFlag
        If a duration is not a number of days, or the half-life is not above 0.

    Examples
    --------
    >>> weight_after(190, half_life_days=180, grace_days=10)
    0.5
    """
    if half_life_days is None:
        return 1.0
    if not half_life_days > 0.0 or not grace_days >= 0.0 or math.isnan(days):
        raise InvalidFlag(
            "Expected days as a number, a half-life above 0 days and a grace of 0 days "
            f"or more; got {days}, {half_life_days} and {grace_days}. Leave the "
            "half-life out for evidence that does not age."
        )
    return float(2.0 ** -(max(0.0, days - grace_days) / half_life_days))


def ageing(
    flag: Flag, days: float, *, half_life_days: float | None, grace_days: float = 0.0
) -> Flag:
    """Let a statement fade towards all white as time passes.

    Parameters
    ----------
    flag
        What it said when it was last confirmed.
    days, half_life_days, grace_days
        As for `weight_after`.

    Returns
    -------
    Flag
        The statement discounted by its age.
    """
    weight = weight_after(days, half_life_days=half_life_days, grace_days=grace_days)
    return discount(flag, weight)
