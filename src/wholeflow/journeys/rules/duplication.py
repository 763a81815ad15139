"""What counts as asking or testing for the same thing again.

duplicates:
  Blood count:
    activity: [FBC, Full blood count]
    valid: 7 days
    renewed_by: Transfusion
    intended: {where: {kind: monitoring}}
    cost: 6.50
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from .event_rule import EventRule, read_event_rule
from .walking import Walk


@dataclass(frozen=True, slots=True)
class InformationClass:
    """One piece of information and how long it stays good.

    Parameters
    ----------
    name
        What is known once it was done: "Allergies", "Blood count".
    activity
        Activities that find it out.
    valid_hours
        How long it stays good after it was found out, above 0.
    renewed_by
        Events after which it has to be found out anew.
    intended
        Events that repeat it on purpose, such as monitoring. They are counted apart.
    cost_pounds
        Of finding it out once; None if nobody said.
    """

    name: str
    activity: tuple[str, ...]
    valid_hours: float
    renewed_by: EventRule = field(default_factory=EventRule)
    intended: EventRule = field(default_factory=EventRule)
    cost_pounds: float | None = None

    def activities(self) -> frozenset[str]:
        """Give every activity that is named."""
        return frozenset(
            (*self.activity, *self.renewed_by.activity, *self.intended.activity)
        )


def read_duplicates(walk: Walk, node: yaml.Node | None) -> tuple[InformationClass, ...]:
    """Read the part `duplicates` of a standards file.

    Parameters
    ----------
    walk
        Keeps the faults.
    node
        None if the file has no such part.
    """
    if node is None:
        return ()
    found: list[InformationClass] = []
    owner: dict[str, str] = {}
    for name, entry in walk.entries(node).items():
        each = _read_class(walk, name, entry)
        if each is None:
            continue
        found.append(each)
        for activity in each.activity:
            if owner.setdefault(activity, name) != name:
                walk.fault(
                    entry,
                    f"'{activity}' is already in '{owner[activity]}'; an activity finds "
                    "out one thing",
                )
    return tuple(found)


def _read_class(walk: Walk, name: str, node: yaml.Node) -> InformationClass | None:
    optional = ("renewed_by", "intended", "cost")
    parts = walk.parts(node, ("activity", "valid"), optional)
    if not parts:
        return None
    cost = parts.get("cost")
    return InformationClass(
        name,
        walk.names(parts["activity"]),
        walk.hours(parts["valid"]),
        read_event_rule(walk, parts.get("renewed_by")),
        read_event_rule(walk, parts.get("intended")),
        None if cost is None else walk.number(cost, "a cost in pounds, such as 6.50"),
    )
