"""A model built from what was fitted to a log.

Each activity is a node. Where time passes before it that no limit explains, a node
"until ..." without limit stands in front of it. Where a limit is at work, the node claims
one unit of a pool of its name. Cases that begin with different activities come in by a
node that takes no time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from wholeflow.simulation.experiments.parts import rates_by_hour
from wholeflow.simulation.model import calendar
from wholeflow.simulation.model.arrivals import HOURS_A_WEEK, Random, Source
from wholeflow.simulation.model.distributions import Constant, Distribution
from wholeflow.simulation.model.model import Model, PatientClass
from wholeflow.simulation.model.nodes import EVERY_CLASS, Claim, Node
from wholeflow.simulation.model.pools import Pool
from wholeflow.simulation.model.routing import Route, Shares

from .arrivals import day_factors
from .estimates import Parameters, Step
from .survival import rounded

DOOR = "arrivals"
COMING_IN = "coming in"
LEAST_SHARE = 1e-6  # of patients, that stands as a way


@dataclass(frozen=True, slots=True)
class Frame:
    """What of a model stays the same whatever is drawn.

    Parameters
    ----------
    name
        What is modelled.
    activities, classes
        Their names, in the order of the codes.
    start
        See `Model`.
    timezone
        See `Model`.
    notes
        See `Model`.
    """

    name: str
    activities: tuple[str, ...]
    classes: tuple[str, ...]
    start: str
    timezone: str
    notes: tuple[str, ...] = ()


def built(frame: Frame, of: Parameters) -> Model:
    """Build a model.

    Parameters
    ----------
    frame
        What does not depend on the parameters.
    of
        The parameters. The factors of days are left out: see `with_days`.
    """
    there = np.flatnonzero(
        of.ways[:, -1:].sum((0, 1)) + of.ways[:, :-1].sum((0, 1)) > 0
    )
    steps = [int(each) for each in there if each < len(frame.activities)]
    begins = [step for step in steps if of.ways[:, -1, step].sum() > LEAST_SHARE]
    nodes = [node for step in steps for node in _nodes(frame, of, step)]
    first = frame.activities[begins[0]]
    if len(begins) > 1:
        first = _free(COMING_IN, frame)
        nodes.insert(0, Node(name=first, service=_nothing(), routes=_begin(frame, of)))
    source = Source(
        name=DOOR,
        node=first,
        arrivals=Random(per_hour=tuple(rounded(of.rates))),
        classes=_class_shares(frame, of),
    )
    return Model(
        name=frame.name,
        nodes=tuple(nodes),
        pools=tuple(
            Pool(name=frame.activities[step], capacity=units)
            for step, units in of.limits.items()
            if step in steps
        ),
        sources=(source,),
        classes=tuple(PatientClass(name=each) for each in frame.classes),
        start=frame.start,
        timezone=frame.timezone,
        notes=frame.notes,
    )


def model_of(
    frame: Frame, of: Parameters, days: np.random.Generator, hours: float
) -> Model:
    """Build a model whose days differ as they do, for runs of so many hours.

    Parameters
    ----------
    frame, of
        As for `built`.
    days
        What draws the factor of each day.
    hours
        The longest run there will be of it.
    """
    return with_days(built(frame, of), of.day_variance, hours, days)


def with_days(
    model: Model, variance: float, hours: float, rng: np.random.Generator
) -> Model:
    """Give a model whose days differ: each has a factor of its own, for runs so long.

    Parameters
    ----------
    model
        As built.
    variance
        Of the factors, whose mean is 1; 0 leaves the model as it is.
    hours
        The longest run there will be of it.
    rng
        What draws them.
    """
    source = model.sources[0]
    if variance <= 0 or not isinstance(source.arrivals, Random):
        return model
    rates = np.array(rates_by_hour(model, source.arrivals.per_hour, hours))
    weekday = calendar.hours_of_week(model, hours + HOURS_A_WEEK)[: len(rates)] // 24
    day = np.cumsum(np.append(0, np.diff(weekday) != 0))
    factors = day_factors(rng, int(day[-1]) + 1, variance)
    arrivals = Random(per_hour=tuple((rates * factors[day]).tolist()))
    return replace(model, sources=(replace(source, arrivals=arrivals),))


def until(activity: str) -> str:
    """Give the name of the node that stands before an activity."""
    return f"until {activity}"


def _free(name: str, frame: Frame) -> str:
    while name in frame.activities:
        name += "."
    return name


def _nothing() -> dict[str, Distribution]:
    return {EVERY_CLASS: Constant(hours=0.0)}


def _nodes(frame: Frame, of: Parameters, step: int) -> list[Node]:
    """Give the node of an activity, and the one before it if there is one."""
    name = frame.activities[step]
    own = Node(
        name=name,
        service=_by_class(frame, of.service, step) or _nothing(),
        claims=(Claim(pool=name),) if step in of.limits else (),
        routes=_routes(frame, of, step),
    )
    before = _by_class(frame, of.delay, step)
    if not before:
        return [own]
    ways: dict[str, Route] = {EVERY_CLASS: Shares(to={name: 1.0})}
    return [Node(name=until(name), service=before, routes=ways), own]


def _by_class(
    frame: Frame, of: Mapping[Step, Distribution], step: int
) -> dict[str, Distribution]:
    found = {
        frame.classes[at]: of[step, at]
        for at in range(len(frame.classes))
        if (step, at) in of
    }
    if (step, None) in of:
        found[EVERY_CLASS] = of[step, None]
    return found


def _routes(frame: Frame, of: Parameters, step: int) -> dict[str, Route]:
    names = [
        until(name) if (at, None) in of.delay else name
        for at, name in enumerate(frame.activities)
    ]
    return _ways(frame, of, step, names)


def _begin(frame: Frame, of: Parameters) -> dict[str, Route]:
    """Give the ways in: the first step of a case has nothing before it."""
    return _ways(frame, of, -1, list(frame.activities))


def _ways(
    frame: Frame, of: Parameters, step: int, names: list[str]
) -> dict[str, Route]:
    found: dict[str, Route] = {}
    for at, name in enumerate(frame.classes):
        shares = of.ways[at, step]
        shares = np.where(shares > LEAST_SHARE, shares, 0.0)
        total = shares.sum()
        if total > 0 and shares[:-1].any():
            to = zip(names, (shares / total).tolist(), strict=False)
            found[name] = Shares(to={each: share for each, share in to if share > 0})
    return found


def _class_shares(frame: Frame, of: Parameters) -> dict[str, float]:
    if len(frame.classes) == 1:
        return {}
    shares = of.classes.tolist()
    return dict(
        zip(frame.classes, [*shares[:-1], max(0.0, 1 - sum(shares[:-1]))], strict=True)
    )
