"""A log's numbers that add up with other places', and who gets which of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from tests.builders import a_person, signed_in
from tests.server.flowing.logs import brought, kept, ward
from wholeflow.journeys import Sharing, edge_statistics, read_edges, read_log
from wholeflow.journeys.measures.edge_files import from_plain
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing.models import EventLog
from wholeflow.server.mapping.models import Process

pytestmark = pytest.mark.django_db

RARE = "".join(
    f"R{n},Arrived,2024-04-{n + 1:02} 09:00,2024-04-{n + 1:02} 09:01,door,x\n"
    f"R{n},Left angry,2024-04-{n + 1:02} 12:07,2024-04-{n + 1:02} 12:07,door,x\n"
    for n in range(7)
)


@pytest.fixture
def log(ann: Person, process: Process) -> EventLog:
    return kept(ann, process, ward() + RARE, label="public")


def test_members_download_what_the_log_itself_adds_up_to(
    ann: Person, log: EventLog, tmp_path: Path
) -> None:
    answer = signed_in(ann).get(f"/flow/{log.pk}/numbers/all")

    (tmp_path / "ours.json").write_bytes(answer.content)
    (tmp_path / "ward.csv").write_text(ward() + RARE)
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    whole = edge_statistics(read_log(tmp_path / "ward.csv"))
    assert read_edges(tmp_path / "ours.json") == whole


def test_whoever_sees_the_log_downloads_it_with_small_numbers_left_out(
    ann: Person, log: EventLog
) -> None:
    for browser in (signed_in(ann), Client()):
        answer = browser.get(f"/flow/{log.pk}/numbers")
        found = from_plain(answer.json())

        assert found.rule == Sharing(7, 5)
        assert found.left_out == 1
        assert "Left angry" not in answer.content.decode()
        assert found.edges["Arrived", "Seen"].times == 30


def test_numbers_as_they_are_are_for_members_alone(ann: Person, log: EventLog) -> None:
    council = signed_in(a_person("Cai", organisation="Council"))
    for browser in (Client(), council):
        page = browser.get(f"/flow/{log.pk}").content.decode()

        assert browser.get(f"/flow/{log.pk}/numbers/all").status_code == 403
        assert f"/flow/{log.pk}/numbers" in page
        assert "/numbers/all" not in page
        assert "What fewer than 8 people did is left out." in page
    assert "/numbers/all" in signed_in(ann).get(f"/flow/{log.pk}").content.decode()


def test_who_may_not_see_a_log_gets_no_numbers_of_it(
    ann: Person, process: Process, log: EventLog
) -> None:
    EventLog.objects.filter(pk=log.pk).update(label="organisation")
    waiting = brought(ann, process)

    for path in ("numbers", "numbers/all"):
        assert Client().get(f"/flow/{log.pk}/{path}").status_code == 404
        assert signed_in(ann).get(f"/flow/{waiting.pk}/{path}").status_code == 403


def test_of_a_log_of_few_people_nothing_is_told_to_others(
    ann: Person, process: Process
) -> None:
    few = kept(ann, process, ward(7), label="public")

    assert Client().get(f"/flow/{few.pk}/numbers").status_code == 403
    assert signed_in(ann).get(f"/flow/{few.pk}/numbers/all").status_code == 200
