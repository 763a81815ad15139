"""How the success of a whole follows from the success of its parts.

The owner of a whole chooses one of four ways: it needs all of its parts, any one of
them, at least so many, or each case goes through one of them and the parts share the
cases. Beside it stand what the parts leave open (sufficiency) and how they hang together
(dependence). Until the owner has declared that the parts suffice, nothing is claimed:
parts can show that the whole fails, but not that it succeeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wholeflow.errors import InvalidFlag
from wholeflow.evidence.operators import (
    CERTAIN,
    NOT_DECLARED,
    UNKNOWN_DEPENDENCE,
    Chance,
    Dependence,
)


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
        counts = self.combining is Combining.AT_LEAST
        if counts != (self.at_least is not None) or (counts and self.at_least < 1):  # type: ignore[operator]  # counted ones have it
            raise InvalidFlag(
                "Expected how many parts are needed, 1 or more, where the whole needs "
                f'"at least" so many, and nothing otherwise; got {self.at_least} for '
                f'"{self.combining}".'
            )


UNDECLARED = Logic(sufficiency=NOT_DECLARED)
"""All parts are needed, and no owner has said that they suffice."""
