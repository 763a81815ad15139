"""Pages of logs: what is shown to whom, and the forms by which a log comes and goes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_person, a_process, forgotten, latest, signed_in
from tests.server.flowing.logs import (
    brought,
    do_work,
    examined,
    last_job,
    loaded,
    rows_of,
)
from wholeflow.governance import LogAct
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import actions, queries, shelf
from wholeflow.server.flowing.models import LABELS, EventLog
from wholeflow.server.history import clock
from wholeflow.server.mapping.actions import set_label
from wholeflow.server.mapping.models import Activity, Process

pytestmark = pytest.mark.django_db

FORM = {
    "title": "A ward in March",
    "purpose": "To find out where people wait",
    "source": "the ward system",
    "lawful_basis": "6(1)(e)",
    "special_basis": "9(2)(h)",
    "opt_out": "taken out",
    "keep_until": "2030-01-01",
    "label": "organisation",
}


def text_of(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def test_an_empty_list_teaches_what_belongs_here(ann: Person, process: Process) -> None:
    strangers, owners = text_of(Client(), "/flow"), text_of(signed_in(ann), "/flow")

    assert "No log is here yet" in strangers
    assert "Sign in to bring one" in strangers
    assert "/flow/bring" in owners


def test_a_log_needs_a_process_of_ones_organisation(process: Process) -> None:
    cai = a_person("Cai", organisation="Council")

    assert "Add a process first" in text_of(signed_in(cai), "/flow")


def test_a_file_that_is_sent_is_examined_and_then_loaded(
    ann: Person, process: Process
) -> None:
    browser = signed_in(ann)
    file = SimpleUploadedFile("ward.csv", rows_of(20).encode())
    answer = browser.post(
        "/flow/bring", {**FORM, "process": process.name, "file": file}
    )
    log = EventLog.objects.get()
    assert answer.url == f"/flow/{log.pk}"
    assert "<progress" in text_of(browser, answer.url)

    do_work()
    told = text_of(browser, answer.url)
    assert "<strong>20</strong> journeys with <strong>80</strong> events" in told
    assert "nothing that names a person" in told
    assert "Not read and not kept: notes." in told

    browser.post(f"/flow/{log.pk}/load")
    do_work()
    told = text_of(browser, answer.url)
    assert "<strong>20</strong> journeys" in told
    assert "Seen by a doctor" in told


def test_a_large_file_is_taken_without_being_copied_into_memory(
    ann: Person, process: Process
) -> None:
    content = rows_of(20).encode() + b"\n" * 3_000_000  # above what Django keeps in it
    file = SimpleUploadedFile("ward.csv", content)

    signed_in(ann).post("/flow/bring", {**FORM, "process": process.name, "file": file})

    upload = shelf.upload_in(shelf.waiting(EventLog.objects.get().pk))
    assert upload is not None
    assert upload.read_bytes() == content
    assert upload.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("as_member", [True, False])
def test_a_file_above_the_limit_is_refused_before_it_is_read(
    ann: Person, monkeypatch: pytest.MonkeyPatch, as_member: bool
) -> None:
    monkeypatch.setenv("WHOLEFLOW_MAX_LOG_MB", "3")
    browser = signed_in(ann) if as_member else Client()
    size = 5_000_000 if as_member else 3_000_000
    file = SimpleUploadedFile("ward.csv", b"x" * size)

    answer = browser.post("/flow/bring" if as_member else "/sign-in", {"file": file})

    assert answer.status_code == 400
    limit = 3 if as_member else 1
    assert f"Expected at most {limit} MB" in answer.content.decode()


def test_what_the_form_lacks_is_told_beside_it(ann: Person, process: Process) -> None:
    answer = signed_in(ann).post("/flow/bring", {**FORM, "process": "No such thing"})

    told = answer.content.decode()
    assert answer.status_code == 400
    assert "No process of your organisation is called so." in told
    assert "Expected a file with something in it" in told
    assert not EventLog.objects.exists()


def test_a_file_of_the_folder_is_chosen_by_its_name(
    ann: Person, process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "offered"
    folder.mkdir()
    (folder / "ward.csv").write_text(rows_of(20))
    monkeypatch.setenv("WHOLEFLOW_LOGS_FROM", str(folder))
    browser = signed_in(ann)

    assert "ward.csv" in text_of(browser, f"/flow/bring?process={process.pk}")
    wrong = {**FORM, "process": process.pk, "offered": "../../etc/passwd"}
    assert browser.post("/flow/bring", wrong).status_code == 400
    right = {**FORM, "process": process.pk, "offered": "ward.csv"}
    assert browser.post("/flow/bring", right).status_code == 302


def test_the_columns_are_chosen_on_a_page_of_their_own(
    ann: Person, process: Process
) -> None:
    browser = signed_in(ann)
    log = examined(ann, process)
    page = f"/flow/{log.pk}/columns"
    told = text_of(browser, page)
    assert "Which column says what?" in told
    chosen = {
        **dict.fromkeys(("case", "activity", "time", "start", "kind"), " guess"),
        **dict.fromkeys(("organisation", "person", "resource"), " left out"),
        "group": "group",
        "day_first": "column",
        "more": ["notes"],
    }

    assert browser.post(page, chosen).status_code == 302
    do_work()

    told = text_of(browser, f"/flow/{log.pk}")
    assert '<th scope="row">group</th>' in told
    assert '<th scope="row">resource</th>' not in told
    assert "<td>notes</td>" in told


def test_a_column_that_is_not_in_the_file_is_refused(
    ann: Person, process: Process
) -> None:
    log = examined(ann, process)

    answer = signed_in(ann).post(f"/flow/{log.pk}/columns", {"case": "nothing"})

    assert answer.status_code == 400


def test_identifiers_are_told_by_kind_and_never_by_value(
    ann: Person, process: Process
) -> None:
    row = "P001,Rang 943 476 5919,2024-03-30 12:00,ward 1,nurse Joy,\n"
    log = examined(ann, process, rows_of(20) + row)

    told = text_of(signed_in(ann), f"/flow/{log.pk}")

    assert "It cannot be loaded: it names people" in told
    assert "NHS numbers in 1 cell of the column &#x27;activity&#x27;" in told
    assert "943 476" not in told
    assert f"/flow/{log.pk}/load" not in told


def test_others_see_no_report_of_a_log_that_waits(
    ann: Person, process: Process
) -> None:
    log = examined(ann, process)

    told = text_of(signed_in(a_person("Bob")), f"/flow/{log.pk}")

    assert "waits for whoever brought it" in told
    assert "Seen by a doctor" not in told


def test_a_log_of_the_organisation_is_not_there_for_others(
    ann: Person, process: Process
) -> None:
    log = loaded(ann, process)

    for browser in (Client(), signed_in(a_person("Cai", organisation="Council"))):
        there, not_there = (browser.get(f"/flow/{key}") for key in (log.pk, uuid4()))
        assert (there.status_code, not_there.status_code) == (404, 404)
        assert there.context["message"] == not_there.context["message"]
        assert log.title not in text_of(browser, "/flow")
        assert log.title not in text_of(browser, f"/p/{process.pk}")


def test_outside_its_organisation_small_numbers_are_hidden(
    ann: Person, process: Process
) -> None:
    rare = "".join(
        f"P{at:03},Rare step,2024-03-20 12:00,ward 1,nurse Joy,\n" for at in range(3)
    )
    log = loaded(ann, process, rows_of(23) + rare, label="public")

    ours = text_of(signed_in(ann), f"/flow/{log.pk}")
    theirs = text_of(Client(), f"/flow/{log.pk}")

    assert "<strong>23</strong> journeys" in ours
    assert "Rare step" in ours
    assert "<strong>25</strong> people" in theirs
    assert "Rare step" not in theirs
    assert "numbers of fewer than 8 are hidden" in theirs
    assert "1 March 2024" in ours
    assert "1 March 2024" not in theirs


def test_no_page_names_who_did_it(ann: Person, process: Process) -> None:
    log = loaded(ann, process)
    browser = signed_in(ann)

    for page in (f"/flow/{log.pk}", f"/flow/{log.pk}/activities", "/flow", "/history"):
        assert "nurse Joy" not in text_of(browser, page), page
    assert "nurse Joy" not in shelf.findings(log.pk).read_text()
    assert "P001" not in shelf.findings(log.pk).read_text()


def test_activities_are_tied_by_the_name_of_a_process(
    ann: Person, process: Process
) -> None:
    testing = a_process("Testing blood", by=ann, label="public")
    log = loaded(ann, process)
    browser = signed_in(ann)
    page = f"/flow/{log.pk}/activities"
    told = text_of(browser, page)
    assert 'value="Testing blood"' in told
    assert "Suggested by its name." in told

    # In the order of their names: Arrived, Blood test, Seen by a doctor, Sent home.
    typed = {"tie-0": process.name, "tie-1": "testing blood", "tie-2": "", "tie-3": ""}
    assert browser.post(page, typed).status_code == 302
    do_work()

    rows = Activity.objects.filter(log=str(log.pk), removed=False)
    assert {row.name: row.process for row in rows} == {
        "Arrived": process,
        "Blood test": testing,
    }
    told = text_of(browser, f"/flow/{log.pk}")
    assert "Between processes" in told
    assert f"/p/{testing.pk}" in told


def test_a_tie_is_undone_and_the_page_says_so(ann: Person, process: Process) -> None:
    log = loaded(ann, process)
    actions.tie(by=ann, log_id=log.pk, ties={"Arrived": process.pk})
    do_work()
    browser = signed_in(ann)

    browser.post(f"/undo/{latest().seq}")

    assert not queries.ties(log)
    told = text_of(browser, f"/flow/{log.pk}")
    assert "tied otherwise since" in told
    browser.post(f"/flow/{log.pk}/look-again")
    do_work()
    assert "tied otherwise since" not in text_of(browser, f"/flow/{log.pk}")


def test_an_unknown_process_is_refused_beside_its_activity(
    ann: Person, process: Process
) -> None:
    log = loaded(ann, process)

    answer = signed_in(ann).post(f"/flow/{log.pk}/activities", {"tie-0": "Nothing"})

    assert answer.status_code == 400
    assert "No process here is called so." in answer.content.decode()


def test_the_file_of_a_log_that_a_backup_left_out_is_missed_in_words(
    ann: Person, process: Process
) -> None:
    log = loaded(ann, process)
    shelf.findings(log.pk).unlink()
    assert "was not worked out yet" in text_of(signed_in(ann), f"/flow/{log.pk}")
    shelf.parquet(log.content_hash).unlink()

    assert "Its file is not on this machine" in text_of(
        signed_in(ann), f"/flow/{log.pk}"
    )


def test_who_may_not_change_a_log_is_refused_with_the_reason(
    ann: Person, process: Process
) -> None:
    log = loaded(ann, process)
    browser = signed_in(a_person("Bob"))

    for page in ("say", "activities", "delete"):
        answer = browser.get(f"/flow/{log.pk}/{page}")
        assert answer.status_code == 403, page
    for page in ("load", "examine", "cancel", "look-again", "delete"):
        answer = browser.post(f"/flow/{log.pk}/{page}")
        assert answer.status_code == 403, page
    log.refresh_from_db()
    assert log.state == "ready"


def test_cancel_says_what_became_of_it(ann: Person, process: Process) -> None:
    log = brought(ann, process)
    browser = signed_in(ann)

    browser.post(f"/flow/{log.pk}/cancel")

    told = text_of(browser, f"/flow/{log.pk}")
    assert last_job(log).state == "cancelled"
    assert "Cancelled. Nothing of it was kept." in told
    assert "It waits to be examined." in told


def test_what_is_said_of_a_log_is_said_otherwise_and_undone(
    ann: Person, process: Process
) -> None:
    log = loaded(ann, process)
    browser = signed_in(ann)

    browser.post(f"/flow/{log.pk}/say", {**FORM, "purpose": "Another question"})
    assert "Another question" in text_of(browser, f"/flow/{log.pk}")
    browser.post(f"/undo/{latest().seq}")

    assert "Another question" not in text_of(browser, f"/flow/{log.pk}")


def test_the_process_page_leads_to_its_logs(ann: Person, process: Process) -> None:
    log = loaded(ann, process)

    told = text_of(signed_in(ann), f"/p/{process.pk}")

    assert f"/flow/{log.pk}" in told
    assert f"/flow/bring?process={process.pk}" in told


@pytest.mark.parametrize("page", ["/flow", "/p/{process}"])
def test_many_logs_are_asked_for_no_more_often(page: str) -> None:
    counts = []
    for logs in (2, 6):
        with forgotten():
            ann = a_person("Ann")
            process = a_process(by=ann, label="public")
            for _ in range(logs):
                brought(ann, process)
            browser = signed_in(ann)
            browser.get("/")  # the session is there from now
            with CaptureQueriesContext(connection) as asked:
                browser.get(page.format(process=process.pk))
            counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_page_of_a_log_asks_as_often_however_much_is_in_it(
    ann: Person, process: Process
) -> None:
    counts = []
    for steps in (("Arrived", "Left"), tuple(f"Step {at}" for at in range(12))):
        log = loaded(ann, process, rows_of(10, steps=steps))
        browser = signed_in(ann)
        browser.get("/")
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/flow/{log.pk}")
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.fixture
def everybody() -> Sequence[Person]:
    return (
        a_person("Ann"),
        a_person("Bob"),
        a_person("Cai", organisation="Council"),
    )


logs_of_processes = st.lists(
    st.tuples(
        st.sampled_from(("public", "system", "organisation", "restricted")),
        st.sampled_from(LABELS),
        st.integers(0, 2),  # whose process it is, and who brought the log
    ),
    max_size=8,
)


@given(world=logs_of_processes)
def test_lists_are_filtered_as_single_logs_are_decided(
    everybody: Sequence[Person], world: list[tuple[str, str, int]]
) -> None:
    with forgotten():
        for process_label, label, owner in world:
            process = a_process(by=everybody[owner])
            set_label(by=everybody[owner], process_id=process.pk, label=process_label)
            EventLog.objects.create(
                process=process,
                title="A log",
                purpose="To see",
                keep_until=clock.today(),
                label=label,
                file_name="a.csv",
                by=str(everybody[owner].pk),
                on=clock.today(),
            )
        for visitor in (*everybody, AnonymousUser()):
            one_by_one = {
                log.pk
                for log in EventLog.objects.select_related("process__owner")
                if queries.decision(visitor, LogAct.SEE, log).allowed
            }
            assert {log.pk for log in queries.logs(visitor)} == one_by_one, visitor
