"""What a reason for a flag is: one thing that made it so, in a sentence, with a weight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wholeflow.evidence.flags import Flag, apportioned, hundredths


class Side(StrEnum):
    """What a reason explains."""

    FOR = "for"
    MISSING = "missing"
    AGAINST = "against"
    CONTESTED = "contested"


class Kind(StrEnum):
    """What a reason comes from."""

    JUDGEMENT = "judgement"
    INDICATOR = "indicator"
    FEEDBACK = "feedback"
    PARTS = "parts"
    PART = "part"
    SUFFICIENCY = "sufficiency"
    DISAGREEMENT = "disagreement"
    JUDGES = "judges"
    GAP = "gap"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that made a flag what it is.

    Parameters
    ----------
    side
        What it explains: the evidence for, what is missing to it, the evidence
        against, or a conflict.
    kind
        What it comes from. "Gap" means that the parts are better than the whole, and
        "judges" that those who judged lie far apart.
    text
        A sentence or two for the page.
    share
        Its weight in [0, 1]. Reasons for what is missing add up to 1 less the lower
        end of the flag.
    refs
        The caller's references to the statements or the part behind it; empty if there
        are none.
    not_known, failing
        Only of what is missing: the two halves of `share`. What is not known is for
        finding out, what is failing is for putting right.
    """

    side: Side
    kind: Kind
    text: str
    share: float
    refs: tuple[str, ...] = ()
    not_known: float = 0.0
    failing: float = 0.0

    @property
    def ref(self) -> str:
        """The reference where there is only one; else empty."""
        return self.refs[0] if len(self.refs) == 1 else ""


def percent(share: float) -> int:
    """Tell a share as a whole number of hundredths.

    Parameters
    ----------
    share
        In [0, 1].

    Returns
    -------
    int
        From 0 to 100.
    """
    return round(100.0 * share)


def missing_in_hundredths(flag: Flag) -> int:
    """Tell what is missing to 100, as the words of the flag tell what speaks for it.

    Parameters
    ----------
    flag
        The flag.

    Returns
    -------
    int
        From 0 to 100.
    """
    if flag.is_contested:
        return percent(1.0 - flag.lower)
    given, _, _ = hundredths(flag.evidence_for, flag.unknown, flag.evidence_against)
    return 100 - given


def halved(not_known: float, failing: float, number: int) -> tuple[int, int]:
    """Tell both halves of a share in whole hundredths.

    Parameters
    ----------
    not_known, failing
        The halves, in [0, 1].
    number
        The share in whole hundredths, as told.

    Returns
    -------
    tuple of int
        Not known and failing; they add up to the number. A share that is all that is
        missing to a flag has the numbers of the words of that flag.

    Examples
    --------
    >>> Flag(0.625, 0.775).in_words()
    '62 for, 15 not known, 23 against'
    >>> halved(0.15, 0.225, 38)
    (15, 23)
    """
    rest = max(0.0, 1.0 - not_known - failing)
    _, unsure, denied = hundredths(rest, not_known, failing)
    if unsure + denied == number:
        return unsure, denied
    unsure, denied = apportioned([not_known, failing], number)
    return unsure, denied
