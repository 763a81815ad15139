"""Which waits are held beside which harm.

harm:
  Falls beside waiting for a ward:
    after: ER Registration
    activity: Admission NC
    harm: Fall
    within: 30 days
    bands: [4 h, 12 h]
"""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from .event_rule import EventRule, read_event_rule
from .walking import Walk


@dataclass(frozen=True, slots=True)
class HarmRule:
    """A wait, and the harm that may come after it.

    Parameters
    ----------
    name
        What is held beside what.
    after, activity
        The wait runs from the first of `after` to the first of `activity` in a case.
    harm
        Falls, infections, returns.
    within_hours
        Harm counts less than this long after the wait ended, above 0.
    band_hours
        Where one band of waits ends and the next begins, rising; each above 0.
    """

    name: str
    after: tuple[str, ...]
    activity: tuple[str, ...]
    harm: EventRule
    within_hours: float
    band_hours: tuple[float, ...]

    def activities(self) -> frozenset[str]:
        """Give every activity that is named."""
        return frozenset((*self.after, *self.activity, *self.harm.activity))


def read_harm(walk: Walk, node: yaml.Node | None) -> tuple[HarmRule, ...]:
    """Read the part `harm` of a standards file.

    Parameters
    ----------
    walk
        Keeps the faults.
    node
        None if the file has no such part.
    """
    if node is None:
        return ()
    needed = ("after", "activity", "harm", "within", "bands")
    found = []
    for name, entry in walk.entries(node).items():
        parts = walk.parts(entry, needed)
        if parts:
            found.append(
                HarmRule(
                    name,
                    walk.names(parts["after"]),
                    walk.names(parts["activity"]),
                    read_event_rule(walk, parts["harm"]),
                    walk.hours(parts["within"]),
                    _read_bands(walk, parts["bands"]),
                )
            )
    return tuple(found)


def _read_bands(walk: Walk, node: yaml.Node) -> tuple[float, ...]:
    if not isinstance(node, yaml.SequenceNode):
        walk.fault(node, "expected lengths of time in [ ], such as [4 h, 12 h]")
        return ()
    bands = tuple(walk.hours(each) for each in node.value)
    if list(bands) != sorted(set(bands)):
        walk.fault(
            node, "expected each length of time to be longer than the one before"
        )
    return bands
