"""Those who are blocked may choose again, in both engines: small enough to do by hand."""

from __future__ import annotations

import pytest

from wholeflow.simulation.engine.reference import Reference
from wholeflow.simulation.engine.running import compile_model, run_once
from wholeflow.simulation.model.arrivals import Recorded, Source
from wholeflow.simulation.model.distributions import Constant
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.nodes import Node
from wholeflow.simulation.model.routing import (
    FirstWithRoom,
    Route,
    Rule,
    Shares,
    ShortestQueue,
    When,
)

DOOR, SHORT, LONG = range(3)


def three_come(route: Route, *, reroute: bool, later: tuple[float, ...] = ()) -> Model:
    """Three come at once, each for an hour; a place is taken for 3 hours, one for 10."""
    return Model(
        name="a door",
        nodes=(
            Node(
                name="Door",
                service={"*": Constant(hours=1.0)},
                routes={"*": route},
                reroute_when_blocked=reroute,
            ),
            Node(name="Short", service={"*": Constant(hours=3.0)}, places=1),
            Node(name="Long", service={"*": Constant(hours=10.0)}, places=1),
        ),
        sources=(
            Source(
                name="in", node="Door", arrivals=Recorded(at=(0.0, 0.0, 0.0, *later))
            ),
        ),
    )


def third(model: Model) -> list[tuple[int, float, float]]:
    """Give the node, coming and leaving of each visit of the third, in both engines."""
    plain = Reference(model, seed=1, hours=30.0)
    plain.run()
    fast = run_once(compile_model(model, hours=30.0), seed=1, keep_visits=True).visits
    assert fast is not None, "they were asked for"
    visits = [(v["node"], v["arrive"], v["leave"]) for v in fast if v["number"] == 2]
    assert visits == [
        (v.node, v.arrive, v.leave) for v in plain.visits if v.number == 2
    ]
    return visits


SHORT_OR_LONG = FirstWithRoom(among=("Short", "Long"))
BY_QUEUE = ShortestQueue(among=("Short", "Long"))
LEAVE_LATE = Rule(
    cases=(
        When(holds='present("Short") < 1', to="Short"),
        When(holds="time > 2", to=None),
    ),
    otherwise="Long",
)


@pytest.mark.parametrize("reroute", [False, True])
def test_the_first_with_room_is_looked_for_again(reroute: bool) -> None:
    freed = 4.0 if reroute else 11.0  # else blocked towards the last named

    assert third(three_come(SHORT_OR_LONG, reroute=reroute))[0] == (DOOR, 0.0, freed)


def test_a_rule_is_asked_again_when_something_has_happened() -> None:
    """The second goes to Long at 1; at 2.5 somebody comes, and the third may leave."""
    kept = three_come(LEAVE_LATE, reroute=False, later=(2.5,))
    asked = three_come(LEAVE_LATE, reroute=True, later=(2.5,))

    assert third(kept) == [(DOOR, 0.0, 11.0), (LONG, 11.0, 21.0)]
    assert third(asked) == [(DOOR, 0.0, 2.5)]


def test_what_leads_to_the_same_again_changes_nothing() -> None:
    chance = Shares(to={"Short": 1.0})
    for route in (chance, BY_QUEUE):
        kept, asked = (three_come(route, reroute=each) for each in (False, True))
        assert third(kept) == third(asked)


def test_who_may_yet_choose_another_way_is_in_no_deadlock() -> None:
    """Each of two wants the other's place, till a rule lets one of them leave."""
    rule = Rule(cases=(When(holds="time > 4", to=None),), otherwise="There")
    back = Rule(cases=(), otherwise="Here")
    ring = Model(
        name="ring",
        nodes=tuple(
            Node(
                name=name,
                service={"*": Constant(hours=1.0)},
                places=1,
                routes={"*": way},
                reroute_when_blocked=True,
            )
            for name, way in (("Here", rule), ("There", back))
        ),
        sources=tuple(
            Source(name=name, node=name, arrivals=Recorded(at=at))
            for name, at in (("Here", (0.0, 5.0)), ("There", (0.0,)))
        ),
    )
    plain = Reference(ring, seed=1, hours=10.0)
    plain.run()
    fast = run_once(compile_model(ring, hours=10.0), seed=1, keep_visits=True)

    assert plain.deadlocks == list(fast.deadlocks) == []
    assert fast.visits is not None, "they were asked for"
    assert [v["leave"] for v in fast.visits] == [v.leave for v in plain.visits]
    assert plain.visits[1].leave == 5.0
