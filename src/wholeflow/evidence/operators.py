"""How flags combine: link, all of, meet, discount and ageing.

Every result is the tightest interval that follows from what is given and from nothing
else (shown against linear programming in `tests/theory`). Lower ends are made from
lower ends only and upper ends from upper ends only, and every operator is
non-decreasing in each of them: better evidence never makes a flag worse, and a
conflict passes through instead of being averaged away.

References
----------
D.I. Blockley on necessity, sufficiency and dependency,
http://myengineeringsystems.co.uk/using-italian-flags-quantitatively/; the bounds for
unknown dependence are those of Boole and Fréchet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wholeflow.errors import InvalidFlag
from wholeflow.evidence.flags import UNKNOWN, Flag, checked_chance


@dataclass(frozen=True, slots=True)
class Chance:
    """A chance known only to lie between two numbers.

    Parameters
    ----------
    low, high
        Its ends, 0 <= low <= high <= 1.

    Raises
    ------
    InvalidFlag
        If the ends are not numbers in [0, 1], or stand the wrong way round.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        for name in self.__slots__:
            end = checked_chance(getattr(self, name), f"the {name} end of a chance")
            object.__setattr__(self, name, end)
        if self.low > self.high:
            raise InvalidFlag(
                f"Expected the low end of a chance first; got {self.low} and then "
                f"{self.high}. Change them round."
            )


CERTAIN = Chance(1.0, 1.0)
"""Fully necessary, or fully sufficient."""

NOT_DECLARED = Chance(0.0, 1.0)
"""Sufficiency of parts that no owner has declared sufficient: nothing is claimed."""


@dataclass(frozen=True, slots=True)
class Dependence:
    """How far the parts of a whole succeed or fail together.

    Parameters
    ----------
    low, high
        Ends of an interval in [-1, 1]: -1 they rule each other out as far as they can,
        0 independent, 1 they stand or fall together.

    Raises
    ------
    InvalidFlag
        If the ends are not numbers in [-1, 1], or stand the wrong way round.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not -1.0 <= self.low <= self.high <= 1.0:
            raise InvalidFlag(
                "Expected dependence as two numbers from -1 to 1, the lower first; "
                f"got {self.low} and {self.high}. If nothing is known, use -1 and 1."
            )

    @classmethod
    def from_words(cls, words: str) -> Dependence:
        """Find the interval for words that people use.

        Parameters
        ----------
        words
            One of "unknown", "not opposed", "independent", "stand or fall together"
            and "compete".

        Returns
        -------
        Dependence
            The interval those words stand for.

        Raises
        ------
        InvalidFlag
            If the words are not among these.

        Examples
        --------
        >>> Dependence.from_words("not opposed")
        Dependence(low=0.0, high=1.0)
        """
        if words not in DEPENDENCE_WORDS:
            known = ", ".join(f'"{known}"' for known in DEPENDENCE_WORDS)
            raise InvalidFlag(
                f'Expected dependence as one of {known}; got "{words}". '
                'If in doubt, say "unknown".'
            )
        return DEPENDENCE_WORDS[words]


DEPENDENCE_WORDS = {
    "unknown": Dependence(-1.0, 1.0),
    "not opposed": Dependence(0.0, 1.0),
    "independent": Dependence(0.0, 0.0),
    "stand or fall together": Dependence(1.0, 1.0),
    "compete": Dependence(-1.0, 0.0),
}
"""What people say about dependence, and the interval it stands for."""

UNKNOWN_DEPENDENCE = DEPENDENCE_WORDS["unknown"]


def link(flag: Flag, necessity: Chance) -> Flag:
    """Weaken a part's flag by how far the whole needs that part.

    Parameters
    ----------
    flag
        The part's flag.
    necessity
        Chance that a failure of the part bites: 1 the whole cannot succeed without
        it, 0 the whole does not notice.

    Returns
    -------
    Flag
        Bounds on "this part does not make the whole fail".
    """
    return Flag(
        1.0 - necessity.high * (1.0 - flag.lower),
        1.0 - necessity.low * (1.0 - flag.upper),
    )


def all_of(
    flags: Iterable[Flag],
    *,
    sufficiency: Chance = CERTAIN,
    dependence: Dependence = UNKNOWN_DEPENDENCE,
) -> Flag:
    """Combine parts that are jointly necessary for the whole.

    Parameters
    ----------
    flags
        Flags of the parts, each linked already.
    sufficiency
        Chance that the whole succeeds when no failure of a part bites.
    dependence
        How the parts hang together; by default nothing is assumed, so a part that
        serves two others is never counted as two independent pieces of luck.

    Returns
    -------
    Flag
        The tightest bounds; all white if there are no parts, because no parts say
        nothing. The order of the parts does not matter, to the last bit.

    Examples
    --------
    >>> both = all_of([Flag(0.75, 1.0), Flag(0.5, 0.75)])
    >>> both.in_words()
    '25 for, 50 not known, 25 against'
    """
    known = tuple(flags)
    if not known:
        return UNKNOWN
    lowers = sorted(flag.lower for flag in known)
    uppers = sorted(flag.upper for flag in known)
    return Flag(
        sufficiency.low * _together(lowers, dependence.low),
        sufficiency.high * _together(uppers, dependence.high),
    )


def _together(chances: Sequence[float], dependence: float) -> float:
    """Give the chance that all happen; `chances` in ascending order."""
    if dependence == -1.0:
        # Each 1 - p is a multiple of 2**-53, so the sum is exact up to 1, beyond which
        # the answer is 0 anyway: the order of adding cannot change a bit.
        return max(0.0, 1.0 - sum(1.0 - chance for chance in chances))
    if dependence == 1.0:
        return chances[0]
    product = math.prod(chances)
    extreme = _together(chances, math.copysign(1.0, dependence))
    return product + abs(dependence) * (extreme - product)


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
    return Flag(weight * flag.lower, 1.0 - weight * (1.0 - flag.upper))


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
