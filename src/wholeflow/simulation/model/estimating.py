"""How much work a run is, told before it begins."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from wholeflow.errors import BadModel

from .arrivals import HOURS_A_WEEK, Random, Recorded, Source
from .checking.limits import BYTES_A_NUMBER, table_bytes
from .flows import Flows, State
from .loads import kept_hours, mean_hours, rate_an_hour, solved
from .model import Model
from .pools import in_the_long_run
from .ranges import LONGEST_HOURS, told

SECONDS_A_SERVICE = (
    2 * 0.1e-6
)  # twice what one took on the machine where it was measured
BYTES_A_PATIENT = 400
BYTES_A_TABLE = 20_000  # of a distribution without a short inverse


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one replication is expected to take.

    Parameters
    ----------
    services
        How many services.
    seconds
        Time on one core of a usual machine.
    megabytes
        Memory, without rows of visits.
    """

    services: float
    seconds: float
    megabytes: float


def estimate(model: Model, hours: float) -> Estimate:
    """Say how much work a run will be.

    Parameters
    ----------
    model
        One without faults; see `.checking`.
    hours
        Length of the run, up to 1,000,000.

    Returns
    -------
    Estimate
        Within a factor of two or so; patients who wait are guessed at by Little's law,
        as many as are served, and those for whom units are missing.

    Raises
    ------
    BadModel
        If the hours are no length of a run.
    """
    if not 0 < hours <= LONGEST_HOURS:
        raise BadModel(
            model.name,
            [
                (
                    f"hours: expected a run of more than 0 and at most "
                    f"{told(LONGEST_HOURS)} hours, got {told(hours)}"
                )
            ],
        )
    flows = Flows.of(model)
    visits = _visits(flows, hours)
    services = math.fsum(visits.values()) + _steps_recorded(model, hours)
    patients = _there_at_once(flows, visits, hours)
    return Estimate(
        services=services,
        seconds=services * SECONDS_A_SERVICE,
        megabytes=(_tables(model, hours) + patients * BYTES_A_PATIENT) / 1e6,
    )


def _visits(flows: Flows, hours: float) -> dict[State, float]:
    """Give the visits of a run to each node by class, but for recorded paths."""
    begun = defaultdict[State, float](float)
    for present in flows.model.present:
        node = flows.nodes[present.node]
        begun[node, flows.first_class(present.patient_class)] += present.patients
    for source in flows.model.sources:
        if not (isinstance(source.arrivals, Recorded) and source.arrivals.paths):
            patients = _patients(source, hours)
            for state, share in flows.coming(source).items():
                begun[state] += patients * share
    return solved(flows, begun, set(), kept=hours)


def _patients(source: Source, hours: float) -> float:
    match source.arrivals:
        case Recorded(at=at, demand=demand):
            return sum(each < hours for each in at) * math.fsum(demand) / len(demand)
        case Random(per_hour=rates) if len(rates) > max(hours, HOURS_A_WEEK):
            size = math.fsum(size * share for size, share in source.together.items())
            return math.fsum(rates[: math.ceil(hours)]) * (size or 1.0)
        case _:
            return rate_an_hour(source, hours) * hours


def _steps_recorded(model: Model, hours: float) -> float:
    return math.fsum(
        len(path) * math.fsum(source.arrivals.demand) / len(source.arrivals.demand)
        for source in model.sources
        if isinstance(source.arrivals, Recorded)
        for at, path in zip(source.arrivals.at, source.arrivals.paths, strict=False)
        if at < hours
    )


def _there_at_once(flows: Flows, visits: dict[State, float], hours: float) -> float:
    """Guess how many patients are there at once, at most."""
    model = flows.model
    work, there = defaultdict[str, float](float), 0.0
    for state, count in visits.items():
        for claim in model.nodes[state[0]].claims:
            kept = kept_hours(flows, state, claim)
            work[claim.pool] += count * claim.units * kept
    capacity = {
        pool.name: in_the_long_run(pool.capacity) * hours for pool in model.pools
    }
    for state, count in visits.items():
        served = mean_hours(flows.service(state))
        there += 2 * count * min(1.0, served / hours)
        left = (
            1 - capacity[claim.pool] / work[claim.pool]
            for claim in model.nodes[state[0]].claims
            if work[claim.pool] > capacity[claim.pool]
        )
        there += count * max(left, default=0.0)
    return there + model.n_present


def _tables(model: Model, hours: float) -> float:
    """Give the bytes of what is counted, of the calendar, and of distributions."""
    by_class = sum(len(node.service) for node in model.nodes)
    return (
        table_bytes(len(model.nodes), len(model.classes))
        + HOURS_A_WEEK * (4 * len(model.nodes) + 3 * len(model.pools)) * BYTES_A_NUMBER
        + hours * BYTES_A_NUMBER
        + by_class * BYTES_A_TABLE
    )
