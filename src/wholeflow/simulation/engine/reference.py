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
from itertools import chain, repeat

from wholeflow.simulation.chance.keys import mixed, uniform
from wholeflow.simulation.chance.purposes import key_of
from wholeflow.simulation.model import calendar
from wholeflow.simulation.model.arrivals import Appointments, Random, Recorded
from wholeflow.simulation.model.model import Present

from .layout import COPY
from .listed import Listed, listed
from .plain.coming import come, longer_than, order_key, set_change, set_patience
from .plain.deadlock import break_deadlock
from .plain.ending import become, end_service, give_up, let_in, made_ready
from .plain.rerouting import reroute
from .plain.shifts import plan_shift, shift
from .plain.starting import serve, start_waiting
from .plain.state import (
    ARRIVAL,
    END,
    Path,
    Patient,
    State,
    all_ended,
    is_full,
    log_units,
    luck,
    luck_of_source,
    queue_up,
    rank,
    record,
    still_there,
)
from .prepared import chosen, summed
from .visits import STILL_THERE, Visit


class Reference(State):
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

    def run(self) -> list[Visit]:
        """Run to the end; give every visit, in order of leaving, then the open ones."""
        self._begin()
        while self.stopped is None and not (self.following and all_ended(self)):
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
        for patient in still_there(self):
            record(self, patient, STILL_THERE)
        return self.visits

    def _begin(self) -> None:
        for pool, steps in enumerate(self.prepared.steps):
            self.capacity[pool] = self.stay[pool] = steps[0][1]
            plan_shift(self, pool)
            log_units(self, pool)
        for source in range(len(self.model.sources)):
            of = listed(self.prepared, source, self.run_key, self.last)
            self.lists.append(of[::-1])
            self._plan_arrival(source)
        heapq.heappush(self.events, (self.hours, END, 0, None))
        alike = (repeat(each, each.patients) for each in self.model.present)
        for number, present in enumerate(chain.from_iterable(alike)):
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
                end_service(self, what)
            elif what.gives_up == turn:
                give_up(self, what)
            else:
                become(self, what)
        elif isinstance(what, int):
            self.now = at
            match kind:
                case 2:
                    made_ready(self, what)
                case 3:
                    shift(self, what)
                case 5:
                    self._arrival(what)
        return True

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
            rate = calendar.in_hour(
                arrivals.per_hour, int(at), self.prepared.hour_of_week
            )
            end = int(at) + 1.0
            if left <= (end - at) * rate:
                at += left / rate
                break
            left -= (end - at) * rate
            at = end
        self.position[source] = at
        return at

    def _arrival(self, source: int) -> None:
        of = self.model.sources[source]
        now_listed = self.lists[source].pop() if self.lists[source] else None
        draw = self.draws_of[source] - 1 if now_listed is None else now_listed.number
        self._plan_arrival(source)
        size = 1
        if of.together:
            chances = summed(of.together, int)
            last = chances[-1][1]
            size = chosen(chances, luck_of_source(self, source, "together", draw), last)
        for _ in range(size):
            if self.stopped is None:
                self._one_comes(source, now_listed)
                self._follow()

    def _one_comes(self, source: int, now_listed: Listed | None) -> None:
        of = self.model.sources[source]
        number = self.numbers[source]
        if now_listed is not None and not of.together:
            number = now_listed.number
        self.numbers[source] += 1
        patient_class = self._class_of(source, number, now_listed)
        share = self.prepared.prevented[source][patient_class]
        if luck_of_source(self, source, "prevented", number) < share:
            return
        patient = self._new(source, number)
        patient.patient_class = patient.class_in = patient_class
        patient.path = self._path_of(source, number)
        come(self, patient, self.prepared.place("node", of.node))

    def _new(self, source: int, number: int) -> Patient:
        name = self.model.sources[source].name if source >= 0 else "present"
        key = mixed(mixed(self.run_key, key_of("patient", name)), number)
        patient = Patient(self.patients, source, number, key, 0, self.now)
        self.patients += 1
        self.journeys.append(patient)
        return patient

    def _class_of(self, source: int, number: int, now_listed: Listed | None) -> int:
        of = self.model.sources[source]
        if now_listed is not None and now_listed.patient_class >= 0:
            return now_listed.patient_class
        if not of.classes:
            return 0
        chances = summed(of.classes, lambda n: self.prepared.place("class", n))
        share = luck_of_source(self, source, "class", number)
        return chosen(chances, share, chances[-1][1])

    def _path_of(self, source: int, number: int) -> Path:
        arrivals = self.model.sources[source].arrivals
        if not isinstance(arrivals, Recorded) or not arrivals.paths:
            return ()
        return tuple(
            (self.prepared.place("node", step.node), step.hours)
            for step in arrivals.paths[number % COPY]
        )

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
            key = (float(rank(self, patient)), 1.0, order_key(self, patient))
            queue_up(self, patient, key)
            set_patience(self, patient, present.since_hours)
            set_change(self, patient, present.since_hours)
            return
        service = self.prepared.service[node][patient.patient_class]
        share = luck(self, patient, "service", node, 0)
        hours = longer_than(self, service, share, served)
        patient.hours, patient.left = hours, hours - served
        patient.start = -served
        patient.waited_before = present.since_hours - served
        serve(self, patient)

    def _follow(self) -> None:
        while self.stopped is None:
            while self.work:
                node = self.work.popleft()
                group = self.prepared.groups[self.prepared.group_of[node]]
                start_waiting(self, group)
                while self.blocked[node] and not is_full(self, node):
                    _, patient = self.blocked[node].pop(0)
                    let_in(self, patient, node)
                    start_waiting(self, group)
            if not reroute(self) and not break_deadlock(self):
                self.settled()
                return
