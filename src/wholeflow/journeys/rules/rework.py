"""The stages of the work, in order, so that going back can be seen.

rework:
  stages:
    Assessing: [Triage, Blood test]
    Treating: Treatment
    Leaving: [Check-out, Discharge]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from .walking import Walk


@dataclass(frozen=True, slots=True)
class ReworkRule:
    """The stages of the work.

    Parameters
    ----------
    stages
        Name of each stage and its activities, the first stage first.
    """

    stages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def activities(self) -> frozenset[str]:
        """Give every activity that is named."""
        return frozenset().union(*self.stages.values())


def read_rework(walk: Walk, node: yaml.Node | None) -> ReworkRule:
    """Read the part `rework` of a standards file.

    Parameters
    ----------
    walk
        Keeps the faults.
    node
        None if the file has no such part.
    """
    if node is None:
        return ReworkRule()
    parts = walk.whole(node, ("stages",))
    return ReworkRule(walk.apart(parts["stages"], "stage") if parts else {})
