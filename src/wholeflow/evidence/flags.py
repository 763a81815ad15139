"""The Italian flag: evidence for, not known, and evidence against, on one bar.

A flag says how far the evidence supports the sentence "this process is heading for
success". It is an interval of chances: at least `lower`, at most `upper`. Green, the
evidence for, is `lower`; red, the evidence against, is `1 - upper`; white between them
is what nobody knows yet. Where statements disagree so far that `lower` is above
`upper`, the overlap is kept and shown as contested: it is news, never an error.

References
----------
D.I. Blockley, "Italian flags", http://myengineeringsystems.co.uk/italian-flag/.
J.P. Davis and J.W. Hall, "A software-supported process for assembling evidence and
handling uncertainty in decision-making", Decision Support Systems, 2003.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from wholeflow.errors import InvalidFlag

# Two ends nearer than this are the same: sums of decimal fractions miss by some 1e-16,
# and nobody should be told of a conflict, or lose a word, by that.
CLOSE = 1e-9


def checked_chance(number: float, what: str) -> float:
    """Give back a chance as a float, or refuse it.

    Parameters
    ----------
    number
        What was given.
    what
        Its name in the message, such as "the lower end of a flag".

    Returns
    -------
    float
        The number, in [0, 1].

    Raises
    ------
    InvalidFlag
        If it is not a number in [0, 1].
    """
    if not 0.0 <= number <= 1.0:
        raise InvalidFlag(
            f"Expected {what} as a number from 0 to 1; got {number}. "
            "Write 40 % as 0.4, and leave out what is not known."
        )
    return float(number)


class Word(StrEnum):
    """The one word for a flag, in the order in which it is decided."""

    CONTESTED = "contested"
    NOT_KNOWN = "not known"
    SUCCEEDING = "succeeding"
    FAILING = "failing"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where one word for a flag ends and the next begins; an owner may move them.

    Parameters
    ----------
    not_known_from
        Least width of white that is called "not known", in [0, 1].
    succeeding_from
        Least `lower` that is called "succeeding", in [0, 1].
    failing_to
        Greatest `upper` that is called "failing", in [0, 1].

    Raises
    ------
    InvalidFlag
        If a threshold is not a number in [0, 1].
    """

    not_known_from: float = 0.6
    succeeding_from: float = 0.8
    failing_to: float = 0.2

    def __post_init__(self) -> None:
        for name in self.__slots__:
            checked_chance(getattr(self, name), f"the threshold {name}")


DEFAULT_THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class Flag:
    """What the evidence says about one process, as an interval of chances.

    Parameters
    ----------
    lower
        Weight of the evidence for, in [0, 1]: the chance of success is at least this.
    upper
        One less the weight of the evidence against, in [0, 1]: it is at most this.
        Below `lower` the evidence is contested.

    Raises
    ------
    InvalidFlag
        If an end is not a number in [0, 1].

    Examples
    --------
    >>> flag = Flag(0.4, 0.9)
    >>> flag.in_words()
    '40 for, 50 not known, 10 against'
    >>> str(flag.word())
    'mixed'
    >>> Flag(0.7, 0.4).in_words()
    '40 for, 30 contested, 30 against'
    """

    lower: float
    upper: float

    def __post_init__(self) -> None:
        for name in self.__slots__:
            end = checked_chance(getattr(self, name), f"the {name} end of a flag")
            object.__setattr__(self, name, end)

    @classmethod
    def from_weights(cls, for_: float, against: float) -> Flag:
        """Make a flag from the two weights that people give.

        Parameters
        ----------
        for_
            Weight of the reasons to think that it works, in [0, 1].
        against
            Weight of the reasons to think that it does not, in [0, 1]. Together they
            may pass 1: then the reasons themselves are in conflict.

        Returns
        -------
        Flag
            With `evidence_for` and `evidence_against` as given unless contested.

        Examples
        --------
        >>> Flag.from_weights(0.25, against=0.5)
        Flag(lower=0.25, upper=0.5)
        """
        checked_chance(for_, "the weight for")
        return cls(for_, 1.0 - checked_chance(against, "the weight against"))

    @property
    def evidence_for(self) -> float:
        """Width of green, in [0, 1]: evidence for that nothing disputes."""
        return min(self.lower, self.upper)

    @property
    def contested(self) -> float:
        """Width claimed both for and against, in [0, 1]; 0 when nothing disagrees."""
        return max(0.0, self.lower - self.upper)

    @property
    def unknown(self) -> float:
        """Width of white, in [0, 1]: what nobody knows yet."""
        return max(0.0, self.upper - self.lower)

    @property
    def evidence_against(self) -> float:
        """Width of red, in [0, 1]: evidence against that nothing disputes."""
        return 1.0 - max(self.lower, self.upper)

    @property
    def is_contested(self) -> bool:
        """Whether the statements behind the flag cannot all be right."""
        return self.lower - self.upper > CLOSE

    def word(self, thresholds: Thresholds = DEFAULT_THRESHOLDS) -> Word:
        """Give the one word for the flag.

        Parameters
        ----------
        thresholds
            Where the words end; the defaults are a convention, not a finding.

        Returns
        -------
        Word
            The first that holds of contested, not known, succeeding, failing; else
            mixed. "Not known" comes before "failing", so that a flag which is mostly
            white is never read as bad news.
        """
        if self.is_contested:
            return Word.CONTESTED
        if self.unknown >= thresholds.not_known_from - CLOSE:
            return Word.NOT_KNOWN
        if self.lower >= thresholds.succeeding_from - CLOSE:
            return Word.SUCCEEDING
        if self.upper <= thresholds.failing_to + CLOSE:
            return Word.FAILING
        return Word.MIXED

    def in_words(self) -> str:
        """Tell the flag as three whole numbers that add up to 100.

        Returns
        -------
        str
            "40 for, 50 not known, 10 against"; the middle says "contested" when the
            evidence disagrees, for then nothing is left unknown. Rounded by largest
            remainder; a tie goes to the middle first, then to "against".
        """
        middle = "contested" if self.is_contested else "not known"
        between = self.contested if self.is_contested else self.unknown
        given, unsure, denied = hundredths(
            self.evidence_for, between, self.evidence_against
        )
        return f"{given} for, {unsure} {middle}, {denied} against"

    def _repr_svg_(self) -> str:
        """Draw the flag where a notebook shows it."""
        # Loaded here because only a notebook asks for pictures.
        from wholeflow.evidence.pictures import flag_picture  # noqa: PLC0415

        ends = (self.lower, self.upper)
        return flag_picture(ends, words=self.in_words(), word=self.word())


UNKNOWN = Flag(0.0, 1.0)
"""The flag of a process about which nothing is known: all white."""


def hundredths(given: float, unsure: float, denied: float) -> tuple[int, int, int]:
    """Round three widths that add up to 1 to whole numbers that add up to 100.

    Parameters
    ----------
    given, unsure, denied
        Widths of for, middle (not known or contested) and against, each in [0, 1].

    Returns
    -------
    tuple of int
        In the same order; largest remainder, ties to the middle, then to "against".
    """
    exact = [100.0 * width for width in (given, unsure, denied)]
    # The nudge keeps 100 * 0.29 = 28.999999999999996 from being cut to 28.
    whole = [int(part + CLOSE) for part in exact]
    by_remainder = sorted((1, 2, 0), key=lambda at: round(whole[at] - exact[at], 9))
    for at in by_remainder[: 100 - sum(whole)]:
        whole[at] += 1
    return whole[0], whole[1], whole[2]


def apportioned(widths: Sequence[float], total: int) -> list[int]:
    """Round widths to whole numbers that add up to a number told elsewhere.

    Parameters
    ----------
    widths
        Numbers of 0 or more that make up the total.
    total
        What the whole numbers must add up to, such as hundredths.

    Returns
    -------
    list of int
        In the same order, by largest remainder; a tie goes to the first.

    Examples
    --------
    >>> apportioned([0.125, 0.125, 0.25], 49)
    [12, 12, 25]
    """
    given = math.fsum(widths)
    if given <= 0.0:
        return [0] * len(widths)
    exact = [total * width / given for width in widths]
    whole = [int(each + CLOSE) for each in exact]
    by_remainder = sorted(
        range(len(exact)), key=lambda at: round(whole[at] - exact[at], 9)
    )
    for at in by_remainder[: total - sum(whole)]:
        whole[at] += 1
    return whole
