"""What is demand, and what may be demand caused by a failure.

failure_demand:
  demand: [ER Registration, Return ER]
  recorded:
    column: kind
    failure: [chasing, not put right]
    value: [new problem]
  possible:
    Coming back after release:
      event: Return ER
      after: [Release A, Release B]
      within: 28 days
    Asking again about the same:
      event: Call
      after: Call
      within: 7 days
      same: reason
  judged: {failure: 12, value: 26, undecided: 2}
  cost: 25
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import yaml

from .event_rule import EventRule, read_event_rule
from .walking import Walk


@dataclass(frozen=True, slots=True)
class Recorded:
    """What staff wrote down at the point of contact.

    Parameters
    ----------
    column
        A role or heading, as for `Journeys.column`.
    failure, value
        Words that mean demand caused by a failure, and demand that the service is for.
        Any other word, and none, is not known.
    """

    column: str = "kind"
    failure: tuple[str, ...] = ()
    value: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Possible:
    """Demand that may be caused by a failure, by a rule.

    Parameters
    ----------
    name
        What it is called, "Coming back after release".
    event
        Which demand.
    after
        What must have ended before; no event means that nothing must.
    within_hours
        Only less than this long after it; None for however long after.
    same
        Column in which both must say the same word, such as the reason; None for none.
    """

    name: str
    event: EventRule
    after: EventRule = field(default_factory=EventRule)
    within_hours: float | None = None
    same: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """How a panel judged demand drawn at random from that of which nothing is recorded.

    Parameters
    ----------
    failure, value, undecided
        Counts, 0 or more.
    """

    failure: int
    value: int
    undecided: int = 0

    @property
    def sampled(self) -> int:
        """How many were judged."""
        return self.failure + self.value + self.undecided


@dataclass(frozen=True, slots=True)
class FailureDemandRule:
    """What is demand, and what is known and guessed of it.

    Parameters
    ----------
    demand
        Contacts that people initiate.
    recorded
        Which words were written down; None if nothing was.
    possible
        Rules that find candidates.
    judged
        What a panel said of a sample; None if there was none.
    cost_pounds
        Of one such contact; None if nobody said.
    """

    demand: EventRule
    recorded: Recorded | None = None
    possible: Sequence[Possible] = ()
    judged: Judged | None = None
    cost_pounds: float | None = None

    def activities(self) -> frozenset[str]:
        """Give every activity that is named."""
        named = set(self.demand.activity)
        for each in self.possible:
            named |= {*each.event.activity, *each.after.activity}
        return frozenset(named)


def read_failure_demand(walk: Walk, node: yaml.Node | None) -> FailureDemandRule | None:
    """Read the part `failure_demand` of a standards file.

    Parameters
    ----------
    walk
        Keeps the faults.
    node
        None if the file has no such part.
    """
    if node is None:
        return None
    optional = ("recorded", "possible", "judged", "cost")
    parts = walk.parts(node, ("demand",), optional)
    if not parts:
        return None
    return FailureDemandRule(
        read_event_rule(walk, parts["demand"]),
        _read_recorded(walk, parts["recorded"]) if "recorded" in parts else None,
        _read_possible(walk, parts["possible"]) if "possible" in parts else (),
        _read_judged(walk, parts["judged"]) if "judged" in parts else None,
        walk.number(parts["cost"], "a cost in pounds, such as 25")
        if "cost" in parts
        else None,
    )


def _read_recorded(walk: Walk, node: yaml.Node) -> Recorded:
    parts = walk.parts(node, ("failure", "value"), ("column",))
    if not parts:
        return Recorded()
    column = walk.text(parts["column"], "a heading") if "column" in parts else "kind"
    return Recorded(
        column,
        walk.names(parts["failure"], "a word"),
        walk.names(parts["value"], "a word"),
    )


def _read_possible(walk: Walk, node: yaml.Node) -> tuple[Possible, ...]:
    found = []
    for name, entry in walk.entries(node).items():
        parts = walk.parts(entry, ("event",), ("after", "within", "same"))
        if not parts:
            continue
        if "after" not in parts and ("within" in parts or "same" in parts):
            walk.fault(entry, "'within:' and 'same:' need 'after:', to count from")
        found.append(
            Possible(
                name,
                read_event_rule(walk, parts["event"]),
                read_event_rule(walk, parts.get("after")),
                walk.hours(parts["within"]) if "within" in parts else None,
                walk.text(parts["same"], "a heading") if "same" in parts else None,
            )
        )
    return tuple(found)


def _read_judged(walk: Walk, node: yaml.Node) -> Judged:
    parts = walk.parts(node, ("failure", "value"), ("undecided",))
    counts = {
        name: walk.count(entry, "how many were judged so")
        for name, entry in parts.items()
    }
    return Judged(**counts) if parts else Judged(0, 0)
