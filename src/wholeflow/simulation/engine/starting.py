"""Who starts when, and who is put out for whom, compiled: as in `.reference`."""

from __future__ import annotations

from .counting import (
    ALL,
    NEVER,
    claim,
    class_of,
    count_breaches,
    planned,
    wait_unstarted,
)
from .draws import drawn, hours_of, together
from .heap import END_OF_SERVICE
from .layout import PAUSED, SERVED_NOW, WAITING, Array
from .lengths import CLASSES_OF_LENGTH
from .lists import (
    first_waiting,
    list_paused,
    list_served,
    queue_up,
    unlist_paused,
    unlist_served,
    unqueue,
)
from .memory import row, whole

REDRAWN = 1 << 32  # a service drawn anew has an index of its own


def free_for(now: Array, pool: int, arrive: float) -> int:
    """Give the units free for a patient: a shift that stays, stays for some."""
    of = row(now, "units", pool)
    there = of["stay"] if arrive <= of["stay_since"] else of["capacity"]
    return whole(max(there, of["capacity"]) - of["used"])


def fits_at_once(now: Array, node: int) -> bool:
    """Say whether a patient can start, where no shift stays."""
    first = row(now, "nodes", node)["needs_first"]
    for at in range(first, first + row(now, "nodes", node)["needs_n"]):
        need = row(now, "needs", at)
        of = row(now, "units", need["pool"])
        if of["capacity"] - of["used"] < need["units"]:
            return False
    return True


def fits(now: Array, p: int, kept: int, anything: bool) -> bool:
    """Say whether a patient can start on what is free and is not kept for another.

    `anything`: it is enough that no unit is missing, before one is put out.
    """
    s = row(now, "patients", p)
    first = row(now, "nodes", s["node"])["needs_first"]
    for at in range(first, first + row(now, "nodes", s["node"])["needs_n"]):
        need = row(now, "needs", at)
        pool = need["pool"]
        if s["missing"] >= 0 and pool != s["missing"]:
            continue
        if row(now, "units", pool)["kept"] == kept:
            return False
        least = 0 if anything else need["units"]
        if free_for(now, pool, s["arrive"]) < least:
            return False
    return True


def service_hours(now: Array, p: int) -> float:
    """Draw how long the service takes, or give what was recorded."""
    s = row(now, "patients", p)
    of = row(now, "nodes", s["node"])
    if s["on_path"] >= 0 and row(now, "paths", s["on_path"])["node"] == s["node"]:
        recorded = row(now, "paths", s["on_path"])["hours"]
        if recorded == recorded:  # it is a number
            return float(recorded)
    share = drawn(
        s["key"], of["service_key"], s["visit"] + whole(s["redrawn"]) * REDRAWN
    )
    if of["together"] != 0.0:
        other = drawn(s["key"], of["patience_key"], whole(s["visit"]))
        share = together(share, other, of["together"])
    which = row(now, "care", s["node"] * now["n_classes"] + s["patient_class"])[
        "service"
    ]
    return hours_of(now, which, share)


def serve(now: Array, p: int) -> None:
    """Start or go on, on units that are free."""
    s = row(now, "patients", p)
    node = whole(s["node"])
    claim(now, node, ALL, 1)
    if row(now, "nodes", node)["timed"]:
        s["gives_up"], s["becomes"] = -1, -1
    if s["start"] != s["start"]:  # it is never
        start(now, p)
    if not s["has_left"]:
        s["hours"] = s["left"] = service_hours(now, p)
    go_on(now, p)


def start(now: Array, p: int) -> None:
    """Note that the first service of a visit begins."""
    s = row(now, "patients", p)
    at = row(now, "here", s["node"])
    waited = now["now"] - s["arrive"]
    s["start"] = now["now"]
    s["waited_before"] += waited
    at["started"] += 1
    at["sum_started"] += now["bin_end"] - now["now"]
    cell = s["cell"]
    if cell >= 0:
        into = row(now, "cells", cell)
        into["starts"] += 1
        into["wait"] += waited
        into["wait_squared"] += waited * waited
        count_breaches(now, p, into)
        place = s["node"] * now["n_classes"] + s["class_there"]
        place = place * CLASSES_OF_LENGTH + class_of(waited)
        row(now, "waits", place)["which"] += 1


def go_on(now: Array, p: int) -> None:
    """Be in service, for as long as is left of it."""
    s = row(now, "patients", p)
    node = whole(s["node"])
    s["state"], s["begun"] = SERVED_NOW, now["now"]
    row(now, "here", node)["served"] += 1
    if row(now, "nodes", node)["has_list"]:
        list_served(now, p)
    s["end"] = now["now"] + s["left"]
    s["has_left"] = 0
    s["end_event"] = planned(now, s["end"], END_OF_SERVICE, p)


def start_waiting(now: Array, p: int) -> None:
    """Start somebody who was paused or waits."""
    s = row(now, "patients", p)
    if s["state"] == PAUSED:
        unlist_paused(now, p)
        claim(now, whole(s["node"]), whole(s["missing"]), 1)
        s["missing"] = -1
        go_on(now, p)
        return
    unqueue(now, p)
    if s["start"] != s["start"]:  # it is never
        wait_unstarted(now, whole(s["node"]), -1)
    serve(now, p)


def goes_before(now: Array, one: int, other: int) -> bool:
    """Say who is first of the firsts of several nodes."""
    a, b = row(now, "patients", one), row(now, "patients", other)
    a_rank = row(now, "classes", a["patient_class"])["level"]
    b_rank = row(now, "classes", b["patient_class"])["level"]
    if a_rank != b_rank:
        return bool(a_rank < b_rank)
    a_waits, b_waits = a["state"] == WAITING, b["state"] == WAITING
    if a_waits != b_waits:
        return bool(b_waits)
    a_since, b_since = since(now, a), since(now, b)
    if a_since != b_since:
        return bool(a_since < b_since)
    if a["node"] != b["node"]:
        return bool(a["node"] < b["node"])
    return bool(a["turn"] < b["turn"])


def since(now: Array, s: Array) -> float:
    """Give since when a patient waits, or nothing where the order is by node."""
    of = row(now, "nodes", s["node"])
    if (
        of["needs_n"] > 0
        and row(now, "pools", row(now, "needs", of["needs_first"])["pool"])["by_node"]
    ):
        return 0.0
    return float(s["arrive"])


def first_of_node(now: Array, node: int) -> int:
    """Give who is first of those that wait at a node, or -1."""
    if row(now, "here", node)["queued"] == 0:
        return -1
    first = first_waiting(now, node)
    if row(now, "nodes", node)["stays"] and some_shift_stays(now, node):
        for q in range(node * now["n_ranks"], (node + 1) * now["n_ranks"]):
            p = whole(row(now, "queues", q)["first"])
            while p >= 0:
                if fits(now, p, -1, anything=False):
                    return whole(p)
                p = whole(row(now, "patients", p)["next"])
    return first


def some_shift_stays(now: Array, node: int) -> bool:
    """Say whether a shift has stayed on that a node needs."""
    first = row(now, "nodes", node)["needs_first"]
    for at in range(first, first + row(now, "nodes", node)["needs_n"]):
        of = row(now, "units", row(now, "needs", at)["pool"])
        if of["stay"] > of["capacity"]:
            return True
    return False


def next_first(now: Array, group: int, after: int) -> int:
    """Give the first of the firsts of a group that stands after another; -1 is none."""
    best = -1
    first = row(now, "groups", group)["first"]
    for member in range(first, first + row(now, "groups", group)["n"]):
        node = whole(row(now, "in_group", member)["which"])
        p = whole(row(now, "here", node)["paused_first"])
        waiting = False
        while True:
            if p < 0:
                if waiting:
                    break
                waiting = True
                p = first_of_node(now, node)
                if p < 0:
                    break
            if (after < 0 or goes_before(now, after, p)) and (
                best < 0 or goes_before(now, p, best)
            ):
                best = p
            p = whole(-1) if waiting else whole(row(now, "patients", p)["next"])
    return whole(best)


def start_one(now: Array, node: int) -> bool:
    """Start one patient of the group of a node, or make room; say whether there was one."""
    if row(now, "nodes", node)["quick"]:
        if row(now, "here", node)["queued"] == 0 or not fits_at_once(now, node):
            return False
        start_waiting(now, first_waiting(now, node))
        return True
    now["stamp"] += 1
    p = -1
    while True:
        p = next_first(now, row(now, "nodes", node)["group"], p)
        if p < 0:
            return False
        if fits(now, p, now["stamp"], anything=False):
            start_waiting(now, p)
            return True
        if make_room(now, p):
            return True
        if is_there(now, p):
            keep(now, p)


def is_there(now: Array, p: int) -> bool:
    """Say whether all that a patient needs is there, though it may be in use."""
    s = row(now, "patients", p)
    first = row(now, "nodes", s["node"])["needs_first"]
    for at in range(first, first + row(now, "nodes", s["node"])["needs_n"]):
        need = row(now, "needs", at)
        pool = need["pool"]
        ours = s["missing"] < 0 or pool == s["missing"]
        there = free_for(now, pool, s["arrive"]) + row(now, "units", pool)["used"]
        if ours and there < need["units"]:
            return False
    return True


def keep(now: Array, p: int) -> None:
    """Keep what a patient needs from those behind."""
    s = row(now, "patients", p)
    first = row(now, "nodes", s["node"])["needs_first"]
    for at in range(first, first + row(now, "nodes", s["node"])["needs_n"]):
        pool = row(now, "needs", at)["pool"]
        ours = s["missing"] < 0 or pool == s["missing"]
        if ours and not row(now, "pools", pool)["backfill"]:
            row(now, "units", pool)["kept"] = now["stamp"]


def later(now: Array, one: int, other: int) -> bool:
    """Say who of two is put out first: the lowest, then latest begun, then last come."""
    a, b = row(now, "patients", one), row(now, "patients", other)
    a_rank = row(now, "classes", a["patient_class"])["level"]
    b_rank = row(now, "classes", b["patient_class"])["level"]
    if a_rank != b_rank:
        return bool(a_rank > b_rank)
    if a["begun"] != b["begun"]:
        return bool(a["begun"] > b["begun"])
    return bool(a["turn"] > b["turn"])


def make_room(now: Array, p: int) -> bool:
    """Put out one of lower priority, if that lets the patient start."""
    s = row(now, "patients", p)
    rule = row(now, "nodes", s["node"])["pre_empt"]
    if rule == 0 or s["state"] == PAUSED:
        return False
    level = row(now, "classes", s["patient_class"])["level"]
    last = -1
    other = whole(row(now, "here", s["node"])["served_first"])
    while other >= 0:
        theirs = row(now, "classes", row(now, "patients", other)["patient_class"])[
            "level"
        ]
        if theirs > level and (last < 0 or later(now, other, last)):
            last = other
        other = whole(row(now, "patients", other)["next"])
    if last < 0 or not fits(now, p, now["stamp"], anything=True):
        return False
    put_out(now, last, whole(rule))
    return True


def interrupt(now: Array, p: int, rule: int) -> None:
    """Stop a service; keep what is left of it by the rule."""
    s = row(now, "patients", p)
    unlist_served(now, p)
    row(now, "here", s["node"])["served"] -= 1
    s["end_event"] = -1
    s["has_left"] = 1
    if rule == 1:
        s["left"] = s["end"] - now["now"]
    elif rule == 2:
        s["left"] = s["hours"]
    else:
        s["has_left"] = 0
        s["redrawn"] += 1
    s["end"] = NEVER
    now["suspect"] = now["finite"]


def put_out(now: Array, p: int, rule: int) -> None:
    """Put a patient back to the head of the queue."""
    s = row(now, "patients", p)
    interrupt(now, p, rule)
    claim(now, whole(s["node"]), ALL, -1)
    s["state"], s["front"], s["place"] = WAITING, 0, 0.0
    s["level"] = row(now, "classes", s["patient_class"])["level"]
    queue_up(now, p)


def hand_over(now: Array, p: int, pool: int) -> None:
    """Let a patient wait for the next shift, and keep all else."""
    s = row(now, "patients", p)
    interrupt(now, p, 1)
    claim(now, whole(s["node"]), pool, -1)
    s["missing"], s["state"] = pool, PAUSED
    list_paused(now, p)


def send_home(now: Array, pool: int) -> None:
    """Interrupt services till no more is in use than is there."""
    of, mine = row(now, "units", pool), row(now, "pools", pool)
    while of["used"] > of["capacity"]:
        last = -1
        for at in range(mine["nodes_first"], mine["nodes_first"] + mine["nodes_n"]):
            p = whole(
                row(now, "here", row(now, "of_pool", at)["which"])["served_first"]
            )
            while p >= 0:
                if last < 0 or later(now, p, last):
                    last = p
                p = whole(row(now, "patients", p)["next"])
        if last < 0:
            return
        if mine["shift_end"] == 2:
            put_out(now, last, whole(mine["resume"]))
        else:
            hand_over(now, last, pool)


STEPS = (free_for, fits_at_once, fits, service_hours, serve, start, go_on, start_waiting, goes_before, since, first_of_node, some_shift_stays, next_first, start_one, is_there, keep, later, make_room, interrupt, put_out, hand_over, send_home,)  # fmt: skip
