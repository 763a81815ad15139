"""The rules of a run in plain Python: slow, and the measure of the compiled kernel.

A run takes one event after another, in order of time. At one instant ends of service
come first, then places made ready, changes of shift, timers of those who wait, arrivals,
and the end of the run. After each event its consequences are followed to their end: what
is free is given to whoever waits, and places to whoever is blocked, until nobody who
could start is waiting. `docs/explanation/how-a-run-goes.md` says it in full.

`..engine.kernel` follows the same rules on flat arrays and must agree with this, visit
for visit. Here they are meant to be read.
"""

from __future__ import annotations

import heapq
import math
from bisect import insort
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Literal

from scipy import special

from wholeflow.simulation.chance.keys import mixed, of_run, uniform
from wholeflow.simulation.chance.purposes import key_of
from wholeflow.simulation.model import expressions
from wholeflow.simulation.model.arrivals import Appointments, Random, Recorded
from wholeflow.simulation.model.model import Model, Present
from wholeflow.simulation.model.pools import ByHour

from .listed import Listed, listed
from .prepared import LEAVE, Need, Program, chosen, prepare, summed
from .visits import BALKED, GAVE_UP, LOST, SERVED, STILL_THERE, Deadlock, Visit

END_OF_SERVICE, READY, SHIFT, TIMER, ARRIVAL, END = 1, 2, 3, 4, 5, 7
NEVER = math.nan
REDRAWN = 1 << 32  # a service drawn anew after an interruption has an index of its own
State = Literal["outside", "waiting", "served", "paused", "blocked", "gone"]


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
    path: tuple[tuple[int, float | None], ...] = ()
    step: int = 0
    been: Counter[int] = field(default_factory=Counter)
    waited_before: float = 0.0
    state: State = "outside"
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


class Reference:
    """One run of a model.

    Parameters
    ----------
    model
        Found without fault.
    seed, replication
        Which luck; both 0 or more.
    hours, warm_up_hours
        The end and the beginning of the window.
    follow_hours
        How long the run may go on after it, till every patient who came in within the
        window has left, and every visit begun within it has ended. Arrivals go on too.
    """

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

    def run(self) -> list[Visit]:
        """Run to the end; give every visit, in order of leaving, then the open ones."""
        self._begin()
        while self.stopped is None and not (self.following and self._all_ended()):
            at, kind, turn, what = heapq.heappop(self.events)
            if kind == END:
                self.now = at
                if self.following or self.last == self.hours:
                    break
                self.following = True
                heapq.heappush(self.events, (self.last, END, 0, None))
            elif self._take(at, kind, turn, what):
                self.taken += 1
                self._follow()
        for patient in self._still_there():
            self._record(patient, STILL_THERE)
        return self.visits

    # -- events ----------------------------------------------------------------------

    def _begin(self) -> None:
        for pool, steps in enumerate(self.prepared.steps):
            self.capacity[pool] = self.stay[pool] = steps[0][1]
            self._plan_shift(pool)
            self._log(pool)
        for source in range(len(self.model.sources)):
            of = listed(self.prepared, source, self.run_key, self.last)
            self.lists.append(of[::-1])
            self._plan_arrival(source)
        heapq.heappush(self.events, (self.hours, END, 0, None))
        for number, present in enumerate(self.model.present):
            self._put_there(number, present)
        self.work.extend(range(len(self.model.nodes)))
        self._follow()

    def _take(self, at: float, kind: int, turn: int, what: object) -> bool:  # noqa: C901 - one case for each kind
        """Take an event; say that it was one, and no timer that had been overtaken."""
        if isinstance(what, Patient):
            if turn not in {what.end_event, what.gives_up, what.becomes}:
                return False
            self.now = at
            if what.end_event == turn:
                self._end_service(what)
            elif what.gives_up == turn:
                self._give_up(what)
            else:
                self._become(what)
        elif isinstance(what, int):
            self.now = at
            match kind:
                case 2:
                    self._made_ready(what)
                case 3:
                    self._shift(what)
                case 5:
                    self._arrival(what)
        return True

    def _all_ended(self) -> bool:
        """Say whether nobody is there whose visit or journey counts."""
        return not any(
            self._counts(patient.came) or self._counts(patient.arrive)
            for patient in self._still_there()
        )

    def _counts(self, came: float) -> bool:
        return self.warm_up_hours <= came < self.hours

    def _push(self, hours: float, kind: int, what: object) -> int:
        self.turns += 1
        heapq.heappush(self.events, (hours, kind, self.turns, what))
        return self.turns

    def _plan_shift(self, pool: int) -> None:
        self.step_of[pool] += 1
        steps = self.prepared.steps[pool]
        if self.step_of[pool] < len(steps):
            self._push(steps[self.step_of[pool]][0], SHIFT, pool)

    def _plan_arrival(self, source: int) -> None:
        arrivals = self.model.sources[source].arrivals
        if isinstance(arrivals, Random):
            hours = self._next_at_random(source, arrivals)
        else:
            hours = self.lists[source][-1].hours if self.lists[source] else math.inf
        if hours < self.last:
            # At one instant: appointments first, then as the model names the sources.
            turn = source + (
                0 if isinstance(arrivals, Appointments) else len(self.model.sources)
            )
            heapq.heappush(self.events, (hours, ARRIVAL, turn, source))

    def _next_at_random(self, source: int, arrivals: Random) -> float:
        """Invert the summed rate from the last arrival on, an hour at a time."""
        name = self.model.sources[source].name
        key = mixed(self.run_key, key_of("arrival", name))
        left = -math.log(1.0 - uniform(mixed(key, self.draws_of[source])))
        self.draws_of[source] += 1
        at = self.position[source]
        while at < self.last:
            rate = self._rate(arrivals, int(at))
            end = int(at) + 1.0
            if left <= (end - at) * rate:
                at += left / rate
                break
            left -= (end - at) * rate
            at = end
        self.position[source] = at
        return at

    def _rate(self, arrivals: Random, hour: int) -> float:
        rates = arrivals.per_hour
        if len(rates) <= 168:
            return rates[int(self.prepared.hour_of_week[hour]) % len(rates)]
        if hour < len(rates):
            return rates[hour]
        return rates[len(rates) - 168 + (hour - len(rates)) % 168]

    # -- luck ------------------------------------------------------------------------

    def _uniform(self, patient: Patient, purpose: str, node: int, index: int) -> float:
        key = key_of(purpose, self.model.nodes[node].name)
        return uniform(mixed(mixed(patient.key, key), index))

    def _of_source(self, source: int, purpose: str, index: int) -> float:
        key = key_of(purpose, self.model.sources[source].name)
        return uniform(mixed(mixed(self.run_key, key), index))

    def _service_hours(self, patient: Patient) -> float:
        node = patient.node
        if patient.path and patient.path[patient.step][0] == node:
            recorded = patient.path[patient.step][1]
            if recorded is not None:
                return recorded
        index = patient.visit + patient.redrawn * REDRAWN
        share = self._uniform(patient, "service", node, index)
        together = self.model.nodes[node].with_patience
        if together:
            other = self._uniform(patient, "patience", node, patient.visit)
            score = together * float(special.ndtri(other)) + math.sqrt(
                1 - together * together
            ) * float(special.ndtri(share))
            share = 0.5 * math.erfc(-score / math.sqrt(2))
        service = self.prepared.service[node][patient.patient_class]
        return self.prepared.inverses[service].hours(share)

    # -- coming ----------------------------------------------------------------------

    def _arrival(self, source: int) -> None:
        of = self.model.sources[source]
        now_listed = self.lists[source].pop() if self.lists[source] else None
        draw = self.draws_of[source] - 1 if now_listed is None else now_listed.number
        self._plan_arrival(source)
        size = 1
        if of.together:
            chances = summed(of.together, int)
            last = chances[-1][1]
            size = chosen(chances, self._of_source(source, "together", draw), last)
        for _ in range(size):
            if self.stopped is not None:
                return
            number = self.numbers[source]
            if now_listed is not None and not of.together:
                number = now_listed.number
            self.numbers[source] += 1
            patient = self._new(source, number)
            self._give_class(patient, now_listed)
            self._come(patient, self.prepared.place("node", of.node))
            self._follow()

    def _new(self, source: int, number: int) -> Patient:
        name = self.model.sources[source].name if source >= 0 else "present"
        key = mixed(mixed(self.run_key, key_of("patient", name)), number)
        patient = Patient(self.patients, source, number, key, 0, self.now)
        self.patients += 1
        self.journeys.append(patient)
        return patient

    def _give_class(self, patient: Patient, now_listed: Listed | None) -> None:
        of = self.model.sources[patient.source]
        if now_listed is not None and now_listed.patient_class >= 0:
            patient.patient_class = now_listed.patient_class
        elif of.classes:
            chances = summed(of.classes, lambda n: self.prepared.place("class", n))
            share = self._of_source(patient.source, "class", patient.number)
            patient.patient_class = chosen(chances, share, chances[-1][1])
        if isinstance(of.arrivals, Recorded) and of.arrivals.paths:
            patient.path = tuple(
                (self.prepared.place("node", step.node), step.hours)
                for step in of.arrivals.paths[patient.number]
            )
        patient.class_in = patient.patient_class

    def _come(self, patient: Patient, node: int) -> None:
        """Come to a node from outside, or from a queue that was left."""
        if self._balks(patient, node):
            return
        if not self._is_full(node):
            self._join(patient)
        elif (
            patient.source >= 0
            and self.model.sources[patient.source].if_full == "waits outside"
            and patient.state == "outside"
        ):
            self._wait_for_place(patient, node)
        else:
            self._record(patient, LOST)
            self._go(patient)

    def _balks(self, patient: Patient, node: int) -> bool:
        """Begin a visit; say whether the patient turns away at the sight of the queue."""
        patient.node, patient.visit = node, patient.been[node]
        patient.been[node] += 1
        patient.class_there = patient.patient_class
        patient.arrive, patient.start, patient.end = self.now, NEVER, NEVER
        shares = self.model.nodes[node].balking
        if not shares:
            return False
        share = shares[min(len(self.queue[node]), len(shares) - 1)]
        if not self._uniform(patient, "balking", node, patient.visit) < share:
            return False
        self._record(patient, BALKED)
        self._go(patient)
        return True

    def _go(self, patient: Patient) -> None:
        patient.state, patient.left_system = "gone", self.now

    def _join(self, patient: Patient) -> None:
        node = patient.node
        patient.state, patient.been_in = "waiting", True
        self.turns += 1
        patient.turn = self.turns
        patient.hours, patient.left, patient.redrawn = NEVER, None, 0
        patient.missing = ()
        self.here[node] += 1
        key = (float(self._rank(patient)), 1.0, self._order_key(patient))
        self._queue_up(patient, key)
        self._set_patience(patient)
        self._set_change(patient)
        self._look_at(node)

    def _queue_up(self, patient: Patient, key: tuple[float, ...]) -> None:
        patient.place_in_queue = key
        insort(self.queue[patient.node], (key, patient.turn, patient))

    def _unqueue(self, patient: Patient) -> None:
        self.queue[patient.node].remove((patient.place_in_queue, patient.turn, patient))

    def _rank(self, patient: Patient) -> int:
        return self.prepared.rank[patient.patient_class]

    def _order_key(self, patient: Patient) -> float:  # noqa: PLR0911 - one case for each order
        node = self.model.nodes[patient.node]
        program = self.prepared.order_by[patient.node]
        if program is not None:
            return self._value(program, patient)
        match node.order:
            case "first come":
                return 0.0
            case "last come":
                return -float(patient.turn)
            case "longest total wait":
                return patient.arrive - patient.waited_before
            case "earliest due":
                return (
                    patient.came + self.model.classes[patient.patient_class].due_hours
                )
            case "shortest expected":
                name = self.model.classes[patient.patient_class].name
                service = node.service.get(name) or node.service["*"]
                return service.mean_hours()

    def _set_patience(self, patient: Patient, already: float = 0.0) -> None:
        of = self.prepared.patience[patient.node][patient.patient_class]
        patient.gives_up = -1
        if of >= 0:
            share = self._uniform(patient, "patience", patient.node, patient.visit)
            hours = self._longer_than(of, share, already)
            # Whoever lost patience outside gives up on being let in.
            at = max(patient.arrive + hours, self.now)
            patient.gives_up = self._push(at, TIMER, patient)

    def _longer_than(self, of: int, share: float, already: float) -> float:
        """Draw hours from those of a distribution that are longer than some."""
        inverse = self.prepared.inverses[of]
        if already > 0:
            below = self._share_below(of, already)
            share = below + (1 - below) * share
        return max(inverse.hours(share), already)

    def _share_below(self, of: int, hours: float) -> float:
        return self.prepared.inverses[of].share_below(hours)

    def _set_change(self, patient: Patient) -> None:
        patient.becomes = -1
        changes = self.model.nodes[patient.node].changes
        name = self.model.classes[patient.patient_class].name
        if changes and name in changes.while_waiting:
            hours = changes.while_waiting[name][1]
            patient.becomes = self._push(self.now + hours, TIMER, patient)

    def _put_there(self, number: int, present: Present) -> None:
        """Let a patient be there from the start, for as long as the census says."""
        patient = self._new(-1, number)
        node = self.prepared.place("node", present.node)
        if present.patient_class:
            patient.patient_class = self.prepared.place("class", present.patient_class)
        patient.class_in = patient.patient_class
        patient.came = -present.since_hours
        patient.node, patient.been[node] = node, 1
        patient.class_there = patient.patient_class
        patient.arrive = -present.since_hours
        patient.state, patient.been_in = "waiting", True
        self.turns += 1
        patient.turn = self.turns
        self.here[node] += 1
        served = present.in_service_hours
        if served is None:
            key = (float(self._rank(patient)), 1.0, self._order_key(patient))
            self._queue_up(patient, key)
            self._set_patience(patient, present.since_hours)
            self._set_change(patient)
            return
        service = self.prepared.service[node][patient.patient_class]
        share = self._uniform(patient, "service", node, 0)
        hours = self._longer_than(service, share, served)
        patient.hours, patient.left = hours, hours - served
        patient.start = -served
        patient.waited_before = present.since_hours - served
        self._serve(patient)

    # -- following the consequences --------------------------------------------------

    def _look_at(self, node: int) -> None:
        if node not in self.work:
            self.work.append(node)

    def _follow(self) -> None:
        while self.stopped is None:
            while self.work:
                node = self.work.popleft()
                group = self.prepared.groups[self.prepared.group_of[node]]
                self._start_waiting(group)
                while self.blocked[node] and not self._is_full(node):
                    _, patient = self.blocked[node].pop(0)
                    self._let_in(patient, node)
                    self._start_waiting(group)
            if not self._break_deadlock():
                return

    def _let_in(self, patient: Patient, node: int) -> None:
        if patient.state == "outside":
            self._join(patient)
            return
        self._leave(patient)
        if not self._balks(patient, node):
            self._join(patient)

    def _is_full(self, node: int) -> bool:
        return self.here[node] >= self.prepared.room[node] + self.opened[node]

    def _start_waiting(self, group: list[int]) -> None:
        """Start whoever can start, one after another, until nobody can."""
        while self._start_one(group):
            pass

    def _start_one(self, group: list[int]) -> bool:
        kept: set[int] = set()  # pools that are kept for whoever is first
        for patient in sorted(self._firsts(group), key=self._before):
            needs = patient.missing or self.prepared.needs[patient.node]
            if self._fits(patient, needs, kept):
                self._start(patient)
                return True
            if self._make_room(patient, needs, kept):
                return True
            pools = (need.pool for need in needs)
            kept.update(pool for pool in pools if not self.model.pools[pool].backfill)
        return False

    def _firsts(self, group: list[int]) -> list[Patient]:
        """Give whoever is first at each node: those paused, then those who wait."""
        firsts = []
        for node in group:
            firsts += [patient for _, patient in self.paused[node]]
            waiting = [patient for _, _, patient in self.queue[node]]
            if waiting and self._some_shift_stays(node):
                needs = self.prepared.needs[node]
                fit = [each for each in waiting if self._fits(each, needs, set())]
                waiting = fit or waiting
            firsts += waiting[:1]
        return firsts

    def _some_shift_stays(self, node: int) -> bool:
        pools = (need.pool for need in self.prepared.needs[node])
        return any(self.stay[pool] > self.capacity[pool] for pool in pools)

    def _before(self, patient: Patient) -> tuple[float, ...]:
        """Say who is first of the firsts of several nodes."""
        pools = [need.pool for need in self.prepared.needs[patient.node]]
        by_node = bool(pools) and self.model.pools[pools[0]].choose == "node order"
        since = 0.0 if by_node else patient.arrive
        waits = float(patient.state == "waiting")
        return (self._rank(patient), waits, since, patient.node, patient.turn)

    def _free(self, pool: int, patient: Patient) -> int:
        """Give the units free for a patient: a shift that stays, stays for some."""
        stays = patient.arrive <= self.stay_since[pool]
        there = self.stay[pool] if stays else self.capacity[pool]
        return max(there, self.capacity[pool]) - self.used[pool]

    def _fits(self, patient: Patient, needs: tuple[Need, ...], kept: set[int]) -> bool:
        return all(
            need.pool not in kept and self._free(need.pool, patient) >= need.units
            for need in needs
        )

    def _start(self, patient: Patient) -> None:
        if patient.state == "paused":
            self.paused[patient.node].remove((patient.turn, patient))
            self._seize(patient.missing)
            patient.missing = ()
            self._go_on(patient)
        else:
            self._unqueue(patient)
            self._serve(patient)

    def _serve(self, patient: Patient) -> None:
        self._seize(self.prepared.needs[patient.node])
        patient.gives_up = patient.becomes = -1
        if math.isnan(patient.start):
            patient.start = self.now
            patient.waited_before += self.now - patient.arrive
        if patient.left is None:
            patient.hours = patient.left = self._service_hours(patient)
        self._go_on(patient)

    def _go_on(self, patient: Patient) -> None:
        assert patient.left is not None, "it was drawn, or is what was left"
        patient.state, patient.begun = "served", self.now
        self.served[patient.node].append(patient)
        end = self.now + patient.left
        patient.end_event = self._push(end, END_OF_SERVICE, patient)
        patient.end, patient.left = end, None

    def _seize(self, needs: tuple[Need, ...]) -> None:
        for need in needs:
            self.used[need.pool] += need.units
            self._log(need.pool)

    def _release(self, needs: tuple[Need, ...]) -> None:
        for need in needs:
            self.used[need.pool] -= need.units
            self._log(need.pool)

    def _log(self, pool: int) -> None:
        self.pool_log.append((self.now, pool, self.used[pool], self.capacity[pool]))

    # -- putting out -----------------------------------------------------------------

    def _make_room(
        self, patient: Patient, needs: tuple[Need, ...], kept: set[int]
    ) -> bool:
        """Put out one of lower priority, if that lets the patient start."""
        rule = self.model.nodes[patient.node].pre_empt
        if rule is None or patient.state == "paused":
            return False
        lower = [
            other
            for other in self.served[patient.node]
            if self._rank(other) > self._rank(patient)
        ]
        if not lower or not all(
            need.pool not in kept and self._free(need.pool, patient) >= 0
            for need in needs
        ):
            return False
        self._put_out(max(lower, key=self._first_out), rule)
        return True

    def _first_out(self, patient: Patient) -> tuple[float, ...]:
        return (self._rank(patient), patient.begun, patient.turn)

    def _put_out(self, patient: Patient, rule: str) -> None:
        self._interrupt(patient, rule)
        self._release(self.prepared.needs[patient.node])
        patient.state = "waiting"
        self._queue_up(patient, (float(self._rank(patient)), 0.0, 0.0))

    def _interrupt(self, patient: Patient, rule: str) -> None:
        self.served[patient.node].remove(patient)
        patient.end_event = -1
        match rule:
            case "resume":
                patient.left = patient.end - self.now
            case "restart":
                patient.left = patient.hours
            case "resample":
                patient.left = None
                patient.redrawn += 1
        patient.end = NEVER

    def _hand_over(self, patient: Patient, pool: int) -> None:
        self._interrupt(patient, "resume")
        needs = self.prepared.needs[patient.node]
        patient.missing = tuple(need for need in needs if need.pool == pool)
        self._release(patient.missing)
        patient.state = "paused"
        insort(self.paused[patient.node], (patient.turn, patient))

    def _shift(self, pool: int) -> None:
        before = self.capacity[pool]
        after = self.prepared.steps[pool][self.step_of[pool]][1]
        self._plan_shift(pool)
        rule = self.model.pools[pool].shift_end
        self.capacity[pool] = after
        self._log(pool)
        if after < before and rule == "finish queue":
            self.stay[pool], self.stay_since[pool] = before, self.now
        elif after >= self.stay[pool] or rule != "finish queue":
            self.stay[pool] = after
        nodes = [
            node
            for node, needs in enumerate(self.prepared.needs)
            if any(need.pool == pool for need in needs)
        ]
        if rule in {"suspend", "hand over"}:
            self._send_home(pool, nodes, rule)
        for node in nodes:
            self._look_at(node)

    def _send_home(self, pool: int, nodes: list[int], rule: str) -> None:
        while self.used[pool] > self.capacity[pool]:
            served = [each for node in nodes for each in self.served[node]]
            if not served:
                return
            last = max(served, key=self._first_out)
            if rule == "suspend":
                self._put_out(last, self.model.pools[pool].resume)
            else:
                self._hand_over(last, pool)

    # -- ending ----------------------------------------------------------------------

    def _end_service(self, patient: Patient) -> None:
        node = patient.node
        self.served[node].remove(patient)
        patient.end_event = -1
        self._change_class(patient)
        patient.to = self._next(patient)
        if patient.to != LEAVE and self._is_full(patient.to):
            let_go = tuple(n for n in self.prepared.needs[node] if not n.hold)
            self._release(let_go)
            self._wait_for_place(patient, patient.to)
            self._look_at(node)
        else:
            self._leave(patient, let_go=True)
            if patient.to == LEAVE:
                self._go(patient)
            elif not self._balks(patient, patient.to):
                self._join(patient)

    def _change_class(self, patient: Patient) -> None:
        changes = self.model.nodes[patient.node].changes
        name = self.model.classes[patient.patient_class].name
        if changes and name in changes.to:
            chances = summed(
                changes.to[name], lambda name: self.prepared.place("class", name)
            )
            share = self._uniform(patient, "change", patient.node, patient.visit)
            patient.patient_class = chosen(chances, share, patient.patient_class)

    def _next(self, patient: Patient) -> int:  # noqa: C901, PLR0911 - one case for each form
        if patient.path:
            patient.step += 1
            if patient.step < len(patient.path):
                return patient.path[patient.step][0]
            return LEAVE
        way = self.prepared.ways[patient.node][patient.patient_class]
        match way.form:
            case "leave":
                return LEAVE
            case "shares":
                share = self._uniform(patient, "route", patient.node, patient.visit)
                return chosen(way.chances, share, LEAVE)
            case "shortest queue":
                return min(way.among, key=lambda node: len(self.queue[node]))
            case "first with room":
                room = (node for node in way.among if not self._is_full(node))
                return next(room, way.among[-1])
            case _:
                for program, node in way.cases:
                    if self._value(program, patient):
                        return node
                return way.otherwise

    def _wait_for_place(self, patient: Patient, node: int) -> None:
        outside = patient.state == "outside"
        patient.state = "outside" if outside else "blocked"
        self.turns += 1
        patient.place_in_ring = (int(outside), self._rank(patient), self.turns)
        insort(self.blocked[node], (patient.place_in_ring, patient))

    def _leave(self, patient: Patient, *, let_go: bool = False) -> None:
        """Leave a node after the service; `let_go`: nothing was let go of before."""
        node = patient.node
        needs = self.prepared.needs[node]
        if let_go:
            self._release(tuple(need for need in needs if not need.hold))
        self._record(patient, SERVED)
        patient.state = "gone"
        turnaround = self.prepared.turnaround[node]
        if turnaround >= 0:
            share = self._uniform(patient, "turnaround", node, patient.visit)
            hours = self.prepared.inverses[turnaround].hours(share)
            self.turning[node] += 1
            self.ready_log.append((node, self.now, self.now + hours))
            self._push(self.now + hours, READY, node)
            self._look_at(node)
        else:
            self._give_back(node)

    def _give_back(self, node: int) -> None:
        self._release(tuple(n for n in self.prepared.needs[node] if n.hold))
        self.here[node] -= 1
        self.opened[node] = max(0, self.opened[node] - 1)
        self._look_at(node)

    def _made_ready(self, node: int) -> None:
        self.turning[node] -= 1
        self._give_back(node)

    def _give_up(self, patient: Patient) -> None:
        node = patient.node
        self._unqueue(patient)
        self._record(patient, GAVE_UP)
        patient.waited_before += self.now - patient.arrive
        patient.gives_up = patient.becomes = -1
        patient.state = "gone"
        self.here[node] -= 1
        self.opened[node] = max(0, self.opened[node] - 1)
        self._look_at(node)
        patience = self.model.nodes[node].patience
        assert patience is not None, "it ran out"
        if patience.then is None:
            self._go(patient)
        else:
            self._come(patient, self.prepared.place("node", patience.then))

    def _become(self, patient: Patient) -> None:
        changes = self.model.nodes[patient.node].changes
        assert changes is not None, "it has come about"
        name = self.model.classes[patient.patient_class].name
        self._unqueue(patient)
        patient.patient_class = self.prepared.place(
            "class", changes.while_waiting[name][0]
        )
        patient.class_there = patient.patient_class
        _, front, key = patient.place_in_queue
        self._queue_up(patient, (float(self._rank(patient)), front, key))
        self._set_change(patient)
        self._look_at(patient.node)

    def _record(self, patient: Patient, cause: int) -> None:
        ended = cause == SERVED or patient.state == "blocked"
        self.visits.append(
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
                NEVER if cause == STILL_THERE else self.now,
                cause,
            )
        )

    def _still_there(self) -> list[Patient]:
        queued = [each for queue in self.queue for _, _, each in queue]
        paused = [each for some in self.paused for _, each in some]
        served = [each for some in self.served for each in some]
        blocked = [each for some in self.blocked for _, each in some]
        everyone = queued + paused + served + blocked
        return sorted(everyone, key=lambda patient: patient.number_in_run)

    # -- deadlock --------------------------------------------------------------------

    def _break_deadlock(self) -> bool:
        """Find patients who block each other for good; say whether anything was done."""
        if not any(map(self._some_blocked, range(len(self.blocked)))):
            return False
        stuck = self._stuck()
        if not any(map(self._some_blocked, stuck)):
            return False
        ring = self._ring(stuck)
        nodes = tuple(patient.node for patient in ring) or tuple(sorted(stuck))
        rule = self.model.deadlock
        if rule == "swap" and ring:
            self._swap(ring)
        elif rule == "stop":
            self.stopped = self.now
        else:
            rule = "overflow"
            node = min(node for node in stuck if self._some_blocked(node))
            self.opened[node] += 1
            self._look_at(node)
        self.deadlocks.append(Deadlock(self.now, nodes, rule))
        return True

    def _some_blocked(self, node: int) -> bool:
        """Say whether somebody is blocked towards a node, not just waiting outside."""
        return any(patient.state == "blocked" for _, patient in self.blocked[node])

    def _stuck(self) -> set[int]:
        """Give the nodes from which nobody will ever go, unless something is done."""
        nodes = range(len(self.model.nodes))
        moves = {
            node
            for node in nodes
            if self.served[node] or self.turning[node] or not self._is_full(node)
        }
        coming: dict[int, set[int]] = {node: set() for node in nodes}
        for to in nodes:
            for _, patient in self.blocked[to]:
                if patient.state == "blocked":
                    coming[patient.node].add(to)
        while True:
            more = {
                node
                for node in nodes
                if node not in moves
                and (coming[node] & moves or self._may_start(node, moves))
            }
            if not more:
                return {node for node in nodes if node not in moves}
            moves |= more

    def _may_start(self, node: int, moves: set[int]) -> bool:
        """Say whether those who wait at a node may yet be given what they need."""
        if not self.queue[node] and not self.paused[node]:
            return False
        return all(
            self._may_rise(need.pool)
            or self.capacity[need.pool] - self.used[need.pool] >= need.units
            or any(
                other in moves and self.here[other]
                for other, needs in enumerate(self.prepared.needs)
                if any(each.pool == need.pool for each in needs)
            )
            for need in self.prepared.needs[node]
        )

    def _may_rise(self, pool: int) -> bool:
        steps = self.prepared.steps[pool]
        each_week = isinstance(self.model.pools[pool].capacity, ByHour)
        return self.step_of[pool] < len(steps) or (each_week and len(steps) > 1)

    def _ring(self, stuck: set[int]) -> list[Patient]:
        """Give patients who each want the next one's place; none if there is no ring."""
        first: dict[int, Patient] = {}
        for to in sorted(stuck):
            for place, patient in self.blocked[to]:
                before = first.get(patient.node)
                if patient.state == "blocked" and (
                    before is None or place[2] < before.place_in_ring[2]
                ):
                    first[patient.node] = patient
        path: list[int] = []
        node = min(first, default=-1)
        while node in first and node not in path:
            path.append(node)
            node = first[node].to
        if node not in path:
            return []
        return [first[each] for each in path[path.index(node) :]]

    def _swap(self, ring: list[Patient]) -> None:
        """Let everyone in a ring go to the next one's place at once."""
        for patient in ring:
            self.blocked[patient.to].remove((patient.place_in_ring, patient))
            self._record(patient, SERVED)
            held = tuple(n for n in self.prepared.needs[patient.node] if n.hold)
            self._release(held)
            self.here[patient.node] -= 1
            self._look_at(patient.node)
        for patient in ring:
            if not self._balks(patient, patient.to):
                patient.state = "gone"
                self._join(patient)

    # -- what expressions ask ----------------------------------------------------------

    def _value(self, program: Program, patient: Patient) -> float:
        return expressions.value_of(
            program, lambda code, which: self._asked(code, which, patient)
        )

    def _asked(self, code: int, which: int, patient: Patient) -> float:
        hour = int(self.prepared.hour_of_week[int(self.now)])
        waits = patient.state == "waiting"
        names: dict[int, float] = {
            expressions.CODES["time"]: self.now,
            expressions.CODES["hour"]: hour % 24,
            expressions.CODES["weekday"]: hour // 24,
            expressions.CODES["waited"]: patient.waited_before
            + (self.now - patient.arrive if waits else 0.0),
            expressions.CODES["in_system"]: self.now - patient.came,
            expressions.CODES["visits"]: patient.visit,
            expressions.CODES["priority"]: self._rank(patient),
        }
        if code in names:
            return float(names[code])
        if code == expressions.CODES["is_class"]:
            return float(patient.patient_class == which)
        if code == expressions.CODES["waiting"]:
            return float(len(self.queue[which]))
        if code == expressions.CODES["present"]:
            return float(self.here[which])
        return float(self.capacity[which] - self.used[which])
