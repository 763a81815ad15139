"""In Ciw: a network, whose records of services are added up afterwards."""

from __future__ import annotations

import math

import ciw

from bench.care_systems import CareSystem

DAY = 24


def run(system: CareSystem, hours: float, seed: int) -> list[tuple[int, float, float]]:
    ciw.seed(seed)
    simulation = ciw.Simulation(network(system, hours))
    simulation.simulate_until_max_time(hours)
    ended, waits = [0] * len(system.stations), [0.0] * len(system.stations)
    for record in simulation.get_all_records(only=["service"]):
        ended[record.node - 1] += 1
        waits[record.node - 1] += record.waiting_time
    return [
        (n, wait / max(n, 1), node.server_utilisation * station.servers)
        for n, wait, node, station in zip(
            ended, waits, simulation.transitive_nodes, system.stations, strict=True
        )
    ]


def network(system: CareSystem, hours: float) -> ciw.network.Network:
    n, rates = len(system.stations), dict(system.doors)
    names = [f"c{number}" for number in range(len(system.classes))]
    more = {"priority_classes": {name: at for at, name in enumerate(names)}}
    arrivals, services, ways = {}, {}, {}
    for name, share, of_class in zip(names, system.classes, system.ways, strict=True):
        arrivals[name] = [arriving(rates.get(at), share, hours) for at in range(n)]
        services[name] = [
            ciw.dists.Exponential(1 / station.mean_hours) for station in system.stations
        ]
        ways[name] = [[some.get(to, 0.0) for to in range(n)] for some in of_class]
    return ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions=services,
        routing=ways,
        number_of_servers=[station.servers for station in system.stations],
        queue_capacities=[0 if s.finite else math.inf for s in system.stations],
        **(more if len(names) > 1 else {}),
    )


def arriving(rates: tuple[float, ...] | None, share: float, hours: float) -> object:
    if rates is None:
        return None
    if len(rates) == 1:
        return ciw.dists.Exponential(share * rates[0])
    return ciw.dists.PoissonIntervals(
        rates=[share * rate for rate in rates],
        endpoints=list(range(1, DAY + 1)),
        max_sample_date=hours,
    )
