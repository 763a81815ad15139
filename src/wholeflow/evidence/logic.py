"""How the success of a whole follows from the success of its parts.

The owner of a whole chooses one of four ways: it needs all of its parts, any one of
them, at least so many, or each case goes through one of them and the parts share the
cases. Beside it stand what the parts leave open (sufficiency) and how they hang together
(dependence). Until the owner has declared that the parts suffice, nothing is claimed:
parts can show that the whole fails, but not that it succeeds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from wholeflow.errors import InvalidFlag
from wholeflow.evidence.chances import (
    CERTAIN,
    NOT_DECLARED,
    UNKNOWN_DEPENDENCE,
    Chance,
    Dependence,
)
from wholeflow.evidence.flags import Flag
from wholeflow.evidence.operators import all_of, any_of, at_least, share_of


class Combining(StrEnum):
    """What a whole needs of its parts."""

    ALL = "all"
    ANY = "any"
    AT_LEAST = "at least"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Logic:
    """How the success of a whole follows from the success of its parts.

    Parameters
    ----------
    combining
        What it needs of its parts.
    sufficiency
        Chance that the whole succeeds when it has what it needs of its parts.
    dependence
        How the parts hang together; not used where parts share the cases.
    at_least
        How many parts it needs, 1 or more; only for `Combining.AT_LEAST`.

    Raises
    ------
    InvalidFlag
        If a number of parts is missing, below 1, or given where none is meant.
    """

    combining: Combining = Combining.ALL
    sufficiency: Chance = CERTAIN
    dependence: Dependence = UNKNOWN_DEPENDENCE
    at_least: int | None = None

    def __post_init__(self) -> None:
        counted = self.combining is Combining.AT_LEAST
        fits = (self.at_least or 0) >= 1 if counted else self.at_least is None
        if not fits:
            raise InvalidFlag(
                "Expected how many parts are needed, 1 or more, where the whole needs "
                f'"at least" so many, and nothing otherwise; got {self.at_least} for '
                f'"{self.combining}".'
            )


UNDECLARED = Logic(sufficiency=NOT_DECLARED)
"""All parts are needed, and no owner has said that they suffice."""


def combine(
    flags: Iterable[Flag], logic: Logic, *, shares: Iterable[Chance] = ()
) -> Flag:
    """Combine the flags of parts by what the whole needs of them.

    Parameters
    ----------
    flags
        Flags of the parts; each linked already where the whole needs all of them, for
        only there does a necessity mean anything.
    logic
        What the whole needs of them.
    shares
        The share of the cases that each part takes; only for `Combining.SHARE`.

    Returns
    -------
    Flag
        From `all_of`, `any_of`, `at_least` or `share_of`, and refused as they do.

    Examples
    --------
    >>> ways = Logic(Combining.ANY)
    >>> combine([Flag(0.25, 0.5), Flag(0.125, 0.25)], ways)
    Flag(lower=0.25, upper=0.75)
    """
    match logic.combining:
        case Combining.SHARE:
            return share_of(flags, shares, sufficiency=logic.sufficiency)
        case Combining.AT_LEAST:
            assert logic.at_least is not None, "checked when the logic was made"
            return at_least(
                logic.at_least,
                flags,
                sufficiency=logic.sufficiency,
                dependence=logic.dependence,
            )
        case Combining.ANY:
            operator = any_of
        case Combining.ALL:
            operator = all_of
    return operator(flags, sufficiency=logic.sufficiency, dependence=logic.dependence)
