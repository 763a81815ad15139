"""What waits are put down to: a cause, and the side it lies on. Never a person.

reasons:
  column: reason
  recorded_at: end              # of the wait: with the event that ends it; or begin
  causes:
    No bed was free: {side: system, words: [no bed, ward full]}
    People chose a later day: {side: patient, words: patient choice}
    People did not come: {side: patient, after: Did not attend}
    At home and well: {side: no wait, after: Released, before: Return}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import yaml

from .event_rule import EventRule, read_event_rule
from .walking import Walk


class CauseSide(StrEnum):
    """On which side the cause of a wait lies."""

    SYSTEM = "system"
    PATIENT = "patient"
    NO_WAIT = "no wait"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of waiting, found by what was recorded or by what stands around it.

    Parameters
    ----------
    name
        What it is called; the only thing that is ever told of it.
    side
        Where it lies; `NO_WAIT` for time in which nobody waited.
    words
        Any of these in the column of reasons means it.
    after, before
        Of a wait of which no known word is recorded: what the event just before it,
        and the event that ends it, must be. Neither given means no wait is found so.
    """

    name: str
    side: CauseSide
    words: tuple[str, ...] = ()
    after: EventRule = field(default_factory=EventRule)
    before: EventRule = field(default_factory=EventRule)


@dataclass(frozen=True, slots=True)
class ReasonsRule:
    """What waits are put down to.

    Parameters
    ----------
    causes
        In this order: of several that fit, the first is it.
    column
        Where reasons are recorded; None for nowhere.
    at_begin
        Whether they stand with the event before the wait, not with the one that ends it.
    """

    causes: tuple[Cause, ...]
    column: str | None = None
    at_begin: bool = False

    def activities(self) -> frozenset[str]:
        """Give every activity that is named."""
        return frozenset().union(
            *({*each.after.activity, *each.before.activity} for each in self.causes)
        )


_SIDES = tuple(str(side) for side in CauseSide if side != CauseSide.UNKNOWN)


def read_reasons(walk: Walk, node: yaml.Node | None) -> ReasonsRule | None:
    """Read the part `reasons` of a standards file.

    Parameters
    ----------
    walk
        Keeps the faults.
    node
        None if the file has no such part.
    """
    if node is None:
        return None
    parts = walk.parts(node, ("causes",), ("column", "recorded_at"))
    if not parts:
        return None
    column = parts.get("column")
    moment = parts.get("recorded_at")
    causes = tuple(
        _read_cause(walk, name, entry)
        for name, entry in walk.entries(parts["causes"]).items()
    )
    if column is None and any(cause.words for cause in causes):
        walk.fault(node, "'words:' need 'column:', to be looked for in")
    return ReasonsRule(
        causes,
        None if column is None else walk.text(column, "a heading"),
        moment is not None and walk.one_of(moment, ("end", "begin")) == "begin",
    )


def _read_cause(walk: Walk, name: str, node: yaml.Node) -> Cause:
    parts = walk.parts(node, ("side",), ("words", "after", "before"))
    if not parts:
        return Cause(name, CauseSide.UNKNOWN)
    if len(parts) == 1:
        walk.fault(node, "expected 'words:', 'after:' or 'before:' beside the side")
    return Cause(
        name,
        CauseSide(walk.one_of(parts["side"], _SIDES)),
        walk.names(parts["words"], "a word") if "words" in parts else (),
        read_event_rule(walk, parts.get("after")),
        read_event_rule(walk, parts.get("before")),
    )
