"""In salabim, with `yield`, without its monitors, which would take more time."""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

import salabim

from bench.care_systems import CareSystem

from .with_simpy import Counted, chosen


class Door(salabim.Component):
    """Lets patients come to a station."""

    def setup(self, run: Run, station: int, rates: tuple[float, ...]) -> None:
        self.run, self.station, self.rates = run, station, rates

    def process(self) -> Generator[Any]:
        rng, most, rates = self.run.rng, max(self.rates), self.rates
        numbers = range(len(self.run.system.classes))
        while True:
            yield self.hold(rng.expovariate(most))
            if rng.random() * most < rates[int(self.env.now()) % len(rates)]:
                (number,) = rng.choices(numbers, self.run.system.classes)
                Patient(run=self.run, station=self.station, number=number)


class Patient(salabim.Component):
    """Goes from station to station."""

    def setup(self, run: Run, station: int, number: int) -> None:
        self.run, self.station, self.number = run, station, number

    def process(self) -> Generator[Any]:
        run, at, number, env = self.run, self.station, self.number, self.env
        came = env.now()
        yield self.request((run.servers[at], 1, number))
        while True:
            counted = run.counted[at]
            begun = env.now()
            counted.wait += begun - came
            yield self.hold(run.rng.expovariate(1 / run.system.stations[at].mean_hours))
            counted.ended += 1
            to = chosen(run.system.ways[number][at], run.rng.random())
            blocking = to >= 0 and run.system.stations[to].finite
            if blocking:
                yield self.request((run.servers[to], 1, number))
            came = env.now()
            self.release(run.servers[at])
            counted.in_use += came - begun
            if to < 0:
                return
            if not blocking:
                yield self.request((run.servers[to], 1, number))
            at = to


class Run:
    """One run: its luck, its servers, and what is counted."""

    def __init__(self, system: CareSystem, seed: int) -> None:
        self.system, self.rng = system, random.Random(seed)
        self.env = salabim.Environment(trace=False, yieldless=False)
        self.servers = [
            salabim.Resource(capacity=each.servers, monitor=False)
            for each in system.stations
        ]
        self.counted = [Counted() for _ in system.stations]


def run(system: CareSystem, hours: float, seed: int) -> list[tuple[int, float, float]]:
    one = Run(system, seed)
    for at, rates in system.doors:
        Door(run=one, station=at, rates=rates)
    one.env.run(till=hours)
    return [
        (each.ended, each.wait / max(each.ended, 1), each.in_use / hours)
        for each in one.counted
    ]
