"""The hospitals of a country as one model: large, plain, and with made-up times.

Each trust has eight steps of care. Everybody who attends is triaged and treated; some go
on to same day care or are admitted, to acute medicine, surgery or critical care, and from
there to a ward and to recovery at a place outside the hospital. Beds have no queue of
their own: whoever cannot go on keeps the bed or cubicle, and so the last step fills the
first (type I blocking).

How many attend and are admitted is given; England has some 25 million attendances at
accident and emergency departments and 6.5 million emergency admissions a year (NHS
England, A&E Attendances and Emergency Admissions). Times, shares and the pattern of the
day are made up, of a likely size: the model is there to learn on and to measure how long
a run takes, and says nothing about any hospital.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

from wholeflow.errors import BadInput

from .model.arrivals import Random, Source
from .model.distributions import Distribution, Exponential, Weibull
from .model.model import Model, PatientClass
from .model.nodes import Claim, Node
from .model.pools import Pool
from .model.routing import Shares

HOURS_A_YEAR = 8766.0
MAJOR, MINOR = "major", "minor"
MAJORS = 0.55  # share of those who attend; nobody else is admitted
SAME_DAY = 0.1  # share of major patients who go on to same day care
SPARE_BEDS, SPARE_CUBICLES = 1.3, 4.0  # in square roots of how many would be in use
BY_HOUR = (3, 2, 2, 1, 1, 2, 3, 5, 7, 9, 10, 10, 9, 9, 9, 9, 8, 8, 8, 8, 7, 6, 5, 4)
BY_DAY = (1.1, 1.0, 1.0, 0.98, 0.98, 0.96, 0.98)  # from Monday
STAYS_VARY = 0.9  # shape of a Weibull: somewhat more than exponential ones

Flow = dict[tuple[str, str], float]  # patients an hour, by step and class


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of care: mean hours by class, the share who go on to each, and its room."""

    name: str
    hours: dict[str, float]
    to: dict[str, float] = field(default_factory=dict)
    spare: float = SPARE_BEDS
    is_ward: bool = True

    def service(self) -> dict[str, Distribution]:
        if not self.is_ward:
            return {name: Exponential(mean=mean) for name, mean in self.hours.items()}
        scale = 1 / math.gamma(1 + 1 / STAYS_VARY)
        return {
            name: Weibull(scale=mean * scale, shape=STAYS_VARY)
            for name, mean in self.hours.items()
        }


def national_model(
    *, trusts: int = 124, attendances: float = 25e6, admissions: float = 6.5e6
) -> Model:
    """Give a model of the emergency care of a country's hospitals.

    Parameters
    ----------
    trusts
        How many. The largest is three times the smallest, and those between rise evenly.
    attendances, admissions
        Patients a year, of all trusts together.

    Returns
    -------
    Model
        Of eight nodes and pools for each trust. There are as many beds as would be in
        use on average if nobody were ever blocked, and 1.3 times the square root of that
        to spare (square-root staffing), so that small trusts fare much as large ones.

    Notes
    -----
    Raises `BadInput` if there is no trust, nobody attends, nobody is admitted, or more
    than 90 % of major patients, who are 55 % of all.

    Examples
    --------
    >>> model = national_model(trusts=2, attendances=400_000, admissions=104_000)
    >>> len(model.nodes), model.nodes[0].name
    (16, 'Triaging, trust 1')
    """
    _refuse(trusts, attendances, admissions)
    steps = _steps(admissions / (attendances * MAJORS))
    made = [
        _trust(number, steps, attendances * share)
        for number, share in enumerate(_sizes(trusts), start=1)
    ]
    return Model(
        name=f"Emergency care of {trusts} trusts",
        nodes=tuple(node for nodes, _, _ in made for node in nodes),
        pools=tuple(pool for _, pools, _ in made for pool in pools),
        sources=tuple(source for _, _, source in made),
        classes=(
            PatientClass(name=MAJOR, due_hours=4.0),
            PatientClass(name=MINOR, priority=1, due_hours=4.0),
        ),
        timezone="Europe/London",
        notes=("Times, shares and the pattern of the day are made up.",),
    )


def _refuse(trusts: int, attendances: float, admissions: float) -> None:
    most = MAJORS - MAJORS * SAME_DAY
    faults = []
    if trusts < 1:
        faults.append(f"trusts: expected at least 1, got {trusts}")
    if not 0 < attendances < math.inf:
        faults.append(f"attendances: expected a number above 0, got {attendances:g}")
    elif not 0 < admissions <= most * attendances:
        faults.append(
            f"admissions: expected more than 0, and at most {most:.0%} of the "
            f"{attendances:,.0f} attendances, got {admissions:,.0f}"
        )
    if faults:
        raise BadInput("national model", faults)


def _steps(admitted: float) -> tuple[_Step, ...]:
    """Give the steps, each before those that it leads to; a share of majors is admitted."""
    onward = {
        "Same day caring": SAME_DAY, "Assessing in acute medicine": 0.70 * admitted,
        "Operating and surgical caring": 0.27 * admitted,
        "Caring critically": 0.03 * admitted,
    }  # fmt: skip
    return (
        _Step("Triaging", {MAJOR: 0.1, MINOR: 0.1}, {"Treating": 1.0},
            SPARE_CUBICLES, is_ward=False),
        _Step("Treating", {MAJOR: 4.0, MINOR: 2.0}, onward,
            SPARE_CUBICLES, is_ward=False),
        _Step("Same day caring", {MAJOR: 5.0}, spare=SPARE_CUBICLES),
        _Step("Assessing in acute medicine", {MAJOR: 24.0}, {
            "Caring critically": 0.02, "Caring on a medical ward": 0.5}),
        _Step("Operating and surgical caring", {MAJOR: 60.0}, {
            "Caring critically": 0.02, "Recovering in the community": 0.04}),
        _Step("Caring critically", {MAJOR: 72.0}, {"Caring on a medical ward": 0.8}),
        _Step("Caring on a medical ward", {MAJOR: 72.0}, {
            "Recovering in the community": 0.1}),
        _Step("Recovering in the community", {MAJOR: 200.0}),
    )  # fmt: skip


def _sizes(trusts: int) -> list[float]:
    """Give the share of all patients that comes to each trust."""
    if trusts == 1:
        return [1.0]
    return [(0.5 + at / (trusts - 1)) / trusts for at in range(trusts)]


def _trust(
    number: int, steps: tuple[_Step, ...], attendances: float
) -> tuple[list[Node], list[Pool], Source]:
    an_hour = attendances / HOURS_A_YEAR
    flow = _flow(steps, an_hour)
    nodes, pools = [], []
    for step in steps:
        work = sum(flow[step.name, name] * mean for name, mean in step.hours.items())
        units = max(1, math.ceil(work + step.spare * math.sqrt(work)))
        pools.append(Pool(name=_name(f"Units for {step.name}", number), capacity=units))
        nodes.append(_node(step, number, units))
    pattern = [hour * day for day in BY_DAY for hour in BY_HOUR]
    mean = sum(pattern) / len(pattern)
    source = Source(
        name=_name("Front door", number),
        node=nodes[0].name,
        arrivals=Random(per_hour=tuple(an_hour * each / mean for each in pattern)),
        classes={MAJOR: MAJORS, MINOR: 1 - MAJORS},
    )
    return nodes, pools, source


def _name(what: str, number: int) -> str:
    return f"{what}, trust {number}"


def _node(step: _Step, number: int, units: int) -> Node:
    service = step.service()
    return Node(
        name=_name(step.name, number),
        service=service if MINOR in service else {"*": service[MAJOR]},
        claims=(Claim(pool=_name(f"Units for {step.name}", number)),),
        places=units if step.is_ward else None,
        routes={
            name: Shares(to={_name(to, number): share for to, share in ways.items()})
            for name in step.hours
            if (ways := _ways(step, name))
        },
    )


def _ways(step: _Step, name: str) -> dict[str, float]:
    """Give where a class goes on to: minor patients are triaged, treated and go home."""
    return {
        to: share for to, share in step.to.items() if name == MAJOR or to == "Treating"
    }


def _flow(steps: tuple[_Step, ...], an_hour: float) -> Flow:
    """Add up who comes to each step; each stands before those that it leads to."""
    flow: Flow = defaultdict(float)
    flow[steps[0].name, MAJOR] = an_hour * MAJORS
    flow[steps[0].name, MINOR] = an_hour * (1 - MAJORS)
    for step in steps:
        for name in step.hours:
            for to, share in _ways(step, name).items():
                flow[to, name] += flow[step.name, name] * share
    return flow
