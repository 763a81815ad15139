"""The state of a run in plain Python, and what is done to it everywhere."""

from __future__ import annotations

import heapq
import math
from bisect import insort
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Literal

from wholeflow.simulation.chance.keys import mixed, of_run, uniform
from wholeflow.simulation.chance.purposes import key_of
from wholeflow.simulation.engine.listed import Listed
from wholeflow.simulation.engine.prepared import LEAVE, Need, prepare
from wholeflow.simulation.engine.visits import (
    CAUSES,
    SERVED,
    STILL_THERE,
    Deadlock,
    Visit,
)
from wholeflow.simulation.model.model import Model

END_OF_SERVICE, READY, SHIFT, TIMER, ARRIVAL, END = 1, 2, 3, 4, 5, 7
NEVER = math.nan
Path = tuple[tuple[int, float | None], ...]  # nodes, and hours that were recorded
Stage = Literal["outside", "waiting", "served", "paused", "blocked", "gone"]


@dataclass(slots=True, eq=False)
class Patient:
    """A patient in the run, with what is known of the present visit."""

    number_in_run: int
    source: int
    number: int
    key: int
    patient_class: int
    came: float
    class_in: int = 0
    left_system: float = math.nan
    been_in: bool = False
    path: Path = ()
    step: int = 0
    been: Counter[int] = field(default_factory=Counter)
    waited_before: float = 0.0
    state: Stage = "outside"
    node: int = -1
    visit: int = 0
    class_there: int = 0
    arrive: float = NEVER
    start: float = NEVER
    end: float = NEVER
    turn: int = 0  # order of joining
    place_in_queue: tuple[float, ...] = ()
    begun: float = NEVER  # last began or went on
    hours: float = NEVER  # of this service, in all
    left: float | None = None  # of it, after an interruption
    redrawn: int = 0
    missing: tuple[Need, ...] = ()
    end_event: int = -1
    gives_up: int = -1
    becomes: int = -1
    to: int = LEAVE
    place_in_ring: tuple[int, int, int] = (0, 0, 0)


class State:
    """What there is in a run: the clock, patients, queues, units, and what was recorded."""

    def __init__(
        self, model: Model, *, seed: int, replication: int = 0,
        hours: float, warm_up_hours: float = 0.0, follow_hours: float = 0.0,
    ) -> None:  # fmt: skip
        self.last = hours + follow_hours
        self.prepared = prepare(model, self.last)
        self.model, self.hours, self.warm_up_hours = model, hours, warm_up_hours
        self.seed, self.replication = seed, replication
        self.following = False
        self.taken = 0
        self.pool_log: list[tuple[float, int, int, int]] = []
        self.ready_log: list[tuple[int, float, float]] = []
        self.journeys: list[Patient] = []
        self.run_key = of_run(seed, replication)
        nodes, pools = len(model.nodes), len(model.pools)
        self.now, self.turns, self.patients = 0.0, 0, 0
        self.events: list[tuple[float, int, int, object]] = []
        self.work: deque[int] = deque()
        self.queue: list[list[tuple[tuple[float, ...], int, Patient]]] = [
            [] for _ in range(nodes)
        ]
        self.served: list[list[Patient]] = [[] for _ in range(nodes)]
        self.paused: list[list[tuple[int, Patient]]] = [[] for _ in range(nodes)]
        self.blocked: list[list[tuple[tuple[int, int, int], Patient]]] = [
            [] for _ in range(nodes)
        ]
        self.here, self.turning = [0] * nodes, [0] * nodes
        self.opened = [0] * nodes
        self.used, self.capacity = [0] * pools, [0] * pools
        self.stay, self.stay_since = [0] * pools, [-math.inf] * pools
        self.step_of = [0] * pools
        self.numbers = [0] * len(model.sources)
        self.draws_of = [0] * len(model.sources)
        self.position = [0.0] * len(model.sources)
        self.lists: list[list[Listed]] = []
        self.visits: list[Visit] = []
        self.deadlocks: list[Deadlock] = []
        self.stopped: float | None = None

    def happens(
        self, what: str, whom: Patient | None = None, *,
        to: int | None = None, node: int | None = None, pool: int | None = None,
    ) -> None:  # fmt: skip
        """Do nothing: who watches a run says here what to do with all that happens.

        Parameters
        ----------
        what
            In words.
        whom
            The patient to whom, who is at a node or comes to it.
        to
            The node that the patient is blocked towards.
        node, pool
            Where it happens, if to no patient.
        """

    def settled(self) -> None:
        """Do nothing: who watches a run says here what to do after each event."""


def push(run: State, hours: float, kind: int, what: object) -> int:
    """Plan an event; give its turn."""
    run.turns += 1
    heapq.heappush(run.events, (hours, kind, run.turns, what))
    return run.turns


def rank(run: State, patient: Patient) -> int:
    """Give the priority of a patient."""
    return run.prepared.rank[patient.patient_class]


def is_full(run: State, node: int) -> bool:
    """Say whether a node has no place."""
    return run.here[node] >= run.prepared.room[node] + run.opened[node]


def look_at(run: State, node: int) -> None:
    """Have a node looked at before the next event."""
    if node not in run.work:
        run.work.append(node)


def seize(run: State, needs: tuple[Need, ...]) -> None:
    """Have units in use."""
    for need in needs:
        run.used[need.pool] += need.units
        log_units(run, need.pool)


def release(run: State, needs: tuple[Need, ...]) -> None:
    """Have units in use no more."""
    for need in needs:
        run.used[need.pool] -= need.units
        log_units(run, need.pool)


def log_units(run: State, pool: int) -> None:
    """Note how many units are in use, and there."""
    run.pool_log.append((run.now, pool, run.used[pool], run.capacity[pool]))


def queue_up(run: State, patient: Patient, key: tuple[float, ...]) -> None:
    """Queue, at the place that a key gives."""
    patient.place_in_queue = key
    insort(run.queue[patient.node], (key, patient.turn, patient))


def unqueue(run: State, patient: Patient) -> None:
    """Leave the queue."""
    run.queue[patient.node].remove((patient.place_in_queue, patient.turn, patient))


def luck(run: State, patient: Patient, purpose: str, node: int, index: int) -> float:
    """Give the luck of a patient for a purpose at a node."""
    key = key_of(purpose, run.model.nodes[node].name)
    return uniform(mixed(mixed(patient.key, key), index))


def luck_of_source(run: State, source: int, purpose: str, index: int) -> float:
    """Give the luck of a source for a purpose."""
    key = key_of(purpose, run.model.sources[source].name)
    return uniform(mixed(mixed(run.run_key, key), index))


def record(run: State, patient: Patient, cause: int) -> None:
    """Record a visit."""
    if cause != STILL_THERE:
        run.happens("leaves" if cause == SERVED else CAUSES[cause], patient)
    ended = cause == SERVED or patient.state == "blocked"
    run.visits.append(
        Visit(
            patient.number_in_run,
            patient.source,
            patient.number,
            patient.class_there,
            patient.node,
            patient.visit,
            patient.arrive,
            patient.start,
            patient.end if ended else NEVER,
            NEVER if cause == STILL_THERE else run.now,
            cause,
        )
    )


def go(run: State, patient: Patient) -> None:
    """Leave the system."""
    patient.state, patient.left_system = "gone", run.now


def counts(run: State, came: float) -> bool:
    """Say whether what begins at a time counts."""
    return run.warm_up_hours <= came < run.hours


def still_there(run: State) -> list[Patient]:
    """Give everybody who is there, in order of coming."""
    queued = [each for queue in run.queue for _, _, each in queue]
    paused = [each for some in run.paused for _, each in some]
    served = [each for some in run.served for each in some]
    blocked = [each for some in run.blocked for _, each in some]
    everyone = queued + paused + served + blocked
    return sorted(everyone, key=lambda patient: patient.number_in_run)


def all_ended(run: State) -> bool:
    """Say whether nobody is there whose visit or journey counts."""
    return not any(
        counts(run, patient.came) or counts(run, patient.arrive)
        for patient in still_there(run)
    )
