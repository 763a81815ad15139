"""Three care systems on which programs of simulation are compared, in plain numbers.

Exponential services and Poisson arrivals throughout, so that every program can have the
same. Nothing of wholeflow is imported here: the peers are measured without it.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

Shares = dict[int, float]
Ways = tuple[tuple[Shares, ...], ...]
Doors = tuple[tuple[int, tuple[float, ...]], ...]


@dataclass(frozen=True, slots=True)
class Station:
    """Servers; `finite` has no queue: whoever comes next keeps the place before it."""

    servers: int
    mean_hours: float
    finite: bool = False


@dataclass(frozen=True, slots=True)
class CareSystem:
    """Stations, where each class goes after each of them, and who comes.

    `ways[class][station]` is a share to each station; the rest leaves. A door is a
    station and its arrivals an hour: one rate, or 24 for the hours of a day. Classes
    come in order of priority.
    """

    stations: tuple[Station, ...]
    ways: Ways
    doors: Doors
    classes: tuple[float, ...] = (1.0,)


def one_queue(servers: int = 10, load: float = 0.9) -> CareSystem:
    """M/M/c."""
    return CareSystem((Station(servers, 1.0),), (({},),), ((0, (load * servers,)),))


def hospital() -> CareSystem:
    """An emergency department, a ward and social care, each blocking what is before it."""
    return CareSystem(
        (Station(12, 4.0), Station(60, 96.0, True), Station(16, 144.0, True)),
        (({1: 0.4}, {2: 0.2}, {}),),
        ((0, (30 / 24,)),),
    )


def network(n: int = 50, doors: int = 15, load: float = 0.85) -> CareSystem:
    """Many stations, three classes, ways that come back, and arrivals by the hour."""
    rng = random.Random(5)
    classes = (0.2, 0.3, 0.5)
    ways = tuple(
        tuple(
            dict(zip(rng.sample([to for to in range(n) if to != at], 3),
                     (0.4, 0.2, 0.1), strict=True))
            for at in range(n)
        )
        for _ in classes
    )  # fmt: skip
    day = [1 + 0.5 * math.sin(2 * math.pi * (hour - 9) / 24) for hour in range(24)]
    gates = tuple(
        (at, tuple(round(2 * each, 3) for each in day))
        for at in sorted(rng.sample(range(n), doors))
    )
    coming = _visits_an_hour(n, ways, gates, classes)
    servers = [rng.randint(3, 12) for _ in range(n)]
    stations = tuple(
        Station(some, load * some / rate)
        for some, rate in zip(servers, coming, strict=True)
    )
    return CareSystem(stations, ways, gates, classes)


def _visits_an_hour(
    n: int, ways: Ways, doors: Doors, classes: tuple[float, ...]
) -> list[float]:
    """Solve the traffic equations, by following the patients till few are left."""
    total = [0.0] * n
    for share, of_class in zip(classes, ways, strict=True):
        now = [0.0] * n
        for at, rates in doors:
            now[at] += share * sum(rates) / len(rates)
        while max(now) > 1e-9:
            total = [a + b for a, b in zip(total, now, strict=True)]
            after = [0.0] * n
            for at, some in enumerate(of_class):
                for to, part in some.items():
                    after[to] += part * now[at]
            now = after
    return total


def stations(n: int) -> CareSystem:
    """A ring of so many stations; half go on from each to the next."""
    return CareSystem(
        (Station(4, 0.8),) * n,
        (tuple({(at + 1) % n: 0.5} for at in range(n)),),
        tuple((at, (2.0,)) for at in range(n)),
    )


def queue(n: int, servers: int = 10, hours: float = 100_000.0) -> CareSystem:
    """A queue that grows all the time, to twice n at the end of so many hours."""
    return CareSystem(
        (Station(servers, 1.0),), (({},),), ((0, (servers + 2 * n / hours,)),)
    )


def patients(n: int) -> CareSystem:
    """So many patients in service at once, and hardly anybody who waits."""
    return CareSystem((Station(n + n // 10, 1.0),), (({},),), ((0, (float(n),)),))


SYSTEMS = {"one queue": one_queue, "hospital": hospital, "network": network}
GROWING = {"stations": stations, "queue": queue, "patients": patients}


def system_of(name: str) -> CareSystem:
    """Give a system by its name, or by its kind and size: "stations 100"."""
    kind, _, size = name.partition(" ")
    return GROWING[kind](int(size)) if kind in GROWING else SYSTEMS[name]()
