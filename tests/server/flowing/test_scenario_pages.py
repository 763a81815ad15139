"""Pages of models and scenarios: what they ask, say and show, and to whom."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.builders import a_person, a_process, signed_in
from tests.server.flowing.care_models import DESK, a_model, a_scenario, tried
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing.models import CareModel, Job, Scenario
from wholeflow.server.flowing.scenarios import actions
from wholeflow.server.mapping.models import Process
from wholeflow.simulation import example_model

EMERGENCY = example_model().read_text("utf-8")


@pytest.fixture
def model(ann: Person, process: Process) -> CareModel:
    return a_model(ann, process)


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def page_of(model: CareModel) -> str:
    return f"/flow/models/{model.pk}"


def sent(**other: str) -> dict[str, str]:
    """Give what the form sends where nothing but the clerks was moved."""
    usual = {"name": "A second clerk", "words": "", "days": "60", "runs": "10"}
    usual |= {"seed": "7", "warm_up_days": "5"}
    dials = {"units-0": "2", "demand-0": "100", "stay-0": "100"}
    return {**usual, **dials, **other}


def brought(client: Client, process: Process, text: str) -> tuple[int, str]:
    """Bring a model by its form; give the status and the page."""
    form = {
        "file": SimpleUploadedFile("desk.yaml", text.encode()),
        "process": process.name,
        "title": "The desk",
        "purpose": "To find out",
        "source": "guessed",
        "label": "organisation",
    }
    answer = client.post("/flow/models/bring", form)
    return answer.status_code, answer.content.decode()


def test_a_model_is_brought_and_stands_where_people_look_for_it(
    ann: Person, process: Process
) -> None:
    client = signed_in(ann)

    status, _ = brought(client, process, DESK)

    assert status == 302
    address = page_of(CareModel.objects.get())
    for page in ("/flow", f"/p/{process.pk}"):
        assert address in text_of(client, page)
    assert "nobody owns this yet" in text_of(client, address)
    assert "no process of the map yet" in text_of(client, address)


def test_faults_of_a_file_are_told_together_beside_its_field(
    ann: Person, process: Process
) -> None:
    bad = DESK.replace("mean: 0.5", "mean: -1").replace("capacity: 1", "capacity: -2")

    status, page = brought(signed_in(ann), process, bad)

    assert status == 400
    assert "Not saved yet" in page
    assert "mean_hours" in page or "mean: " in page
    assert "capacity" in page
    assert not CareModel.objects.exists()


def test_a_file_too_large_is_refused_before_it_is_read(
    ann: Person, process: Process
) -> None:
    status, page = brought(signed_in(ann), process, "#" * 1_100_000)

    assert status == 400
    assert "Expected at most 1 MB; got 1.1 MB" in page


def test_the_page_of_a_model_asks_no_more_for_more_scenarios(
    ann: Person, model: CareModel, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(ann)
    a_scenario(ann, model)
    text_of(client, page_of(model))
    with CaptureQueriesContext(connection) as one:
        text_of(client, page_of(model))
    for name in ("B", "C", "D"):
        a_scenario(ann, model, name=name)

    with django_assert_num_queries(len(one)):
        text_of(client, page_of(model))


def test_each_node_shows_its_process_and_owner(
    ann: Person, process: Process, model: CareModel
) -> None:
    other = a_process("Checking in", by=ann, label="public")
    Process.objects.filter(pk=other.pk).update(owner=None)
    client = signed_in(ann)

    client.post(f"{page_of(model)}/nodes", {"tie-0": "Checking in"})

    page = text_of(client, page_of(model))
    assert f'<a href="/p/{other.pk}">Checking in</a>' in page
    assert "nobody owns this yet" in page
    Process.objects.filter(pk=other.pk).update(label="restricted")
    assert "a process that is not shown to you" in text_of(client, page_of(model))


def test_a_form_has_a_number_with_a_slider_for_each_thing(
    ann: Person, process: Process
) -> None:
    model = a_model(ann, process, text=EMERGENCY)

    page = text_of(signed_in(ann), f"{page_of(model)}/try")

    numbers = re.findall(
        r'<input class="dial__number" type="number" name="([^"]+)"', page
    )
    assert numbers == [
        *("units-0", "more-1", "units-2", "opens-1", "closes-1"),
        *("demand-0", "stay-0", "stay-1"),
    ]
    for name in numbers:  # a slider without scripts would be dead: it is not sent
        assert f'<label class="field__label" for="id_{name}">' in page
    assert len(re.findall(r'type="range"[^>]* hidden disabled>', page)) == len(numbers)
    assert "Each is a place of Caring on the ward, which changes with it." in page


def test_a_scenario_is_written_and_what_it_takes_is_told_before(
    ann: Person, model: CareModel
) -> None:
    client = signed_in(ann)

    answer = client.post(f"{page_of(model)}/try", sent(), follow=True)

    assert Scenario.objects.get().changes == 'pool "clerks" = 2'
    page = answer.content.decode()
    assert "pool &quot;clerks&quot; = 2" in page
    assert "To try it takes 20 runs of 60 days, each with about 1,440 services" in page
    assert "It is not tried yet." in page


def test_a_scenario_is_changed_with_the_sliders_as_they_were(
    ann: Person, model: CareModel
) -> None:
    changes = "pool clerks = 2\ndemand x 1.1"
    scenario = a_scenario(ann, model, changes=changes)
    client = signed_in(ann)

    page = text_of(client, f"/flow/scenarios/{scenario.pk}/change")

    assert re.search(r'name="units-0" value="2"', page)
    assert re.search(r'name="demand-0" value="100"', page)
    assert "demand x 1.1</textarea>" in page
    client.post(f"/flow/scenarios/{scenario.pk}/change", sent(words="demand x 1.2"))
    scenario.refresh_from_db()
    assert scenario.changes == 'pool "clerks" = 2\ndemand x 1.2'


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"units-0": "1"}, "Expected at least one change"),
        ({"units-0": "99"}, "Expected a whole number from 0 to 11"),
        ({"words": "pool clarks = 2"}, "did you mean clerks"),
        ({"demand-0": "200"}, "Saved. It is not tried yet."),
        ({"units-0": "1", "demand-0": "200"}, "At least 2 are needed"),
        ({"runs": "1"}, "Expected a whole number from 2 to 1,000"),
    ],
)
def test_what_cannot_be_tried_is_told_beside_its_field(
    ann: Person, model: CareModel, other: dict[str, str], words: str
) -> None:
    answer = signed_in(ann).post(f"{page_of(model)}/try", sent(**other), follow=True)

    assert words in answer.content.decode().replace("&#x27;", "'")


def test_a_place_opens_before_it_closes(ann: Person, process: Process) -> None:
    by_hour = "{by hour: {units: [0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 4, 4, 4, 4, 4, 4, 4, 0, 0, 0, 0, 0, 0, 0]}}"
    model = a_model(
        ann, process, text=DESK.replace("capacity: 1", f"capacity: {by_hour}")
    )
    client = signed_in(ann)
    dials = {"more-0": "0", "opens-0": "18", "closes-0": "17"}

    answer = client.post(f"{page_of(model)}/try", sent(**dials))

    assert answer.status_code == 400
    assert "Expected an hour after it opens at 18; got 17." in answer.content.decode()
    client.post(
        f"{page_of(model)}/try", sent(**dials | {"opens-0": "8", "closes-0": "20"})
    )
    assert Scenario.objects.get().changes == 'opening "clerks" 8-20'


def test_work_is_shown_with_a_way_to_cancel_it(ann: Person, model: CareModel) -> None:
    scenario = a_scenario(ann, model)
    client, address = signed_in(ann), f"/flow/scenarios/{scenario.pk}"

    client.post(f"{address}/try")

    page = text_of(client, address)
    assert "Waits for its turn" in page
    assert f'action="{address}/cancel"' in page
    assert f'data-follows="{scenario.pk}"' in page
    assert "cancel" not in text_of(signed_in(a_person("Bob")), address)
    client.post(f"{address}/cancel")
    assert Job.objects.get().state == "cancelled"
    assert "It was not tried." in text_of(client, address)


def test_what_it_came_to_is_told_drawn_and_listed(
    ann: Person, model: CareModel
) -> None:
    scenario = a_scenario(ann, model)
    tried(ann, scenario)
    actions.tie(by=ann, model_id=model.pk, ties={"Desk": model.process_id})

    page = text_of(signed_in(ann), f"/flow/scenarios/{scenario.pk}")

    assert re.search(
        r"Patients would wait 2\d to \d\d min less at Desk, on average", page
    )
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg" class="beside"') == 2
    assert "Mean wait, in hours, Desk: " in page
    assert "40 runs of 60 days, of which the first 5.0 are not counted" in page
    assert f"Seed 7, model {model.model_hash}" in page
    assert f'<a href="/p/{model.process_id}">' in page
    assert "Patients would wait" in text_of(signed_in(ann), page_of(model))


def test_strangers_see_what_is_public_and_may_do_nothing(
    client: Client, ann: Person, process: Process
) -> None:
    model = a_model(ann, process, label="public")
    scenario = a_scenario(ann, model)
    address = f"/flow/scenarios/{scenario.pk}"

    for page in ("/flow", page_of(model), address):
        told = text_of(client, page)
        assert "A second clerk" in told
        assert "Try" not in re.sub("(?s)<nav.*?</nav>", "", told)
    for door in (f"{address}/try", f"{address}/cancel", f"{address}/remove"):
        assert client.post(door).status_code == 302
    assert not Job.objects.exists()
    assert Scenario.objects.filter(removed=False).exists()


def test_what_is_hidden_answers_as_if_it_were_not_there(
    client: Client, ann: Person, model: CareModel
) -> None:
    scenario = a_scenario(ann, model)
    cai = signed_in(a_person("Cai", organisation="Council"))

    for address in (page_of(model), f"/flow/scenarios/{scenario.pk}"):
        assert client.get(address).status_code == 404
        assert cai.get(address).status_code == 404
    assert "The desk" not in text_of(cai, "/flow")
