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
        sink(now, now["pending"], hours, key)
        return
    at = now["pending"]
    now["pending"] = at + 1
    while at > 0:
        above = (at - 1) >> 2
        other = row(now["heap"], EVENT, above)
        if other["hours"] < hours or (other["hours"] == hours and other["key"] < key):
            break
        row(now["heap"], EVENT, at)["hours"], row(now["heap"], EVENT, at)["key"] = (
            other["hours"],
            other["key"],
        )
        at = above
    row(now["heap"], EVENT, at)["hours"], row(now["heap"], EVENT, at)["key"] = (
        hours,
        key,
    )


def sink(now: Array, pending: int, hours: float, key: int) -> None:
    """Put an event at the top of a heap of so many, and let it sink to its place."""
    at = 0
    while True:
        first = 4 * at + 1
        if first >= pending:
            break
        least, its_hours, its_key = (
            first,
            row(now["heap"], EVENT, first)["hours"],
            row(now["heap"], EVENT, first)["key"],
        )
        for other in range(first + 1, min(first + 4, pending)):
            other_hours, other_key = (
                row(now["heap"], EVENT, other)["hours"],
                row(now["heap"], EVENT, other)["key"],
            )
            if other_hours < its_hours or (
                other_hours == its_hours and other_key < its_key
            ):
                least, its_hours, its_key = other, other_hours, other_key
        if hours < its_hours or (hours == its_hours and key < its_key):
            break
        row(now["heap"], EVENT, at)["hours"], row(now["heap"], EVENT, at)["key"] = (
            its_hours,
            its_key,
        )
        at = least
    row(now["heap"], EVENT, at)["hours"], row(now["heap"], EVENT, at)["key"] = (
        hours,
        key,
    )


def close_hole(now: Array) -> None:
    """Fill the hole at the top with the last event, if nothing has filled it."""
    if now["hole"]:
        now["hole"] = 0
        now["pending"] -= 1
        pending = now["pending"]
        if pending > 0:
            sink(
                now,
                pending,
                row(now["heap"], EVENT, pending)["hours"],
                row(now["heap"], EVENT, pending)["key"],
            )


STEPS = (plan, sink, close_hole)
