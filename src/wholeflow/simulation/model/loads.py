"""How much work comes to each pool in the long run, and whether it can be done.

The flows of patients add up: what comes to a node is what comes from outside and what
comes on from other nodes (the traffic equations; see Jackson, 1957, Networks of waiting
lines). The work that comes to a pool is the flow to each of its nodes, times the mean
hours for which each patient keeps units, times the units (the offered load). Where that
is as much as the units that are there, a queue grows without end, however long the run.

Assumed: routes by state as in `.flows`; patients keep the class in which they came to a
node until the service; nobody turns away, gives up or is lost; what is recorded goes on
at its mean rate; time in which units are held by patients who cannot leave is left out,
as it depends on the run. All but the last make loads greater than they come to be.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from wholeflow.errors import BadModel

from .arrivals import HOURS_A_WEEK, Appointments, Random, Recorded, Source
from .distributions import Distribution
from .flows import Flows, State
from .model import Model
from .nodes import Claim, Node
from .pools import Pool, in_the_long_run
from .ranges import told

FEW = 300  # states, for which a full table of shares is as quick as one with gaps
NOT_QUITE_ONE = 1 - 1e-12
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Load:
    """The work that comes to a pool in the long run.

    Parameters
    ----------
    pool
        Its name.
    needed_units
        Units that would be in use on average if everybody were served: the offered load.
    mean_units
        Units that are there on average.
    certain_units
        Of those needed, the units for patients whom no loss can keep away: see
        `refuse_overload`.
    """

    pool: str
    needed_units: float
    mean_units: float
    certain_units: float

    @property
    def share(self) -> float:
        """The load as a share of what is there, often called rho."""
        return _share(self.needed_units, self.mean_units)


def loads_of(model: Model) -> tuple[Load, ...]:
    """Give the load of each pool in the long run, in the order of the model.

    Parameters
    ----------
    model
        One without faults; see `.checking`.

    Returns
    -------
    tuple of Load
        One for each pool.

    Notes
    -----
    Raises `BadModel` if some patients never leave, so that there is no long run.

    Examples
    --------
    >>> from wholeflow.simulation import Claim, Exponential, Node, Pool, Random, Source
    >>> ward = Node(
    ...     name="Ward",
    ...     service={"*": Exponential(mean=72)},
    ...     claims=(Claim(pool="beds"),),
    ... )
    >>> model = Model(
    ...     name="A ward",
    ...     nodes=(ward,),
    ...     pools=(Pool(name="beds", capacity=24),),
    ...     sources=(
    ...         Source(name="door", node="Ward", arrivals=Random(per_hour=(0.25,))),
    ...     ),
    ... )
    >>> [(load.pool, load.needed_units, load.share) for load in loads_of(model)]
    [('beds', 18.0, 0.75)]
    """
    flows = Flows.of(model)
    _refuse_no_way_out(flows)
    needed = _needed(flows, (), HOURS_A_WEEK)
    certain = _needed(flows, _with_loss(flows), HOURS_A_WEEK)
    return tuple(
        Load(
            pool.name,
            needed[pool.name],
            in_the_long_run(pool.capacity),
            certain[pool.name],
        )
        for pool in model.pools
    )


def refuse_overload(model: Model) -> None:
    """Refuse a model in which a queue grows without end.

    Such a model has no long run whose mean could be told. A run of some days that begins
    with who is there may still be worth its while: then this is not asked.

    Parameters
    ----------
    model
        One without faults; see `.checking`.

    Raises
    ------
    BadModel
        With the load of each such pool, and the least capacity that is enough.

    Notes
    -----
    Where patients turn away, give up or are lost at a full node, that keeps the queue in
    bounds, and how many stay is known only after a run. So a pool is refused for the
    work of patients who pass no such node on their way and come to none: that work is
    certain. `Load.share` tells the load without losses.
    """
    pools = {pool.name: pool for pool in model.pools}
    faults = [
        _overload(load, pools[load.pool])
        for load in loads_of(model)
        if _share(load.certain_units, load.mean_units) >= NOT_QUITE_ONE
    ]
    if faults:
        raise BadModel(model.name, faults)


def _share(units: float, of: float) -> float:
    if units == 0:
        return 0.0
    return units / of if of else math.inf


def _overload(load: Load, pool: Pool) -> str:
    enough = (math.floor(load.certain_units / pool.quantum + 1e-9) + 1) * pool.quantum
    return (
        f'pool "{load.pool}": {told(round(load.certain_units, 2))} units are needed on '
        f"average and {told(round(load.mean_units, 2))} are there: the queue grows "
        f"without end. At least {told(enough)} are needed"
    )


# -- flows -----------------------------------------------------------------------------


def rate_an_hour(source: Source, hours: float) -> float:
    """Give the mean number of patients an hour from a source, before prevention.

    Parameters
    ----------
    source
        One without faults.
    hours
        Over how long: what is recorded goes by the span of the record, if that is
        longer.
    """
    match source.arrivals:
        case Random(per_hour=rates):
            mean = _last_mean(rates)
        case Appointments(at=at, no_show=no_show, demand=demand):
            mean = len(at) * (1 - no_show) * _last_mean(demand) / HOURS_A_WEEK
        case Recorded(at=at, demand=demand):
            mean = len(at) * _last_mean(demand) / max(at[-1], hours)
    size = math.fsum(size * share for size, share in source.together.items())
    return mean * (size or 1.0)


def _last_mean(by_hour: tuple[float, ...]) -> float:
    """Give the mean of the week that repeats in the end."""
    last = by_hour[-HOURS_A_WEEK:]
    return math.fsum(last) / len(last)


def visits_an_hour(
    flows: Flows, without: Iterable[int], hours: float
) -> dict[State, float]:
    """Solve the traffic equations: give the visits an hour to each node by class.

    Parameters
    ----------
    flows
        Of a model without faults.
    without
        Nodes from which nobody goes on.
    hours
        Over how long what is recorded is spread, at least.
    """
    from_outside = defaultdict[State, float](float)
    for source in flows.model.sources:
        rate = rate_an_hour(source, hours)
        if not _has_paths(source):
            for state, share in flows.coming(source).items():
                from_outside[state] += rate * share
    return solved(flows, from_outside, set(without))


def solved(
    flows: Flows,
    from_outside: Mapping[State, float],
    without: set[int],
    kept: float = math.inf,
) -> dict[State, float]:
    """Give the visits that follow from those from outside.

    Within a run of `kept` hours, patients make no more visits than fit into it: after a
    service of mean s they leave with chance s / (kept + s).
    """
    states, ways = _reached(flows, from_outside, without)
    if not states:
        return {}
    number = {state: at for at, state in enumerate(states)}
    going: dict[tuple[int, int], float] = {}
    for state, onward in ways.items():
        stays = 1.0
        if math.isfinite(kept):
            stays = kept / (kept + mean_hours(flows.service(state)))
        for to, share in onward.items():
            going[number[to], number[state]] = share * stays
    outside = np.array([from_outside.get(state, 0.0) for state in states])
    return dict(zip(states, _with_those_going(going, outside), strict=True))


def _with_those_going(
    going: Mapping[tuple[int, int], float], outside: Array
) -> list[float]:
    """Solve visits = outside + going visits; each is to the first place of its key."""
    size = len(outside)
    visits: Any
    if size <= FEW:
        rest = np.eye(size)
        for place, share in going.items():
            rest[place] -= share
        visits = np.linalg.solve(rest, outside)
    else:
        from scipy import sparse  # noqa: PLC0415 - slow to load; for large models alone
        from scipy.sparse.linalg import spsolve  # noqa: PLC0415 - as above

        rows, columns = np.array(list(going), dtype=np.int64).reshape(-1, 2).T
        shares = sparse.csc_array((list(going.values()), (rows, columns)), (size, size))
        visits = spsolve(sparse.eye_array(size, format="csc") - shares, outside)
    return [float(each) for each in visits]


def _reached(
    flows: Flows, begin: Iterable[State], without: set[int]
) -> tuple[list[State], dict[State, dict[State, float]]]:
    ways: dict[State, dict[State, float]] = {}
    waiting = list(begin)
    while waiting:
        state = waiting.pop()
        if state not in ways:
            ways[state] = {} if state[0] in without else flows.after(state)
            waiting += ways[state]
    return sorted(ways), ways


def _has_paths(source: Source) -> bool:
    return isinstance(source.arrivals, Recorded) and bool(source.arrivals.paths)


def mean_hours(distribution: Distribution | None) -> float:
    """Give the mean; of none, 0."""
    return 0.0 if distribution is None else distribution.mean_hours()


def kept_hours(flows: Flows, state: State, claim: Claim) -> float:
    """Give the mean hours for which a patient of a state keeps what is claimed."""
    service = mean_hours(flows.service(state))
    turnaround = flows.model.nodes[state[0]].turnaround
    return service + (mean_hours(turnaround) if claim.hold else 0.0)


def _needed(flows: Flows, without: Iterable[int], hours: float) -> Mapping[str, float]:
    """Give the units of each pool in use on average, but for some nodes."""
    left_out, needed = set(without), defaultdict[str, float](float)
    visits = visits_an_hour(flows, left_out, hours)
    for state, rate in visits.items():
        if state[0] not in left_out:
            for claim in flows.model.nodes[state[0]].claims:
                needed[claim.pool] += (
                    rate * claim.units * kept_hours(flows, state, claim)
                )
    for node, rate, service in on_paths(flows, hours):
        if node not in left_out:
            for claim in flows.model.nodes[node].claims:
                turnaround = flows.model.nodes[node].turnaround
                kept = service + (mean_hours(turnaround) if claim.hold else 0.0)
                needed[claim.pool] += rate * claim.units * kept
    return needed


def on_paths(flows: Flows, hours: float) -> list[tuple[int, float, float]]:
    """Give node, visits an hour and mean hours of service of visits on recorded paths."""
    found = []
    for source in flows.model.sources:
        if not isinstance(source.arrivals, Recorded) or not source.arrivals.paths:
            continue
        rate_of_each = _last_mean(source.arrivals.demand) / max(
            source.arrivals.at[-1], hours
        )
        drawn = Counter[tuple[int, float | None]]()
        for path in source.arrivals.paths:
            drawn.update((flows.nodes[step.node], step.hours) for step in path)
        classes = {state[1]: share for state, share in flows.coming(source).items()}
        kept = math.fsum(classes.values())  # the rest is prevented
        for (node, recorded), count in drawn.items():
            service = recorded
            if service is None:
                drawn_hours = math.fsum(
                    share * mean_hours(flows.service((node, each)))
                    for each, share in classes.items()
                )
                service = drawn_hours / kept if kept else 0.0
            found.append((node, kept * count * rate_of_each, service))
    return found


# -- what bounds a queue ---------------------------------------------------------------


def _with_loss(flows: Flows) -> set[int]:
    """Give the nodes at which some who come do not stay."""
    model = flows.model
    sent_on = {flows.given_up(node) for node in model.nodes}
    from_source = {
        flows.nodes[source.node] for source in model.sources if source.if_full == "lost"
    }
    return {
        number
        for number, node in enumerate(model.nodes)
        if _loses(node)
        or (node.places is not None and (number in sent_on or number in from_source))
    }


def _loses(node: Node) -> bool:
    return any(node.balking) or (
        node.patience is not None and bool(node.patience.hours)
    )


def _refuse_no_way_out(flows: Flows) -> None:
    """Refuse patients who come and can never leave.

    Raises
    ------
    BadModel
        With the nodes that keep them.
    """
    begin = [
        state
        for source in flows.model.sources
        if not _has_paths(source)
        for state in flows.coming(source)
    ]
    states, ways = _reached(flows, begin, set())
    before: dict[State, list[State]] = {state: [] for state in states}
    for state, onward in ways.items():
        for to in onward:
            before[to].append(state)
    waiting = [state for state in states if math.fsum(ways[state].values()) < 1 - 1e-9]
    leaving = set(waiting)
    while waiting:
        for state in before[waiting.pop()]:
            if state not in leaving:
                leaving.add(state)
                waiting.append(state)
    kept = sorted({node for node, each in set(states) - leaving})
    if kept:
        names = ", ".join(f'"{flows.model.nodes[node].name}"' for node in kept[:5])
        raise BadModel(
            flows.model.name,
            [
                (
                    f"patients who come to {names} never leave, so more and more are there. "
                    "Let a share of them leave"
                )
            ],
        )
