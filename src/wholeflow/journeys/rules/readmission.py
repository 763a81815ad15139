"""Which stays count for readmissions.

readmissions:
  admission: [ER Registration, Return ER]
  discharge: [Release A, Release B]
  emergency: [ER Registration, Return ER]
  death: Died
  leave_out:
    Cancer: {where: {speciality: [oncology]}}
  within: 30 days
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from .event_rule import EventRule, read_event_rule
from .spells import SPELL_FIELDS, SpellRule, spell_rule
from .walking import Walk

DAYS = 30


@dataclass(frozen=True, slots=True)
class ReadmissionRule:
    """Which stays count.

    Parameters
    ----------
    spells
        What a stay is, and which are emergencies.
    leave_out
        By name, events that take their stay out: neither can it be come back from, nor
        is it a coming back.
    within_days
        Whole days, 1 or more: 30 means day 0 to day 29 after discharge.
    """

    spells: SpellRule
    leave_out: Mapping[str, EventRule] = field(default_factory=dict)
    within_days: int = DAYS

    def activities(self) -> frozenset[str]:
        """Give every activity that is named."""
        return self.spells.activities().union(
            *(each.activity for each in self.leave_out.values())
        )


def read_readmissions(walk: Walk, node: yaml.Node | None) -> ReadmissionRule | None:
    """Read the part `readmissions` of a standards file.

    Parameters
    ----------
    walk
        Keeps the faults.
    node
        None if the file has no such part.
    """
    if node is None:
        return None
    known = (*SPELL_FIELDS, "leave_out", "within")
    parts = walk.parts(node, ("emergency",), known)
    if not parts:
        return None
    left_out = walk.entries(parts["leave_out"]).items() if "leave_out" in parts else ()
    return ReadmissionRule(
        spell_rule(walk, node, parts),
        {name: read_event_rule(walk, each) for name, each in left_out},
        walk.days(parts["within"]) if "within" in parts else DAYS,
    )
