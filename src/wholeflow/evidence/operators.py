"""How the flags of parts combine into what they say about their whole.

Every result is the tightest interval that follows from what is given and from nothing
else (shown against linear programming in `tests/theory`). Lower ends are made from
lower ends only and upper ends from upper ends only, and every operator here is
non-decreasing in each of them: better evidence never makes a flag worse, and a
conflict passes through instead of being averaged away.

Each kind of whole takes sufficiency the same way: the lower end is the least
sufficiency times the least chance that the whole has what it needs of its parts, the
upper end the same with the greatest. No parts say nothing, whatever the kind.

References
----------
D.I. Blockley on necessity, sufficiency and dependency,
http://myengineeringsystems.co.uk/using-italian-flags-quantitatively/; J.P. Davis and
J.W. Hall, Decision Support Systems, 2003.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from wholeflow.errors import InvalidFlag
from wholeflow.evidence.bounds import (
    all_happen,
    any_happens,
    least_of_so_many,
    most_of_so_many,
    worst_shares,
)
from wholeflow.evidence.chances import (
    CERTAIN,
    UNKNOWN_DEPENDENCE,
    Chance,
    Dependence,
)
from wholeflow.evidence.flags import CLOSE, UNKNOWN, Flag


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


def necessity_as_bite(necessity: Chance, *, sufficiency: Chance = CERTAIN) -> Chance:
    """Turn a necessity in Blockley's sense into the chance that a failure bites.

    Parameters
    ----------
    necessity
        His necessity of a part: the chance that the whole fails, given that the part
        fails.
    sufficiency
        His sufficiency: the chance that the whole succeeds, given that its parts do.

    Returns
    -------
    Chance
        For `link`. With full sufficiency the two are the same. Otherwise some of the
        failures of the whole come from what the parts leave open, and not from a bite.

    Notes
    -----
    low = max(0, 1 - (1 - necessity.low) / sufficiency.high), high = necessity.high.
    The whole never succeeds more often than `sufficiency.high`, however its parts do;
    then `all_of` claims nothing too much, and its upper end is exact.

    Examples
    --------
    >>> necessity_as_bite(Chance(0.6, 0.9), sufficiency=Chance(0.5, 0.8))
    Chance(low=0.5, high=0.9)
    """
    spared = 1.0 - necessity.low
    if spared >= sufficiency.high:
        return Chance(0.0, necessity.high)
    low = 1.0 - spared / sufficiency.high
    return Chance(min(low, necessity.low), necessity.high)


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
    lowers, uppers = _ends(flags)
    if not lowers:
        return UNKNOWN
    return _sufficing(
        all_happen(lowers, dependence.low),
        all_happen(uppers, dependence.high),
        sufficiency,
    )


def any_of(
    flags: Iterable[Flag],
    *,
    sufficiency: Chance = CERTAIN,
    dependence: Dependence = UNKNOWN_DEPENDENCE,
) -> Flag:
    """Combine parts of which the whole needs one: other ways to the same end.

    Parameters
    ----------
    flags
        Flags of the parts.
    sufficiency
        Chance that the whole succeeds when at least one part does.
    dependence
        How the parts hang together; by default nothing is assumed, so a second way is
        never counted on to hold where the first one fails.

    Returns
    -------
    Flag
        The tightest bounds; all white if there are no parts. The order of the parts
        does not matter, to the last bit.

    Examples
    --------
    >>> any_of([Flag(0.25, 0.5), Flag(0.125, 0.25)])
    Flag(lower=0.25, upper=0.75)
    """
    lowers, uppers = _ends(flags)
    if not lowers:
        return UNKNOWN
    return _sufficing(
        any_happens(lowers, dependence.high),
        any_happens(uppers, dependence.low),
        sufficiency,
    )


def at_least(
    needed: int,
    flags: Iterable[Flag],
    *,
    sufficiency: Chance = CERTAIN,
    dependence: Dependence = UNKNOWN_DEPENDENCE,
) -> Flag:
    """Combine parts of which the whole needs so many, whichever they are.

    Parameters
    ----------
    needed
        How many parts must succeed, from 1 to their number.
    flags
        Flags of the parts.
    sufficiency
        Chance that the whole succeeds when so many parts do.
    dependence
        How the parts hang together; by default nothing is assumed.

    Returns
    -------
    Flag
        All white if there are no parts. Of unknown dependence the tightest bounds; of
        independent parts, and of parts that stand or fall together, the chance itself
        at either end. Between those no word says which way the number of successes
        goes, so "not opposed" holds whatever "independent" and "stand or fall
        together" hold, and "compete" whatever "independent" and "unknown" hold, unless
        all are needed, or one: then the result is that of `all_of` or `any_of`.

    Raises
    ------
    InvalidFlag
        If more parts are needed than there are, or fewer than one.

    Examples
    --------
    >>> three = [Flag(0.75, 1.0), Flag(0.75, 0.875), Flag(0.5, 0.5)]
    >>> at_least(2, three)
    Flag(lower=0.5, upper=1.0)
    """
    lowers, uppers = _ends(flags)
    if not lowers:
        return UNKNOWN
    if not 1 <= needed <= len(lowers):
        raise InvalidFlag(
            f"Expected a number of parts that are needed, from 1 to the {len(lowers)} "
            f"there are; got {needed}. Change the number, or add the parts that are "
            "missing."
        )
    degrees = (dependence.low, dependence.high)
    return _sufficing(
        min(least_of_so_many(needed, lowers, degree) for degree in degrees),
        max(most_of_so_many(needed, uppers, degree) for degree in degrees),
        sufficiency,
    )


def share_of(
    flags: Iterable[Flag],
    shares: Iterable[Chance],
    *,
    sufficiency: Chance = CERTAIN,
) -> Flag:
    """Combine parts that share the cases of the whole: each case goes through one.

    Parameters
    ----------
    flags
        Flags of the parts: each about the cases that come to it.
    shares
        The share of the cases that each part takes, in the same order, from counts of
        activity; as intervals, because the mix moves.
    sufficiency
        Chance that a case succeeds for the whole when it does in its part.

    Returns
    -------
    Flag
        The tightest bounds: the lower end at the shares that are worst for it, the
        upper end at the best. All white if there are no parts. The order in which
        parts stand with their shares does not matter, to the last bit. Refused if
        there is not one share for each part, or if none within these intervals add up
        to 1.

    Examples
    --------
    >>> share_of([Flag(1.0, 1.0), Flag(0.5, 0.75)], [Chance(0.5, 0.75)] * 2)
    Flag(lower=0.75, upper=0.875)
    """
    lowers, uppers = _ends(flags)
    within = [(share.low, share.high) for share in shares]
    if not lowers and not within:
        return UNKNOWN
    _require_whole(within, len(lowers))
    return _sufficing(
        _shared(lowers, worst_shares(lowers, within)),
        _shared(uppers, worst_shares([-upper for upper in uppers], within)),
        sufficiency,
    )


def _ends(flags: Iterable[Flag]) -> tuple[list[float], list[float]]:
    known = tuple(flags)
    return [flag.lower for flag in known], [flag.upper for flag in known]


def _sufficing(lower: float, upper: float, sufficiency: Chance) -> Flag:
    return Flag(sufficiency.low * lower, sufficiency.high * upper)


def _shared(chances: Sequence[float], shares: Sequence[float]) -> float:
    # fsum rounds once, whatever the order; shares of decimal fractions may pass 1.
    return min(1.0, math.fsum(map(math.prod, zip(chances, shares, strict=True))))


def can_be_all_cases(shares: Sequence[tuple[float, float]]) -> bool:
    """Tell whether the shares that parts take of the cases can add up to all of them.

    Parameters
    ----------
    shares
        Least and greatest share of each part, shape (n_parts, 2).

    Returns
    -------
    bool
        Whether some shares within these bounds add up to 1.

    Examples
    --------
    >>> can_be_all_cases([(0.25, 0.5), (0.25, 0.5)]), can_be_all_cases([(0.75, 1)] * 2)
    (True, False)
    """
    lows, highs = zip(*shares, strict=True) if shares else ((), ())
    return math.fsum(lows) <= 1.0 + CLOSE and math.fsum(highs) >= 1.0 - CLOSE


def _require_whole(shares: Sequence[tuple[float, float]], n_parts: int) -> None:
    """Refuse shares that cannot be those of all the cases.

    Raises
    ------
    InvalidFlag
        If they are too many or too few, or cannot add up to 1.
    """
    if len(shares) != n_parts:
        raise InvalidFlag(
            f"Expected one share of the cases for each of {n_parts} parts; got "
            f"{len(shares)}. If a share is not known, give 0 to 1."
        )
    if not can_be_all_cases(shares):
        least = math.fsum(low for low, _ in shares)
        most = math.fsum(high for _, high in shares)
        what = f"at least {least:g}" if least > 1.0 else f"at most {most:g}"
        raise InvalidFlag(
            "Expected shares of the cases that can add up to 1, because every case "
            f"goes through one part; got {what} in all. Widen the shares, or add the "
            "part that takes the rest."
        )
