"""Scenarios in plain words: what each says, and what is told of what is not one."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulation.systems import hospital, one_queue, two_classes
from wholeflow.errors import BadInput
from wholeflow.simulation.experiments.parts import NotPossible
from wholeflow.simulation.experiments.scenarios import Scenario
from wholeflow.simulation.experiments.words import FORMS, change_of
from wholeflow.simulation.model.arrivals import (
    Appointments,
    Random,
    Recorded,
    Source,
)
from wholeflow.simulation.model.distributions import Exponential
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.nodes import Claim
from wholeflow.simulation.model.pools import ByHour, Changes, Pool
from wholeflow.simulation.model.routing import Shares, ShortestQueue

HOURS = 24.0 * 28
NINE_TO_FIVE = tuple(3.0 if 9 <= hour < 17 else 0.0 for hour in range(24))


def changed(text: str, model: Model | None = None) -> Model:
    return Scenario("as asked", text).applied(model or hospital(), HOURS)


def capacity(model: Model, name: str) -> object:
    return next(pool.capacity for pool in model.pools if pool.name == name)


def with_capacity(units: ByHour | Changes) -> Model:
    return replace(one_queue(), pools=(Pool(name="doctors", capacity=units),))


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("pool beds +2", 22),
        ("pool beds - 3", 17),
        ("pool beds = 6", 6),
        ("pool beds x 1.1", 22),
        ("pool beds x 0.99", 20),  # 19.8, to the nearest whole bed
        ("pool beds - 50", 0),
        ('POOL "beds" * 0.5', 10),
    ],
)
def test_units_of_a_pool(line: str, units: float) -> None:
    assert capacity(changed(line), "beds") == units
    assert capacity(changed(line), "nurses") == 5


def test_more_units_by_the_hour_leave_a_closed_clinic_closed() -> None:
    model = with_capacity(ByHour(units=NINE_TO_FIVE))

    found = capacity(changed("pool doctors + 1", model), "doctors")

    assert isinstance(found, ByHour)
    assert found.units[8:10] == (0, 4)


def test_a_pool_with_parts_of_units_is_rounded_to_them() -> None:
    model = replace(
        one_queue(), pools=(Pool(name="doctors", capacity=2.0, quantum=0.25),)
    )

    assert capacity(changed("pool doctors x 0.8", model), "doctors") == 1.5


def test_units_away_for_some_days_come_back() -> None:
    found = capacity(changed("pool beds - 5 from day 7 for 3 days"), "beds")

    assert found == Changes(at=(0, 168, 240), units=(20, 15, 20))


def test_shifts_go_on_while_some_units_are_away() -> None:
    model = with_capacity(ByHour(units=NINE_TO_FIVE))

    found = capacity(changed("pool doctors - 1 from day 1 for 1 day", model), "doctors")

    assert isinstance(found, Changes)
    by_time = dict(zip(found.at, found.units, strict=True))
    assert [by_time[9 + 24 * day] for day in range(3)] == [3, 2, 3]
    assert by_time[17] == by_time[24 + 17] == 0
    assert max(found.at) > HOURS - 24


def test_opening_hours_keep_the_units_and_fill_new_hours_with_the_most() -> None:
    model = with_capacity(ByHour(units=NINE_TO_FIVE))

    found = capacity(changed("opening doctors 8-12", model), "doctors")

    assert isinstance(found, ByHour)
    assert found.units[:24] == tuple(3.0 if 8 <= h < 12 else 0 for h in range(24))
    assert found.units[6 * 24 + 8] == 3


@pytest.mark.parametrize(
    ("days", "open_days"),
    [("Mon-Fri", {0, 1, 2, 3, 4}), ("Sat-Mon", {0, 5, 6}), ("tue, thu", {1, 3})],
)
def test_opening_on_some_days(days: str, open_days: set[int]) -> None:
    found = capacity(changed(f"opening beds 0-24 on {days}"), "beds")

    assert isinstance(found, ByHour)
    assert {hour // 24 for hour, units in enumerate(found.units) if units} == open_days


def test_opening_hours_keep_to_the_days_on_which_it_opens_now() -> None:
    weekdays = ByHour(units=NINE_TO_FIVE * 5 + (0.0,) * 48)

    found = capacity(changed("opening doctors 7-9", with_capacity(weekdays)), "doctors")

    assert isinstance(found, ByHour)
    assert sum(found.units) == 5 * 2 * 3


def rates(model: Model) -> tuple[float, ...]:
    arrivals = model.sources[0].arrivals
    assert isinstance(arrivals, Random)
    return arrivals.per_hour


def test_demand_of_one_source_and_of_all() -> None:
    assert rates(changed('source "Front door" x 1.5')) == pytest.approx((2.7,))
    assert rates(changed("demand x 0.5")) == (0.9,)


def test_a_surge_is_for_its_days_only_and_keeps_the_hours_of_the_week() -> None:
    week = tuple(float(hour) for hour in range(168))
    door = replace(hospital().sources[0], arrivals=Random(per_hour=week))
    model = replace(hospital(), sources=(door,))

    found = rates(changed("demand x 2 from day 8 for 2 days", model))

    assert found[191:193] == (23, 48)
    assert found[239:241] == (142, 72)
    assert len(found) > HOURS
    assert found[-168:] == tuple(week[hour % 168] for hour in range(len(found))[-168:])


def test_services_of_all_and_of_one_class() -> None:
    both = changed("service Clinic x 2", two_classes()).nodes[0].service
    one = changed("service Clinic x 2 for class urgent", two_classes()).nodes[0].service

    assert both == {"*": Exponential(mean=2.0)}
    assert one == {"*": Exponential(mean=1.0), "urgent": Exponential(mean=2.0)}


def test_turnaround() -> None:
    node = replace(one_queue().nodes[0], turnaround=Exponential(mean=1.0))
    model = replace(one_queue(), nodes=(node,))

    found = changed("turnaround Clinic x 0.5", model).nodes[0]

    assert found.turnaround == Exponential(mean=0.5)


@pytest.mark.parametrize(
    ("line", "places"),
    [("places ED + 3", 15), ("places ED = 4", 4), ("places ED = none", None)],
)
def test_places(line: str, places: int | None) -> None:
    assert changed(line).nodes[0].places == places


def test_a_share_is_taken_from_all_other_ways_in_proportion() -> None:
    route = changed("share ED -> Ward = 0.7").nodes[0].routes["*"]

    assert isinstance(route, Shares)
    assert route.to == pytest.approx({"Ward": 0.7, "Clinic": 0.1})  # leaving: 0.2


def test_a_share_of_one_class_leaves_the_others() -> None:
    model = replace(hospital(), classes=two_classes().classes)

    routes = changed("share ED -> Ward = 1 for class urgent", model).nodes[0].routes

    assert routes["*"] == hospital().nodes[0].routes["*"]
    assert routes["urgent"] == Shares(to={"Ward": 1, "Clinic": 0})


def test_a_way_to_a_node_that_nobody_went_to() -> None:
    routes = changed("share Clinic -> Ward = 0.25").nodes[2].routes

    assert routes == {"*": Shares(to={"Ward": 0.25})}


def test_order_priority_and_no_show() -> None:
    clinic = Source(name="list", node="Clinic", arrivals=Appointments(at=(9.0,)))
    model = replace(two_classes(), sources=(clinic,))

    found = changed(
        "order Clinic = earliest due\npriority routine = 0\nno-show list = 0.1", model
    )

    assert found.nodes[0].order == "earliest due"
    assert [each.priority for each in found.classes] == [0, 0]
    assert found.sources[0].arrivals == Appointments(at=(9.0,), no_show=0.1)


def test_changes_are_made_one_after_another_and_remarks_left_out() -> None:
    found = changed("# winter\n\npool beds + 2\npool beds x 2")

    assert capacity(found, "beds") == 44


def test_names_with_signs_in_them_are_read_whole() -> None:
    model = replace(hospital(), pools=(Pool(name="x-ray 2 - b", capacity=3),))

    assert capacity(changed("pool x-ray 2 - b + 1", model), "x-ray 2 - b") == 4


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("pol beds + 2", "expected such as 'pool beds + 2'"),
        ("pool beds", "expected such as 'pool beds + 2'"),
        ("pool bed + 2", "no pool 'bed'; did you mean beds?"),
        ("places Wrd + 1", "no node 'Wrd'; did you mean Ward?"),
        ("places Clinic + 1", "no limit of places"),
        ("places ED - 12", "left with 0 places"),
        ("share ED -> Ward = 1.5", "share from 0 to 1, got 1.5"),
        ("share ED -> Moon = 0.5", "no node 'Moon'"),
        ("service ED x 0", "above 0"),
        ("service ED x 2 for class urgent", "no class 'urgent'"),
        ("turnaround ED x 2", "no turnaround"),
        ("opening beds 20-8", "from 0 to 24, got 20-8"),
        ("opening beds 8-20 on Mun", "days such as Mon-Fri, got 'mun'"),
        ("order ED = loudest", "first come, last come"),
        ("no-show Front door = 0.1", "no appointments"),
        ("prevented Front door = 1.1", "share from 0 to 1, got 1.1"),
        ("prevented Front door = 0.1 for class frail", "no class 'frail'"),
        ("closed Ward", "from day 28 for 3 days"),
        ("pool beds + 1e9; import os", "expected such as"),
        ("pool " + "b" * 400 + " + 1", "expected such as"),
    ],
)
def test_what_is_no_change_is_told_with_what_was_expected(line: str, told: str) -> None:
    with pytest.raises(BadInput, match=re.escape(told)):
        changed(line)


def prevented(text: str, model: Model | None = None) -> dict[str, float]:
    return changed(text, model or two_classes()).sources[0].prevented


def test_what_is_prevented_of_all_and_of_one_class() -> None:
    one = "prevented door = 0.2 for class urgent"

    assert prevented("prevented door = 0.1") == {"*": 0.1}
    assert prevented(one) == {"urgent": 0.2}
    assert prevented(f"prevented door = 0.1\n{one}") == {"*": 0.1, "urgent": 0.2}
    assert prevented(f"{one}\nprevented door = 0.1") == {"*": 0.1}


def test_a_class_that_does_not_come_from_a_source_cannot_be_prevented() -> None:
    door = replace(two_classes().sources[0], classes={"urgent": 1.0})
    model = replace(two_classes(), sources=(door,))

    with pytest.raises(BadInput, match="from it come urgent"):
        changed("prevented door = 0.1 for class routine", model)


@pytest.mark.parametrize("listed", [Appointments(at=(9.0,)), Recorded(at=(9.0,))])
def test_demand_of_arrivals_that_are_listed_is_how_many_come_for_each(
    listed: Appointments | Recorded,
) -> None:
    source = Source(name="list", node="Clinic", arrivals=listed)
    model = replace(one_queue(), sources=(source,))

    twice = changed("demand x 2\nsource list x 0.75", model).sources[0].arrivals
    surge = changed("demand x 3 from day 1 for 2 days", model).sources[0].arrivals

    assert twice == replace(listed, demand=(1.5,))
    assert not isinstance(surge, Random)
    assert [hour for hour, each in enumerate(surge.demand) if each == 3] == [
        *range(24, 72)
    ]
    assert set(surge.demand) == {1, 3}


def test_demand_for_a_part_of_an_hour_is_as_much_more() -> None:
    quarter = changed("demand x 3 from day 1.5 for 0.0104166667 days", one_queue())

    by_hour = rates(quarter)
    assert by_hour[36] == pytest.approx(0.8 * (1 + 2 * 0.25), rel=1e-6)
    assert sum(by_hour) == pytest.approx(0.8 * (len(by_hour) + 0.5), rel=1e-6)


@pytest.mark.parametrize(
    "line",
    [
        "pool beds + 2 from day 99999999 for 1 days",
        "demand x 2 from day 28 for 1 days",
        "closed ED from day 30 for 1 days",
        "closed ED from day 3 for 0 days",
    ],
)
def test_days_that_no_run_has_are_refused(line: str) -> None:
    with pytest.raises(BadInput, match="expected some days of the 28 that a run may"):
        changed(line)


def test_days_that_go_on_beyond_the_run_are_cut_off() -> None:
    far = changed("pool beds + 2 from day 27 for 99999999 days")

    assert capacity(far, "beds") == Changes(
        at=(0.0, 648.0, 672.0), units=(20.0, 22.0, 20.0)
    )


def test_demand_of_a_model_that_nobody_comes_to_is_refused() -> None:
    with pytest.raises(BadInput, match="no source whose demand could change"):
        changed("demand x 2", replace(one_queue(), sources=()))


def test_a_way_on_by_rule_has_no_share() -> None:
    node = replace(hospital().nodes[0], routes={"*": ShortestQueue(among=("Ward",))})
    model = replace(hospital(), nodes=(node, *hospital().nodes[1:]))

    with pytest.raises(BadInput, match="leave node ED by shortest queue"):
        changed("share ED -> Ward = 0.5", model)


def test_all_faults_of_a_scenario_are_told_each_with_its_line() -> None:
    with pytest.raises(BadInput) as told:
        changed("pool bed + 2\npool beds + 1\nnonsense\nplaces Wrd + 1")

    assert [fault.row for fault in told.value.faults] == [1, 3, 4]


def two_teams(
    first: float | ByHour | Changes, second: float | ByHour | Changes
) -> Model:
    """One queue that needs both a doctor and a nurse, and another a nurse."""
    queue = one_queue()
    both = replace(
        queue.nodes[0],
        name="Both",
        claims=(Claim(pool="doctors"), Claim(pool="nurses")),
    )
    nurse = replace(queue.nodes[0], name="Nurse", claims=(Claim(pool="nurses"),))
    pools = Pool(name="doctors", capacity=first), Pool(name="nurses", capacity=second)
    return replace(queue, nodes=(both, nurse), pools=pools)


def test_shared_units_serve_all_who_need_either() -> None:
    found = changed("shared doctors with nurses", two_teams(2, 3))

    assert capacity(found, "doctors") == 5
    assert capacity(found, "nurses") == 0
    assert [node.claims for node in found.nodes] == [
        (Claim(pool="doctors", units=2),),
        (Claim(pool="doctors"),),
    ]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        (
            2,
            ByHour(units=NINE_TO_FIVE),
            ByHour(units=tuple(n + 2 for n in NINE_TO_FIVE * 7)),
        ),
        (
            2,
            Changes(at=(0.0, 30.0), units=(1.0, 4.0)),
            Changes(at=(0.0, 30.0), units=(3.0, 6.0)),
        ),
    ],
)
def test_shared_units_are_added_hour_by_hour(
    first: float, second: ByHour | Changes, whole: ByHour | Changes
) -> None:
    found = changed("shared doctors with nurses", two_teams(first, second))

    assert capacity(found, "doctors") == whole


def test_units_that_cannot_be_shared_are_refused() -> None:
    held = two_teams(1, 1)
    free = Claim(pool="nurses", hold=False)
    both = replace(held.nodes[0], claims=(held.nodes[0].claims[0], free))
    thirds = replace(held.pools[1], quantum=0.3)

    for model, said in (
        (held, "another pool than doctors"),
        (replace(held, nodes=(both, held.nodes[1])), "holds one of doctors and nurses"),
        (replace(held, pools=(held.pools[0], thirds)), "got 1 and 0.3"),
    ):
        name = "doctors" if "another" in said else "nurses"
        with pytest.raises(BadInput, match=said):
            changed(f"shared doctors with {name}", model)


@given(st.text(max_size=80))
def test_no_text_does_anything_but_change_or_be_refused(text: str) -> None:
    with contextlib.suppress(NotPossible):
        change_of(text)


def test_every_example_of_the_vocabulary_is_read_and_is_on_the_page() -> None:
    page = Path("docs/explanation/how-sure-a-simulation-is.md").read_text("utf-8")

    for form in FORMS:
        assert change_of(form.example)
        assert f"`{form.example}`" in page
