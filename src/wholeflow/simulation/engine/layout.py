"""How a model and a run lie in memory: records of fixed form, one kind to an array.

Everything about one patient, node or pool stands together, so that an event touches few
lines of memory. Names of fields are those of `.reference`. The first kind is written
once for a model and only read by runs, so that runs in threads share it; the second is
of one run alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Array = Any  # of numpy, of one of the forms below: mypy knows no names of fields


def _form(text: str) -> np.dtype[Any]:
    """Read "name form" pairs."""
    words = text.split()
    return np.dtype(list(zip(words[::2], words[1::2], strict=True)), align=True)


# -- of a model ------------------------------------------------------------------------

NODE = _form("""
    room i8 needs_first i4 needs_n i4 group i4 component i4 alone i1 quick i1
    has_list i1 timed i1 fifo i1 stays i1 changes i1 reroutes i1 order i1 pre_empt i1
    program i4 turnaround i4 balking_first i4 balking_n i4 then i4 together f8
    service_key u8 patience_key u8 route_key u8 turnaround_key u8 balking_key u8
    change_key u8
""")
CARE = _form("""
    service i4 patience i4 way i4 by_state i4 way_first i4 way_n i4 otherwise i4
    change_first i4 change_n i4 becomes i4 becomes_hours f8 expected f8
""")  # of a node and a class
NEED = _form("pool i4 hold i4 units i8")
CHANCE = _form("upto f8 to i4 program i4")
GROUP = _form("first i4 n i4")
POOL = _form("""
    steps_first i4 steps_n i4 nodes_first i4 nodes_n i4 shift_end i1 resume i1
    backfill i1 by_node i1 each_week i1
""")
STEP = _form("hours f8 units i8")
CLASS = _form("rank i4 level i4 due f8")
SOURCE = _form("""
    node i4 random i4 turn i4 waits_outside i4 rates_first i8 rates_n i8
    patient_class i4 class_first i4 class_n i4 together_first i4 together_n i4 paths_first i8
    prevented_first i4 prevented_n i4
    arrival_key u8 together_key u8 class_key u8 prevented_key u8 patient_key u8
""")
PRESENT = _form("""
    node i4 patient_class i4 since f8 served f8 patience_below f8 service_below f8
""")
INVERSE = _form("form i4 table_n i4 first f8 second f8 low f8 span f8 table_first i8")
INSTRUCTION = _form("code i4 which i4 number f8")
PROGRAM = _form("first i4 n i4")
PATH_STEP = _form("node i4 last i4 hours f8")
EDGE = _form("hours f8 bin i8")
WHICH = _form("which i8")
NUMBER = _form("number f8")

COPY = 1 << 32  # between the numbers of one arrival and of those that demand adds to it
SHARES, BY_QUEUE, BY_ROOM, BY_RULE, LEAVES = range(5)
WAYS = ("shares", "shortest queue", "first with room", "rule", "leave")
ORDERS = (
    "first come", "last come", "longest total wait", "earliest due",
    "shortest expected", "by expression",
)  # fmt: skip
RESUMES = (None, "resume", "restart", "resample")
SHIFT_ENDS = ("finish", "finish queue", "suspend", "hand over")
RULES = ("swap", "overflow", "stop")


class Laid(NamedTuple):
    """A model laid out; runs only read it."""

    nodes: Array
    care: Array  # of each node and class
    needs: Array
    chances: Array
    groups: Array
    in_group: Array  # nodes of each group, one group after another
    pools: Array
    steps: Array
    of_pool: Array  # nodes that claim from each pool
    classes: Array
    sources: Array
    rates: Array
    present: Array
    inverses: Array
    tables: Array
    instructions: Array
    programs: Array
    path_first: Array
    paths: Array
    balking: Array
    hour_of_week: Array
    edges: Array


# -- of a run --------------------------------------------------------------------------

NOW = _form("""
    now f8 bin_end f8 hours f8 follow_hours f8 run_key u8 present_key u8 bin i8 edge i8 turns i8
    events i8 most_events i8 comers i8
    pending i8 hole i8 taken i8 free i8 work_at i8 work_n i8 current i8
    batch i8 batch_source i8 batch_class i8 batch_number i8
    suspect i8 stopped i8 following i8 open i8 keep_visits i8
    been_free i8 been_taken i8 visits_n i8 deadlocks_n i8 stuck_n i8 stamp i8
    finite i8 next_poll i8 stood_since i8 rerouting i8
    n_nodes i8 n_pools i8 n_sources i8 n_present i8 n_edges i8
    n_classes i8 n_ranks i8 deadlock_rule i8 n_patients i8 n_heap i8 n_been i8
    n_visits i8 n_deadlocks i8 n_stuck_nodes i8
    nodes i8 care i8 needs i8 chances i8 groups i8 in_group i8 pools i8 steps i8
    of_pool i8 classes i8 sources i8 rates i8 present i8 inverses i8 tables i8
    instructions i8 programs i8 path_first i8 paths i8 balking i8 hour_of_week i8
    edges i8
    here i8 units i8 coming i8 patients i8 heap i8 been i8 work i8 marks i8 queues i8
    listed i8 stack i8 cells i8 levels i8 of_pools i8 waits i8 journeys i8
    journey_lengths i8 visits i8 deadlocks i8 stuck_nodes i8 shared i8
""")  # ending with how many rows arrays have, and their addresses
HERE = _form("""
    here i8 opened i8 queued i4 served i4 turning i4 blocked_in i4
    unstarted i4 started i4 done i4 in_work i4 served_first i4 paused_first i4
    blocked_first i4 blocked_last i4
    sum_unstarted f8 sum_started f8 sum_done f8 sum_turning f8
""")
UNITS = _form("""
    used i8 capacity i8 stay i8 over i8 step i8 kept i8 stay_since f8
    sum_used f8 sum_there f8 sum_over f8
""")
COMING = _form("""
    arrival_key u8 together_key u8 class_key u8 prevented_key u8 patient_key u8
    position f8 draws i8 numbers i8 listed_at i8 listed_end i8
""")
PATIENT = _form("""
    key u8 arrive f8 start f8 cell i8 end_event i8 node i4 next i4 before i4 visit i4
    patient_class i2 class_there i2 level i2 journey i2
    end f8 came f8 turn i8 begun f8 hours f8 left f8 waited_before f8 place f8
    gives_up i8 becomes i8 number i8 number_in_run i8
    source i4 to i4 been i4 on_path i4 redrawn i4 missing i4
    state i1 front i1 has_left i1 been_in i1
""")
EVENT = _form("hours f8 key i8")
BEEN = _form("node i4 times i4 next i4")
LISTED = _form("hours f8 number i8 patient_class i8")
VISIT = _form("""
    patient i8 number i8 arrive f8 start f8 end f8 leave f8
    source i4 node i4 visit i4 patient_class i2 cause i2
""")
DEADLOCK = _form("hours f8 first i8 n i8 rule i8")
MARK = _form("mark i4 first i4")  # of nodes, when a deadlock is looked for
QUEUE = _form("first i4 last i4")  # of a node and a level
CELL = _form("""
    arrivals i8 starts i8 served i8 lost i8 balked i8 gave_up i8 still_there i8
    ended i8 was_blocked i8 over_4_hours i8 over_12_hours i8 past_due i8
    wait f8 wait_squared f8 service f8 service_squared f8 blocked f8 blocked_squared f8
""")  # of a bin, a node and a class
LEVEL = _form("unstarted f8 started f8 done f8 turning f8")
OF_POOL = _form("used f8 there f8 over f8")
JOURNEY = _form("begun f8 ended f8 hours f8 squares f8 turned_away f8")
SHARED = _form("cancelled f8 events f8 hours f8")

# -- of a run without events; see `.recursion` ------------------------------------------

COURSE = _form("""
    warm_up f8 until f8 closes f8 open i8 events i8 came i8 here i8 free i8 taken i8 late_n i8
    hour_0 i8 source i8 into i8 people i8 named i8 late i8 crossings i8
""")
LINE = _form("""
    came f8 stretch i8 begun_in i8 node i8 servers i8 goes_on i8 pending i8 gone_n i8
    heap i8 arriving i8 gone i8
""")  # of a node
WHO = _form("key u8 came f8 to i4 next i4 patient_class i2 journey i2")
NAMED = _form("number i8 in_run i8 source i8")  # of each, where visits are kept
CROSSING = _form("patients i4")  # more who are there at the beginning of a stretch

OUTSIDE, WAITING, SERVED_NOW, PAUSED, BLOCKED, GONE = range(6)  # states


class Run(NamedTuple):
    """What a run keeps; it goes on where it was when it is called again."""

    here: Array
    units: Array
    coming: Array
    patients: Array
    heap: Array
    been: Array
    work: Array
    marks: Array
    queues: Array
    listed: Array
    stack: Array
    cells: Array
    levels: Array
    of_pools: Array
    waits: Array
    journeys: Array
    journey_lengths: Array
    visits: Array
    deadlocks: Array
    stuck_nodes: Array
    shared: Array  # read and written by others meanwhile


DONE, FULL, CANCELLED, ENOUGH, STANDS = range(5)  # why the kernel came back

FORMS = {  # of each array
    "nodes": NODE, "care": CARE, "needs": NEED, "chances": CHANCE, "groups": GROUP,
    "in_group": WHICH, "pools": POOL, "steps": STEP, "of_pool": WHICH, "classes": CLASS,
    "sources": SOURCE, "rates": NUMBER, "present": PRESENT, "inverses": INVERSE,
    "tables": NUMBER, "instructions": INSTRUCTION, "programs": PROGRAM,
    "path_first": WHICH, "paths": PATH_STEP, "balking": NUMBER, "hour_of_week": WHICH,
    "edges": EDGE,
    "here": HERE, "units": UNITS, "coming": COMING, "patients": PATIENT, "heap": EVENT,
    "been": BEEN, "work": WHICH, "marks": MARK, "queues": QUEUE, "listed": LISTED,
    "stack": NUMBER, "cells": CELL, "levels": LEVEL, "of_pools": OF_POOL,
    "waits": WHICH, "journeys": JOURNEY, "journey_lengths": WHICH, "visits": VISIT,
    "deadlocks": DEADLOCK, "stuck_nodes": WHICH, "shared": SHARED,
    "people": WHO, "named": NAMED, "into": EVENT, "late": NUMBER, "crossings": CROSSING,
    "arriving": EVENT, "gone": EVENT,
}  # fmt: skip
