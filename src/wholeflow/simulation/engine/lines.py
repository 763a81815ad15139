"""A node as a line that patients pass through, one after another, compiled.

Where whoever came first is served first, a patient starts as soon as one of the servers
is free: all that need be known of those before is when each server will be free, the
first of them at hand (Lindley 1952; for several servers Kiefer and Wolfowitz 1955). What
is drawn and counted is as in `.kernel`.
"""

from __future__ import annotations

import numpy as np

from .counting import HOURS_4, HOURS_12, class_of
from .draws import drawn, hours_of, mixed
from .ending import chosen
from .heap import put
from .kernel import class_coming, next_at_random, set_keys
from .layout import SHARES, Array
from .lengths import CLASSES_OF_LENGTH
from .memory import row, whole
from .prepared import UNLIMITED

UNSTARTED, STARTED = 0, 1  # the first two of `LEVEL`


# -- coming in --------------------------------------------------------------------------


def come_from(now: Array, course: Array, room: int) -> int:
    """Write down who come next from a source; give how many, or -1 if two come at once."""
    source = course["source"]
    of, coming = row(now, "sources", source), row(now, "coming", source)
    end = now["hours"] + now["follow_hours"]
    before = -1.0
    set_keys(now, source)
    for at in range(room):
        number, patient_class = coming["numbers"], whole(-1)
        if of["random"]:
            hours = next_at_random(now, coming, of, end)
        elif coming["listed_at"] < coming["listed_end"]:
            line = row(now, "listed", coming["listed_at"])
            coming["listed_at"] += 1
            hours, number = line["hours"], line["number"]
            patient_class = whole(line["patient_class"])
        else:
            return at
        if hours >= end:
            return at
        if hours == before:
            return -1
        before = hours
        coming["numbers"] += 1
        p = new_person(course)
        s = row(course, "people", p)
        s["key"] = mixed(coming["patient_key"], np.uint64(number))
        s["came"] = hours
        if now["keep_visits"]:
            name = row(course, "named", p)
            name["source"], name["number"] = source, number
        s["patient_class"] = class_coming(now, of, coming, number, patient_class)
        s["journey"] = -1
        course["events"] += hours <= now["hours"]
        if course["warm_up"] <= hours < now["hours"]:
            s["journey"] = s["patient_class"]
            row(now, "journeys", s["patient_class"])["begun"] += 1.0
            course["open"] += 1
        event = row(course, "into", at)
        event["hours"], event["key"] = hours, p
    return room


def new_person(course: Array) -> int:
    """Give a place for somebody who comes; there is room."""
    course["here"] += 1
    p = course["free"]
    if p >= 0:
        course["free"] = row(course, "people", p)["next"]
    else:
        p = course["taken"]
        course["taken"] = p + 1
    return whole(p)


# -- passing through --------------------------------------------------------------------


def pass_through(now: Array, course: Array, line: Array, n: int) -> bool:
    """Let so many come, in order; say whether no two came at once.

    Those who go on from here are written down in order of leaving.
    """
    of = row(now, "nodes", line["node"])
    keeps = line["goes_on"] or line["servers"] < UNLIMITED
    for at in range(n):
        event = row(line, "arriving", at)
        hours, p = event["hours"], event["key"]
        if hours == line["came"]:
            return False
        line["came"] = hours
        s = row(course, "people", p)
        place = line["node"] * now["n_classes"] + s["patient_class"]
        care = row(now, "care", place)
        start, next_is_free = next_free(line, hours)
        share = drawn(s["key"], of["service_key"], 0)
        end = start + hours_of(now, care["service"], share)
        count(now, course, line, p, start, end)
        s["to"] = -1
        if care["way"] == SHARES:
            share = drawn(s["key"], of["route_key"], 0)
            s["to"] = chosen(now, care["way_first"], care["way_n"], share, -1)
        if s["to"] < 0:
            go_home(now, course, p, end)
            p = -1
        if next_is_free:
            send_on(line)
            let_sink(line, end, p)
        elif keeps:
            line["pending"] += 1
            let_rise(line, line["pending"] - 1, end, p)
    if line["goes_on"]:
        let_go(line, course["until"])
    return True


def let_go(line: Array, until: float) -> None:
    """Write down all who are done before a time and go on from here."""
    while line["pending"] > 0 and row(line, "heap", 0)["hours"] < until:
        send_on(line)
        line["pending"] -= 1
        last = row(line, "heap", line["pending"])
        let_sink(line, last["hours"], last["key"])


def next_free(line: Array, hours: float) -> tuple[float, bool]:
    """Say when somebody who comes now starts, and if it is with the next who is done."""
    if line["pending"] > 0:
        free = row(line, "heap", 0)["hours"]
        if free <= hours:
            return hours, True
        if line["pending"] == line["servers"]:
            return free, True
    return hours, False


def send_on(line: Array) -> None:
    """Write down the next who is done, if it is one who goes on from here."""
    done = row(line, "heap", 0)
    if done["key"] >= 0:
        event = row(line, "gone", line["gone_n"])
        event["hours"], event["key"] = done["hours"], done["key"]
        line["gone_n"] += 1


def let_sink(line: Array, hours: float, key: int) -> None:
    """Put who is done when at the top of a heap of two branches, and let it sink."""
    at, below, pending = 0, 1, line["pending"]
    while below < pending:
        if below + 1 < pending:
            first, second = row(line, "heap", below), row(line, "heap", below + 1)
            below += second["hours"] < first["hours"]  # no branch: it is by chance
        least = row(line, "heap", below)
        if hours <= least["hours"]:
            break
        put(line, at, least["hours"], least["key"])
        at, below = below, 2 * below + 1
    put(line, at, hours, key)


def let_rise(line: Array, at: int, hours: float, key: int) -> None:
    """Put who is done when at the end of the heap, and let it rise."""
    while at > 0:
        above = (at - 1) >> 1
        other = row(line, "heap", above)
        if other["hours"] <= hours:
            break
        put(line, at, other["hours"], other["key"])
        at = above
    put(line, at, hours, key)


def go_home(now: Array, course: Array, p: int, end: float) -> None:
    """Let a patient leave the system, at a time that may be after the run."""
    s = row(course, "people", p)
    journey = s["journey"]
    if journey >= 0:
        course["open"] -= 1
        course["closes"] = max(course["closes"], end)
        if end <= now["hours"] + now["follow_hours"]:
            hours = end - s["came"]
            of = row(now, "journeys", journey)
            of["ended"] += 1.0
            of["hours"] += hours
            of["squares"] += hours * hours
            place = journey * CLASSES_OF_LENGTH + class_of(hours)
            row(now, "journey_lengths", place)["which"] += 1
    course["here"] -= 1
    s["next"] = course["free"]
    course["free"] = p


# -- counting ---------------------------------------------------------------------------


def count(
    now: Array, course: Array, line: Array, p: int, start: float, end: float
) -> None:
    """Count the visit of who came last, and what of it lies within the window."""
    s, hours = row(course, "people", p), line["came"]
    if end <= now["hours"]:
        course["events"] += 1
    elif now["follow_hours"] > 0.0:
        row(course, "late", course["late_n"])["number"] = end
        course["late_n"] += 1
    if hours < now["hours"]:
        line["stretch"] = line["begun_in"] = stretch_at(
            now, course, line["stretch"], hours
        )
        which = row(now, "edges", line["stretch"])["bin"]
        if which >= 0:
            course["closes"] = max(course["closes"], end)
            count_in_cell(now, line, which, s, start, end)
        spread(now, course, line, UNSTARTED, hours, start)
        spread(now, course, line, STARTED, start, end)
    if now["keep_visits"]:
        kept = row(now, "visits", now["visits_n"])
        now["visits_n"] += 1
        name = row(course, "named", p)
        kept["patient"], kept["number"] = name["in_run"], name["number"]
        kept["source"], kept["node"] = name["source"], line["node"]
        kept["patient_class"] = s["patient_class"]
        kept["arrive"], kept["start"] = hours, start
        kept["end"] = kept["leave"] = end


def count_in_cell(
    now: Array, line: Array, which: int, s: Array, start: float, end: float
) -> None:
    """Count a visit of the window."""
    last = now["hours"] + now["follow_hours"]
    place = line["node"] * now["n_classes"] + s["patient_class"]
    into = row(now, "cells", which * now["n_nodes"] * now["n_classes"] + place)
    waited = min(start, last) - line["came"]
    into["over_4_hours"] += waited > HOURS_4
    into["over_12_hours"] += waited > HOURS_12
    due = row(now, "classes", s["patient_class"])["due"]
    into["past_due"] += min(start, last) > s["came"] + due
    if start <= last:
        into["starts"] += 1
        into["wait"] += waited
        into["wait_squared"] += waited * waited
        place = place * CLASSES_OF_LENGTH + class_of(waited)
        row(now, "waits", place)["which"] += 1
    if end <= last:
        served = end - start
        into["served"] += 1
        into["ended"] += 1
        into["service"] += served
        into["service_squared"] += served * served
    else:
        into["still_there"] += 1


def stretch_at(now: Array, course: Array, after: int, hours: float) -> int:
    """Give the stretch of a time up to the end of the window, not before another."""
    if hours < row(now, "edges", after + 1)["hours"]:
        return whole(after)
    at = max(after, int(hours) + course["hour_0"])
    while at + 1 < now["n_edges"] and row(now, "edges", at + 1)["hours"] <= hours:
        at += 1
    return whole(at)


def spread(
    now: Array, course: Array, line: Array, kind: int, begun: float, ended: float
) -> None:
    """Add the hours of a patient at a node to the bins in which they fall.

    Who is there for all of a stretch is counted at its beginning; see `.recursion`.
    """
    ended = min(ended, now["hours"])
    if begun >= ended:
        return
    node, first = line["node"], line["begun_in"]
    last = stretch_at(now, course, first, ended)
    if first == last:
        add_hours(now, node, kind, first, ended - begun)
        return
    line["begun_in"] = last
    end = row(now, "edges", first + 1)["hours"]
    add_hours(now, node, kind, first, end - begun)
    add_hours(now, node, kind, last, ended - row(now, "edges", last)["hours"])
    of_node = (node * 2 + kind) * now["n_edges"]
    row(course, "crossings", of_node + first + 1)["patients"] += 1
    row(course, "crossings", of_node + last)["patients"] -= 1


def add_hours(now: Array, node: int, kind: int, stretch: int, hours: float) -> None:
    """Add hours within one stretch to its bin."""
    which = row(now, "edges", stretch)["bin"]
    if which >= 0:
        into = row(now, "levels", which * now["n_nodes"] + node)
        if kind == UNSTARTED:
            into["unstarted"] += hours
        else:
            into["started"] += hours


STEPS = (
    come_from, new_person, pass_through, let_go, next_free, send_on, let_sink, let_rise,
    go_home, count, count_in_cell, stretch_at, spread, add_hours,
)  # fmt: skip
