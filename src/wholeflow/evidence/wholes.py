"""The flag of one whole, from its own evidence and its parts.

The plain twin of `wholeflow.evidence.maps.rolling`, one process at a time: it is what a page
shows and what is worked out again after a change. Both give the same bits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wholeflow.errors import InvalidFlag
from wholeflow.evidence.chances import CERTAIN, Chance
from wholeflow.evidence.flags import UNKNOWN, Flag
from wholeflow.evidence.logic import UNDECLARED, Combining, Logic, combine
from wholeflow.evidence.operators import link
from wholeflow.evidence.own_evidence import own_flag
from wholeflow.evidence.statements import (
    FailureStatement,
    Statement,
    SuccessStatement,
)
from wholeflow.evidence.weighing import meet


@dataclass(frozen=True, slots=True)
class Part:
    """A part as its whole sees it.

    Parameters
    ----------
    name
        Its name.
    flag
        Its flag; None if nobody has said what success is for it, which to the whole
        is as good as not known.
    necessity
        Chance that its failure bites; counts only where the whole needs all parts.
    ref
        The caller's own reference to it, such as its identifier.
    share
        The share of the cases that goes through it; only where parts share the cases.
    """

    name: str
    flag: Flag | None
    necessity: Chance = CERTAIN
    ref: str = ""
    share: Chance | None = None

    def seen_by(self, logic: Logic) -> Flag:
        """Give what the whole has of the part.

        Parameters
        ----------
        logic
            What the whole needs of its parts.

        Returns
        -------
        Flag
            The part's flag, all white if it has none; after its link where the whole
            needs all parts.
        """
        flag = UNKNOWN if self.flag is None else self.flag
        if logic.combining is Combining.ALL:
            return link(flag, self.necessity)
        return flag


@dataclass(frozen=True, slots=True)
class Whole:
    """A process with everything its flag is made of.

    Parameters
    ----------
    name
        Its name.
    success
        What success is; without one there is no flag.
    failure
        What failure would look like.
    statements
        Judgements, indicator readings and feedback about the process itself.
    parts
        Its parts, if any.
    logic
        What it needs of its parts. Until the owner declares something, the parts can
        show failure but not success.
    """

    name: str
    success: tuple[SuccessStatement, ...] = ()
    failure: tuple[FailureStatement, ...] = ()
    statements: tuple[Statement, ...] = ()
    parts: tuple[Part, ...] = ()
    logic: Logic = UNDECLARED


def parts_flag(parts: Iterable[Part], logic: Logic) -> Flag:
    """Say what the parts alone say about their whole.

    Parameters
    ----------
    parts
        The parts, in any order.
    logic
        What the whole needs of them.

    Returns
    -------
    Flag
        All white if there are no parts. Refused as `shares_of_cases` and `combine` do,
        where parts share the cases or more are needed than there are.
    """
    known = tuple(parts)
    flags = (part.seen_by(logic) for part in known)
    if logic.combining is Combining.SHARE:
        return combine(flags, logic, shares=shares_of_cases(known))
    return combine(flags, logic)


def shares_of_cases(parts: Iterable[Part]) -> tuple[Chance, ...]:
    """Give the share of the cases that each part takes.

    Parameters
    ----------
    parts
        Parts of a whole whose cases they share.

    Returns
    -------
    tuple of Chance
        In the order of the parts.

    Raises
    ------
    InvalidFlag
        If a part has none, with its name.
    """
    shares = []
    for part in parts:
        if part.share is None:
            raise InvalidFlag(
                "Expected the share of the cases for every part, because the parts "
                f'share the cases; got none for "{part.name}". Give it from counts of '
                "activity, or 0 to 1 if nobody knows."
            )
        shares.append(part.share)
    return tuple(shares)


def combined(own: Flag, parts: Iterable[Part], logic: Logic) -> Flag:
    """Combine a process's own evidence with what its parts say.

    Parameters
    ----------
    own
        From `own_flag`; all white if nothing is said about the process itself.
    parts, logic
        As for `parts_flag`, and refused as there.

    Returns
    -------
    Flag
        Both taken as true; to the last bit what `flag_map` gives.
    """
    return meet((own, parts_flag(parts, logic)))


def is_unassessed(own: Flag, *, has_parts: bool, has_success: bool) -> bool:
    """Tell whether nobody has yet looked at whether a process succeeds.

    Parameters
    ----------
    own
        From `own_flag`.
    has_parts
        Whether it has parts, whose evidence speaks for it.
    has_success
        Whether somebody has said what success is for it.

    Returns
    -------
    bool
        Whether it has neither evidence nor parts, or no word of what success is.
    """
    return not has_success or (own == UNKNOWN and not has_parts)


def flag_of(whole: Whole, day: date) -> Flag:
    """Work out the flag of one process on a day.

    Parameters
    ----------
    whole
        The process with its statements and parts.
    day
        The day asked about.

    Returns
    -------
    Flag
        Statements, each faded by its age, together with what the parts say.

    Raises
    ------
    InvalidFlag
        If nobody has said what success is.
    """
    if not whole.success:
        raise InvalidFlag(
            f'Expected at least one sentence that says what success is for "'
            f'{whole.name}"; there is none, so no flag would mean anything. Ask its '
            "owner to write one."
        )
    own = own_flag(whole.statements, day)
    return combined(own, whole.parts, whole.logic)
