"""Who can come where, and whether what they need is said there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wholeflow.simulation.model.arrivals import Recorded, Step
from wholeflow.simulation.model.flows import Flows, State
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.ranges import SHORTEST_HOURS
from wholeflow.simulation.model.rings import NO_RING, parts_with_rings

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
    _look_at_rings(flows, routed, on_paths | timed, top)


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
    """Add the states of a path, with those of patients who give up and go elsewhere."""
    for step in path:
        node = flows.nodes[step.node]
        there = spread(((node, each) for each in classes), flows.waiting)
        recorded = {s for s in there if s[0] == node and step.hours is not None}
        timed |= recorded
        drawn |= there - recorded
        classes = {each for state in there for each, _ in flows.changed(state)}


def _look_at_rings(
    flows: Flows, routed: set[State], on_paths: set[State], top: Place
) -> None:
    """Note rings on which no time passes: a run would go round in them for ever.

    A path that was recorded has an end, so that on it only giving up can go round.
    """
    states = sorted(routed | on_paths)
    number = {state: at for at, state in enumerate(states)}
    at_once = [
        _given_up_at_once(flows, state)
        | (_served_at_once(flows, state) if state in routed else set())
        for state in states
    ]
    part = parts_with_rings([[number[to] for to in some] for some in at_once])
    on_ring: dict[int, set[int]] = {}
    for state, which in zip(states, part, strict=True):
        on_ring.setdefault(which, set()).add(state[0])
    on_ring.pop(NO_RING, None)
    for nodes in sorted({tuple(sorted(each)) for each in on_ring.values()}):
        names = ", ".join(f'"{flows.model.nodes[node].name}"' for node in nodes[:5])
        top.at("nodes", nodes[0]).say(
            f"patients may go round {names} for ever without any time passing; give one "
            "of them a service or a patience longer than 0"
        )


def _served_at_once(flows: Flows, state: State) -> set[State]:
    """Give the states to which a service of no time leads."""
    service = flows.service(state)
    if service is None or service.mean_hours() >= SHORTEST_HOURS:
        return set()
    return set(flows.after(state))


def _given_up_at_once(flows: Flows, state: State) -> set[State]:
    """Give the state to which patients go who wait for no time at all."""
    patience = flows.patience(state)
    then = flows.given_up(flows.model.nodes[state[0]])
    if then is None or patience is None or patience.mean_hours() >= SHORTEST_HOURS:
        return set()
    return {(then, state[1])}
