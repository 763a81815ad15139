"""Who can come where, and whether what they need is said there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from wholeflow.simulation.model.arrivals import Recorded, Step
from wholeflow.simulation.model.flows import Flows, State
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.ranges import SHORTEST_HOURS

from .places import Place


def look_at_ways(model: Model, top: Place) -> None:
    """Note nodes that nobody reaches, and classes that reach a node unprovided for.

    The model has no other fault.
    """
    flows = Flows.of(model)
    routed = _reached(flows, _beginnings(flows))
    on_paths, timed = _on_paths(flows)
    come, drawn = by_node(routed | on_paths | timed), by_node(routed | on_paths)
    for number, node in enumerate(model.nodes):
        here = top.at("nodes", number, where=f'node "{node.name}"')
        if number not in come:
            here.say(
                "nobody can come here: no source, route, path or patient present leads "
                "to it. Lead somebody to it, or take it out"
            )
        # This order asks for the mean, even where the time itself was recorded.
        needed = come if node.order == "shortest expected" else drawn
        for each in sorted(needed.get(number, ())):
            if flows.service((number, each)) is None:
                here.at("service", where="service").say(
                    f'patients of class "{flows.name(each)}" come here and how long '
                    'they take is not said; add the class, or "*" for all'
                )
    _look_at_rings(flows, routed, top)


def by_node(states: Iterable[State]) -> dict[int, list[int]]:
    """Give the classes of states by node."""
    found: dict[int, list[int]] = {}
    for node, patient_class in states:
        found.setdefault(node, []).append(patient_class)
    return found


def _beginnings(flows: Flows) -> set[State]:
    begin = {
        (flows.nodes[present.node], flows.first_class(present.patient_class))
        for present in flows.model.present
    }
    for source in flows.model.sources:
        if not (isinstance(source.arrivals, Recorded) and source.arrivals.paths):
            begin |= set(flows.coming(source))
    return begin


def _reached(flows: Flows, begin: Iterable[State]) -> set[State]:
    return spread(begin, lambda state: (*flows.after(state), *flows.waiting(state)))


def spread(
    begin: Iterable[State], onward: Callable[[State], Iterable[State]]
) -> set[State]:
    """Give all states that are reached from some."""
    reached = set(begin)
    waiting = list(reached)
    while waiting:
        for to in onward(waiting.pop()):
            if to not in reached:
                reached.add(to)
                waiting.append(to)
    return reached


def _on_paths(flows: Flows) -> tuple[set[State], set[State]]:
    """Give the states on recorded paths: of services to draw, and of those recorded."""
    drawn: set[State] = set()
    timed: set[State] = set()
    for source in flows.model.sources:
        arrivals = source.arrivals
        if not isinstance(arrivals, Recorded):
            continue
        of_all = {each for _, each in flows.coming(source)}
        seen = set()
        for number, path in enumerate(arrivals.paths):
            given = arrivals.classes[number : number + 1]
            classes = {flows.classes[name] for name in given} or of_all
            steps = tuple((step.node, step.hours is None) for step in path)
            if (steps, min(classes)) not in seen:
                seen.add((steps, min(classes)))
                _follow(flows, path, classes, drawn, timed)
    return drawn, timed


def _follow(
    flows: Flows,
    path: Iterable[Step],
    classes: set[int],
    drawn: set[State],
    timed: set[State],
) -> None:
    for step in path:
        node = flows.nodes[step.node]
        there = spread(
            ((node, each) for each in classes),
            lambda state: (to for to in flows.waiting(state) if to[0] == state[0]),
        )
        (drawn if step.hours is None else timed).update(there)
        classes = {each for state in there for each, _ in flows.changed(state)}


def _look_at_rings(flows: Flows, reached: set[State], top: Place) -> None:
    """Note rings on which no time passes: a run would go round in them for ever."""
    states = sorted(reached)
    number = {state: at for at, state in enumerate(states)}
    edges = [
        (number[state], number[to]) for state in states for to in _at_once(flows, state)
    ]
    if not edges:
        return
    tails, heads = np.array(edges).T
    size = len(states)
    graph = sparse.coo_array((np.ones(len(edges)), (tails, heads)), (size, size))
    _, ring = csgraph.connected_components(graph, connection="strong")
    told = {int(ring[tail]) for tail, head in edges if ring[tail] == ring[head]}
    for which in sorted(told):
        nodes = sorted({states[at][0] for at in np.flatnonzero(ring == which)})
        names = ", ".join(f'"{flows.model.nodes[node].name}"' for node in nodes[:5])
        top.at("nodes", nodes[0]).say(
            f"patients may go round {names} for ever without any time passing; give one "
            "of them a service or a patience longer than 0"
        )


def _at_once(flows: Flows, state: State) -> set[State]:
    """Give the states to which patients may pass without any time passing."""
    found: set[State] = set()
    service, patience = flows.service(state), flows.patience(state)
    if service is not None and service.mean_hours() < SHORTEST_HOURS:
        found |= set(flows.after(state))
    then = flows.given_up(flows.model.nodes[state[0]])
    if (
        then is not None
        and patience is not None
        and patience.mean_hours() < SHORTEST_HOURS
    ):
        found.add((then, state[1]))
    return found
