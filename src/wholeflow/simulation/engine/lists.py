"""Queues and other lists of patients, linked through the patients themselves.

A patient stands in one of them at a time: a queue of the node, those in service (where
somebody may be put out), those paused, or those who wait for a place.
"""

from __future__ import annotations

from .layout import OUTSIDE, Array
from .memory import row, whole


def stands_before(one: Array, other: Array) -> bool:
    """Say which of two patients of one level and node is first."""
    if one["front"] != other["front"]:
        return bool(one["front"] < other["front"])
    if one["place"] != other["place"]:
        return bool(one["place"] < other["place"])
    return bool(one["turn"] < other["turn"])


def queue_up(now: Array, p: int) -> None:
    """Put a patient into the queue of the node, by front, place and turn."""
    s = row(now, "patients", p)
    at = whole(s["node"])
    q = at * now["n_ranks"] + s["level"]
    row(now, "here", at)["queued"] += 1
    last = row(now, "queues", q)["last"]
    if last < 0:
        s["before"], s["next"] = -1, -1
        row(now, "queues", q)["first"] = row(now, "queues", q)["last"] = p
        return
    if not row(now, "nodes", at)["fifo"]:
        if stands_before(s, row(now, "patients", row(now, "queues", q)["first"])):
            last = -1
        while last >= 0 and stands_before(s, row(now, "patients", last)):
            last = row(now, "patients", last)["before"]
    after = (
        row(now, "queues", q)["first"]
        if last < 0
        else row(now, "patients", last)["next"]
    )
    s["before"], s["next"] = last, after
    if last < 0:
        row(now, "queues", q)["first"] = p
    else:
        row(now, "patients", last)["next"] = p
    if after < 0:
        row(now, "queues", q)["last"] = p
    else:
        row(now, "patients", after)["before"] = p


def unqueue(now: Array, p: int) -> None:
    """Take a patient out of the queue of the node."""
    s = row(now, "patients", p)
    at = whole(s["node"])
    q = at * now["n_ranks"] + s["level"]
    row(now, "here", at)["queued"] -= 1
    before, after = s["before"], s["next"]
    if before < 0:
        row(now, "queues", q)["first"] = after
    else:
        row(now, "patients", before)["next"] = after
    if after < 0:
        row(now, "queues", q)["last"] = before
    else:
        row(now, "patients", after)["before"] = before


def first_waiting(now: Array, node: int) -> int:
    """Give who is first of those that wait at a node; somebody does."""
    q = node * now["n_ranks"]
    while row(now, "queues", q)["first"] < 0:
        q += 1
    return whole(row(now, "queues", q)["first"])


def list_served(now: Array, p: int) -> None:
    """Add a patient to those in service."""
    s = row(now, "patients", p)
    at = row(now, "here", s["node"])
    first = at["served_first"]
    s["before"], s["next"] = -1, first
    if first >= 0:
        row(now, "patients", first)["before"] = p
    at["served_first"] = p


def unlist_served(now: Array, p: int) -> None:
    """Take a patient from those in service."""
    s = row(now, "patients", p)
    before, after = s["before"], s["next"]
    if before < 0:
        row(now, "here", s["node"])["served_first"] = after
    else:
        row(now, "patients", before)["next"] = after
    if after >= 0:
        row(now, "patients", after)["before"] = before


def list_paused(now: Array, p: int) -> None:
    """Add a patient to those paused."""
    s = row(now, "patients", p)
    at = row(now, "here", s["node"])
    first = at["paused_first"]
    s["before"], s["next"] = -1, first
    if first >= 0:
        row(now, "patients", first)["before"] = p
    at["paused_first"] = p


def unlist_paused(now: Array, p: int) -> None:
    """Take a patient from those paused."""
    s = row(now, "patients", p)
    before, after = s["before"], s["next"]
    if before < 0:
        row(now, "here", s["node"])["paused_first"] = after
    else:
        row(now, "patients", before)["next"] = after
    if after >= 0:
        row(now, "patients", after)["before"] = before


def let_in_before(one: Array, other: Array) -> bool:
    """Say who of two is let in first: from inside, of higher priority, blocked first."""
    one_outside, other_outside = one["state"] == OUTSIDE, other["state"] == OUTSIDE
    if one_outside != other_outside:
        return bool(other_outside)
    if one["level"] != other["level"]:
        return bool(one["level"] < other["level"])
    return bool(one["turn"] < other["turn"])


def list_blocked(now: Array, p: int, to: int) -> None:
    """Add a patient to those who wait for a place at a node."""
    s, at = row(now, "patients", p), row(now, "here", to)
    last = at["blocked_last"]
    while last >= 0 and let_in_before(s, row(now, "patients", last)):
        last = row(now, "patients", last)["before"]
    after = at["blocked_first"] if last < 0 else row(now, "patients", last)["next"]
    s["before"], s["next"] = last, after
    if last < 0:
        at["blocked_first"] = p
    else:
        row(now, "patients", last)["next"] = p
    if after < 0:
        at["blocked_last"] = p
    else:
        row(now, "patients", after)["before"] = p
    if s["state"] != OUTSIDE:
        at["blocked_in"] += 1


def unlist_blocked(now: Array, p: int, to: int) -> None:
    """Take a patient from those who wait for a place at a node."""
    s, at = row(now, "patients", p), row(now, "here", to)
    before, after = s["before"], s["next"]
    if before < 0:
        at["blocked_first"] = after
    else:
        row(now, "patients", before)["next"] = after
    if after < 0:
        at["blocked_last"] = before
    else:
        row(now, "patients", after)["before"] = before
    if s["state"] != OUTSIDE:
        at["blocked_in"] -= 1


def look_at(now: Array, node: int) -> None:
    """Remember to follow what has changed at a node."""
    at = row(now, "here", node)
    if not at["in_work"]:
        at["in_work"] = 1
        end = now["work_at"] + now["work_n"]
        n = now["n_nodes"] + 1
        row(now, "work", end - n if end >= n else end)["which"] = node
        now["work_n"] += 1


def times_before(now: Array, p: int) -> int:
    """Give how often a patient has been at the present node, and count this time.

    Kept only of nodes that patients can come back to, and only till they have left the
    part of the network in which they can.
    """
    s = row(now, "patients", p)
    component = row(now, "nodes", s["node"])["component"]
    if component < 0:
        return 0
    at = s["been"]
    if (
        at >= 0
        and row(now, "nodes", row(now, "been", at)["node"])["component"] != component
    ):
        forget(now, p)
        at = -1
    while at >= 0:
        if row(now, "been", at)["node"] == s["node"]:
            times = row(now, "been", at)["times"]
            row(now, "been", at)["times"] = times + 1
            return whole(times)
        at = row(now, "been", at)["next"]
    new = now["been_free"]
    if new >= 0:
        now["been_free"] = row(now, "been", new)["next"]
    else:
        new = now["been_taken"]
        now["been_taken"] = new + 1
    (
        row(now, "been", new)["node"],
        row(now, "been", new)["times"],
        row(now, "been", new)["next"],
    ) = s["node"], 1, s["been"]
    s["been"] = new
    return 0


def forget(now: Array, p: int) -> None:
    """Let go of how often a patient has been at each node."""
    s = row(now, "patients", p)
    first = s["been"]
    if first < 0:
        return
    last = first
    while row(now, "been", last)["next"] >= 0:
        last = row(now, "been", last)["next"]
    row(now, "been", last)["next"] = now["been_free"]
    now["been_free"] = first
    s["been"] = -1


STEPS = (
    stands_before, queue_up, unqueue, first_waiting, list_served, unlist_served,
    list_paused, unlist_paused, let_in_before, list_blocked, unlist_blocked, look_at,
    times_before, forget,
)  # fmt: skip
