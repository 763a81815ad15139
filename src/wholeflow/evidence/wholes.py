"""The flag of one whole, from its own evidence and its parts.

The plain twin of `wholeflow.evidence.rolling`, one process at a time: it is what a page
shows and what is worked out again after a change. Both give the same bits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wholeflow.errors import InvalidFlag
from wholeflow.evidence.flags import UNKNOWN, Flag
from wholeflow.evidence.operators import (
    CERTAIN,
    NOT_DECLARED,
    Chance,
    all_of,
    link,
    meet,
)
from wholeflow.evidence.statements import (
    FailureStatement,
    Statement,
    SuccessStatement,
    own_flag,
)


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
        Chance that its failure bites.
    ref
        The caller's own reference to it, such as its identifier.
    """

    name: str
    flag: Flag | None
    necessity: Chance = CERTAIN
    ref: str = ""

    @property
    def linked(self) -> Flag:
        """The part's flag after its link: what the whole has of it."""
        return link(UNKNOWN if self.flag is None else self.flag, self.necessity)


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
        Judgements and indicator readings about the process itself.
    parts
        Its parts, if any.
    parts_suffice
        Whether the owner has declared that nothing else is needed. Until then the
        parts can show failure but not success.
    """

    name: str
    success: tuple[SuccessStatement, ...] = ()
    failure: tuple[FailureStatement, ...] = ()
    statements: tuple[Statement, ...] = ()
    parts: tuple[Part, ...] = ()
    parts_suffice: bool = False


def parts_flag(parts: Iterable[Part], *, parts_suffice: bool) -> Flag:
    """Say what the parts alone say about their whole.

    Parameters
    ----------
    parts
        The parts, in any order.
    parts_suffice
        Whether the owner has declared that they suffice.

    Returns
    -------
    Flag
        All white if there are no parts.
    """
    sufficiency = CERTAIN if parts_suffice else NOT_DECLARED
    return all_of((part.linked for part in parts), sufficiency=sufficiency)


def combined(own: Flag, parts: Iterable[Part], *, parts_suffice: bool) -> Flag:
    """Combine a process's own evidence with what its parts say.

    Parameters
    ----------
    own
        From `own_flag`; all white if nothing is said about the process itself.
    parts, parts_suffice
        As for `parts_flag`.

    Returns
    -------
    Flag
        Both taken as true; to the last bit what `roll_up` gives.
    """
    return meet((own, parts_flag(parts, parts_suffice=parts_suffice)))


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
    return combined(own, whole.parts, parts_suffice=whole.parts_suffice)
