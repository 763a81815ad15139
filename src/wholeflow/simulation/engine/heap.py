"""Events to come, the next one first: a heap of four branches.

A key holds the kind, the turn and what the event is about, so that events at one instant
are in the order of kinds and turns. What has been taken leaves a hole at the top, which
the next one planned often fills at once.
"""

from __future__ import annotations

from .layout import (
    EVENT,
    Array,
)
from .memory import row

END_OF_SERVICE, READY, SHIFT, TIMER, ARRIVAL, END = 1, 2, 3, 4, 5, 7
KIND_AT, TURN_AT = 60, 24  # bits
TURN_MASK, ABOUT_MASK = (1 << (KIND_AT - TURN_AT)) - 1, (1 << TURN_AT) - 1


def plan(now: Array, hours: float, key: int) -> None:
    """Add an event; there is room for it."""
    if now["hole"]:
        now["hole"] = 0
        sink(now["heap"], now["pending"], hours, key)
        return
    heap, at = now["heap"], now["pending"]
    now["pending"] = at + 1
    while at > 0:
        above = (at - 1) >> 2
        other = row(heap, EVENT, above)
        if other["hours"] < hours or (other["hours"] == hours and other["key"] < key):
            break
        put(heap, at, other["hours"], other["key"])
        at = above
    put(heap, at, hours, key)


def put(heap: int, at: int, hours: float, key: int) -> None:
    """Write an event to its place."""
    event = row(heap, EVENT, at)
    event["hours"], event["key"] = hours, key


def sink(heap: int, pending: int, hours: float, key: int) -> None:
    """Put an event at the top of a heap of so many, and let it sink to its place."""
    at = 0
    while True:
        first = 4 * at + 1
        if first >= pending:
            break
        least = row(heap, EVENT, first)
        place, its_hours, its_key = first, least["hours"], least["key"]
        for which in range(first + 1, min(first + 4, pending)):
            other = row(heap, EVENT, which)
            if other["hours"] < its_hours or (
                other["hours"] == its_hours and other["key"] < its_key
            ):
                place, its_hours, its_key = which, other["hours"], other["key"]
        if hours < its_hours or (hours == its_hours and key < its_key):
            break
        put(heap, at, its_hours, its_key)
        at = place
    put(heap, at, hours, key)


def close_hole(now: Array) -> None:
    """Fill the hole at the top with the last event, if nothing has filled it."""
    if now["hole"]:
        now["hole"] = 0
        now["pending"] -= 1
        if now["pending"] > 0:
            last = row(now["heap"], EVENT, now["pending"])
            sink(now["heap"], now["pending"], last["hours"], last["key"])


STEPS = (plan, put, sink, close_hole)
