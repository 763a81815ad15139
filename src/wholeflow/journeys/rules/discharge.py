"""When people are ready to leave, when they leave, and what they wait for meanwhile.

delayed_discharge:
  ready: No longer meets criteria to reside
  not_ready: Meets criteria to reside again
  left: Discharged
  died: Died
  reasons:
    column: reason
    events: Reason for delay
    owners:
      Waiting for care at home: Arranging care at home
  places:
    column: group
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from .event_rule import EventRule, read_event_rule
from .walking import Walk


@dataclass(frozen=True, slots=True)
class SplitRule:
    """Where to read what a day of waiting is put down to: a reason, a place.

    Parameters
    ----------
    column
        A role or heading, as for `Journeys.column`.
    events
        Events whose word counts; those that say people are ready if none is given. One
        that lasts counts while it lasts, one that does not until the next of the case.
    owners
        By word, the process that owns it.
    """

    column: str
    events: EventRule = field(default_factory=EventRule)
    owners: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DischargeRule:
    """When people are ready to leave and when they leave.

    Parameters
    ----------
    ready
        Begins when somebody no longer meets the criteria to reside.
    left
        Ends when they leave.
    not_ready
        They are not ready any more.
    died
        They died before they left.
    reasons, places
        What days are put down to; None for nothing.
    """

    ready: EventRule
    left: EventRule
    not_ready: EventRule = field(default_factory=EventRule)
    died: EventRule = field(default_factory=EventRule)
    reasons: SplitRule | None = None
    places: SplitRule | None = None

    def activities(self) -> frozenset[str]:
        """Give every activity that is named."""
        rules = [self.ready, self.left, self.not_ready, self.died]
        rules += [each.events for each in (self.reasons, self.places) if each]
        return frozenset().union(*(rule.activity for rule in rules))


def read_discharge(walk: Walk, node: yaml.Node | None) -> DischargeRule | None:
    """Read the part `delayed_discharge` of a standards file.

    Parameters
    ----------
    walk
        Keeps the faults.
    node
        None if the file has no such part.
    """
    if node is None:
        return None
    optional = ("not_ready", "died", "reasons", "places")
    parts = walk.parts(node, ("ready", "left"), optional)
    if not parts:
        return None
    return DischargeRule(
        read_event_rule(walk, parts["ready"]),
        read_event_rule(walk, parts["left"]),
        read_event_rule(walk, parts.get("not_ready")),
        read_event_rule(walk, parts.get("died")),
        _read_split(walk, parts.get("reasons")),
        _read_split(walk, parts.get("places")),
    )


def _read_split(walk: Walk, node: yaml.Node | None) -> SplitRule | None:
    parts = {} if node is None else walk.parts(node, ("column",), ("events", "owners"))
    if not parts:
        return None
    owners = walk.entries(parts["owners"]).items() if "owners" in parts else ()
    return SplitRule(
        walk.text(parts["column"], "a heading"),
        read_event_rule(walk, parts.get("events")),
        {word: walk.text(owner, "a process") for word, owner in owners},
    )
