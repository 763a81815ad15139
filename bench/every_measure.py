"""Every measure of a log, one after another, timed; the last line is JSON.

Run as a script: `every_measure.py PATH STANDARDS`. It is a process of its own, so that
its memory is its own. Of each measure it tells the seconds, those of the processor, and
the peak of memory so far; and which measures the log cannot answer.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Callable

import numpy as np
from peak import peak_mib

from wholeflow.errors import WholeflowError
from wholeflow.journeys import Journeys, read_log, read_standards
from wholeflow.journeys.checking import quality
from wholeflow.journeys.measures import (
    at_home,
    bottlenecks,
    boundaries,
    causes,
    clock,
    comparing,
    concurrency,
    discharge,
    duplication,
    edge_sums,
    failure_demand,
    flow,
    follows,
    handovers,
    harm,
    little,
    readmission,
    rework,
    typical,
    value_stream,
    variants,
    waiting,
    worth,
)
from wholeflow.journeys.pictures import draw_dots, draw_spectrum, spectrum
from wholeflow.journeys.rules.standards import Standards

MIDDLE = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
CHAIN = ("Receiving the referral", "Triaging", "Seeing the GP", "Booking a clinic")
Measures = dict[str, Callable[[], object]]


def measures(journeys: Journeys, asked: Standards) -> Measures:
    """Give every measure by its name."""
    return {
        **_of_time(journeys, asked),
        **_of_waste(journeys, asked),
        **_of_outcomes(journeys, asked),
    }


def _of_time(log: Journeys, asked: Standards) -> Measures:
    rng = np.random.default_rng(1)
    return {
        "quality": lambda: quality(log, now=dt.datetime.now(dt.UTC)),
        "what follows what": lambda: follows.directly_follows(log),
        "sums to add up": lambda: edge_sums.edge_statistics(log),
        "variants": lambda: variants.variants(log).shown(log, 10),
        "flow efficiency": lambda: flow.flow_efficiency(log),
        "flow by body": lambda: flow.flow_by(log, "organisation"),
        "Little's law": lambda: little.littles_law(log),
        "Little's law by body": lambda: little.littles_law_by(log, "organisation"),
        "waits": lambda: waiting.waits_before(log),
        "waits on causes": lambda: waiting.causal_waits(
            log, concurrency.concurrent_activities(log)
        ),
        "hand-overs": lambda: handovers.hand_over_waits(log),
        "causes of waits": lambda: causes.wait_causes(log, opening=asked.opening),
        "bottlenecks": lambda: bottlenecks.bottlenecks(log, "organisation"),
        "waits by hour": lambda: clock.waits_by_hour(log),
        "arrivals by hour": lambda: clock.arrivals_by_hour(log),
        "weekends": lambda: clock.weekend_ratio(log, ["Discharging"]),
        "batches": lambda: clock.batch_peaks(log, 5),
        "typical journey": lambda: typical.typical_journey(log),
        "value stream": lambda: value_stream.value_stream(log, opening=asked.opening),
        "spectrum": lambda: draw_spectrum(spectrum(log, CHAIN), timezone=log.timezone),
        "dots": lambda: draw_dots(log),
        "before and after": lambda: comparing.compare_hours(
            comparing.before_and_after(log, MIDDLE), flow.span_hours, rng=rng
        ),
    }


def _of_waste(log: Journeys, asked: Standards) -> Measures:
    demand = asked.failure_demand
    assert demand is not None
    return {
        "duplication": lambda: duplication.duplication(
            log, duplication.repeats(log, asked.duplicates)
        ),
        "rework": lambda: rework.rework(log),
        "loops back": lambda: rework.loops_back(log, asked.rework),
        "failure demand": lambda: failure_demand.failure_demand(log, demand),
        "boundaries": lambda: boundaries.boundary_table(log, asked.boundaries),
        "worth": lambda: worth.value_table(log, asked.worth),
    }


def _of_outcomes(log: Journeys, asked: Standards) -> Measures:
    again, late, home = asked.readmissions, asked.delayed_discharge, asked.days_at_home
    assert again is not None
    assert late is not None
    assert home is not None
    return {
        "readmissions": lambda: readmission.readmissions(log, again),
        "delayed discharge": lambda: discharge.delayed_discharge(log, late),
        "days at home": lambda: at_home.days_at_home(log, home),
        "waits beside harm": lambda: [
            harm.waits_beside_harm(log, rule) for rule in asked.harm
        ],
    }


def _timed(work: Callable[[], object]) -> tuple[float, float, float]:
    """Seconds, processor seconds, and the peak of memory so far, in GiB."""
    begun, used = time.perf_counter(), time.process_time()
    work()
    took = time.perf_counter() - begun, time.process_time() - used
    peak = peak_mib() / 1024
    return *took, peak


def main(path: str, standards: str) -> None:
    asked = read_standards(standards)
    journeys: list[Journeys] = []
    told = {"read": _timed(lambda: journeys.append(read_log(path)))}
    refused: dict[str, str] = {}
    for name, measure in measures(journeys[0], asked).items():
        try:
            told[name] = _timed(measure)
        except WholeflowError as why:
            refused[name] = str(why)
    sys.stdout.write("\n" + json.dumps({"told": told, "refused": refused}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
