"""Patients who block each other for good, found and dealt with, compiled.

As in `.reference`, but looked for only where something has happened without which there
is no new deadlock. A stuck node is full, with nobody in service and no place being made
ready, and whoever waits there waits for ever. To become stuck it must just have lost its
last such patient (blocked or put out), or filled up with one who could not start, or
have been given somebody who is blocked towards it, or units that would have helped must
have gone: by a shift, or as the last patient left another node of the same pools; or
somebody who was blocked there must have chosen anew. Each of these sets `suspect`.
"""

from __future__ import annotations

from .coming import balks, join
from .counting import HELD, claim, is_full, record
from .ending import end_blocking
from .layout import BLOCKED, GONE, Array
from .lists import look_at, unlist_blocked
from .memory import row, whole
from .rerouting import may_be_rerouted
from .visits import SERVED

SWAP, OVERFLOW, STOP = range(3)
MOVES, WALKED = 1, 2  # marks of nodes; those that do not move are stuck


def break_deadlock(now: Array) -> bool:
    """Find patients who block each other for good; say whether anything was done."""
    now["suspect"] = 0
    if not some_suspect(now):
        return False
    find_stuck(now)
    first_stuck = -1
    for node in range(now["n_nodes"] - 1, -1, -1):
        if (
            not row(now, "marks", node)["mark"] & MOVES
            and row(now, "here", node)["blocked_in"] > 0
        ):
            first_stuck = node
    if first_stuck < 0:
        return False
    now["suspect"] = 1
    n = find_ring(now)
    rule = now["deadlock_rule"]
    if rule == STOP:
        now["stopped"] = 1
    elif rule == OVERFLOW or n == 0:
        rule = OVERFLOW
        row(now, "here", first_stuck)["opened"] += 1
        look_at(now, first_stuck)
    else:
        swap(now, n)
    note(now, n, rule)
    return True


def some_suspect(now: Array) -> bool:
    """Say whether a node is full, with nobody in service, and somebody blocked towards it."""
    for node in range(now["n_nodes"]):
        at = row(now, "here", node)
        if (
            at["blocked_in"] > 0
            and at["served"] == 0
            and at["turning"] == 0
            and is_full(now, node)
        ):
            return True
    return False


def find_stuck(now: Array) -> None:
    """Mark, with 0, the nodes from which nobody will ever go."""
    for node in range(now["n_nodes"]):
        at = row(now, "here", node)
        idle = at["served"] == 0 and at["turning"] == 0
        stands = idle and is_full(now, node) and not may_give_up(now, node)
        row(now, "marks", node)["mark"] = 0 if stands else MOVES
    more = True
    while more:
        more = False
        for node in range(now["n_nodes"]):
            if row(now, "marks", node)["mark"] & MOVES:
                more = spread(now, node) or more
            elif may_start(now, node) or may_be_rerouted(now, node):
                row(now, "marks", node)["mark"] = MOVES
                more = True


def may_give_up(now: Array, node: int) -> bool:
    """Say whether the patience of somebody who waits at a node will run out."""
    if row(now, "nodes", node)["timed"]:
        for q in range(node * now["n_ranks"], (node + 1) * now["n_ranks"]):
            p = whole(row(now, "queues", q)["first"])
            while p >= 0:
                if row(now, "patients", p)["gives_up"] >= 0:
                    return True
                p = whole(row(now, "patients", p)["next"])
    return False


def spread(now: Array, to: int) -> bool:
    """Mark the nodes from which somebody will go to a node that moves."""
    more = False
    p = row(now, "here", to)["blocked_first"]
    while p >= 0:
        s = row(now, "patients", p)
        if s["state"] == BLOCKED and not row(now, "marks", s["node"])["mark"] & MOVES:
            row(now, "marks", s["node"])["mark"] = MOVES
            more = True
        p = s["next"]
    return more


def may_start(now: Array, node: int) -> bool:
    """Say whether those who wait at a node may yet be given what they need."""
    at = row(now, "here", node)
    if at["queued"] == 0 and at["paused_first"] < 0:
        return False
    first = row(now, "nodes", node)["needs_first"]
    for which in range(first, first + row(now, "nodes", node)["needs_n"]):
        need = row(now, "needs", which)
        if not may_be_given(now, whole(need["pool"]), need["units"]):
            return False
    return True


def may_be_given(now: Array, pool: int, units: int) -> bool:
    """Say whether so many units of a pool are free, or may yet be."""
    mine, of = row(now, "pools", pool), row(now, "units", pool)
    if of["step"] < mine["steps_n"] or (mine["each_week"] and mine["steps_n"] > 1):
        return True
    if of["capacity"] - of["used"] >= units:
        return True
    for at in range(mine["nodes_first"], mine["nodes_first"] + mine["nodes_n"]):
        other = whole(row(now, "of_pool", at)["which"])
        if (
            row(now, "marks", other)["mark"] & MOVES
            and row(now, "here", other)["here"] > 0
        ):
            return True
    return False


def find_ring(now: Array) -> int:
    """Write down a ring of nodes whose patients each want the next one's place.

    The patient of each is left in `first_of`. Gives the length of the ring, or 0.
    """
    nodes = now["n_nodes"]
    for node in range(nodes):
        row(now, "marks", node)["first"] = -1
    for to in range(nodes):
        if not row(now, "marks", to)["mark"] & MOVES:
            note_first(now, to)
    node = 0
    while node < nodes and row(now, "marks", node)["first"] < 0:
        node += 1
    if node == nodes:
        return 0
    while (
        row(now, "marks", node)["first"] >= 0
        and not row(now, "marks", node)["mark"] & WALKED
    ):
        row(now, "marks", node)["mark"] |= WALKED
        node = whole(row(now, "patients", row(now, "marks", node)["first"])["to"])
    return write_ring(now, node) if row(now, "marks", node)["first"] >= 0 else 0


def note_first(now: Array, to: int) -> None:
    """Note those blocked towards a node who were blocked first at theirs."""
    p = row(now, "here", to)["blocked_first"]
    while p >= 0:
        s = row(now, "patients", p)
        if s["state"] == BLOCKED:
            best = row(now, "marks", s["node"])["first"]
            if best < 0 or s["turn"] < row(now, "patients", best)["turn"]:
                row(now, "marks", s["node"])["first"] = p
        p = s["next"]


def write_ring(now: Array, node: int) -> int:
    """Write down the nodes of a ring, from one of them on."""
    start, n = node, 0
    while n == 0 or node != start:
        row(now, "stuck_nodes", now["stuck_n"] + n)["which"] = node
        n += 1
        node = whole(row(now, "patients", row(now, "marks", node)["first"])["to"])
    return n


def swap(now: Array, n: int) -> None:
    """Let everyone in a ring go to the next one's place at once."""
    first = now["stuck_n"]
    for at in range(first, first + n):
        node = whole(row(now, "stuck_nodes", at)["which"])
        p = whole(row(now, "marks", node)["first"])
        unlist_blocked(now, p, whole(row(now, "patients", p)["to"]))
        record(now, p, SERVED)
        end_blocking(now, p)
        row(now, "patients", p)["state"] = GONE
        claim(now, node, HELD, -1)
        row(now, "here", node)["here"] -= 1
        look_at(now, node)
    for at in range(first, first + n):
        p = whole(row(now, "marks", row(now, "stuck_nodes", at)["which"])["first"])
        if not balks(now, p, whole(row(now, "patients", p)["to"])):
            join(now, p)


def note(now: Array, n: int, rule: int) -> None:
    """Note a deadlock: the ring of so many nodes written down, or all that are stuck."""
    first = now["stuck_n"]
    if n == 0:
        for node in range(now["n_nodes"]):
            if not row(now, "marks", node)["mark"] & MOVES:
                row(now, "stuck_nodes", first + n)["which"] = node
                n += 1
    line = row(now, "deadlocks", now["deadlocks_n"])
    line["hours"], line["first"], line["n"], line["rule"] = now["now"], first, n, rule
    now["deadlocks_n"] += 1
    now["stuck_n"] = first + n


STEPS = (
    break_deadlock, some_suspect, find_stuck, may_give_up, spread, may_start, may_be_given,
    find_ring, note_first, write_ring, swap, note,
)  # fmt: skip
