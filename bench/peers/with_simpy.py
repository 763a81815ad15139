"""In SimPy: a process for each patient and each door, a resource for each station."""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import simpy

from bench.care_systems import CareSystem


@dataclass(slots=True)
class Counted:
    """What is added up at one station."""

    ended: int = 0
    wait: float = 0.0
    in_use: float = 0.0


@dataclass(slots=True)
class Run:
    """One run: its clock, its luck, its servers, and what is counted."""

    system: CareSystem
    hours: float
    rng: random.Random
    env: simpy.Environment = field(default_factory=simpy.Environment)
    servers: list[Any] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)

    def __post_init__(self) -> None:
        kind = (
            simpy.PriorityResource if len(self.system.classes) > 1 else simpy.Resource
        )
        for station in self.system.stations:
            self.servers.append(kind(self.env, station.servers))
            self.counted.append(Counted())

    def ask(self, at: int, number: int) -> Any:
        if len(self.system.classes) > 1:
            return self.servers[at].request(priority=number)
        return self.servers[at].request()

    def patient(self, at: int, number: int) -> Generator[Any]:
        env, rng, system = self.env, self.rng, self.system
        came, server = env.now, self.ask(at, number)
        yield server
        while True:
            counted = self.counted[at]
            begun = env.now
            counted.wait += begun - came
            yield env.timeout(rng.expovariate(1 / system.stations[at].mean_hours))
            counted.ended += 1
            to = chosen(system.ways[number][at], rng.random())
            after = None
            if to >= 0 and system.stations[to].finite:
                after = self.ask(to, number)  # blocked till there is a place
                yield after
            came = env.now
            self.servers[at].release(server)
            counted.in_use += came - begun
            if to < 0:
                return
            if after is None:
                after = self.ask(to, number)
                yield after
            at, server = to, after

    def door(self, at: int, rates: tuple[float, ...]) -> Generator[Any]:
        env, rng, most = self.env, self.rng, max(rates)
        numbers = range(len(self.system.classes))
        while True:
            yield env.timeout(rng.expovariate(most))
            if rng.random() * most < rates[int(env.now) % len(rates)]:
                (number,) = rng.choices(numbers, self.system.classes)
                env.process(self.patient(at, number))


def chosen(shares: dict[int, float], uniform: float) -> int:
    """Give the station that a uniform falls on; -1 leaves."""
    for to, share in shares.items():
        uniform -= share
        if uniform < 0:
            return to
    return -1


def run(system: CareSystem, hours: float, seed: int) -> list[tuple[int, float, float]]:
    one = Run(system, hours, random.Random(seed))
    for at, rates in system.doors:
        one.env.process(one.door(at, rates))
    one.env.run(until=hours)
    for resource, counted in zip(one.servers, one.counted, strict=True):
        counted.in_use += sum(hours - user.usage_since for user in resource.users)
    return [
        (each.ended, each.wait / max(each.ended, 1), each.in_use / hours)
        for each in one.counted
    ]
