"""The page of an indicator, bringing in a table, and results as a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.builders import a_person, a_process, judged, latest, signed_in
from wholeflow.improvement import CHART_STYLE
from wholeflow.server import shell
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring import charting
from wholeflow.server.measuring.actions import NewJudgement, judge
from wholeflow.server.measuring.hearing import NewFeedback, bring_feedback
from wholeflow.server.measuring.indicating import NewIndicator, NewPoint, add_indicator
from wholeflow.server.measuring.models import Indicator

pytestmark = pytest.mark.django_db

FIRST = date(2024, 1, 1)
SHEET = Path(shell.__file__).parent / "static/shell/css/spc.css"


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


@pytest.fixture
def process(ann: Person) -> Process:
    return a_process(
        by=ann, success="Results are back before the round", label="public"
    )


def measured(
    by: Person, process: Process, values: list[float], **about: Any
) -> Indicator:
    people = about.pop("people", [None] * len(values))
    points = [
        NewPoint(FIRST + timedelta(days=at), value, people=of)
        for at, (value, of) in enumerate(zip(values, people, strict=True))
    ]
    facts = {"name": "Days of waiting", "fail": None, "target": None, **about}
    new = NewIndicator(source="ward list", **facts)
    add_indicator(by=by, process_id=process.pk, indicator=new, points=points)
    return Indicator.objects.get(process=process, name=facts["name"])


def page(browser: Client, indicator: Indicator, query: str = "") -> str:
    path = f"/p/{indicator.process_id}/indicators/{indicator.pk}{query}"
    return browser.get(path).content.decode()


USUAL = [10.0, 12.0, 11.0] * 5


def test_the_page_begins_with_what_to_do(ann: Person, process: Process) -> None:
    high = measured(ann, process, [*USUAL, 30.0], better="down")

    text = page(Client(), high)

    assert "Find out what changed, with those who do it." in text
    assert text.index("Find out what changed") < text.index("<figure")


def test_where_there_is_nothing_to_do_the_page_says_so(
    ann: Person, process: Process
) -> None:
    text = page(Client(), measured(ann, process, USUAL, fail=60.0, target=40.0))

    assert "Nothing to do: leave it be." in text
    assert "As it is, it will meet its target." in text
    assert "It fails at 60 and succeeds at 40" in text


def test_limits_on_trial_promise_nothing(ann: Person, process: Process) -> None:
    few = measured(ann, process, USUAL[:8], fail=60.0, target=40.0)

    text = page(Client(), few)

    assert "Go on measuring" in text
    assert "leave it be" not in text


def test_a_page_without_values_asks_for_them(ann: Person, process: Process) -> None:
    text = page(Client(), measured(ann, process, []))

    assert "There are too few values of “Days of waiting” to draw yet." in text
    assert "<figure" not in text


def test_eight_values_on_one_side_ask_for_a_decision(
    ann: Person, process: Process
) -> None:
    indicator = measured(ann, process, [*USUAL, *[20.0, 21.0] * 4], better="down")

    asked = page(signed_in(ann), indicator)
    read = page(Client(), indicator)

    link = f"/p/{process.pk}/rebase?indicator_id={indicator.pk}&amp;on=2024-01-16"
    assert "Begin new limits?" in asked
    assert link in asked
    assert "Begin new limits?" in read
    assert link not in read
    assert not indicator.rebases.exists()


def test_a_decision_stands_on_the_page_with_who_and_why(
    ann: Person, process: Process
) -> None:
    indicator = measured(ann, process, USUAL)
    point = indicator.points.get(on=FIRST)
    charting.set_aside(
        by=ann,
        process_id=process.pk,
        indicator_id=indicator.pk,
        point_id=point.pk,
        reason="Records were lost",
    )

    text = page(Client(), indicator)

    assert "<strong>Ann</strong> set a value aside: 1 January 2024" in text
    assert "“Records were lost”" in text
    assert "set aside: Records were lost" in text
    assert "Records were lost (Ann," in text


def test_without_a_partner_the_page_says_that_nothing_watches(
    ann: Person, process: Process
) -> None:
    indicator = measured(ann, process, USUAL)

    assert "Nothing watches what this might make worse." in page(Client(), indicator)


def test_the_partner_is_shown_with_how_it_does(ann: Person, process: Process) -> None:
    watched = measured(ann, process, USUAL, name="Falls")
    indicator = measured(ann, process, USUAL, balanced_by_id=watched.pk)

    text = page(Client(), indicator)

    assert f"/indicators/{watched.pk}" in text
    assert "Nothing but common cause since 1 January 2024." in text


def test_a_hidden_partner_stays_hidden(ann: Person, process: Process) -> None:
    closed = a_process("Cleaning wards", by=ann, label="restricted")
    watched = measured(ann, closed, USUAL, name="Secret falls")
    indicator = measured(ann, process, USUAL, balanced_by_id=watched.pk)

    text = page(Client(), indicator)

    assert "An indicator that is not shown to you." in text
    assert "Secret falls" not in text
    assert str(watched.pk) not in text


def test_what_is_not_shared_has_no_page(ann: Person) -> None:
    closed = a_process(by=ann, label="restricted")
    indicator = measured(ann, closed, USUAL)

    answer = Client().get(f"/p/{closed.pk}/indicators/{indicator.pk}")

    assert answer.status_code == 404


def test_whoever_may_only_read_is_offered_no_act(ann: Person, process: Process) -> None:
    text = page(signed_in(a_person("Bob")), measured(ann, process, USUAL))

    assert "Set aside" not in text
    assert "/worth?" not in text


def test_small_counts_of_people_do_not_leave_the_organisation(
    ann: Person, process: Process
) -> None:
    indicator = measured(
        ann,
        process,
        [50.0, 47.0, 33.0],
        people=[4, 100, 303],
        unit="%",
        name="Seen in time",
    )

    ours, theirs = page(signed_in(ann), indicator), page(Client(), indicator)

    assert numbers(ours) == ["33", "303", "47", "100", "50", "4"]
    assert numbers(theirs) == ["32.79", "305", "45", "100"]
    assert "1 value is of so few people" in theirs


def test_a_count_of_people_is_rounded_too(ann: Person, process: Process) -> None:
    indicator = measured(ann, process, [3.0, 0.0, 12.0], unit="patients")

    assert numbers(page(Client(), indicator)) == ["10", "0"]


def test_open_data_are_shown_as_they_are(ann: Person, process: Process) -> None:
    indicator = measured(ann, process, [3.0], unit="patients", open_data=True)

    assert numbers(page(Client(), indicator)) == ["3"]


def numbers(text: str) -> list[str]:
    """Give value and people of each row of the table, limits and middle left out."""
    rows = re.findall(
        r"<tr>(?:(?!</tr>).)*?<th scope=\"row\">.*?</tr>", text, re.DOTALL
    )
    cells = [re.findall(r'class="number">([^<]*)<', row) for row in rows]
    return [cell for row in cells for cell in row[:-3]]


def test_a_long_table_is_shown_in_part(ann: Person, process: Process) -> None:
    indicator = measured(ann, process, [float(at % 7) for at in range(45)])

    assert "Show 5 older values" in page(Client(), indicator)
    assert len(numbers(page(Client(), indicator, "?rows=all"))) == 45


def test_a_page_asks_the_database_as_often_with_many_values(
    ann: Person, process: Process
) -> None:
    browser, counts = signed_in(ann), []
    for name, values in (("Few", 10), ("Many", 200)):
        indicator = measured(ann, process, [5.0] * values, name=name)
        page(browser, indicator)
        with CaptureQueriesContext(connection) as asked:
            page(browser, indicator)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_stylesheet_has_every_class_of_a_chart() -> None:
    sheet = SHEET.read_text("utf-8")
    classes = set(re.findall(r"\.spc[\w-]*", CHART_STYLE))

    assert {each for each in classes if each not in sheet} == set()


def bring(browser: Client, process: Process, **sent: object) -> Any:
    return browser.post(f"/p/{process.pk}/bring-values", sent)


def test_a_table_is_seen_before_it_comes_in(ann: Person, process: Process) -> None:
    browser = signed_in(ann)
    content = b"date,Falls\n2024-01,3\n2024-02,*\n"
    file = SimpleUploadedFile("board.csv", content)

    seen = bring(browser, process, file=file)
    text = seen.content.decode()
    assert "What board.csv would change" in text
    assert "1 cell held no value (hidden)" in text
    assert not Indicator.objects.exists()

    sent = dict(re.findall(r'name="(seen|source)" value="([^"]*)"', text))
    done = bring(browser, process, **sent)
    assert done.status_code == 302
    assert Indicator.objects.get().name == "Falls"
    assert latest().reason == "board.csv"


def test_restated_values_are_told_old_and_new(ann: Person, process: Process) -> None:
    measured(ann, process, [3.0], name="Falls")

    seen = bring(signed_in(ann), process, text="date,Falls\n01/01/2024,5\n")

    assert "1 January 2024: 3 → 5" in seen.content.decode()


def test_every_fault_of_a_table_is_told(ann: Person, process: Process) -> None:
    answer = bring(signed_in(ann), process, text="date,Falls\nsoon,5\n2024-01,many\n")

    assert answer.status_code == 400
    text = answer.content.decode()
    assert "row 2, column date: expected a day such as" in text
    assert "row 3, column Falls: expected a number; got “many”" in text


@pytest.mark.parametrize("sent", [{}, {"text": " "}, {"seen": "not base 64"}])
def test_nothing_is_no_table(
    ann: Person, process: Process, sent: dict[str, str]
) -> None:
    answer = bring(signed_in(ann), process, **sent)

    assert answer.status_code == 400
    assert (
        "Expected a file, or rows pasted below; got neither." in answer.content.decode()
    )


def test_a_file_over_the_limit_is_refused(ann: Person, process: Process) -> None:
    file = SimpleUploadedFile("board.csv", b"x" * 1_000_001)

    answer = bring(signed_in(ann), process, file=file)

    assert "expected at most 1 MB" in answer.content.decode()


def test_from_the_page_of_an_indicator_a_table_of_days_and_values_will_do(
    ann: Person, process: Process
) -> None:
    row = measured(ann, process, [4.0], name="Falls & trips")
    browser = signed_in(ann)
    page = browser.get(f"/p/{process.pk}/indicators/{row.pk}").content.decode()
    way = f"/p/{process.pk}/bring-values?indicator=Falls%20%26%20trips"
    assert f'href="{way}"' in page
    assert "taken for “Falls &amp; trips”" in browser.get(way).content.decode()

    seen = browser.post(way, {"text": "date,value\n2024-02-01,7\n"})
    again = dict(re.findall(r'name="(\w+)" value="([^"]*)"', seen.content.decode()))
    browser.post(way, {**again, "seen": again["seen"]})

    assert [point.value for point in row.points.order_by("on")] == [4.0, 7.0]


def test_a_table_that_changes_nothing_is_not_offered_to_come_in(
    ann: Person, process: Process
) -> None:
    measured(ann, process, [4.0], name="Falls")
    text = f"indicator,date,value\nFalls,{FIRST},4\n"

    seen = bring(signed_in(ann), process, text=text).content.decode()

    assert "Nothing: every value stands here already." in seen
    assert "Bring it in" not in seen


def test_an_indicator_with_a_target_and_no_value_waits_for_one(
    ann: Person, process: Process
) -> None:
    measured(ann, process, [], name="Falls", fail=9.0, target=2.0)
    measured(ann, process, [], name="Beds")

    page = Client().get(f"/p/{process.pk}").content.decode()

    assert page.count("no value yet") == 1
    assert page.count("only watched") == 1


def test_only_who_may_change_a_process_brings_values_in(process: Process) -> None:
    answer = signed_in(a_person("Bob")).get(f"/p/{process.pk}/bring-values")

    assert answer.status_code == 403


def as_rows(browser: Client, process: Process) -> list[dict[str, str]]:
    answer = browser.get(f"/p/{process.pk}/evidence.csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # a stream
    return list(csv.DictReader(io.StringIO(text)))


def test_results_come_as_a_spreadsheet(ann: Person, process: Process) -> None:
    part = a_process("Taking blood", by=ann, whole=process, success="It is taken")
    judged(part, by=ann, good=0.75, bad=0.125)

    whole, below = as_rows(Client(), process)

    assert whole["process"] == "Testing blood"
    assert (below["process"], below["layers below"]) == ("Taking blood", "1")
    assert (below["owner"], below["organisation"]) == ("Ann", "Trust")
    assert (below["for"], below["not known"], below["against"]) == (
        "0.75",
        "0.125",
        "0.125",
    )
    assert (below["own statements"], below["word"]) == ("1", "mixed")


def test_what_is_hidden_is_not_in_the_results(ann: Person, process: Process) -> None:
    closed = a_process("Cleaning", by=ann, whole=process, label="restricted")
    a_process("Mopping", by=ann, whole=closed, label="public")

    names = [row["process"] for row in as_rows(Client(), process)]

    assert names == ["Testing blood"]
    assert as_rows(Client(), process)[0]["unassessed below"] == ""
    assert len(as_rows(signed_in(ann), process)) == 3


def test_a_shared_part_stands_once_in_the_results(
    ann: Person, process: Process
) -> None:
    first = a_process("Taking blood", by=ann, whole=process)
    second = a_process("Sending blood", by=ann, whole=process)
    shared = a_process("Labelling blood", by=ann, whole=first)
    actions.add_part(by=ann, process_id=second.pk, part_id=shared.pk)

    names = [row["process"] for row in as_rows(Client(), process)]

    assert sorted(names) == sorted(
        ["Testing blood", "Taking blood", "Sending blood", "Labelling blood"]
    )


def test_no_cell_is_taken_for_a_formula(ann: Person, process: Process) -> None:
    name = "=HYPERLINK(1) testing"
    actions.new_process(by=ann, name=name, name_reason="a test", whole=process.pk)
    measured(ann, process, [1.0], name="+1\x0b day", unit="@day")

    assert as_rows(Client(), process)[1]["process"] == "'=HYPERLINK(1) testing"
    cells = [cell for row in workbook(Client(), process)["Indicators"] for cell in row]
    assert "'+1 day" in cells
    assert "'@day" in cells


def workbook(browser: Client, process: Process) -> dict[str, list[tuple[Any, ...]]]:
    answer = browser.get(f"/p/{process.pk}/evidence.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    return {sheet.title: list(sheet.values) for sheet in book.worksheets}


def test_a_workbook_has_flags_indicators_and_values(
    ann: Person, process: Process
) -> None:
    measured(ann, process, [*USUAL, 3.0], name="Falls", unit="patients", better="down")

    sheets = workbook(Client(), process)

    assert [*sheets] == ["Processes", "Evidence", "Indicators", "Values"]
    header, falls = sheets["Indicators"]
    told = dict(zip(header, falls, strict=True))
    assert told["variation"] == "common cause"
    assert (told["values"], told["better"]) == (15, "down")  # the small one is hidden
    assert len(sheets["Values"]) == 16
    assert sheets["Values"][1][2].date() == FIRST


def evidence_of(browser: Client, process: Process) -> list[tuple[Any, ...]]:
    return workbook(browser, process)["Evidence"][1:]


def test_a_workbook_has_the_evidence_with_its_flag_today(
    ann: Person, process: Process
) -> None:
    judgement = NewJudgement(
        1 / 3, 0.5, "=Seen", "Slow", basis="audit", half_life_days=None
    )
    judge(by=ann, process_id=process.pk, judgement=judgement)
    heard = NewFeedback("Were you told?", "cards", 40, 0, on=clock.today())
    bring_feedback(by=ann, process_id=process.pk, feedback=heard)

    judged, answered = evidence_of(signed_in(ann), process)

    assert judged[:5] == (
        *("Testing blood", "judgement", "Ann", "audit"),
        "'=Seen; against it: Slow",
    )
    assert judged[5].date() == clock.today()
    assert judged[6:] == (0.3333, 0.1667, 0.5, 1, None)
    assert answered[1:5] == ("feedback", "cards", "asked", "Were you told?")
    assert answered[9:] == (1, 180)
    assert round(sum(answered[6:9]), 3) == 1


def test_judges_judge_alone_in_the_workbook_too(ann: Person, process: Process) -> None:
    bob = a_person("Bob")
    judged(process, by=ann)

    assert evidence_of(signed_in(bob), process) == []
    judged(process, by=bob)
    assert [row[2] for row in evidence_of(signed_in(bob), process)] == ["Ann", "Bob"]


def test_no_evidence_of_what_is_hidden_is_in_the_workbook(
    ann: Person, process: Process
) -> None:
    closed = a_process(
        "Cleaning", by=ann, whole=process, label="restricted", success="It is clean"
    )
    judged(closed, by=ann)

    assert evidence_of(Client(), process) == []
    assert len(evidence_of(signed_in(ann), process)) == 1


def test_results_are_asked_for_as_csv_or_xlsx(process: Process) -> None:
    assert Client().get(f"/p/{process.pk}/evidence.pdf").status_code == 404
