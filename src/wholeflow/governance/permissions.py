"""The permission door: one decision, from plain facts, with its reason.

The rules of the first system: what is labelled public is for everybody; members read
what their label allows; whoever has signed in may say what they see of what they read;
the owner changes their process, and while nobody owns it the members of its
organisation may. An event log hangs on the process whose records it is, and is held by
that process's organisation. A list of processes or logs must be filtered with the same
rules in the database; property tests hold the two together.
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


class LogAct(Enum):
    """What a person wants to do with an event log."""

    SEE = "see what it tells"
    BRING = "bring one"
    CHANGE = "change or delete it"


@dataclass(frozen=True, slots=True)
class LogFacts:
    """What a decision needs to know of an event log.

    Parameters
    ----------
    process
        The facts of the process whose records it is; its organisation holds the log.
    brought_by
        The person who brought it; None before it is brought.
    label
        Who else sees what it tells: public, system (everybody signed in) or
        organisation (its holder's members alone).
    """

    process: ProcessFacts
    brought_by: str | None
    label: str


def decide_log(member: Member, act: LogAct, log: LogFacts) -> Decision:
    """Say whether a person may do an act on an event log.

    A model of a care system, which hangs on a process as a log does, is decided on by
    the same rules.

    What a log tells is never a row of it. Whoever belongs to the organisation that
    holds it sees it as it is; others, where they see it, through `Disclosure`.

    Parameters
    ----------
    member
        Who asks.
    act
        What they want to do.
    log
        The facts of the log.

    Returns
    -------
    Decision
        Whatever may not be seen may not be changed either, and no log is seen whose
        process is not.

    Examples
    --------
    >>> process = ProcessFacts("ann", "Ann, ward sister", "trust", "public")
    >>> log = LogFacts(process, brought_by="bob", label="organisation")
    >>> decide_log(Member("bob", "trust"), LogAct.CHANGE, log).allowed
    True
    >>> decide_log(Member("cat", "council"), LogAct.SEE, log).reason
    'It is for the members of the organisation that holds it.'
    """
    seeing = _see_log(member, log)
    if act is LogAct.BRING:
        reading = _read(member, log.process)
        return _bring_log(member, log) if reading.allowed else reading
    if act is LogAct.SEE or not seeing.allowed:
        return seeing
    return _change_log(member, log)


def _see_log(member: Member, log: LogFacts) -> Decision:
    reading = _read(member, log.process)
    if not reading.allowed:
        return reading
    if log.label == "public":
        return Decision(True, "What it tells is public.")
    if member.id is None:
        return Decision(False, "Sign in to see what is not public.")
    if log.label == "system":
        return Decision(True, "Everybody who has signed in may see what it tells.")
    return Decision(
        _holds(member, log), "It is for the members of the organisation that holds it."
    )


def _bring_log(member: Member, log: LogFacts) -> Decision:
    if member.id is None:
        return Decision(False, "Sign in to bring one.")
    if _holds(member, log):
        return Decision(True, "You belong to the organisation that holds it.")
    return Decision(
        False, "Only a member of the organisation that holds it brings one."
    )


def _change_log(member: Member, log: LogFacts) -> Decision:
    if member.id is None:
        return Decision(False, "Sign in to change it.")
    if member.id == log.brought_by:
        return Decision(True, "You brought it.")
    if _edit(member, log.process).allowed:
        return Decision(True, "You may change the process it hangs on.")
    return Decision(
        False,
        "Only whoever brought it, and the owner of its process, change or delete it.",
    )


def _holds(member: Member, log: LogFacts) -> bool:
    return member.organisation == log.process.organisation
