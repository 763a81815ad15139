"""The permission door: one decision, from plain facts, with its reason.

The rules of the first system: what is labelled public is for everybody; members read
what their label allows; whoever has signed in may say what they see of what they read;
the owner changes their process, and while nobody owns it the members of its
organisation may. A list of processes must be filtered with the same
rules in the database; a property test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Act(Enum):
    """What a person wants to do with a process."""

    READ = "read"
    SPEAK = "say what they see"
    EDIT = "change"
    TAKE = "own"


@dataclass(frozen=True, slots=True)
class Member:
    """The person who asks.

    Parameters
    ----------
    id
        The person, or None for somebody who has not signed in.
    organisation
        The organisation they belong to, or None.
    """

    id: str | None
    organisation: str | None


ANYONE = Member(id=None, organisation=None)


@dataclass(frozen=True, slots=True)
class ProcessFacts:
    """What a decision needs to know of a process.

    Parameters
    ----------
    owner
        The one person who owns it, or None while nobody does.
    owner_name
        How the owner is called on the page, for the reason given.
    organisation
        The organisation it belongs to.
    label
        public, system (everybody signed in), organisation or restricted (the owner).
    """

    owner: str | None
    owner_name: str
    organisation: str
    label: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no, and why, in words for the person who asked."""

    allowed: bool
    reason: str


def decide(member: Member, act: Act, process: ProcessFacts) -> Decision:
    """Say whether a person may do an act on a process.

    Parameters
    ----------
    member
        Who asks.
    act
        What they want to do.
    process
        The facts of the process.

    Returns
    -------
    Decision
        Whatever may not be read may not be changed either.

    Examples
    --------
    >>> facts = ProcessFacts("ann", "Ann, ward sister", "trust", "public")
    >>> decide(ANYONE, Act.READ, facts).allowed
    True
    >>> decide(Member("bob", "trust"), Act.EDIT, facts).reason
    'Ann, ward sister owns this process, and only its owner changes it.'
    """
    reading = _read(member, process)
    if act is Act.READ or not reading.allowed:
        return reading
    if member.id is None:
        return Decision(False, "Sign in to say or change anything.")
    if act is Act.SPEAK:
        return Decision(True, "Whoever reads it may say what they see of it.")
    return _edit(member, process) if act is Act.EDIT else _take(member, process)


def _read(member: Member, process: ProcessFacts) -> Decision:
    if process.label == "public":
        return Decision(True, "It is public.")
    if member.id is None:
        return Decision(False, "Sign in to see what is not public.")
    if member.id == process.owner:
        return Decision(True, "You own it.")
    ours = member.organisation == process.organisation
    return {
        "system": Decision(True, "Everybody who has signed in may read it."),
        "organisation": Decision(ours, "It is for the members of its organisation."),
        "restricted": Decision(False, "It is restricted to its owner."),
    }[process.label]


def _edit(member: Member, process: ProcessFacts) -> Decision:
    if member.id == process.owner:
        return Decision(True, "You own it.")
    if process.owner is not None:
        return Decision(
            False,
            f"{process.owner_name} owns this process, and only its owner changes it.",
        )
    if member.organisation == process.organisation:
        return Decision(
            True, "Nobody owns it yet, so members of its organisation may change it."
        )
    return Decision(
        False,
        "Nobody owns this process yet, and you are not a member of its organisation.",
    )


def _take(member: Member, process: ProcessFacts) -> Decision:
    if process.owner is not None:
        return Decision(
            False,
            f"{process.owner_name} owns this process. A process has exactly one owner; "
            "ask them to hand it over.",
        )
    if member.organisation == process.organisation:
        return Decision(True, "Nobody owns it yet.")
    return Decision(
        False, "Only a member of the organisation it belongs to can own it."
    )
