"""Those who are blocked, and choose again where to go, compiled: as in `.reference`."""

from __future__ import annotations

from .counting import go, is_full
from .ending import by_state, leave, move_in
from .layout import BLOCKED, BY_RULE, Array
from .lists import list_blocked, unlist_blocked
from .memory import row, whole


def reroute(now: Array) -> bool:
    """Let the first go elsewhere who was blocked and now would; say whether one did."""
    first, goes_to = whole(-1), whole(-1)
    for to in range(now["n_nodes"]):
        p = whole(row(now, "here", to)["blocked_first"])
        while p >= 0:
            s = row(now, "patients", p)
            if may_choose_again(now, p) and (
                first < 0 or s["turn"] < row(now, "patients", first)["turn"]
            ):
                other = by_state(now, p, way_of(now, p))
                if other != to:
                    first, goes_to = p, other
            p = whole(s["next"])
    if first < 0:
        return False
    s = row(now, "patients", first)
    unlist_blocked(now, first, whole(s["to"]))
    s["to"] = goes_to
    if goes_to < 0:
        leave(now, first)
        go(now, first)
    elif is_full(now, goes_to):
        list_blocked(now, first, goes_to)
        now["suspect"] = now["finite"]
    else:
        move_in(now, first, goes_to)
    return True


def way_of(now: Array, p: int) -> Array:
    """Give what is laid down for a patient at a node, with where to go from it."""
    s = row(now, "patients", p)
    return row(now, "care", s["node"] * now["n_classes"] + s["patient_class"])


def may_choose_again(now: Array, p: int) -> bool:
    """Say whether a patient who is blocked may choose again."""
    s = row(now, "patients", p)
    if s["state"] != BLOCKED or s["on_path"] >= 0:
        return False
    reroutes = row(now, "nodes", s["node"])["reroutes"]
    return bool(reroutes and way_of(now, p)["by_state"])


def may_be_rerouted(now: Array, node: int) -> bool:
    """Say whether somebody blocked at a node may come to choose one that moves."""
    if not row(now, "nodes", node)["reroutes"]:
        return False
    for to in range(now["n_nodes"]):
        p = whole(row(now, "here", to)["blocked_first"])
        while p >= 0:
            s = row(now, "patients", p)
            if s["node"] == node and may_choose_again(now, p) and may_yet_go(now, p):
                return True
            p = whole(s["next"])
    return False


def may_yet_go(now: Array, p: int) -> bool:
    """Say whether a patient may come to choose a node that moves, or to leave."""
    of = way_of(now, p)
    if of["way"] == BY_RULE and moves(now, whole(of["otherwise"])):
        return True
    first = of["way_first"]
    for at in range(first, first + of["way_n"]):
        if moves(now, whole(row(now, "chances", at)["to"])):
            return True
    return False


def moves(now: Array, node: int) -> bool:
    """Say whether a node is marked as one that moves; to leave is to move."""
    return node < 0 or row(now, "marks", node)["mark"] & 1 != 0


STEPS = (
    reroute, way_of, may_choose_again, may_be_rerouted, may_yet_go, moves,
)  # fmt: skip
