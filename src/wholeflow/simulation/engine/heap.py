"""Events to come, the next one first: a heap of four branches.

A key holds the kind, the turn and what the event is about, so that events at one instant
are in the order of kinds and turns. What has been taken leaves a hole at the top, which
the next one planned often fills at once.
"""

from __future__ import annotations

from .layout import Array
from .memory import row

END_OF_SERVICE, READY, SHIFT, TIMER, ARRIVAL, END = 1, 2, 3, 4, 5, 7
KIND_AT, TURN_AT = 60, 24  # bits
TURN_MASK, ABOUT_MASK = (1 << (KIND_AT - TURN_AT)) - 1, (1 << TURN_AT) - 1


def plan(now: Array, hours: float, key: int) -> None:
    """Add an event; there is room for it."""
    if now["hole"]:
        now["hole"] = 0
        sink(now, hours, key)
        return
    at = now["pending"]
    now["pending"] = at + 1
    while at > 0:
        above = (at - 1) >> 2
        other = row(now, "heap", above)
        if other["hours"] < hours or (other["hours"] == hours and other["key"] < key):
            break
        put(now, at, other["hours"], other["key"])
        at = above
    put(now, at, hours, key)


def put(now: Array, at: int, hours: float, key: int) -> None:
    """Write an event to its place."""
    event = row(now, "heap", at)
    event["hours"], event["key"] = hours, key


def sink(now: Array, hours: float, key: int) -> None:
    """Put an event at the top, and let it sink to its place."""
    at, pending = 0, now["pending"]
    while True:
        first = 4 * at + 1
        if first >= pending:
            break
        least = row(now, "heap", first)
        place, its_hours, its_key = first, least["hours"], least["key"]
        for which in range(first + 1, min(first + 4, pending)):
            other = row(now, "heap", which)
            if other["hours"] < its_hours or (
                other["hours"] == its_hours and other["key"] < its_key
            ):
                place, its_hours, its_key = which, other["hours"], other["key"]
        if hours < its_hours or (hours == its_hours and key < its_key):
            break
        put(now, at, its_hours, its_key)
        at = place
    put(now, at, hours, key)


def close_hole(now: Array) -> None:
    """Fill the hole at the top with the last event, if nothing has filled it."""
    if now["hole"]:
        now["hole"] = 0
        now["pending"] -= 1
        if now["pending"] > 0:
            last = row(now, "heap", now["pending"])
            sink(now, last["hours"], last["key"])


STEPS = (plan, put, sink, close_hole)
