"""Coming to a node, and joining those who wait there, compiled: as in `.reference`."""

from __future__ import annotations

from .asking import value_of
from .counting import NEVER, go, planned, record, wait_unstarted
from .draws import beyond, drawn, hours_of
from .heap import TIMER
from .layout import OUTSIDE, WAITING, Array
from .lists import (
    list_blocked,
    look_at,
    queue_up,
    times_before,
)
from .memory import row, whole
from .starting import fits_at_once, serve
from .visits import BALKED


def begin_visit(now: Array, p: int, node: int) -> None:
    """Begin a visit, before it is known whether there is a place."""
    s = row(now, "patients", p)
    s["node"] = node
    s["visit"] = times_before(now, p)
    s["class_there"] = s["patient_class"]
    s["arrive"], s["start"], s["end"] = now["now"], NEVER, NEVER
    s["cell"] = -1
    if now["bin"] >= 0:
        nodes = now["n_nodes"]
        s["cell"] = (now["bin"] * nodes + node) * now["n_classes"] + s["patient_class"]


def balks(now: Array, p: int, node: int) -> bool:
    """Begin a visit; say whether the patient turns away at the sight of the queue."""
    begin_visit(now, p, node)
    s, of = row(now, "patients", p), row(now, "nodes", node)
    n = of["balking_n"]
    if n == 0:
        return False
    share = row(
        now,
        "balking",
        of["balking_first"] + min(row(now, "here", node)["queued"], n - 1),
    )["number"]
    if not drawn(s["key"], of["balking_key"], whole(s["visit"])) < share:
        return False
    record(now, p, BALKED)
    go(now, p)
    return True


def be_in(now: Array, p: int) -> None:
    """Take a place at the node."""
    s = row(now, "patients", p)
    s["been_in"], s["has_left"], s["redrawn"], s["missing"] = 1, 0, 0, -1
    now["turns"] += 1
    s["turn"] = now["turns"]
    row(now, "here", s["node"])["here"] += 1


def join(now: Array, p: int) -> None:
    """Take a place, and start at once or wait."""
    s = row(now, "patients", p)
    node = whole(s["node"])
    of, at = row(now, "nodes", node), row(now, "here", node)
    from_outside = s["state"] == OUTSIDE
    be_in(now, p)
    if of["quick"] and now["current"] < 0 and now["work_n"] == 0:
        # Whoever can start here takes nothing from others, and nobody else's turn.
        if at["queued"] == 0 and fits_at_once(now, node):
            if from_outside:
                wait_unstarted(now, node, -1)
            serve(now, p)
            return
    else:
        look_at(now, node)
    if not from_outside:
        wait_unstarted(now, node, 1)
    s["state"], s["front"] = WAITING, 1
    s["place"] = 0.0
    if of["order"] != 0:
        s["place"] = order_of(now, p)
    s["level"] = row(now, "classes", s["patient_class"])["level"]
    queue_up(now, p)
    if of["timed"]:
        set_patience(now, p, 0.0, 0.0)
        set_change(now, p, 0.0)
    if now["finite"] and at["served"] == 0 and at["turning"] == 0:
        now["suspect"] = 1


def order_of(now: Array, p: int) -> float:
    """Give what orders the queue, least first."""
    s = row(now, "patients", p)
    order = row(now, "nodes", s["node"])["order"]
    if order == 1:
        return float(-s["turn"])
    if order == 2:
        return float(s["arrive"] - s["waited_before"])
    if order == 3:
        return float(s["came"] + row(now, "classes", s["patient_class"])["due"])
    if order == 4:
        return float(
            row(now, "care", s["node"] * now["n_classes"] + s["patient_class"])[
                "expected"
            ]
        )
    return value_of(now, row(now, "nodes", s["node"])["program"], p)


def set_patience(now: Array, p: int, already: float, below: float) -> None:
    """Plan when a patient gives up, who has waited already; `below` is its share."""
    s = row(now, "patients", p)
    node = whole(s["node"])
    which = row(now, "care", node * now["n_classes"] + s["patient_class"])["patience"]
    s["gives_up"] = -1
    if which >= 0:
        share = drawn(
            s["key"],
            row(now, "nodes", node)["patience_key"],
            whole(s["visit"]),
        )
        hours = hours_of(now, which, beyond(below, share))
        at = max(s["arrive"] + max(hours, already), now["now"])
        s["gives_up"] = planned(now, at, TIMER, p)


def set_change(now: Array, p: int, already: float) -> None:
    """Plan when a patient who waits, and has waited already, becomes of another class."""
    s = row(now, "patients", p)
    of = row(now, "care", s["node"] * now["n_classes"] + s["patient_class"])
    s["becomes"] = -1
    if of["becomes"] >= 0:
        hours = max(of["becomes_hours"] - already, 0.0)
        s["becomes"] = planned(now, now["now"] + hours, TIMER, p)


def wait_for_place(now: Array, p: int, node: int, state: int) -> None:
    """Wait for a place at a node: blocked, or outside."""
    s = row(now, "patients", p)
    s["state"] = state
    s["level"] = row(now, "classes", s["patient_class"])["level"]
    now["turns"] += 1
    s["turn"] = now["turns"]
    list_blocked(now, p, node)


STEPS = (begin_visit, balks, be_in, join, order_of, set_patience, set_change, wait_for_place,)  # fmt: skip
