"""What a stay is: one event that lasts, or an admission and a discharge.

    admission: [Admitted to a ward, Admitted to intensive care]
    discharge: Discharged

    stay: Inpatient stay          # an event with a start and an end

Both may be given beside:

    emergency: {activity: Admission, where: {admission_method: [21, 22]}}
    transfer: {activity: Admission, where: {admission_source: [51, 52, 53]}}
    death: Died
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from .event_rule import EventRule, read_event_rule
from .walking import Walk

SPELL_FIELDS = ("stay", "admission", "discharge", "emergency", "transfer", "death")


@dataclass(frozen=True, slots=True)
class SpellRule:
    """What a stay is.

    Parameters
    ----------
    stay
        Events that are a stay, from their start to their end.
    admission, discharge
        Events that begin a stay and that end one.
    emergency
        Of the events that begin a stay, those that are emergencies.
    transfer
        Of these, those that go on with a stay elsewhere.
    death
        Events that say somebody died.
    """

    stay: EventRule = field(default_factory=EventRule)
    admission: EventRule = field(default_factory=EventRule)
    discharge: EventRule = field(default_factory=EventRule)
    emergency: EventRule = field(default_factory=EventRule)
    transfer: EventRule = field(default_factory=EventRule)
    death: EventRule = field(default_factory=EventRule)

    def activities(self) -> frozenset[str]:
        """Give every activity that is named."""
        return frozenset().union(
            *(getattr(self, name).activity for name in SPELL_FIELDS)
        )


def spell_rule(walk: Walk, node: yaml.Node, parts: dict[str, yaml.Node]) -> SpellRule:
    """Read what a stay is from the parts of a node that may hold more.

    Parameters
    ----------
    walk
        Keeps the faults.
    node
        Where a fault about the whole stands.
    parts
        Of it, by name.
    """
    pair = "admission" in parts and "discharge" in parts
    half = "admission" in parts or "discharge" in parts
    if "stay" not in parts and not pair:
        walk.fault(node, "expected 'stay:', or both 'admission:' and 'discharge:'")
    elif "stay" in parts and half:
        walk.fault(node, "expected 'stay:' or 'admission:' and 'discharge:', not both")
    return SpellRule(*(read_event_rule(walk, parts.get(name)) for name in SPELL_FIELDS))
