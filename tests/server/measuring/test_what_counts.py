"""What of an indicator counts in its flag, and what may be known of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import a_person, a_process, signed_in
from wholeflow.errors import BadInput
from wholeflow.evidence import flag_from_counts
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.history.changes import changing
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring import statements, whole_map
from wholeflow.server.measuring.indicating import (
    NewIndicator,
    NewPoint,
    add_indicator,
    take_out_indicator,
)
from wholeflow.server.measuring.models import Flag, Indicator, Knot
from wholeflow.server.measuring.worth import balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


@pytest.fixture
def process(ann: Person) -> Process:
    return a_process(by=ann, success="Nobody falls", label="public")


def ends(process: Process) -> tuple[float, float]:
    flag = Flag.objects.get(pk=process.pk)
    return flag.lower, flag.upper


def measured(
    process: Process,
    ann: Person,
    indicator: NewIndicator,
    points: list[NewPoint],
) -> Indicator:
    add_indicator(by=ann, process_id=process.pk, indicator=indicator, points=points)
    return Indicator.objects.get(name=indicator.name)


def test_a_knot_that_stands_alone_draws_nothing_and_stops_nobody(
    ann: Person, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Undoing in another order can leave one; the target then counts again."""
    given = NewIndicator("Days", fail=10.0, target=2.0, source="ward list")
    row = measured(process, ann, given, [NewPoint(clock.today(), 2.0)])
    with_target = ends(process)
    with changing(by=str(ann.pk), command="judge values") as draft:
        draft.add(Knot(indicator=row, value=1.0, worth=0.0))

    assert ends(process) == with_target

    actions.retire(by=ann, process_id=process.pk)
    monkeypatch.setattr(statements, "AT_ONCE", 0)  # as on a map of many
    whole_map.work_out(clock.today())


def test_days_between_rare_events_are_judged_and_not_the_events(
    ann: Person, process: Process
) -> None:
    given = NewIndicator("Falls", None, 20.0, "ward list", better="up")
    first = clock.today() - timedelta(days=40 * 14)
    days = [first + timedelta(days=40 * step) for step in range(14)]
    row = measured(process, ann, given, [NewPoint(day, 1.0) for day in days])

    with changing(by=str(ann.pk), command="choose a chart") as draft:
        draft.set(row, chart="t")

    lower, upper = ends(process)
    assert lower > 0.75
    assert upper == 1.0


@pytest.mark.parametrize("unit", ["patients", "number of patients", "falls per month"])
def test_no_flag_gives_a_small_count_away(
    ann: Person, process: Process, unit: str
) -> None:
    given = NewIndicator("Harmed", 100.0, 0.0, "ward list", unit=unit)

    measured(process, ann, given, [NewPoint(clock.today(), 3.0)])

    assert ends(process) == (0.0, 1.0)


def test_the_page_tells_no_stranger_a_small_count(
    ann: Person, process: Process
) -> None:
    given = NewIndicator("Harmed", 100.0, 0.0, "ward list", unit="patients")
    large = [NewPoint(date(2023, 1, 1), 40.0), NewPoint(date(2023, 2, 1), 3.0)]
    measured(process, ann, given, large)

    strange = Client().get(f"/p/{process.pk}").content.decode()
    own = signed_in(ann).get(f"/p/{process.pk}").content.decode()

    assert "the last 40 patients" in strange
    assert "the last 3 patients" in own


def test_a_standard_counts_people_as_strangers_may_know_them(
    ann: Person, process: Process
) -> None:
    given = NewIndicator("In an hour", 0.0, 1.0, "log", by_person=True)
    month = NewPoint(clock.today(), 41 / 62, people=62, not_known=3)

    measured(process, ann, given, [month])

    flag = flag_from_counts(40, of=40 + 20 + 7, not_known=7)
    assert ends(process) == (flag.lower, flag.upper)
    page = signed_in(ann).get(f"/p/{process.pk}").content.decode()
    assert "Counts of 1 to 7 people are not known in the flag" in page


def test_a_partner_that_was_taken_out_watches_nothing(
    ann: Person, process: Process
) -> None:
    given = NewIndicator("Days", 10.0, 2.0, "ward list")
    row = measured(process, ann, given, [NewPoint(clock.today(), 2.0)])
    partner = measured(
        process, ann, NewIndicator("Returns", None, None, "ward list"), []
    )
    balance(by=ann, process_id=process.pk, indicator_id=row.pk, balanced_by=partner.pk)
    take_out_indicator(by=ann, process_id=process.pk, indicator_id=partner.pk)

    page = signed_in(ann).get(f"/p/{process.pk}/indicators/{row.pk}").content.decode()

    assert "not shown to you" not in page


def test_a_partner_that_became_hidden_is_named_on_no_form(
    ann: Person, process: Process
) -> None:
    other = a_process("Reviewing", by=ann, success="It works", label="restricted")
    hidden = measured(other, ann, NewIndicator("Hidden one", None, None, "list"), [])
    row = measured(
        process,
        ann,
        NewIndicator("Days", 10.0, 2.0, "list", balanced_by_id=hidden.pk),
        [],
    )
    bob = a_person("Bob")
    actions.hand_over(by=ann, process_id=process.pk, to=bob)

    form = signed_in(bob).get(f"/p/{process.pk}/balance?indicator_id={row.pk}")

    assert form.status_code == 200
    assert "Hidden one" not in form.content.decode()


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"source": " "}, "source: expected a source; got nothing"),
        ({"name": "x" * 201}, "expected at most 200 characters of text; got 201"),
        ({"name": "A\0B"}, "expected at most 200 characters"),
        ({"half_life_days": 0}, "expected 1 day or more; got 0"),
        ({"grace_days": -1}, "expected a grace of 0 days or more; got -1"),
    ],
)
def test_an_indicator_that_cannot_be_kept_is_refused_as_it_is_given(
    changed: dict[str, object], what: str
) -> None:
    given = {"name": "Days", "fail": 10.0, "target": 2.0, "source": "ward list"}

    with pytest.raises(BadInput, match=what):
        NewIndicator(**{**given, **changed})  # type: ignore[arg-type]


def test_more_people_than_there_are_is_a_slip(ann: Person, process: Process) -> None:
    given = NewIndicator("Share", 0.5, 0.9, "ward list")

    with pytest.raises(BadInput, match=r"from 0 to 100,000,000; got 10,000,000,000"):
        measured(
            process, ann, given, [NewPoint(clock.today(), 0.7, people=10_000_000_000)]
        )


def test_many_indicators_are_asked_for_no_more_often(
    ann: Person, process: Process
) -> None:
    browser, counts = signed_in(ann), []
    browser.get("/")
    for number in range(3):
        given = NewIndicator(f"Days {number}", 10.0, 2.0, "ward list")
        measured(process, ann, given, [NewPoint(clock.today(), 3.0)])
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/p/{process.pk}")
        counts.append(len(asked))

    assert counts[0] == counts[1] == counts[2]
