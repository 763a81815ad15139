"""The demonstration holds what it promises: the real log, the examples, the figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from wholeflow import evidence
from wholeflow.server import demonstration
from wholeflow.server.flowing.models import CareModel, Job, Scenario
from wholeflow.server.flowing.scenarios import queries as of_scenarios
from wholeflow.server.history.models import System
from wholeflow.server.mapping.models import Activity, Entry, Part, Process
from wholeflow.server.measuring import flags
from wholeflow.server.measuring.models import Feedback, Flag, Indicator

pytestmark = pytest.mark.django_db

# Every name of a process in the text of Stirrat, Blockley, Alexander and Phillips.
NAMED_IN_THE_TEXT = {
    "Consulting with a patient",
    "Reviewing the patient record",
    "Putting patient at ease",
    "Diagnosing",
    "Managing further care",
    "Requesting tests",
    "Testing blood",
    "Making an appointment",
    "Checking in",
    "Prescribing",
    "Enabling a single point of access",
    "Improving web access",
    "Redesigning forms",
    "Enhancing teams",
    "Consulting all involved",
    "Checking fitness for purpose",
    "Delivering health and social care England",
    "Commissioning care",
    "Providing care",
    "Supplying",
    "Regulating",
    "Advising",
    "Educating",
    "Researching",
    "Determining policy",
    "Allocating resources",
    "Integrating",
}


@pytest.fixture
def built(db: None) -> None:
    demonstration.build()


def flag_of(name: str) -> evidence.Flag:
    row = Flag.objects.get(process__name=name)
    return evidence.Flag(row.lower, row.upper)


def page_of(name: str) -> str:
    """Give the page of a process as everybody sees it."""
    process = Process.objects.get(name=name)
    answer = Client(headers={"host": "localhost"}).get(f"/p/{process.pk}")
    return answer.content.decode()


@pytest.mark.usefixtures("built")
def test_every_name_of_the_text_is_on_the_map():
    standing = Process.objects.filter(removed=False)

    names = set(standing.values_list("name", flat=True))

    assert NAMED_IN_THE_TEXT - names == set()


@pytest.mark.usefixtures("built")
def test_activities_of_the_log_are_tied_to_processes():
    tied = dict(Activity.objects.values_list("name", "process__name"))

    assert len(tied) == 16
    assert tied["IV Antibiotics"] == "Giving antibiotics"


@pytest.mark.usefixtures("built")
def test_the_standards_are_indicators_with_their_not_known():
    antibiotics = Indicator.objects.get(process__name="Giving antibiotics").points.get()
    lactate = Indicator.objects.get(process__name="Measuring lactate").points.get()

    assert round(antibiotics.value * antibiotics.people) == 342
    assert (antibiotics.people, antibiotics.not_known) == (823, 226)
    assert round(lactate.value * lactate.people) == 848
    assert (lactate.people, lactate.not_known) == (859, 190)
    expected = evidence.flag_from_counts(342, of=823 + 226, not_known=226)
    assert flag_of("Giving antibiotics").lower == pytest.approx(expected.lower)
    assert flag_of("Giving antibiotics").upper == pytest.approx(expected.upper)


@pytest.mark.usefixtures("built")
def test_evidence_from_the_log_does_not_age_and_other_evidence_does():
    before = flag_of("Giving antibiotics"), flag_of("Putting patient at ease")

    System.objects.update(demonstration_date=demonstration.DAY + timedelta(days=900))
    flags.catch_up()

    after = flag_of("Giving antibiotics"), flag_of("Putting patient at ease")
    assert after[0] == before[0]
    assert after[1].lower < before[1].lower


@pytest.mark.usefixtures("built")
def test_the_real_figures_are_there_with_their_source():
    daily = Indicator.objects.get(process__name="Leaving on the day people are ready")
    monthly = Indicator.objects.get(name="A&E attendances within four hours")

    assert daily.points.count() == 548
    assert daily.points.order_by("on").last().on == date(2023, 9, 30)
    assert daily.points.get(on=date(2023, 9, 26)).value == 600
    assert monthly.points.count() == 25
    assert monthly.points.get(on=date(2023, 9, 1)).value == pytest.approx(
        67.2, abs=0.05
    )
    assert monthly.balanced_by.points.get(on=date(2023, 9, 1)).value == 16_807
    assert daily.points.exclude(set_aside="").get().on == date(2022, 6, 19)
    assert "Open Government Licence" in daily.source
    assert Entry.objects.filter(text__contains="It was chosen as").exists()


@pytest.mark.usefixtures("built")
def test_three_judges_of_one_process_differ_so_that_all_are_seen():
    page = page_of("Enhancing teams")

    assert "3 people have judged it. They lie up to 60 of 100 apart" in page
    assert page.count('class="judges__who"') == 4


@pytest.mark.usefixtures("built")
def test_people_said_something_of_a_process_and_of_a_step():
    said = dict(Feedback.objects.values_list("question", "interlock__what"))

    assert said == {
        "Did you find what you were looking for?": None,
        "Did they know about you already when you came?": "Who needs more help (example)",
    }
    assert not Feedback.objects.filter(example=False).exists()
    assert "31 good, 54 bad" not in page_of("Consulting with a patient")
    assert "30 good, 55 bad, 10 did not know" in page_of("Consulting with a patient")


@pytest.mark.usefixtures("built")
def test_owners_of_real_bodies_are_marked_as_examples():
    owned = Process.objects.filter(
        organisation__name__regex="NHS Bristol|University Hospitals",
        owner__isnull=False,
    )

    assert owned.count() == 4
    assert not owned.filter(owner_example=False).exists()


@pytest.mark.usefixtures("built")
def test_what_the_text_does_not_say_is_marked_as_an_example():
    said = Entry.objects.filter(text__contains="present or previous symptoms").get()
    filled = Entry.objects.filter(text__contains="Find what is wrong and agree").get()

    assert not said.example
    assert filled.example


@pytest.mark.usefixtures("built")
def test_nobody_owns_what_was_drawn_from_the_log():
    whole = Process.objects.get(name="Caring for people with sepsis")
    parts = Part.objects.filter(whole=whole)

    assert parts.count() == 10
    assert not parts.exclude(part__owner=None).exists()


@pytest.mark.usefixtures("built")
def test_every_page_tells_the_date_of_the_demonstration():
    client = Client(headers={"host": "localhost"})
    addresses = ("/", "/search?q=blood", "/missing", "/history", "/about", "/sign-in")

    pages = {address: client.get(address).content.decode() for address in addresses}

    told = {address for address, page in pages.items() if "30 September 2023" in page}
    assert told == set(addresses)


@pytest.mark.usefixtures("built")
def test_the_demonstrations_owner_can_sign_in_with_what_is_printed():
    name, password = demonstration.way_in()
    client = Client(headers={"host": "localhost"})

    client.post("/sign-in", {"sign_in_name": name, "password": password})

    assert "Monday morning, Robin Hale" in client.get("/monday").content.decode()


@pytest.mark.usefixtures("built")
def test_a_change_is_ready_to_be_tried_on_nodes_that_somebody_owns():
    ties = of_scenarios.ties(CareModel.objects.get())

    assert {name: row.process.name for name, row in ties.items()} == {
        "Treating": "Treating people in the emergency department",
        "Caring on the ward": "Caring on the ward",
    }
    assert all(row.process.owner for row in ties.values())
    job = Job.objects.get()
    assert (job.scenario, job.state) == (Scenario.objects.get(), "queued")


@pytest.mark.usefixtures("built")
def test_the_model_foretells_indicators_near_what_was_measured():
    model = CareModel.objects.get()
    foretold = model.foretells.select_related("indicator__process")

    assert {row.indicator.process.name: row.what for row in foretold} == {
        "Treating people in the emergency department": "patients blocked",
        "Caring on the ward": "utilisation",
    }
    for row in foretold:
        assert row.indicator.example
        assert row.indicator.points.count() == 12
