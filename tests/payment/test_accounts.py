"""What a table of money comes to: as theory says, as visits say, and to the last pound."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.payment.systems import BODIES, PLAN, a_place, compared, paid, table
from tests.simulation.systems import one_queue, two_classes
from wholeflow.errors import NotFound
from wholeflow.payment import (
    Accounts,
    Money,
    PatientHour,
    Payment,
    Time,
    UnitHour,
    Visit,
    accounts,
)
from wholeflow.simulation import ByHour, Constant, Model, Recorded
from wholeflow.simulation.engine.running import compile_model, run_once
from wholeflow.simulation.engine.visits import SERVED
from wholeflow.simulation.experiments import (
    Comparison,
    Interval,
    Plan,
    Runner,
    Scenario,
    compare,
)

A_WEEK = 168.0
NINE_TO_TEN = ByHour(units=tuple(float(hour == 9) for hour in range(24)))
SAME = Scenario("same", "pool doctors + 0")


@pytest.fixture(scope="module")
def place() -> Comparison:
    return compared()


def week(compared: Comparison, money: Money) -> Accounts:
    (scenario,) = compared.scenarios
    return accounts(compared, money, scenario, per="week")


def now(model: Model, *payments: Payment, hours: float = 20_000) -> list[Interval]:
    """What payments come to a week in the model as it is."""
    plan = Plan(hours=hours, warm_up_hours=500, seed=7, runs=20)
    ran = compare(model, [SAME], plan, measures=[], runner=Runner())
    return [line.now for line in week(ran, table(*payments)).payments]


def near(found: Interval, exact: float, within: float = 0.01) -> bool:
    """Whether a narrow interval holds the exact number."""
    wide = 1.5 * found.half_width  # of a t of 19 degrees, 99.5 %
    return abs(found.mean - exact) < wide < within * abs(exact)


# -- theory ----------------------------------------------------------------------------


def test_a_queue_costs_its_rate_times_the_tariff_and_its_work_times_the_wage() -> None:
    """M/M/10 at 9 an hour for an hour each: 9 are busy, by Erlang C 6.0186 wait."""
    seen, there, used, over, in_service, waiting = now(
        one_queue(per_hour=9, mean=1, servers=10),
        paid(50, Visit(node="Clinic"), "seen"),
        paid(30, UnitHour(pool="doctors"), "there"),
        paid(3, UnitHour(pool="doctors", counted="in use"), "used"),
        paid(40, UnitHour(pool="doctors", counted="overtime"), "over"),
        paid(3, PatientHour(node="Clinic"), "in service"),
        paid(1, PatientHour(node="Clinic", counted=("waiting",)), "waiting"),
    )

    assert near(seen, 50 * 9 * A_WEEK)
    assert there.mean == pytest.approx(30 * 10 * A_WEEK)
    assert there.half_width == pytest.approx(0, abs=1e-6)
    assert near(used, 3 * 9 * A_WEEK)
    assert (over.mean, over.half_width) == (0, 0)
    assert near(in_service, 3 * 9 * A_WEEK)
    assert near(waiting, 9 * 0.668731524 * A_WEEK, within=0.1)


def test_a_loss_system_earns_by_those_served_and_costs_by_those_who_come() -> None:
    """M/M/10/10 at 9 an hour: by Erlang B 0.167963226 are lost."""
    queue = one_queue(per_hour=9, mean=1, servers=10)
    model = replace(queue, nodes=(replace(queue.nodes[0], places=10),))

    seen, came = now(
        model,
        paid(50, Visit(node="Clinic"), "seen"),
        paid(50, Visit(node="Clinic", counted="arrivals"), "came"),
    )

    assert near(seen, 50 * 9 * (1 - 0.167963226) * A_WEEK)
    assert near(came, 50 * 9 * A_WEEK)


def test_each_class_has_its_own_tariff() -> None:
    model = two_classes()  # 0.2 and 0.4 an hour
    urgent, routine, both = now(
        model,
        paid(300, Visit(node="Clinic", patient_class="urgent"), "urgent"),
        paid(100, Visit(node="Clinic", patient_class="routine"), "routine"),
        paid(1, Visit(node="Clinic"), "both"),
        hours=100_000,
    )

    assert near(urgent, 300 * 0.2 * A_WEEK)
    assert near(routine, 100 * 0.4 * A_WEEK)
    assert both.mean == pytest.approx(urgent.mean / 300 + routine.mean / 100)


def test_what_stays_beyond_the_shift_is_overtime() -> None:
    """One doctor from 9 to 10, and a patient at 9 who takes three hours."""
    queue = one_queue()
    (door,) = queue.sources
    model = replace(
        queue,
        nodes=(replace(queue.nodes[0], service={"*": Constant(hours=3)}),),
        pools=(replace(queue.pools[0], capacity=NINE_TO_TEN),),
        sources=(replace(door, arrivals=Recorded(at=(9.0,))),),
    )
    plan = Plan(hours=24, seed=1, runs=2)
    ran = compare(model, [SAME], plan, measures=[], runner=Runner())
    money = table(
        paid(20, UnitHour(pool="doctors"), "scheduled"),
        paid(30, UnitHour(pool="doctors", counted="overtime"), "overtime"),
        paid(1, UnitHour(pool="doctors", counted="in use"), "in use"),
    )

    found = [line.now.mean for line in week(ran, money).payments]

    assert found == pytest.approx([7 * 20 * 1, 7 * 30 * 2, 7 * 3])


# -- pairs -----------------------------------------------------------------------------


def test_the_difference_of_a_thinned_stream_is_as_sure_as_what_was_thinned() -> None:
    """Who is prevented of a Poisson stream is Poisson; by pairs nothing else differs."""
    rate, share, hours, tariff = 2.0, 0.25, 500.0, 40.0
    queue = one_queue(per_hour=rate)
    clinic = replace(queue.nodes[0], claims=(), service={"*": Constant(hours=1)})
    model = replace(queue, nodes=(clinic,), pools=())
    fewer = Scenario("fewer", f"prevented door = {share}")
    plan = Plan(hours=hours, seed=3, runs=400)
    ran = compare(model, [fewer], plan, measures=[], runner=Runner())
    money = table(paid(tariff, Visit(node="Clinic", counted="arrivals")))

    (line,) = week(ran, money).payments

    weeks = hours / A_WEEK
    prevented = rate * share * hours
    of = line.difference.interval
    assert near(of, -tariff * prevented / weeks)
    spread = of.half_width / 1.966 * math.sqrt(400)  # t of 399 degrees
    # A variance of 400 runs is within 22 % of the true one, three times in a thousand not.
    assert spread == pytest.approx(tariff * math.sqrt(prevented) / weeks, rel=0.11)


def test_nothing_changed_is_no_difference_at_all() -> None:
    ran = compare(one_queue(), [SAME], PLAN, measures=[], runner=Runner())

    for line in week(ran, table(paid(5, Visit(node="Clinic")))).bodies:
        assert (line.difference.interval.mean, line.difference.p_of_all) == (0, 1)


def test_what_is_paid_only_now_or_only_under_the_scenario(place: Comparison) -> None:
    old = replace(paid(100, Time(), "block"), only="now")
    new = replace(paid(400, Time(days=28), "programme"), only="changed")

    block, programme = week(place, table(old, new)).payments

    assert (block.now.mean, block.changed.mean) == pytest.approx((100, 0))
    assert (programme.now.mean, programme.changed.mean) == pytest.approx((0, 100))
    assert programme.difference.interval.half_width == pytest.approx(0, abs=1e-9)


def test_a_year_is_its_days(place: Comparison) -> None:
    money = table(paid(7, Time(days=365.25)), paid(10, Visit(node="ED"), "seen"))
    (scenario,) = place.scenarios

    year, a_week = (
        [each.now.mean for each in accounts(place, money, scenario, per=per).payments]
        for per in ("year", "week")
    )

    assert year[0] == pytest.approx(7)
    assert year == pytest.approx([each * 365.25 / 7 for each in a_week])


# -- what one pays, another receives ---------------------------------------------------

NODES, CLASSES = st.sampled_from(("ED", "Ward", "Clinic")), (None, "urgent", "routine")
WHAT_FOR = st.one_of(
    st.builds(
        Visit,
        node=NODES,
        patient_class=st.sampled_from(CLASSES),
        counted=st.sampled_from(("served", "arrivals")),
    ),
    st.builds(
        UnitHour,
        pool=st.sampled_from(("nurses", "beds")),
        counted=st.sampled_from(("there", "overtime", "in use")),
    ),
    st.builds(PatientHour, node=NODES),
    st.builds(Time, days=st.floats(1, 400)),
)


@st.composite
def tables(draw: st.DrawFn) -> Money:
    """Any table for the place."""
    payments = []
    for number in range(draw(st.integers(1, 8))):
        payer = draw(st.sampled_from(BODIES))
        others = [None, *(body for body in BODIES if body != payer)]
        payments.append(
            Payment(
                what=f"payment {number}",
                payer=payer,
                receiver=draw(st.sampled_from(others)),
                pounds=draw(st.floats(0, 1e5)),
                per=draw(WHAT_FOR),
                only=draw(st.sampled_from((None, "now", "changed"))),
            )
        )
    return table(*payments)


@given(money=tables())
def test_money_is_neither_made_nor_lost(place: Comparison, money: Money) -> None:
    found = week(place, money)

    for means in (
        lambda line: line.now.mean,
        lambda line: line.changed.mean,
        lambda line: line.difference.interval.mean,
    ):
        sums = {(line.what, line.of): means(line) for line in found.bodies}
        of = {line.what: means(line) for line in found.payments}
        out = sum(of[each.what] for each in money.payments if each.receiver is None)
        for body in BODIES:
            assert sums["net", body] == pytest.approx(
                sums["received", body] - sums["paid", body], abs=1e-3
            )
        total = {
            what: sum(sums[what, body] for body in BODIES)
            for what in ("paid", "received", "net")
        }
        assert total["paid"] == pytest.approx(sum(of.values()), abs=1e-3)
        assert total["received"] == pytest.approx(total["paid"] - out, abs=1e-3)
        assert total["net"] == pytest.approx(sums["net", "the whole"], abs=1e-3)
        assert total["net"] == pytest.approx(-out, abs=1e-3)


def test_the_net_of_a_body_is_found_by_its_name(place: Comparison) -> None:
    found = week(place, table(paid(9, Time())))

    assert found.net("hospital").now.mean == pytest.approx(9)
    assert found.net("the whole").now.mean == 0
    with pytest.raises(NotFound, match="no body hopsital in the table"):
        found.net("hopsital")


# -- from tallies and from visits ------------------------------------------------------


def test_the_sums_of_tallies_are_those_of_the_visits_one_by_one(
    place: Comparison,
) -> None:
    tariff = Visit(node="Ward", patient_class="urgent")
    money = table(
        paid(10, tariff, "tariff"),
        paid(3, Visit(node="ED", counted="arrivals"), "coming"),
        paid(2, PatientHour(node="ED"), "bed-days"),
        paid(5, PatientHour(node="ED", counted=("blocked", "waiting")), "waits"),
        paid(7, UnitHour(pool="nurses", counted="in use"), "nurses"),
    )

    by_tallies = [line.now.mean for line in week(place, money).payments]

    by_visits = np.mean([of_visits(run) for run in range(PLAN.runs)], axis=0)
    assert by_tallies == pytest.approx(by_visits, rel=1e-9)
    assert min(by_visits) > 0


def of_visits(run: int) -> list[float]:
    """The same payments a week, from the rows of visits of one run."""
    model = a_place()
    ready = compile_model(
        model,
        hours=PLAN.hours,
        warm_up_hours=PLAN.warm_up_hours,
        follow_hours=PLAN.followed_hours,
    )
    rows = run_once(ready, seed=PLAN.seed, replication=run, keep_visits=True).visits
    assert rows is not None, "they were asked for"
    begin, end = PLAN.warm_up_hours, PLAN.hours
    weeks = (end - begin) / A_WEEK
    nodes = [node.name for node in model.nodes]
    at = {name: rows[rows["node"] == nodes.index(name)] for name in nodes}
    inside = {
        name: (of["arrive"] >= begin) & (of["arrive"] < end) for name, of in at.items()
    }
    urgent = at["Ward"]["patient_class"] == 0

    def hours(name: str, first: str, last: str) -> float:
        here = at[name]
        since = np.nan_to_num(here[first], nan=math.inf)
        never = np.isnan(here[last])  # as of those who were lost
        until = np.nan_to_num(np.where(never, here["leave"], here[last]), nan=math.inf)
        return float(
            np.clip(np.minimum(until, end) - np.maximum(since, begin), 0, None).sum()
        )

    return [
        10 * (inside["Ward"] & urgent & (at["Ward"]["cause"] == SERVED)).sum() / weeks,
        3 * inside["ED"].sum() / weeks,
        2 * hours("ED", "start", "leave") / weeks,
        5 * (hours("ED", "end", "leave") + hours("ED", "arrive", "start")) / weeks,
        7 * hours("ED", "start", "end") / weeks,
    ]
