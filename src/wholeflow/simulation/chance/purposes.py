"""What draws are for: each purpose at each node or source has a key of its own."""

from __future__ import annotations

from .keys import named

AT_NODE = ("service", "patience", "route", "turnaround", "balking", "change")
AT_SOURCE = (
    "arrival", "together", "class", "demand", "prevented", "no-show", "lateness",
    "patient",
)  # fmt: skip


def key_of(purpose: str, name: str) -> int:
    """Give the number of a purpose at a node or source: "service:Ward"."""
    assert purpose in AT_NODE or purpose in AT_SOURCE, "it is one of those named here"
    return named(f"{purpose}:{name}")
