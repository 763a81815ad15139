"""Ends of services and of waits, compiled: as in `.reference`."""

from __future__ import annotations

from .asking import value_of
from .coming import balks, join, set_change, wait_for_place
from .counting import (
    ALL,
    HELD,
    LET_GO,
    claim,
    go,
    is_full,
    planned,
    record,
    wait_unstarted,
)
from .draws import drawn, hours_of
from .heap import READY
from .layout import BLOCKED, BY_QUEUE, BY_ROOM, BY_RULE, GONE, LEAVES, OUTSIDE, Array
from .lists import (
    first_waiting,
    look_at,
    queue_up,
    unlist_blocked,
    unlist_served,
    unqueue,
)
from .memory import row, whole
from .starting import fits_at_once, start_waiting
from .visits import GAVE_UP, SERVED


def chosen(now: Array, first: int, n: int, share: float, else_: int) -> int:
    """Give what a uniform falls on; `else_` is the rest."""
    for at in range(first, first + n):
        if share < row(now, "chances", at)["upto"]:
            return whole(row(now, "chances", at)["to"])
    return else_


def next_node(now: Array, p: int) -> int:
    """Give where a patient goes next; -1 leaves."""
    s = row(now, "patients", p)
    if s["on_path"] >= 0:
        if row(now, "paths", s["on_path"])["last"]:
            return -1
        s["on_path"] += 1
        return whole(row(now, "paths", s["on_path"])["node"])
    node = whole(s["node"])
    of = row(now, "care", node * now["n_classes"] + s["patient_class"])
    if of["way"] == LEAVES:
        return -1
    if of["by_state"]:
        return by_state(now, p, of)
    share = drawn(s["key"], row(now, "nodes", node)["route_key"], whole(s["visit"]))
    return chosen(now, of["way_first"], of["way_n"], share, -1)


def by_state(now: Array, p: int, of: Array) -> int:
    """Give the next node by queues, by room, or by a rule."""
    first, n, way = of["way_first"], of["way_n"], of["way"]
    best = whole(of["otherwise"])
    if way == BY_QUEUE:
        best = whole(row(now, "chances", first)["to"])
    if way == BY_ROOM:
        best = whole(row(now, "chances", first + n - 1)["to"])
    for at in range(first, first + n):
        to = whole(row(now, "chances", at)["to"])
        if (
            way == BY_QUEUE
            and row(now, "here", to)["queued"] < row(now, "here", best)["queued"]
        ):
            best = to
        if way == BY_ROOM and not is_full(now, to):
            return to
        if (
            way == BY_RULE
            and value_of(now, row(now, "chances", at)["program"], p) != 0.0
        ):
            return to
    return best


def end_service(now: Array, p: int) -> None:  # noqa: C901, PLR0915 - the step that most time goes into
    """End a service; leave, or be blocked."""
    s = row(now, "patients", p)
    node = whole(s["node"])
    of, at = row(now, "nodes", node), row(now, "here", node)
    if of["has_list"]:
        unlist_served(now, p)
    at["served"] -= 1
    s["end_event"] = -1
    at["started"] -= 1
    at["sum_started"] -= now["bin_end"] - now["now"]
    cell = s["cell"]
    if cell >= 0:
        served = s["end"] - s["start"]
        into = row(now, "cells", cell)
        into["service"] += served
        into["service_squared"] += served * served
        into["ended"] += 1
    if of["changes"]:
        change_class(now, p)
    to = next_node(now, p)
    if to >= 0 and is_full(now, to):
        be_blocked(now, p, to)
        return
    quick = of["quick"] and of["turnaround"] < 0 and at["blocked_first"] < 0
    if not quick or to == node:
        leave(now, p)
        move(now, p, to)
        return
    # What follows here is worked out at once: nobody is blocked, and whatever was freed
    # is for this node alone.
    claim(now, node, ALL, -1)
    record(now, p, SERVED)
    free_place(now, node)
    turned_away = to >= 0 and balks(now, p, to)
    if at["queued"] > 0 and fits_at_once(now, node):
        start_waiting(now, first_waiting(now, node))
    if to < 0:
        go(now, p)
    elif not turned_away:
        join(now, p)


def move(now: Array, p: int, to: int) -> None:
    """Go on to a node that has a place, or leave the system."""
    s = row(now, "patients", p)
    s["state"] = GONE
    if to < 0:
        go(now, p)
    elif not balks(now, p, to):
        join(now, p)


def be_blocked(now: Array, p: int, to: int) -> None:
    """Wait at the node, the service over, for a place at another."""
    s = row(now, "patients", p)
    node = whole(s["node"])
    at = row(now, "here", node)
    claim(now, node, LET_GO, -1)
    s["to"] = to
    now["rerouting"] += row(now, "nodes", node)["reroutes"]
    at["done"] += 1
    at["sum_done"] += now["bin_end"] - now["now"]
    wait_for_place(now, p, to, BLOCKED)
    look_at(now, node)
    there = row(now, "here", to)
    if (at["served"] == 0 and at["turning"] == 0) or (
        there["served"] == 0 and there["turning"] == 0
    ):
        now["suspect"] = now["finite"]


def change_class(now: Array, p: int) -> None:
    """Become of another class after the service, by chance."""
    s = row(now, "patients", p)
    of = row(now, "care", s["node"] * now["n_classes"] + s["patient_class"])
    if of["change_n"] > 0:
        share = drawn(
            s["key"],
            row(now, "nodes", s["node"])["change_key"],
            whole(s["visit"]),
        )
        s["patient_class"] = chosen(
            now, of["change_first"], of["change_n"], share, whole(s["patient_class"])
        )


def end_blocking(now: Array, p: int) -> None:
    """Note that a patient is no longer blocked."""
    s = row(now, "patients", p)
    at = row(now, "here", s["node"])
    now["rerouting"] -= row(now, "nodes", s["node"])["reroutes"]
    at["done"] -= 1
    at["sum_done"] -= now["bin_end"] - now["now"]
    cell = s["cell"]
    if cell >= 0:
        blocked = now["now"] - s["end"]
        into = row(now, "cells", cell)
        into["blocked"] += blocked
        into["blocked_squared"] += blocked * blocked
        into["was_blocked"] += blocked > 0.0


def leave(now: Array, p: int) -> None:
    """Leave a node after the service."""
    s = row(now, "patients", p)
    node = whole(s["node"])
    of, at = row(now, "nodes", node), row(now, "here", node)
    if s["state"] == BLOCKED:
        end_blocking(now, p)
    else:
        claim(now, node, LET_GO, -1)
    record(now, p, SERVED)
    s["state"] = GONE
    which = of["turnaround"]
    if which >= 0:
        share = drawn(s["key"], of["turnaround_key"], whole(s["visit"]))
        hours = hours_of(now, which, share)
        at["turning"] += 1
        at["sum_turning"] += now["bin_end"] - now["now"]
        planned(now, now["now"] + hours, READY, node)
        look_at(now, node)
    else:
        give_back(now, node)


def give_back(now: Array, node: int) -> None:
    """Give back a place, and what was held."""
    at = row(now, "here", node)
    claim(now, node, HELD, -1)
    free_place(now, node)
    look_at(now, node)
    if at["here"] == 0 and not row(now, "nodes", node)["alone"]:
        now["suspect"] = now["finite"]


def free_place(now: Array, node: int) -> None:
    """Have one place fewer taken; one that was opened for a time is gone."""
    at = row(now, "here", node)
    at["here"] -= 1
    at["opened"] = max(0, at["opened"] - 1)
    if at["served"] == 0 and at["turning"] == 0 and is_full(now, node):
        now["suspect"] = now["finite"]


def made_ready(now: Array, node: int) -> None:
    """Have a place ready again."""
    at = row(now, "here", node)
    at["turning"] -= 1
    at["sum_turning"] -= now["bin_end"] - now["now"]
    give_back(now, node)


def let_in(now: Array, node: int) -> None:
    """Let in the first of those who wait for a place at a node."""
    p = whole(row(now, "here", node)["blocked_first"])
    unlist_blocked(now, p, node)
    if row(now, "patients", p)["state"] == OUTSIDE:
        join(now, p)
    else:
        move_in(now, p, node)


def move_in(now: Array, p: int, node: int) -> None:
    """Let a patient who was blocked come to a node that has a place."""
    leave(now, p)
    if not balks(now, p, node):
        join(now, p)


def give_up(now: Array, p: int) -> int:
    """Leave a queue; give the node to go to instead, or -1."""
    s = row(now, "patients", p)
    node = whole(s["node"])
    unqueue(now, p)
    wait_unstarted(now, node, -1)
    record(now, p, GAVE_UP)
    s["waited_before"] += now["now"] - s["arrive"]
    s["gives_up"], s["becomes"], s["state"] = -1, -1, GONE
    free_place(now, node)
    look_at(now, node)
    if row(now, "here", node)["here"] == 0 and not row(now, "nodes", node)["alone"]:
        now["suspect"] = now["finite"]
    return whole(row(now, "nodes", node)["then"])


def become(now: Array, p: int) -> None:
    """Become of another class while waiting, and wait among those."""
    s = row(now, "patients", p)
    unqueue(now, p)
    of = row(now, "care", s["node"] * now["n_classes"] + s["patient_class"])
    s["patient_class"] = of["becomes"]
    if s["cell"] >= 0:
        s["cell"] += s["patient_class"] - s["class_there"]
    s["class_there"] = s["patient_class"]
    s["level"] = row(now, "classes", s["patient_class"])["level"]
    queue_up(now, p)
    set_change(now, p, 0.0)
    look_at(now, whole(s["node"]))


STEPS = (chosen, next_node, by_state, end_service, move, be_blocked, change_class, end_blocking, leave, give_back, free_place, made_ready, let_in, move_in, give_up, become,)  # fmt: skip
