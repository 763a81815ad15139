"""From when on days at home are counted, and where people are when they are away.

days_at_home:
  after: Operation
  window: 90 days
  death: Died
  away:
    Hospital: {admission: Admitted, discharge: Discharged}
    Care home: {stay: Living in a care home}
  goal: 200000
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from .event_rule import EventRule, read_event_rule
from .spells import SPELL_FIELDS, SpellRule, spell_rule
from .walking import Walk


@dataclass(frozen=True, slots=True)
class AtHomeRule:
    """From when on days are counted, and where people are when they are away.

    Parameters
    ----------
    window_days
        How many days are counted, 1 or more.
    away
        By name of the setting, stays in it. A night in two settings is one of the first.
    after
        The first of these begins a person's window; none given means any event.
    death
        Events that say somebody died.
    goal_days
        Days at home of all people together that were aimed at; None for no goal.
    """

    window_days: int
    away: Mapping[str, SpellRule]
    after: EventRule = field(default_factory=EventRule)
    death: EventRule = field(default_factory=EventRule)
    goal_days: float | None = None

    def activities(self) -> frozenset[str]:
        """Give every activity that is named."""
        return frozenset((*self.after.activity, *self.death.activity)).union(
            *(each.activities() for each in self.away.values())
        )


def read_at_home(walk: Walk, node: yaml.Node | None) -> AtHomeRule | None:
    """Read the part `days_at_home` of a standards file.

    Parameters
    ----------
    walk
        Keeps the faults.
    node
        None if the file has no such part.
    """
    if node is None:
        return None
    parts = walk.parts(node, ("window", "away"), ("after", "death", "goal"))
    if not parts:
        return None
    goal = parts.get("goal")
    return AtHomeRule(
        walk.days(parts["window"]),
        {
            name: spell_rule(walk, each, walk.parts(each, (), SPELL_FIELDS))
            for name, each in walk.entries(parts["away"]).items()
        },
        read_event_rule(walk, parts.get("after")),
        read_event_rule(walk, parts.get("death")),
        None if goal is None else walk.number(goal, "a number of days, such as 200000"),
    )
