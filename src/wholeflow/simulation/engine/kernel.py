"""The compiled engine: a run of a model on flat arrays, event after event.

It does what `.reference` does, visit for visit, some hundred times as fast. One call
takes events till the run has ended, or till it must come back: for more room in its
arrays, or because it was told to stop. All that it knows is in the arrays, so that
another call goes on from there.
"""

from __future__ import annotations

import math

import numpy as np

from .coming import (
    balks,
    be_in,
    begin_visit,
    join,
    order_of,
    set_change,
    set_patience,
    wait_for_place,
)
from .counting import go, is_full, planned, record, wait_unstarted
from .deadlock import break_deadlock
from .draws import beyond, drawn, hours_of, mixed, uniform
from .ending import become, chosen, end_service, give_up, let_in, made_ready
from .heap import (
    ABOUT_MASK,
    ARRIVAL,
    END,
    END_OF_SERVICE,
    KIND_AT,
    READY,
    SHIFT,
    TIMER,
    TURN_AT,
    TURN_MASK,
    close_hole,
    plan,
)
from .layout import (
    CANCELLED,
    COPY,
    DONE,
    ENOUGH,
    FULL,
    GONE,
    OUTSIDE,
    STANDS,
    WAITING,
    Array,
)
from .lists import look_at, queue_up
from .memory import row, whole
from .rerouting import reroute
from .starting import send_home, serve, start_one
from .visits import LOST, STILL_THERE

POLL = 1 << 16  # events between looks at what others share
MOST_AT_ONCE = 1000  # events at one instant for each patient who has come, or it stands
SPARE = 16  # entries that a step may need, beside two for each node
NO_END = 1e300


def take_events(now: Array) -> int:  # noqa: C901, PLR0912, PLR0915 - the loop that all time goes into
    """Take events till the end, or till something stands in the way; say what."""
    spare = SPARE + 2 * now["n_nodes"]
    while True:
        if has_no_room(now, spare):
            return FULL
        node = now["current"]
        if node >= 0:
            if start_one(now, node):
                continue
            if row(now, "here", node)["blocked_first"] >= 0 and not is_full(now, node):
                let_in(now, node)
                continue
            now["current"] = -1
        if now["stopped"]:
            return DONE
        if now["work_n"] > 0:
            next_in_work(now)
            continue
        if now["rerouting"] > 0 and reroute(now):
            continue
        if now["suspect"] and break_deadlock(now):
            continue
        if now["batch"] > 0:
            come(now)
            continue
        if now["events"] >= now["next_poll"]:
            why = poll(now)
            if why != DONE:
                return why
        if now["following"] and now["open"] <= 0:
            return DONE
        close_hole(now)
        event = row(now, "heap", 0)
        hours, key = event["hours"], event["key"]
        now["hole"] = 1
        kind, about = key >> KIND_AT, key & ABOUT_MASK
        turn = (key >> TURN_AT) & TURN_MASK
        if overtaken(now, kind, about, turn):
            continue
        before = now["now"]
        advance(now, hours)
        if kind == END_OF_SERVICE:
            end_service(now, about)
        elif kind == ARRIVAL:
            arrive(now, about)
        elif kind == TIMER:
            timer(now, about, turn)
        elif kind == READY:
            made_ready(now, about)
        elif kind == SHIFT:
            shift(now, about)
        else:
            now["events"] -= 1
            if now["following"] or now["follow_hours"] == 0.0:
                return DONE
            follow(now)
            now["now"] = before  # to patients it is nothing that happens


def overtaken(now: Array, kind: int, about: int, turn: int) -> bool:
    """Say whether an event of a patient has become void since it was planned."""
    if kind == END_OF_SERVICE:
        return bool(row(now, "patients", about)["end_event"] != turn)
    if kind == TIMER:
        s = row(now, "patients", about)
        return bool(s["gives_up"] != turn and s["becomes"] != turn)
    return False


def has_no_room(now: Array, spare: int) -> bool:
    """Say whether a step might find an array too short."""
    return bool(
        (now["free"] < 0 and now["taken"] >= now["n_patients"])
        or now["pending"] + spare > now["n_heap"]
        or now["been_taken"] + spare > now["n_been"]
        or (now["keep_visits"] and now["visits_n"] + spare > now["n_visits"])
        or now["deadlocks_n"] >= now["n_deadlocks"]
        or now["stuck_n"] + spare > now["n_stuck_nodes"]
    )


def next_in_work(now: Array) -> None:
    """Take up the next node at which something has changed."""
    at = now["work_at"]
    node = row(now, "work", at)["which"]
    now["work_at"] = at + 1 if at < now["n_nodes"] else 0
    now["work_n"] -= 1
    row(now, "here", node)["in_work"] = 0
    now["current"] = node


def poll(now: Array) -> int:
    """Tell others how far the run is, and hear whether it is to stop."""
    shared = row(now, "shared", 0)
    if now["now"] > shared["hours"]:
        now["stood_since"] = now["events"]
    stood = now["events"] - now["stood_since"]
    shared["events"], shared["hours"] = now["events"], now["now"]
    now["next_poll"] = min(now["events"] + POLL, now["most_events"])
    if shared["cancelled"] != 0.0:
        return CANCELLED
    if now["events"] >= now["most_events"]:
        return ENOUGH
    if stood > MOST_AT_ONCE * now["comers"]:
        return STANDS
    return DONE


def advance(now: Array, hours: float) -> None:
    """Go on to the time of an event."""
    if hours >= now["bin_end"]:
        close_bins(now, hours)
    now["now"] = hours
    now["events"] += 1


def timer(now: Array, p: int, turn: int) -> None:
    """Give up, or become of another class."""
    if row(now, "patients", p)["gives_up"] != turn:
        become(now, p)
        return
    to = give_up(now, p)
    if to < 0:
        go(now, p)
    elif not balks(now, p, to):
        if is_full(now, to):
            record(now, p, LOST)
            go(now, p)
        else:
            join(now, p)


# -- coming in ---------------------------------------------------------------------------


def plan_arrival(now: Array, source: int) -> None:
    """Plan the next arrival from a source, if there is one within the run."""
    of, coming = row(now, "sources", source), row(now, "coming", source)
    end = now["hours"] + now["follow_hours"]
    if of["random"]:
        hours = next_at_random(now, coming, of, end)
    elif coming["listed_at"] < coming["listed_end"]:
        hours = row(now, "listed", coming["listed_at"])["hours"]
    else:
        return
    if hours < end:
        key = (ARRIVAL << KIND_AT) | (whole(of["turn"]) << TURN_AT) | source
        plan(now, hours, key)


def next_at_random(now: Array, coming: Array, of: Array, end: float) -> float:
    """Invert the summed rate from the last arrival on, an hour at a time."""
    draw = mixed(coming["arrival_key"], np.uint64(coming["draws"]))
    coming["draws"] += 1
    left = -math.log(1.0 - uniform(draw))
    at = coming["position"]
    while at < end:
        hour = whole(at)
        rate = rate_in(now, of, hour)
        until = hour + 1.0
        if left <= (until - at) * rate:
            at += left / rate
            break
        left -= (until - at) * rate
        at = until
    coming["position"] = at
    return float(at)


def rate_in(now: Array, of: Array, hour: int) -> float:
    """Give the rate of a source in an hour of the run."""
    first, n = of["rates_first"], of["rates_n"]
    if n == 1:
        return float(row(now, "rates", first)["number"])
    if n <= 168:
        return float(
            row(
                now,
                "rates",
                first + row(now, "hour_of_week", hour)["which"] % n,
            )["number"]
        )
    if hour < n:
        return float(row(now, "rates", first + hour)["number"])
    return float(row(now, "rates", first + n - 168 + (hour - n) % 168)["number"])


def arrive(now: Array, source: int) -> None:
    """Let one patient come, or some at once: the first here, each other in its turn."""
    of, coming = row(now, "sources", source), row(now, "coming", source)
    draw, number, patient_class = coming["draws"] - 1, -1, -1
    if not of["random"]:
        line = row(now, "listed", coming["listed_at"])
        coming["listed_at"] += 1
        draw = number = line["number"]
        patient_class = line["patient_class"]
    plan_arrival(now, source)
    size = 1
    if of["together_n"] > 0:
        number = -1
        first, n = of["together_first"], of["together_n"]
        share = uniform(mixed(coming["together_key"], np.uint64(draw)))
        size = chosen(
            now,
            first,
            n,
            share,
            whole(row(now, "chances", first + n - 1)["to"]),
        )
    now["batch"], now["batch_source"] = size, source
    now["batch_number"], now["batch_class"] = number, patient_class
    if size > 0:
        come(now)


def come(now: Array) -> None:  # noqa: C901 - one patient, one text
    """Let the next of those who come together come in."""
    source = now["batch_source"]
    of, coming = row(now, "sources", source), row(now, "coming", source)
    now["batch"] -= 1
    number = now["batch_number"]
    if number < 0:
        number = coming["numbers"]
    coming["numbers"] += 1
    patient_class = class_coming(now, of, coming, number, whole(now["batch_class"]))
    if of["prevented_n"] > 0:
        share = row(now, "chances", of["prevented_first"] + patient_class)["upto"]
        if uniform(mixed(coming["prevented_key"], np.uint64(number))) < share:
            return
    p = new_patient(now, source, number, coming["patient_key"])
    s = row(now, "patients", p)
    s["patient_class"] = patient_class
    if of["paths_first"] >= 0:
        path = of["paths_first"] + number % COPY
        s["on_path"] = row(now, "path_first", path)["which"]
    if now["bin"] >= 0:
        s["journey"] = s["patient_class"]
        row(now, "journeys", s["patient_class"])["begun"] += 1.0
    node = whole(of["node"])
    if balks(now, p, node):
        return
    if not is_full(now, node):
        join(now, p)
    elif of["waits_outside"]:
        wait_unstarted(now, node, 1)
        wait_for_place(now, p, node, OUTSIDE)
    else:
        record(now, p, LOST)
        go(now, p)


def class_coming(now: Array, of: Array, coming: Array, number: int, given: int) -> int:
    """Give the class of one who comes: as listed, the only one there is, or drawn."""
    if given >= 0:
        return given
    if of["class_n"] == 0:
        return whole(of["patient_class"])
    first, n = of["class_first"], of["class_n"]
    share = uniform(mixed(coming["class_key"], np.uint64(number)))
    last = whole(row(now, "chances", first + n - 1)["to"])
    return whole(chosen(now, first, n, share, last))


def new_patient(now: Array, source: int, number: int, key: int) -> int:
    """Give the place of a patient who is new to the run."""
    p = now["free"]
    if p >= 0:
        now["free"] = row(now, "patients", p)["next"]
    else:
        p = now["taken"]
        now["taken"] = p + 1
    s = row(now, "patients", p)
    s["key"] = mixed(key, np.uint64(number))
    s["source"], s["number"], s["number_in_run"] = source, number, now["comers"]
    now["comers"] += 1
    s["came"], s["waited_before"] = now["now"], 0.0
    s["end_event"], s["gives_up"], s["becomes"] = -1, -1, -1
    s["been"], s["on_path"], s["journey"] = -1, -1, -1
    s["been_in"], s["state"] = 0, GONE
    return whole(p)


# -- shifts, bins and the ends ---------------------------------------------------------------


def plan_shift(now: Array, pool: int) -> None:
    """Plan the next change of a capacity."""
    of, mine = row(now, "units", pool), row(now, "pools", pool)
    of["step"] += 1
    if of["step"] < mine["steps_n"]:
        hours = row(now, "steps", mine["steps_first"] + of["step"])["hours"]
        planned(now, hours, SHIFT, pool)


def shift(now: Array, pool: int) -> None:
    """Change a capacity, and deal with those in service by the rule of the shift."""
    of, mine = row(now, "units", pool), row(now, "pools", pool)
    before = of["capacity"]
    after = row(now, "steps", mine["steps_first"] + of["step"])["units"]
    plan_shift(now, pool)
    left = now["bin_end"] - now["now"]
    of["capacity"] = after
    of["sum_there"] += (after - before) * left
    over = max(0, of["used"] - after)
    of["sum_over"] += (over - of["over"]) * left
    of["over"] = over
    if after < before and mine["shift_end"] == 1:
        of["stay"], of["stay_since"] = before, now["now"]
    elif after >= of["stay"] or mine["shift_end"] != 1:
        of["stay"] = after
    if mine["shift_end"] >= 2:  # suspend or hand over
        send_home(now, pool)
    for at in range(mine["nodes_first"], mine["nodes_first"] + mine["nodes_n"]):
        look_at(now, whole(row(now, "of_pool", at)["which"]))
    now["suspect"] = now["finite"]


def close_bins(now: Array, hours: float) -> None:
    """Write down the levels of each bin that has ended, and begin the next."""
    while hours >= now["bin_end"]:
        at = now["bin_end"]
        write_levels(now, 0.0)
        edge = now["edge"] + 1
        now["edge"], now["bin"] = edge, row(now, "edges", edge)["bin"]
        now["bin_end"] = NO_END
        if edge + 1 < now["n_edges"]:
            now["bin_end"] = row(now, "edges", edge + 1)["hours"]
        begin_levels(now, now["bin_end"] - at)


def write_levels(now: Array, left: float) -> None:
    """Add the levels up to now to their bin, of which so many hours are left."""
    which = now["bin"]
    if which < 0:
        return
    for node in range(now["n_nodes"]):
        at, into = (
            row(now, "here", node),
            row(now, "levels", which * now["n_nodes"] + node),
        )
        into["unstarted"] += at["sum_unstarted"] - left * at["unstarted"]
        into["started"] += at["sum_started"] - left * at["started"]
        into["done"] += at["sum_done"] - left * at["done"]
        into["turning"] += at["sum_turning"] - left * at["turning"]
    for pool in range(now["n_pools"]):
        of, units = (
            row(now, "units", pool),
            row(now, "of_pools", which * now["n_pools"] + pool),
        )
        units["used"] += of["sum_used"] - left * of["used"]
        units["there"] += of["sum_there"] - left * of["capacity"]
        units["over"] += of["sum_over"] - left * of["over"]


def begin_levels(now: Array, length: float) -> None:
    """Count everyone who is there to the end of a bin of so many hours."""
    for node in range(now["n_nodes"]):
        at = row(now, "here", node)
        at["sum_unstarted"] = at["unstarted"] * length
        at["sum_started"] = at["started"] * length
        at["sum_done"] = at["done"] * length
        at["sum_turning"] = at["turning"] * length
    for pool in range(now["n_pools"]):
        of = row(now, "units", pool)
        of["sum_used"] = of["used"] * length
        of["sum_there"] = of["capacity"] * length
        of["sum_over"] = of["over"] * length


def follow(now: Array) -> None:
    """Go on after the window; count the visits and journeys that have not ended."""
    now["following"] = 1
    plan(now, now["hours"] + now["follow_hours"], END << KIND_AT)
    for p in range(now["taken"]):
        s = row(now, "patients", p)
        if s["state"] != GONE:
            now["open"] += int(s["journey"] >= 0) + int(s["cell"] >= 0)


def begin(now: Array) -> None:
    """Set a run up to its first event; there is room for everyone who is there."""
    for pool in range(now["n_pools"]):
        of = row(now, "units", pool)
        of["capacity"] = of["stay"] = row(
            now, "steps", row(now, "pools", pool)["steps_first"]
        )["units"]
        plan_shift(now, pool)
    for source in range(now["n_sources"]):
        set_keys(now, source)
        plan_arrival(now, source)
    plan(now, now["hours"], END << KIND_AT)
    now["bin"] = row(now, "edges", 0)["bin"]
    now["bin_end"] = row(now, "edges", 1)["hours"]
    begin_levels(now, now["bin_end"])
    for number in range(now["n_present"]):
        put_there(now, number)
    for node in range(now["n_nodes"]):
        look_at(now, node)


def set_keys(now: Array, source: int) -> None:
    """Work out the keys of a source's draws in this run."""
    of, coming, key = (
        row(now, "sources", source),
        row(now, "coming", source),
        now["run_key"],
    )
    coming["arrival_key"] = mixed(key, of["arrival_key"])
    coming["together_key"] = mixed(key, of["together_key"])
    coming["class_key"] = mixed(key, of["class_key"])
    coming["prevented_key"] = mixed(key, of["prevented_key"])
    coming["patient_key"] = mixed(key, of["patient_key"])


def put_there(now: Array, number: int) -> None:  # noqa: PLR0915 - one patient, one text
    """Let a patient be there from the start, for as long as the census says."""
    of = row(now, "present", number)
    p = new_patient(now, -1, number, now["present_key"])
    s = row(now, "patients", p)
    node = whole(of["node"])
    s["patient_class"] = of["patient_class"]
    begin_visit(now, p, node)
    s["came"] = s["arrive"] = -of["since"]
    s["state"], s["front"], s["place"] = WAITING, 1, 0.0
    if of["since"] > 0:
        s["cell"] = -1
    elif now["bin"] >= 0:
        s["journey"] = s["patient_class"]
        row(now, "journeys", s["patient_class"])["begun"] += 1.0
    be_in(now, p)
    s["level"] = row(now, "classes", s["patient_class"])["level"]
    if of["served"] != of["served"]:  # it is never
        if row(now, "nodes", node)["order"] != 0:
            s["place"] = order_of(now, p)
        wait_unstarted(now, node, 1)
        queue_up(now, p)
        if row(now, "nodes", node)["timed"]:
            set_patience(now, p, of["since"], of["patience_below"])
            set_change(now, p, of["since"])
        return
    share = drawn(s["key"], row(now, "nodes", node)["service_key"], 0)
    below, served = of["service_below"], of["served"]
    which = row(now, "care", node * now["n_classes"] + s["patient_class"])["service"]
    hours = hours_of(now, which, beyond(below, share))
    s["hours"] = max(hours, served)
    s["left"], s["has_left"] = s["hours"] - served, 1
    if served > 0.0:
        s["start"] = -served
        s["waited_before"] = of["since"] - served
        row(now, "here", node)["started"] += 1
        row(now, "here", node)["sum_started"] += now["bin_end"] - now["now"]
    serve(now, p)


def finish(now: Array) -> None:
    """Record those who are still there, for whom there is room, and the last levels."""
    write_levels(now, now["bin_end"] - now["now"])
    for p in range(now["taken"]):
        if row(now, "patients", p)["state"] != GONE:
            record(now, p, STILL_THERE)


STEPS = (
    take_events, begin, finish,
    has_no_room, next_in_work, poll, overtaken, advance, timer, plan_arrival, next_at_random,
    rate_in, arrive, come, class_coming, new_patient, plan_shift, shift, close_bins, write_levels,
    begin_levels, follow, set_keys, put_there,
)  # fmt: skip
