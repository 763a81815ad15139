"""The traffic equations, the loads they bring to pools, and what is refused for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.simulation.wards import BEDS, CLASSES, CLINIC, DOOR, WARD, a_model, a_ward
from wholeflow.errors import BadModel
from wholeflow.simulation import (
    Appointments,
    ByHour,
    Changes,
    Claim,
    ClassChange,
    Constant,
    Exponential,
    FirstWithRoom,
    Load,
    Model,
    Node,
    Patience,
    Pool,
    Present,
    Random,
    Recorded,
    Rule,
    Shares,
    ShortestQueue,
    Source,
    Step,
    When,
    check,
    estimate,
    loads_of,
    refuse_overload,
)


def units(model: Model) -> float:
    """The units needed of the one pool of a model."""
    check(model)
    (load,) = loads_of(model)
    return load.needed_units


def test_a_load_is_the_flow_times_the_hours_times_the_units() -> None:
    (load,) = loads_of(a_ward(claims=(Claim(pool="beds", units=2),)))

    assert load == Load("beds", 36.0, 24, 36.0)
    assert load.share == 1.5


def test_what_is_prevented_brings_no_load() -> None:
    door = replace(DOOR, classes={"urgent": 0.25, "planned": 0.75})
    less = replace(door, prevented={"urgent": 0.5, "*": 0.2})

    assert units(a_model(sources=(door,), classes=CLASSES)) == pytest.approx(18)
    # A quarter of 18, of whom half come, and three quarters, of whom four fifths do.
    assert units(a_model(sources=(less,), classes=CLASSES)) == pytest.approx(13.05)


def test_what_is_prevented_of_recorded_paths_brings_no_load() -> None:
    path = (Step(node="Ward", hours=36), Step(node="Ward"))
    recorded = Recorded(at=tuple(range(0, 168, 12)), paths=(path,) * 14)
    door = replace(DOOR, arrivals=recorded)
    all_ = replace(door, prevented={"*": 1.0})

    assert units(a_model(sources=(door,))) == pytest.approx(14 * (36 + 72) / 168)
    assert units(a_model(sources=(replace(door, prevented={"*": 0.25}),))) == (
        pytest.approx(0.75 * 14 * (36 + 72) / 168)
    )
    assert units(a_model(sources=(all_,))) == 0


def test_what_is_held_is_needed_while_it_is_made_ready() -> None:
    held = a_ward(turnaround=Constant(hours=8))
    let_go = a_ward(
        turnaround=Constant(hours=8), claims=(Claim(pool="beds", hold=False),)
    )

    assert (units(held), units(let_go)) == (20, 18)


def test_the_flows_of_a_jackson_network_are_those_of_its_equations() -> None:
    # Three nodes with feedback; by hand: 1.2987, 1.1494, 0.9494 an hour.
    routes = [{"B": 0.5, "C": 0.2}, {"C": 0.6}, {"A": 0.25}]
    means = [1 / 1.2, 1.0, 2.0]
    nodes = tuple(
        Node(
            name=name,
            service={"*": Exponential(mean=mean)},
            claims=(Claim(pool=name),),
            routes={"*": Shares(to=to)},
        )
        for name, mean, to in zip("ABC", means, routes, strict=True)
    )
    sources = (
        Source(name="a", node="A", arrivals=Random(per_hour=(1.0,))),
        Source(name="b", node="B", arrivals=Random(per_hour=(0.5,))),
    )
    pools = tuple(Pool(name=name, capacity=4) for name in "ABC")

    loads = loads_of(Model(name="Jackson", nodes=nodes, pools=pools, sources=sources))

    # A = 1 + C/4, B = 1/2 + A/2, C = A/5 + 3B/5, so 0.875 A = 1.075.
    flow = 1.075 / 0.875
    flows = [flow, 0.5 + flow / 2, 0.3 + flow / 2]
    needed = [load.needed_units for load in loads]
    assert needed == pytest.approx(
        [rate * mean for rate, mean in zip(flows, means, strict=True)]
    )


def test_a_chain_too_long_for_a_full_table_has_the_flow_of_each_step() -> None:
    """Each node sends half on and a tenth back, in a row of 400."""
    names = [f"N{at}" for at in range(400)]
    nodes = tuple(
        Node(
            name=name,
            service={"*": Exponential(mean=1)},
            claims=(Claim(pool="staff"),),
            routes={"*": Shares(to={name: 0.1, after: 0.5} if after else {})},
        )
        for name, after in zip(names, [*names[1:], ""], strict=True)
    )
    chain = a_model(
        nodes=nodes,
        pools=(Pool(name="staff", capacity=9),),
        sources=(replace(DOOR, node="N0"),),
    )
    flows = [0.25 / 0.9 * (0.5 / 0.9) ** at for at in range(399)]

    assert units(chain) == pytest.approx(sum(flows))


def test_many_nodes_without_a_way_between_them_add_up() -> None:
    nodes = tuple(replace(WARD, name=f"N{at}") for at in range(400))
    sources = tuple(replace(DOOR, name=f"N{at}", node=f"N{at}") for at in range(400))

    assert units(a_model(nodes=nodes, sources=sources)) == pytest.approx(400 * 18)


@pytest.mark.parametrize(
    ("route", "load"),
    [
        (ShortestQueue(among=("Ward", "Clinic")), 0.5),
        (FirstWithRoom(among=("Clinic", "Ward")), 0.5),
        (
            Rule(
                cases=(When(holds="hour < 8", to="Ward"), When(holds="1", to=None)),
                otherwise="Clinic",
            ),
            1 / 3,
        ),
        (Shares(to={"Ward": 0.25, "Clinic": 0.75}), 0.25),
    ],
    ids=["shortest queue", "first with room", "rule", "shares"],
)
def test_routes_by_state_are_taken_as_equal(route, load: float) -> None:
    choosing = Node(
        name="Choosing", service={"*": Constant(hours=1)}, routes={"*": route}
    )
    model = a_model(
        nodes=(WARD, replace(CLINIC, routes={}), choosing),
        sources=(replace(DOOR, node="Choosing"),),
    )

    assert units(model) == pytest.approx(18 * load)


def test_classes_have_their_own_hours_routes_and_changes() -> None:
    # An urgent patient stays 10 h, and a fifth become planned, who stay 20 h once more.
    ward = replace(
        WARD,
        service={"urgent": Constant(hours=10), "planned": Constant(hours=20)},
        changes=ClassChange(to={"urgent": {"planned": 0.2}}),
        routes={"planned": Shares(to={"Ward": 0.5})},
    )
    door = replace(DOOR, arrivals=Random(per_hour=(1.0,)), classes={"urgent": 1.0})

    needed = units(a_model(nodes=(ward,), sources=(door,), classes=CLASSES))

    # Of a fifth half come again, and of those half again: 0.1 + 0.05 + ... = 0.2.
    assert needed == pytest.approx(10 + 0.2 * 20)


@pytest.mark.parametrize(
    ("arrivals", "rate"),
    [
        (Random(per_hour=(1.0,) * 12 + (2.0,) * 12), 1.5),
        (Random(per_hour=(9.0,) * 32 + (1.0,) * 168), 1.0),
        (Appointments(at=tuple(map(float, range(84))), no_show=0.5), 0.25),
        (Recorded(at=(0.0, 84.0, 336.0)), 3 / 336),
        (Recorded(at=(0.0, 84.0)), 2 / 168),
    ],
    ids=["by day", "by hour of the run", "appointments", "recorded", "a short record"],
)
def test_the_rate_of_a_source_is_its_mean_over_a_week(arrivals, rate: float) -> None:
    model = a_model(sources=(replace(DOOR, arrivals=arrivals),))

    assert units(model) == pytest.approx(72 * rate)


def test_patients_who_come_together_count_each() -> None:
    door = replace(DOOR, together={1: 0.5, 3: 0.5})

    assert units(a_model(sources=(door,))) == 36


def test_recorded_paths_bring_the_hours_that_were_recorded() -> None:
    paths = ((Step(node="Ward", hours=16.0), Step(node="Ward")), (Step(node="Ward"),))
    door = replace(DOOR, arrivals=Recorded(at=(0.0, 168.0), paths=paths))

    assert units(a_model(sources=(door,))) == pytest.approx((16 + 72 + 72) / 168)


@pytest.mark.parametrize(
    ("capacity", "mean"),
    [
        (ByHour(units=(12.0,) * 12 + (20.0,) * 12), 16),
        (Changes(at=(0.0, 5.0), units=(99.0, 17.0)), 17),
    ],
    ids=["by hour", "changes"],
)
def test_a_capacity_is_its_mean_in_the_long_run(capacity, mean: float) -> None:
    (load,) = loads_of(a_model(pools=(replace(BEDS, capacity=capacity),)))

    assert load.mean_units == mean


def test_an_overload_is_told_with_the_least_that_is_enough() -> None:
    model = a_model(pools=(replace(BEDS, capacity=17),))

    with pytest.raises(BadModel) as told:
        refuse_overload(model)

    assert str(told.value) == (
        'A ward: pool "beds": 18 units are needed on average and 17 are there: the queue '
        "grows without end. At least 19 are needed"
    )


@pytest.mark.parametrize("capacity", [17, 18])
def test_as_much_as_there_is_is_too_much(capacity: float) -> None:
    with pytest.raises(BadModel, match="At least 19 are needed"):
        refuse_overload(a_model(pools=(replace(BEDS, capacity=capacity),)))


def test_one_more_is_enough() -> None:
    refuse_overload(a_model(pools=(replace(BEDS, capacity=19),)))


def test_the_least_that_is_enough_is_told_in_parts_of_a_unit() -> None:
    model = a_model(pools=(Pool(name="beds", capacity=17, quantum=0.25),))

    with pytest.raises(BadModel, match=r"At least 18\.25 are needed"):
        refuse_overload(model)


FEW = (replace(BEDS, capacity=5),)
AN_HOUR = {"*": Exponential(mean=1)}


@pytest.mark.parametrize(
    "ward",
    [
        replace(WARD, places=7),
        replace(WARD, patience=Patience(hours=AN_HOUR)),
        replace(WARD, balking=(0.0, 0.5)),
    ],
    ids=["lost at a full node", "giving up", "turning away"],
)
def test_a_queue_that_losses_keep_in_bounds_is_not_refused(ward: Node) -> None:
    model = a_model(nodes=(ward,), pools=FEW)

    refuse_overload(model)

    assert loads_of(model)[0].share == pytest.approx(18 / 5)


@pytest.mark.parametrize(
    "changed",
    [
        {"sources": (replace(DOOR, if_full="waits outside"),)},
        {
            "nodes": (
                replace(WARD, places=7),
                Node(
                    name="Hall", service=AN_HOUR, routes={"*": Shares(to={"Ward": 1})}
                ),
            ),
            "sources": (replace(DOOR, node="Hall"),),
        },
    ],
    ids=["waiting outside", "blocked before"],
)
def test_a_queue_that_grows_elsewhere_is_refused(changed) -> None:
    model = a_model(**{"nodes": (replace(WARD, places=7),), "pools": FEW, **changed})

    with pytest.raises(BadModel, match="At least 19 are needed"):
        refuse_overload(model)


def test_patients_who_never_leave_are_refused() -> None:
    model = a_ward(routes={"*": Shares(to={"Ward": 1.0})})

    check(model)
    with pytest.raises(BadModel, match='patients who come to "Ward" never leave'):
        refuse_overload(model)


def test_a_pool_that_nobody_needs_has_no_load() -> None:
    spare = Pool(name="spare", capacity=0)

    assert loads_of(a_model(pools=(BEDS, spare)))[1].share == 0


# -- estimates -------------------------------------------------------------------------


def test_an_estimate_counts_the_services_of_a_run() -> None:
    told = estimate(a_model(), hours=8_760)

    assert told.services == pytest.approx(0.25 * 8_760)
    assert told.seconds == told.services * 2e-7


def test_an_estimate_counts_only_the_hours_of_the_run() -> None:
    by_hour = Random(per_hour=(2.0,) * 10 + (0.0,) * 990)
    at_10 = Recorded(at=(1.0, 9.0, 11.0), paths=((Step(node="Ward"),) * 2,) * 3)
    model = a_model(
        sources=(
            replace(DOOR, arrivals=by_hour),
            replace(DOOR, name="record", arrivals=at_10),
        ),
        present=(Present(node="Ward"),),
    )

    assert estimate(model, hours=10).services == pytest.approx(20 + 4 + 1)


def test_those_who_never_leave_are_served_as_often_as_the_run_allows() -> None:
    closed = a_ward(
        service={"*": Constant(hours=2)}, routes={"*": Shares(to={"Ward": 1})}
    )
    model = replace(closed, sources=(), present=(Present(node="Ward"),) * 3)

    assert estimate(model, hours=1_000).services == pytest.approx(1_503)


def test_a_longer_queue_needs_more_memory() -> None:
    enough = estimate(a_model(), hours=100_000).megabytes
    overload = estimate(a_model(pools=FEW), hours=100_000).megabytes

    # 13 of 18 patients still wait at the end, at 400 bytes each.
    assert overload - enough == pytest.approx(25_000 * 13 / 18 * 400 / 1e6)


@pytest.mark.parametrize("hours", [0, -1, float("nan"), 2e6])
def test_a_run_of_no_length_is_refused(hours: float) -> None:
    with pytest.raises(BadModel, match="hours: expected a run of more than 0"):
        estimate(a_model(), hours)
