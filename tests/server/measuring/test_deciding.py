"""Decisions about an indicator: who, why, in the history, undone as they were made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import a_person, a_process, latest, signed_in
from wholeflow.errors import BadInput, Conflict, InvalidFlag, NotFound, Refused
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring import charting, charts, worth
from wholeflow.server.measuring.indicating import (
    NewIndicator,
    NewPoint,
    add_indicator,
    record_point,
)
from wholeflow.server.measuring.models import Indicator, Knot, Point, Rebase
from wholeflow.server.measuring.worth import Bearing, Worth

pytestmark = pytest.mark.django_db

FIRST = date(2024, 1, 1)
# Fourteen usual values, then eight far above.
VALUES = [10, 12, 11, 10, 12, 11, 10, 12, 11, 10, 12, 11, 10, 12, *[20, 21] * 4]


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


@pytest.fixture
def process(ann: Person) -> Process:
    return a_process(by=ann, success="Results are back before the round")


@pytest.fixture
def indicator(ann: Person, process: Process) -> Indicator:
    return measured(ann, process)


def measured(by: Person, process: Process, name: str = "Days") -> Indicator:
    points = [
        NewPoint(FIRST + timedelta(days=at), value) for at, value in enumerate(VALUES)
    ]
    new = NewIndicator(name, None, None, "ward list", better="down")
    add_indicator(by=by, process_id=process.pk, indicator=new, points=points)
    return Indicator.objects.get(name=name, process=process)


def on(by: Person, indicator: Indicator) -> dict[str, Any]:
    return {
        "by": by,
        "process_id": indicator.process_id,
        "indicator_id": indicator.pk,
    }


def day(at: int) -> date:
    return FIRST + timedelta(days=at)


def chart_of(indicator: Indicator) -> Any:
    indicator.refresh_from_db()
    points = indicator.points.filter(removed=False)
    return charts.chart_of(indicator, points, indicator.rebases.filter(removed=False))


def test_new_limits_begin_where_somebody_says_why(
    ann: Person, indicator: Indicator
) -> None:
    charting.rebase(**on(ann, indicator), on=day(14), reason="A ward was closed")

    made = Rebase.objects.get()
    assert (made.on, made.reason, made.by) == (
        day(14),
        "A ward was closed",
        str(ann.pk),
    )
    assert made.made_on == clock.today()
    assert (latest().command, latest().reason) == ("rebase", "A ward was closed")
    assert [point.centre for point in chart_of(indicator).points][13:15] == [11.0, 20.5]


def test_limits_never_move_by_themselves(indicator: Indicator) -> None:
    assert not Rebase.objects.exists()
    assert len(chart_of(indicator).segments) == 1


@pytest.mark.parametrize(
    ("at", "reason", "told"),
    [
        (14, " ", "expected what changed in the process"),
        (0, "why", "expected a day from 2024-01-02 to 2024-01-22"),
        (22, "why", "with values before it and from it on; got 2024-01-23"),
    ],
)
def test_new_limits_that_make_no_sense_are_refused(
    ann: Person, indicator: Indicator, at: int, reason: str, told: str
) -> None:
    with pytest.raises(BadInput, match=told):
        charting.rebase(**on(ann, indicator), on=day(at), reason=reason)

    assert not Rebase.objects.exists()


def test_limits_begin_once_a_day(ann: Person, indicator: Indicator) -> None:
    charting.rebase(**on(ann, indicator), on=day(14), reason="A ward was closed")

    with pytest.raises(Conflict, match="already"):
        charting.rebase(**on(ann, indicator), on=day(14), reason="Once more")


def test_new_limits_are_taken_back_and_come_back_by_undo(
    ann: Person, indicator: Indicator
) -> None:
    charting.rebase(**on(ann, indicator), on=day(14), reason="A ward was closed")
    made = Rebase.objects.get()

    charting.take_back_rebase(**on(ann, indicator), rebase_id=made.pk)
    assert len(chart_of(indicator).segments) == 1

    actions.undo(by=ann, seq=latest().seq)
    assert len(chart_of(indicator).segments) == 2


def test_a_value_set_aside_is_shown_and_does_not_count(
    ann: Person, indicator: Indicator
) -> None:
    point = indicator.points.get(on=day(21))

    charting.set_aside(**on(ann, indicator), point_id=point.pk, reason="Records lost")
    chart = chart_of(indicator)
    assert len(chart.points) == 22
    assert len(chart.counted) == 21

    charting.count_again(**on(ann, indicator), point_id=point.pk)
    assert len(chart_of(indicator).counted) == 22


def test_a_value_is_set_aside_for_a_reason(ann: Person, indicator: Indicator) -> None:
    point = indicator.points.get(on=day(21))

    with pytest.raises(BadInput, match="why this value belongs to something else"):
        charting.set_aside(**on(ann, indicator), point_id=point.pk, reason="")


def test_a_restated_value_stays_set_aside(ann: Person, indicator: Indicator) -> None:
    point = indicator.points.get(on=day(21))
    charting.set_aside(**on(ann, indicator), point_id=point.pk, reason="Records lost")

    record_point(**on(ann, indicator), point=NewPoint(day(21), 99.0))

    assert indicator.points.get(on=day(21), removed=False).set_aside == "Records lost"


def test_the_first_values_alone_may_give_the_limits(
    ann: Person, indicator: Indicator
) -> None:
    charting.choose_chart(**on(ann, indicator), chart="xmr", baseline=14)

    assert chart_of(indicator).points[-1].centre == 11.0


@pytest.mark.parametrize(
    ("chart", "baseline", "told"),
    [
        ("xmr", 11, "expected 12 points or more; got 11"),
        ("p", None, "expected of how many people each value is; 22 of 22"),
        ("pie", None, "expected one of xmr, p, u, t, g; got pie"),
    ],
)
def test_a_chart_that_does_not_fit_is_refused(
    ann: Person, indicator: Indicator, chart: str, baseline: int | None, told: str
) -> None:
    with pytest.raises(BadInput, match=told):
        charting.choose_chart(**on(ann, indicator), chart=chart, baseline=baseline)


def test_values_of_people_may_be_drawn_as_shares(ann: Person, process: Process) -> None:
    new = NewIndicator("Seen", None, None, "ward list", unit="%", better="up")
    points = [
        NewPoint(day(at), float(met), people=100 + at) for at, met in ((0, 50), (1, 80))
    ]
    add_indicator(by=ann, process_id=process.pk, indicator=new, points=points)
    row = Indicator.objects.get()

    charting.choose_chart(**on(ann, row), chart="p")

    chart = chart_of(row)
    assert [point.value for point in chart.points] == pytest.approx([0.5, 0.8])
    assert [value for _, value in charts.counting(row, chart).points] == pytest.approx(
        [50, 80]
    )


def test_values_that_stop_fitting_are_drawn_as_they_are(
    ann: Person, process: Process
) -> None:
    new = NewIndicator("Seen", None, None, "ward list", unit="%", better="up")
    point = NewPoint(day(0), 50.0, people=100)
    add_indicator(by=ann, process_id=process.pk, indicator=new, points=[point])
    row = Indicator.objects.get()
    charting.choose_chart(**on(ann, row), chart="p")

    record_point(**on(ann, row), point=NewPoint(day(1), 60.0))

    assert [point.value for point in chart_of(row).points] == [50.0, 60.0]


def test_days_between_rare_events_are_drawn(ann: Person, indicator: Indicator) -> None:
    charting.choose_chart(**on(ann, indicator), chart="t")

    assert [point.value for point in chart_of(indicator).points][:2] == [1.0, 1.0]


def test_what_counts_begins_no_earlier_than_its_owner_says(
    ann: Person, process: Process
) -> None:
    points = [NewPoint(day(at), 5.0) for at in range(3)]
    new = NewIndicator(
        "Days", None, None, "ward list", better="down", counts_from=day(1)
    )
    add_indicator(by=ann, process_id=process.pk, indicator=new, points=points)
    row = Indicator.objects.get()

    state = charts.counting(row, chart_of(row))

    assert (state.begins, len(state.points)) == (day(1), 2)


def test_only_the_owner_decides(ann: Person, indicator: Indicator) -> None:
    bob = a_person("Bob")

    with pytest.raises(Refused):
        charting.rebase(**on(bob, indicator), on=day(14), reason="I say so")


@pytest.mark.parametrize(
    ("given", "stands"),
    [
        (Worth(fail=12.0, target=2.0), (12.0, 2.0, "down")),
        (Worth(target=5.0, better="down"), (None, 5.0, "down")),
        (Worth(better="up"), (None, None, "up")),
        (Worth(knots=((2.0, 1.0), (12.0, 0.0))), (None, None, "down")),
        (Worth(knots=((2.0, 0.0), (5.0, 1.0), (9.0, 0.0))), (None, None, "")),
    ],
    ids=["from failing to target", "met or not", "watched", "drawn", "in the middle"],
)
def test_the_owner_says_what_values_are_worth(
    ann: Person,
    indicator: Indicator,
    given: Worth,
    stands: tuple[float | None, float | None, str],
) -> None:
    worth.set_worth(**on(ann, indicator), worth=given)

    indicator.refresh_from_db()
    assert (indicator.fail, indicator.target, indicator.better) == stands
    drawn = Knot.objects.filter(removed=False).order_by("value")
    assert tuple(drawn.values_list("value", "worth")) == given.knots


def test_drawing_again_keeps_what_stays(ann: Person, indicator: Indicator) -> None:
    first = Worth(knots=((2.0, 1.0), (12.0, 0.0)))
    worth.set_worth(**on(ann, indicator), worth=first)
    kept = Knot.objects.get(value=2.0)

    again = Worth(knots=((2.0, 1.0), (9.0, 0.0)))
    worth.set_worth(**on(ann, indicator), worth=again)

    assert {k.value for k in Knot.objects.filter(removed=False)} == {2.0, 9.0}
    assert Knot.objects.get(value=2.0) == kept


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"target": 95.0}, "expected a direction for the target 95"),
        ({"target": 95.0, "fail": 95.0}, "expected two different values"),
        ({"target": float("nan"), "better": "up"}, "expected a finite number"),
        ({"fail": 80.0}, "expected a target beside the failing value 80"),
        ({"knots": ((5.0, 1.0),)}, "Expected two or more values"),
        ({"knots": ((5.0, 1.0), (5.0, 0.0))}, "each once"),
        ({"knots": ((5.0, 2.0), (6.0, 0.0))}, "what the value 5 is worth"),
        ({"knots": ((5.0, 1.0), (6.0, 1.0))}, "which says nothing"),
        (
            {"knots": ((5.0, 1.0), (6.0, 0.0)), "fail": 6.0, "target": 5.0},
            "expected knots or a failing value",
        ),
    ],
)
def test_values_that_would_be_worth_nothing_are_refused(
    given: dict[str, Any], told: str
) -> None:
    with pytest.raises(BadInput, match=told):
        Worth(**given)


def test_values_are_worth_something_only_where_success_is_said(ann: Person) -> None:
    indicator = measured(ann, a_process(by=ann))

    with pytest.raises(InvalidFlag, match="Nobody has said yet what success is"):
        worth.set_worth(**on(ann, indicator), worth=Worth(fail=12.0, target=2.0))


def test_an_indicator_may_bear_on_success_only_so_far(
    ann: Person, indicator: Indicator
) -> None:
    bearing = Bearing(sufficiency=(0.5, 1.0), necessity=(0.8, 1.0), reliability=0.75)

    worth.set_bearing(**on(ann, indicator), bearing=bearing)

    indicator.refresh_from_db()
    assert (indicator.sufficiency_low, indicator.sufficiency_high) == (0.5, 1.0)
    assert (indicator.necessity_low, indicator.necessity_high) == (0.8, 1.0)
    assert indicator.reliability == 0.75


def test_a_bearing_is_made_of_chances() -> None:
    with pytest.raises(BadInput, match="expected chances from 0 to 1; got 0"):
        Bearing(sufficiency=(0.9, 0.2))


def test_an_indicator_has_a_partner_of_any_process_that_is_read(
    ann: Person, indicator: Indicator
) -> None:
    bob = a_person("Bob", organisation="Council")
    theirs = measured(bob, a_process("Cleaning wards", by=bob, label="system"))

    worth.balance(**on(ann, indicator), balanced_by=theirs.pk)

    indicator.refresh_from_db()
    assert indicator.balanced_by == theirs


def test_an_indicator_does_not_balance_itself(
    ann: Person, indicator: Indicator
) -> None:
    with pytest.raises(BadInput, match="expected another indicator; got the same"):
        worth.balance(**on(ann, indicator), balanced_by=indicator.pk)


def test_a_partner_that_is_hidden_is_not_there(
    ann: Person, indicator: Indicator
) -> None:
    bob = a_person("Bob", organisation="Council")
    hidden = measured(bob, a_process("Cleaning wards", by=bob, label="restricted"))

    with pytest.raises(NotFound):
        worth.balance(**on(ann, indicator), balanced_by=hidden.pk)


def test_a_note_stands_with_its_value(ann: Person, indicator: Indicator) -> None:
    point = NewPoint(day(30), 8.0, people=40, note="one ward closed")

    record_point(**on(ann, indicator), point=point)

    kept = Point.objects.get(on=day(30))
    assert (kept.people, kept.note) == (40, "one ward closed")


def test_the_form_does_not_add_what_is_measured_already(
    ann: Person, indicator: Indicator
) -> None:
    typed = {"name": "DAYS", "source": "ward list", "on": FIRST.isoformat()}

    answer = signed_in(ann).post(f"/p/{indicator.process_id}/indicator", typed)

    assert answer.status_code == 400
    assert "“Days” is measured here already. Record a value" in answer.content.decode()
    assert Indicator.objects.count() == 1
