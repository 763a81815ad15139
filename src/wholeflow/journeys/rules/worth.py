"""What the time of an activity is worth to the person it is for, as people here see it.

worth:
  value: [Treating, Talking it over]     # changes something for the person
  necessary: [Registering, Consenting]   # does not, and cannot be done without today
  waste: Asking again                    # does not, and could be done without

An activity that is in none is not classified, which is not the same as waste.

Source: J. P. Womack, D. T. Jones (1996), Lean thinking, for the three kinds.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from .walking import Walk

VALUE, NECESSARY, WASTE = "value", "necessary", "waste"
KINDS = (VALUE, NECESSARY, WASTE)


def read_worth(walk: Walk, node: yaml.Node | None) -> Mapping[str, str]:
    """Read the part `worth` of a standards file: the kind of each activity named.

    Parameters
    ----------
    walk
        Keeps the faults.
    node
        None if the file has no such part.
    """
    if node is None:
        return {}
    kind_of: dict[str, str] = {}
    for kind, value in walk.entries(node, KINDS).items():
        for activity in walk.names(value):
            if kind_of.setdefault(activity, kind) != kind:
                message = f"'{activity}' is already {kind_of[activity]}"
                walk.fault(value, f"{message}; an activity is of one kind")
    return kind_of
