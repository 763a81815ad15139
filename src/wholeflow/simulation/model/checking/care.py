"""What is wrong with pools and nodes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from wholeflow.simulation.model.distributions import Distribution
from wholeflow.simulation.model.expressions import (
    NotAnExpression,
    UnknownName,
    program_of,
)
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.nodes import Claim, Node, Order
from wholeflow.simulation.model.pools import (
    ByHour,
    Changes,
    Choose,
    Pool,
    Resume,
    ShiftEnd,
    greatest,
)
from wholeflow.simulation.model.ranges import (
    at_least,
    between,
    length,
    over_one,
    some_length,
    told,
)
from wholeflow.simulation.model.routing import Route, Rule, Shares

from .limits import MOST_PLACES, MOST_UNITS
from .names import Names
from .places import LONGEST_NAME, Place, quoted

CLOSE_TO_WHOLE = 1e-6
SHORTEST_TIMER = 1 / 3600


def look_at_pools(model: Model, top: Place) -> None:
    """Note what is wrong with each pool."""
    for number, pool in enumerate(model.pools):
        here = top.at("pools", number, where=f'pool "{pool.name[:LONGEST_NAME]}"')
        here.at("choose").word(pool.choose, Choose, "choose")
        here.at("shift_end").word(pool.shift_end, ShiftEnd, "shift_end")
        here.at("resume").word(pool.resume, Resume, "resume")
        here.at("quantum").say(*between(pool.quantum, 1e-6, 1e6, "quantum"))
        _look_at_capacity(pool, here.at("capacity", where="capacity"))


def _look_at_capacity(pool: Pool, here: Place) -> None:
    match pool.capacity:
        case ByHour(units=units):
            if len(units) not in (24, 168):
                here.say(
                    "expected 24 values for the hours of a day or 168 for those of a "
                    f"week, got {len(units):,}"
                )
        case Changes():
            units = pool.capacity.units
            _look_at_changes(pool.capacity, here)
        case _:
            units = (pool.capacity,)
    for each in dict.fromkeys(units):
        here.say(*_wrong_units(each, pool, least=0))


def _look_at_changes(changes: Changes, here: Place) -> None:
    at = changes.at
    if not at or len(at) != len(changes.units):
        here.say(
            "expected as many units as times, at least one of each; got "
            f"{len(changes.units):,} units and {len(at):,} times"
        )
    elif at[0] != 0:
        here.at("at").say(f"expected 0 as the first time, got {told(at[0])}")
    here.at("at").say(*(fault for hours in at for fault in length(hours, "at")))
    seconds = [round(hours * 3600) for hours in at if 0 <= hours < 1e9]
    for before, after in pairwise(seconds):
        if after <= before:
            here.at("at").say(
                "expected times that rise by at least a second, got "
                f"{told(after / 3600)} after {told(before / 3600)}"
            )
            break


def _wrong_units(units: float, pool: Pool, *, least: float) -> list[str]:
    faults = at_least(units, least, "units")
    if faults or not pool.quantum > 0:
        return faults
    quanta = units / pool.quantum
    if quanta > MOST_UNITS:
        return [
            (
                f"units: expected at most {told(MOST_UNITS * pool.quantum)}, "
                f"got {told(units)}"
            )
        ]
    if abs(quanta - round(quanta)) > CLOSE_TO_WHOLE:
        return [
            (
                f"units: expected a whole multiple of the quantum {told(pool.quantum)}, "
                f"got {told(units)}; make the quantum smaller"
            )
        ]
    return []


def look_at_nodes(model: Model, names: Names, top: Place) -> None:
    """Note what is wrong with each node, and with pools that nodes join."""
    pools = {pool.name: pool for pool in model.pools}
    for number, node in enumerate(model.nodes):
        here = top.at("nodes", number, where=f'node "{node.name[:LONGEST_NAME]}"')
        _look_at_claims(node, pools, here)
        _look_at_service(node, names, here)
        _look_at_queue(node, names, here)
        _look_at_changes_of_class(node, names, here)
        names.of_classes(node.routes, here.at("routes", where="routes"))
        for of, route in node.routes.items():
            _look_at_route(
                route, names, here.at("routes", of, where=f'route of "{of}"')
            )
        if node.reroute_when_blocked and all(
            isinstance(route, Shares) for route in node.routes.values()
        ):
            here.at("reroute_when_blocked").say(
                "reroute_when_blocked: expected a route by the state of the run, such as "
                "the first with room; got none, so there is nothing to choose again"
            )
        if node.process is not None:
            here.at("process", where="process").name(node.process)
    _look_at_choices(model, pools, top)


def _look_at_claims(node: Node, pools: Mapping[str, Pool], here: Place) -> None:
    claimed = Counter(claim.pool for claim in node.claims)
    for number, claim in enumerate(node.claims):
        place = here.at("claims", number, where=f"claim {number + 1}")
        if not place.at("pool").known(claim.pool, pools, "pool"):
            continue
        place.at("units").say(*_wrong_claim(claim, pools[claim.pool]))
        if claimed[claim.pool] > 1:
            place.say(
                f'expected one claim on the pool "{claim.pool}", got '
                f"{claimed[claim.pool]}; put them together"
            )
            claimed[claim.pool] = 1  # once is enough


def _wrong_claim(claim: Claim, pool: Pool) -> list[str]:
    faults = _wrong_units(claim.units, pool, least=pool.quantum)
    most = greatest(pool.capacity)
    if not faults and claim.units > most + pool.quantum * CLOSE_TO_WHOLE:
        faults = [
            (
                f"{told(claim.units)} units are claimed of the pool "
                f'"{pool.name}", which never has more than {told(most)}; nobody could '
                "ever start"
            )
        ]
    return faults


def _look_at_service(node: Node, names: Names, here: Place) -> None:
    if not node.service:
        here.at("service", where="service").say(
            'expected how long it takes, by class or for all as "*"; got nothing'
        )
    _by_class(node.service, names, here, "service")
    if node.turnaround is not None:
        here.at("turnaround", where="turnaround").say(*node.turnaround.faults())
    if node.pre_empt is not None:
        here.at("pre_empt").word(node.pre_empt, Resume, "pre_empt")


def _by_class(
    given: Mapping[str, Distribution], names: Names, here: Place, what: str
) -> None:
    names.of_classes(given, here.at(what, where=what))
    for of, distribution in given.items():
        here.at(what, of, where=f'{what} of "{of}"').say(*distribution.faults())


def _look_at_queue(node: Node, names: Names, here: Place) -> None:
    if node.places is not None and not 1 <= node.places <= MOST_PLACES:
        here.at("places").say(
            f"places: expected 1 to {MOST_PLACES:,}, or none for no limit, got "
            f"{node.places:,}"
        )
    here.at("order").word(node.order, Order, "order")
    if node.order_by is not None:
        _look_at_expression(node.order_by, names, here.at("order_by", where="order_by"))
        if node.order != "first come":
            here.at("order").say("expected order or order_by, got both; keep one")
    balking = (
        fault for share in node.balking for fault in between(share, 0, 1, "share")
    )
    here.at("balking", where="balking").say(*balking)
    here.at("with_patience").say(*between(node.with_patience, -1, 1, "with_patience"))
    if node.patience is None:
        if node.with_patience:
            here.at("with_patience").say(
                "with_patience: expected 0 where no patience is given; say how long "
                "they wait, or leave it out"
            )
        return
    place = here.at("patience", where="patience")
    names.of_classes(node.patience.hours, place.at("hours"))
    for of, distribution in node.patience.hours.items():
        place.at("hours", of, where=f'of "{of}"').say(*distribution.faults())
    names.node(node.patience.then, place.at("then", where="then"))


def _look_at_changes_of_class(node: Node, names: Names, here: Place) -> None:
    if node.changes is None:
        return
    here = here.at("changes", where="changes")
    for of, shares in node.changes.to.items():
        place = here.at("to", of, where=f'of "{of}"')
        for name in (of, *shares):
            place.known(name, names.classes, "class")
        place.say(*over_one(shares.values(), "to"))
    for of, (to, hours) in node.changes.while_waiting.items():
        place = here.at("while_waiting", of, where=f'of "{of}" while waiting')
        for name in (of, to):
            place.known(name, names.classes, "class")
        place.say(*some_length(hours, "hours"))
        if 0 < hours < SHORTEST_TIMER:
            place.say(f"hours: expected at least a second, got {told(hours)} hours")


def _look_at_route(route: Route, names: Names, here: Place) -> None:
    match route:
        case Shares():
            for name in route.to:
                names.node(name, here.at("to", name))
            here.at("to").say(*over_one(route.to.values(), "to"))
        case Rule():
            for number, case in enumerate(route.cases):
                place = here.at("cases", number, where=f"case {number + 1}")
                _look_at_expression(case.holds, names, place.at("holds"))
                names.node(case.to, place.at("to"))
            names.node(route.otherwise, here.at("otherwise", where="otherwise"))
        case _:
            for number, name in enumerate(route.among):
                names.node(name, here.at("among", number))
            if not route.among:
                here.at("among").say("among: expected at least one node, got none")


def _look_at_expression(text: str, names: Names, here: Place) -> None:
    try:
        program_of(text, names)
    except UnknownName as error:
        here.known(error.name, names.of_kind(error.kind), error.kind)
    except NotAnExpression as error:
        here.say(str(error))


def _look_at_choices(model: Model, pools: Mapping[str, Pool], top: Place) -> None:
    """Note pools that nodes join into one, and that choose in different ways."""
    joined: dict[str, set[str]] = {}
    for node in model.nodes:
        together = {claim.pool for claim in node.claims if claim.pool in pools}
        for name in tuple(together):
            together |= joined.get(name, set())
        for name in together:
            joined[name] = together
    numbers = {pool.name: number for number, pool in enumerate(model.pools)}
    for group in {id(group): group for group in joined.values()}.values():
        if len({pools[name].choose for name in group}) > 1:
            first = min(group, key=numbers.__getitem__)
            top.at("pools", numbers[first], where=f'pool "{first}"').say(
                f"the pools {quoted(sorted(group)).replace(' or ', ' and ')} serve the "
                "same patients and choose in different ways; give them one choose"
            )
