"""What people say about how parts bear on their whole: chances, and dependence.

A chance is seldom known to a digit, so it is kept as two numbers between which it lies.
How far parts hang together is an interval too, and has five words.

References
----------
D.I. Blockley on necessity, sufficiency and dependency,
http://myengineeringsystems.co.uk/using-italian-flags-quantitatively/.
"""

from __future__ import annotations

from dataclasses import dataclass

from wholeflow.errors import InvalidFlag
from wholeflow.evidence.flags import checked_chance


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
