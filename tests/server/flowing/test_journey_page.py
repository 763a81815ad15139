"""The page of a journey: its sentence, its table, its pictures, and who may see what."""

from __future__ import annotations

import contextlib
import csv
import html
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_person, a_process, signed_in
from tests.server.flowing.logs import do_work, kept, last_job, ward
from wholeflow.cli import main
from wholeflow.days import hours_in_words
from wholeflow.journeys.pictures import PICTURE_STYLE
from wholeflow.server import flowing
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import actions, shelf, worked_out
from wholeflow.server.flowing.chosen import Chosen
from wholeflow.server.flowing.models import EventLog
from wholeflow.server.mapping.actions import add_part, set_label
from wholeflow.server.mapping.models import Process

pytestmark = pytest.mark.django_db

SHEET = Path(flowing.__file__).parent / "static/flowing/css/flow.css"


def text_of(browser: Client, path: str, status: int = 200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status, answer.status_code
    return " ".join(answer.content.decode().split())


def rows_of(page: str) -> list[list[str]]:
    """Give the cells of the table of waits, in words."""
    table = re.search(r'<table class="table waits".*?</table>', page)
    assert table, "there is a table of waits"
    rows = re.findall(r"<tr>(.*?)</tr>", table[0])[1:]
    return [
        [
            html.unescape(re.sub(r"<[^>]+>", "", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        ]
        for row in rows
    ]


def test_the_worst_wait_is_said_first_with_whose_it_is(
    ann: Person, tied: EventLog
) -> None:
    page = text_of(signed_in(ann), f"/flow/{tied.pk}")

    assert "from Seeing a doctor to Going home: half wait <strong>" in page
    assert "<strong>30</strong> people" in page
    assert "Nobody owns Going home yet." in page
    assert rows_of(page)[0][:3] == ["Seeing a doctor", "Going home", "30"]
    assert rows_of(page)[0][-1].startswith("nobody owns this yet")
    assert page.index("Nobody owns Going home yet.") < page.index('class="flow"')


def test_the_journey_is_drawn_for_a_screen_and_for_a_phone(
    ann: Person, tied: EventLog
) -> None:
    page = text_of(signed_in(ann), f"/flow/{tied.pk}")

    for picture in ("river", "week", "spectrum", "stream"):
        for width in ("wide", "narrow"):
            assert f'aria-labelledby="{picture}-{width}-title' in page, picture
    assert " style=" not in page
    assert "nurse Joy" not in page
    assert "The typical journey of 30" in page


def test_every_rule_of_a_picture_is_in_the_stylesheet() -> None:
    sheet = _rules(SHEET.read_text("utf-8"))

    for selector, said in _rules(PICTURE_STYLE).items():
        assert said.items() <= sheet.get(selector, {}).items(), selector


def _rules(sheet: str) -> dict[str, dict[str, str]]:
    """Give the declarations of each selector, from all its rules together."""
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        pairs = [each.split(":", 1) for each in body.split(";") if ":" in each]
        name = selector.split("*/")[-1].strip()
        found.setdefault(name, {}).update({k.strip(): v.strip() for k, v in pairs})
    return found


PARTS: Mapping[str, Mapping[str, str]] = {
    "all of it": {},
    "a place": {"place": "laboratory"},
    "a cohort": {"who": "activity=Tested"},
    "a period": {"since": "2024-06-01"},
    "everything": {
        "since": "2024-03-01",
        "until": "2024-06-01",
        "place": "laboratory",
        "who": "activity=Tested",
    },
}


@pytest.mark.parametrize("part", PARTS)
def test_the_code_gives_the_numbers_of_the_page(
    ann: Person, tied: EventLog, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = signed_in(ann).get(f"/flow/{tied.pk}", PARTS[part])
    page = " ".join(answer.content.decode().split())
    code = shown(answer.content.decode(), "python")
    monkeypatch.chdir(shelf.logs())
    names: dict[str, Any] = {}

    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, "the page", "exec"), names)  # noqa: S102 - it is the test

    expected = [
        [
            wait.before,
            wait.after,
            f"{wait.cases:,}",
            hours_in_words(wait.median_hours),
            hours_in_words(wait.p90_hours),
        ]
        for wait in names["waits"]
    ]
    assert [row[:5] for row in rows_of(page)] == expected
    assert expected


@pytest.mark.parametrize("part", PARTS)
def test_the_command_gives_the_numbers_of_the_page(
    ann: Person, tied: EventLog, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = signed_in(ann).get(f"/flow/{tied.pk}", PARTS[part]).content.decode()
    command = shown(answer, "command")
    monkeypatch.chdir(shelf.logs())
    beside = Path(f"{tied.content_hash}.standards.yaml")
    beside.write_text(shown(answer, "standards"), "utf-8")

    done = CliRunner().invoke(main, [*command.split()[1:], "--format", "csv"])

    assert done.exit_code == 0, done.output
    told = list(csv.DictReader(io.StringIO(done.stdout)))
    expected = [
        [
            row["from"],
            row["to"],
            row["journeys"],
            hours_in_words(float(row["median_hours"])),
        ]
        for row in told
    ]
    assert [row[:4] for row in rows_of(" ".join(answer.split()))] == expected


def shown(page: str, name: str) -> str:
    found = re.search(rf'<code id="code-{name}">(.*?)</code>', page, re.DOTALL)
    assert found, name
    return html.unescape(found[1])


def test_a_part_is_said_in_the_sentence(ann: Person, tied: EventLog) -> None:
    asked = "since=2024-03-02&until=2024-07-01&place=laboratory&who=activity%3DTested"

    page = text_of(signed_in(ann), f"/flow/{tied.pk}?{asked}")

    assert (
        "Of the <strong>10</strong> who began on or after 2 March 2024 and before 1 July "
        "2024, came to laboratory and had Tested" in page
    )
    assert 'value="2024-03-02"' in page


def test_a_part_of_nobody_is_told(ann: Person, tied: EventLog) -> None:
    page = text_of(signed_in(ann), f"/flow/{tied.pk}?since=2031-01-01")

    assert "Nobody in this log began on or after 1 January 2031." in page
    assert "Choose less narrowly." in page


@pytest.mark.parametrize(
    "asked", ["since=soon", "place=nowhere", "who=resource%3Dnurse+Joy", "layer=9"]
)
def test_what_cannot_be_chosen_is_told_and_all_is_shown(
    ann: Person, tied: EventLog, asked: str
) -> None:
    browser = signed_in(ann)

    answer = browser.get(f"/flow/{tied.pk}?{asked}")

    page = " ".join(answer.content.decode().split())
    if asked != "layer=9":  # there is one layer only, and nothing to choose
        assert answer.status_code == 400
        assert 'role="alert"' in page
    assert len(rows_of(page)) == len(rows_of(text_of(browser, f"/flow/{tied.pk}")))


def test_a_part_is_worked_out_once(
    ann: Person, tied: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, path = signed_in(ann), f"/flow/{tied.pk}?place=laboratory"
    first = text_of(browser, path)
    monkeypatch.setattr(worked_out, "Program", None)  # a second time would break

    assert rows_of(text_of(browser, path)) == rows_of(first)


def test_a_part_is_worked_out_again_once_activities_are_tied_otherwise(
    ann: Person, process: Process, tied: EventLog
) -> None:
    browser, path = signed_in(ann), f"/flow/{tied.pk}?place=laboratory"
    before = rows_of(text_of(browser, path))

    actions.tie(by=ann, log_id=tied.pk, ties={"Tested": process.pk})

    assert rows_of(text_of(browser, path)) != before


def test_deleting_a_log_leaves_nothing_of_its_parts(
    ann: Person, tied: EventLog, django_capture_on_commit_callbacks: Any
) -> None:
    signed_in(ann).get(f"/flow/{tied.pk}?place=laboratory")
    assert list(shelf.logs().glob("*.journey.*"))

    with django_capture_on_commit_callbacks(execute=True):
        actions.delete(by=ann, log_id=tied.pk)

    assert not [path for path in shelf.logs().glob("*") if path.is_file()]


def test_only_the_newest_parts_of_a_log_are_kept(
    ann: Person, tied: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "MOST_JOURNEYS", 2)
    browser = signed_in(ann)

    for day in range(1, 5):
        browser.get(f"/flow/{tied.pk}?since=2024-03-0{day}")

    assert len(list(shelf.logs().glob("*.journey.*"))) == 2


def test_a_part_of_a_large_log_is_worked_out_as_work_of_its_own(
    ann: Person, tied: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worked_out, "AT_ONCE", 10)
    browser, asked = signed_in(ann), "place=laboratory"
    page = text_of(browser, f"/flow/{tied.pk}?{asked}")
    assert "This log is large" in page
    assert "waits" not in re.findall(r'<table class="table (\w+)"', page)

    answer = browser.post(f"/flow/{tied.pk}/work-out?{asked}")
    assert answer.url == f"/flow/{tied.pk}?{asked}"
    assert "<progress" in text_of(browser, answer.url)
    do_work()

    assert last_job(tied).state == "done"
    large = rows_of(text_of(browser, answer.url))
    monkeypatch.setattr(worked_out, "AT_ONCE", 10_000)
    for path in shelf.logs().glob("*.journey.*"):
        path.unlink()
    assert large == rows_of(text_of(browser, answer.url))


def test_only_whoever_sees_a_log_as_it_is_may_look_at_parts_of_it(
    ann: Person, process: Process, tied: EventLog
) -> None:
    EventLog.objects.filter(pk=tied.pk).update(label="public")
    stranger = signed_in(a_person("Cai", organisation="Council"))

    page = text_of(stranger, f"/flow/{tied.pk}?place=laboratory")
    answer = stranger.post(f"/flow/{tied.pk}/work-out?place=laboratory")

    assert 'class="part"' not in page
    assert rows_of(page) == rows_of(text_of(stranger, f"/flow/{tied.pk}"))
    assert answer.status_code == 403


def test_strangers_see_no_small_number_in_any_picture_or_table(
    ann: Person, process: Process
) -> None:
    rare = ward() + "".join(
        f"R{n},Arrived,2024-04-01 09:00,2024-04-01 09:01,door,x\n"
        f"R{n},Left angry,2024-04-01 12:07,2024-04-01 12:07,door,x\n"
        for n in range(5)
    )
    log = kept(ann, process, rare, label="public")
    ours = text_of(signed_in(ann), f"/flow/{log.pk}")

    page = text_of(Client(), f"/flow/{log.pk}")

    assert "Left angry" in ours
    assert "Left angry" not in page.partition('id="ways-title"')[0]
    assert "Show the code" not in page
    assert "Look closer" not in page
    counted = page.replace("fewer than 8 people", "")
    people = re.findall(r"([\d,]+) (?:people|of 35)", counted)
    assert people
    assert all(int(n.replace(",", "")) % 5 == 0 for n in people), people


def test_many_journeys_of_one_person_are_one_person_to_strangers(
    ann: Person, process: Process
) -> None:
    log = kept(ann, process, visits(others=20, of_one=12), label="public")
    few = kept(ann, process, visits(others=0, of_one=12), label="public")
    others = kept(ann, process, visits(others=20, of_one=0), label="public")
    ours, page = (
        text_of(each, f"/flow/{log.pk}") for each in (signed_in(ann), Client())
    )

    assert "Dialysis" in ours
    assert "Dialysis" not in page
    assert rows_of(page) == rows_of(text_of(Client(), f"/flow/{others.pk}"))
    assert "It is of fewer than 8 people" in text_of(Client(), f"/flow/{few.pk}")
    assert "2024" not in few_of(text_of(Client(), "/flow"), few)
    assert "12" in few_of(text_of(signed_in(ann), "/flow"), few)


def few_of(page: str, log: EventLog) -> str:
    """Give the line of a log in the list."""
    (line,) = re.findall(rf"<tr>(?:(?!</tr>).)*{log.pk}.*?</tr>", page)
    return str(line).rpartition("<td>")[0]


def visits(*, others: int, of_one: int) -> str:
    """Give a log of visits: some people come once, and one comes often for dialysis."""
    rows = [
        f"V{n},P{n},Arrived,2024-03-{n % 28 + 1:02} 09:00\n"
        f"V{n},P{n},Seen,2024-03-{n % 28 + 1:02} 10:00\n"
        for n in range(others)
    ]
    rows += [
        f"W{n},One,Arrived,2024-04-{n + 1:02} 14:00\n"
        f"W{n},One,Dialysis,2024-04-{n + 1:02} 17:00\n"
        for n in range(of_one)
    ]
    return "case,person,activity,time\n" + "".join(rows)


def test_a_process_that_is_not_shown_is_not_named(
    ann: Person, process: Process, tied: EventLog
) -> None:
    EventLog.objects.filter(pk=tied.pk).update(label="public")
    secret = Process.objects.get(name="Seeing a doctor")
    set_label(by=ann, process_id=secret.pk, label="restricted")

    page = text_of(Client(), f"/flow/{tied.pk}")

    assert "Seeing a doctor" not in page
    assert secret.pk not in page
    assert "A process that is not shown to you" in page


def test_waits_are_rolled_up_to_the_wholes_of_the_map(
    ann: Person, process: Process, tied: EventLog
) -> None:
    whole = a_process("Caring in an emergency", by=ann, label="public")
    for part in (process, Process.objects.get(name="Seeing a doctor")):
        add_part(by=ann, process_id=whole.pk, part_id=part.pk)
    browser = signed_in(ann)
    parts = rows_of(text_of(browser, f"/flow/{tied.pk}"))

    wholes = rows_of(text_of(browser, f"/flow/{tied.pk}?layer=1"))

    assert [row[:2] for row in parts] == [
        ["Seeing a doctor", "Going home"],
        ["Seeing people at the front door", "Seeing a doctor"],
    ]
    assert [row[:2] for row in wholes] == [["Caring in an emergency", "Going home"]]
    assert wholes[0][2:5] == parts[0][2:5]


def test_a_wait_can_be_kept_as_an_indicator_of_what_is_waited_for(
    ann: Person, tied: EventLog
) -> None:
    browser = signed_in(ann)
    page = browser.get(f"/flow/{tied.pk}").content.decode()
    links = re.findall(r'class="waits__keep" href="([^"]+)"', page)

    form = text_of(browser, html.unescape(links[-1]))

    seeing = Process.objects.get(name="Seeing a doctor")
    assert links[-1].startswith(f"/p/{seeing.pk}/indicator?")
    assert "Half wait this long or longer, from Seeing people at the front door" in form
    assert "The log “A ward in March”" in form


def test_a_part_is_asked_for_as_often_however_much_is_in_it(
    ann: Person, process: Process
) -> None:
    counts = []
    for people in (10, 40):
        log = kept(ann, process, ward(people))
        browser = signed_in(ann)
        browser.get(f"/flow/{log.pk}?place=laboratory")
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/flow/{log.pk}?place=laboratory")
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert counts[0] <= 12, counts


@given(
    since=st.sampled_from(["", "2024-01-01"]),
    place=st.text(),
    who=st.text(),
    layer=st.integers(0, 4),
)
def test_what_was_chosen_comes_back_from_its_address(
    since: str, place: str, who: str, layer: int
) -> None:
    chosen = Chosen(since=since, place=place, who=who, layer=layer)

    assert Chosen.of_address(chosen.address) == chosen
