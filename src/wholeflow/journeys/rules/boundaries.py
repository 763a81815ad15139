"""Boundaries between kinds of care, and which body stands on which side.

boundaries:
  Physical and mental health:
    physical: [North Hospital, South Hospital]
    mental: Oak Trust
  Primary and secondary care:
    primary: [Mill Surgery, Hill Surgery]
    secondary: [North Hospital, South Hospital]
  NHS and council:
    NHS: [North Hospital, Mill Surgery]
    council: County Council

A boundary has two sides. A body that stands on neither is told as not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from .walking import Walk


@dataclass(frozen=True, slots=True)
class Boundary:
    """A boundary that journeys may cross.

    Parameters
    ----------
    name
        Its name.
    sides
        Names of its two sides.
    side_of
        Side by name of the organisation, or group.
    """

    name: str
    sides: tuple[str, str]
    side_of: Mapping[str, str]


def read_boundaries(walk: Walk, node: yaml.Node | None) -> tuple[Boundary, ...]:
    """Read the part `boundaries` of a standards file.

    Parameters
    ----------
    walk
        Keeps the faults.
    node
        None if the file has no such part.
    """
    if node is None:
        return ()
    read = (
        _read_boundary(walk, name, value) for name, value in walk.entries(node).items()
    )
    return tuple(boundary for boundary in read if boundary is not None)


def _read_boundary(walk: Walk, name: str, node: yaml.Node) -> Boundary | None:
    parts = walk.entries(node)
    if len(parts) != 2:
        walk.fault(node, f"'{name}': expected two sides, got {len(parts)}")
        return None
    side_of: dict[str, str] = {}
    for side, value in parts.items():
        for item in walk.items(value):
            body = walk.text(item, "the name of an organisation or group")
            if side_of.setdefault(body, side) != side:
                message = f"'{body}' already stands on the side '{side_of[body]}'"
                walk.fault(item, f"{message}; a body stands on one")
    first, second = parts
    return Boundary(name, (first, second), side_of)
