"""Units, places, and what is counted of visits and journeys, compiled."""

from __future__ import annotations

import math

import numpy as np

from .heap import KIND_AT, TURN_AT, plan
from .layout import BLOCKED, GONE, Array
from .lengths import CLASSES_OF_LENGTH
from .lists import (
    forget,
)
from .memory import row, whole
from .visits import BALKED, GAVE_UP, LOST, SERVED, STILL_THERE

ALL, HELD, LET_GO = -1, -2, -3  # which of a node's needs; a number is those of a pool
NEVER = math.nan
HOURS_4, HOURS_12 = 4.0, 12.0


def planned(now: Array, hours: float, kind: int, about: int) -> int:
    """Plan an event; give its turn."""
    turn = now["turns"] + 1
    now["turns"] = turn
    plan(now, hours, (kind << KIND_AT) | (turn << TURN_AT) | about)
    return whole(turn)


def class_of(hours: float) -> int:
    """As `.lengths.class_of_length`."""
    if hours < 2.0**-12:
        return 0
    bits = np.float64(hours).view(np.int64)
    return whole(min((bits >> 48) - 16 * (1023 - 12) + 1, CLASSES_OF_LENGTH - 1))


def is_full(now: Array, node: int) -> bool:
    """Say whether a node has no place."""
    at = row(now, "here", node)
    return bool(at["here"] >= row(now, "nodes", node)["room"] + at["opened"])


def use(now: Array, of: Array, units: int) -> None:
    """Have so many more units of a pool in use."""
    left = now["bin_end"] - now["now"]
    used = of["used"] + units
    of["used"] = used
    of["sum_used"] += units * left
    over = max(0, used - of["capacity"])
    if over != of["over"]:
        of["sum_over"] += (over - of["over"]) * left
        of["over"] = over


def claim(now: Array, node: int, which: int, sign: int) -> None:
    """Seize, with sign 1, or release, with -1, some of what a node needs."""
    first = row(now, "nodes", node)["needs_first"]
    for at in range(first, first + row(now, "nodes", node)["needs_n"]):
        need = row(now, "needs", at)
        if (
            which == ALL
            or (which == HELD and need["hold"])
            or (which == LET_GO and not need["hold"])
            or which == need["pool"]
        ):
            use(now, row(now, "units", need["pool"]), sign * need["units"])


def count_end(into: Array, cause: int) -> None:
    """Count how a visit ended."""
    if cause == SERVED:
        into["served"] += 1
    elif cause == LOST:
        into["lost"] += 1
    elif cause == BALKED:
        into["balked"] += 1
    elif cause == GAVE_UP:
        into["gave_up"] += 1
    else:
        into["still_there"] += 1


def count_breaches(now: Array, p: int, into: Array) -> None:
    """Count a wait until now that is longer than it should be."""
    s = row(now, "patients", p)
    waited = now["now"] - s["arrive"]
    if waited > HOURS_4:
        into["over_4_hours"] += 1
        into["over_12_hours"] += waited > HOURS_12
    due = row(now, "classes", s["class_there"])["due"]
    into["past_due"] += now["now"] > s["came"] + due


def record(now: Array, p: int, cause: int) -> None:
    """Record the end of a visit."""
    s = row(now, "patients", p)
    cell = s["cell"]
    if cell >= 0:
        into = row(now, "cells", cell)
        count_end(into, cause)
        if cause >= GAVE_UP and s["start"] != s["start"]:  # it never began
            count_breaches(now, p, into)
        now["open"] -= now["following"]
    if now["keep_visits"]:
        line = row(now, "visits", now["visits_n"])
        now["visits_n"] += 1
        line["patient"], line["number"] = s["number_in_run"], s["number"]
        line["source"], line["node"], line["visit"] = s["source"], s["node"], s["visit"]
        line["patient_class"], line["cause"] = s["class_there"], cause
        line["arrive"], line["start"] = s["arrive"], s["start"]
        ended = cause == SERVED or s["state"] == BLOCKED
        line["end"] = s["end"] if ended else NEVER
        line["leave"] = NEVER if cause == STILL_THERE else now["now"]


def go(now: Array, p: int) -> None:
    """Let a patient leave the system."""
    s = row(now, "patients", p)
    journey = s["journey"]
    if journey >= 0:
        now["open"] -= now["following"]
        if s["been_in"]:
            hours = now["now"] - s["came"]
            of = row(now, "journeys", journey)
            of["ended"] += 1.0
            of["hours"] += hours
            of["squares"] += hours * hours
            place = journey * CLASSES_OF_LENGTH + class_of(hours)
            row(now, "journey_lengths", place)["which"] += 1
        else:
            row(now, "journeys", journey)["turned_away"] += 1.0
    forget(now, p)
    s["state"] = GONE
    s["next"] = now["free"]
    now["free"] = p


def wait_unstarted(now: Array, node: int, patients: int) -> None:
    """Have so many more at a node who have not started."""
    at = row(now, "here", node)
    at["unstarted"] += patients
    at["sum_unstarted"] += patients * (now["bin_end"] - now["now"])


STEPS = (planned, class_of, is_full, use, claim, count_end, count_breaches, record, go, wait_unstarted,)  # fmt: skip
