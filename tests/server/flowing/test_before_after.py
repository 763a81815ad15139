"""The map before and after a change: whose flags are drawn, in which layer, for whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import a_person, a_process, declared, signed_in
from tests.server.flowing.care_models import a_model, a_scenario
from tests.server.flowing.test_foretelling import a_result
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing.models import CareModel, Scenario
from wholeflow.server.flowing.scenarios import actions, before_after, presenters
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.indicating import NewIndicator, add_indicator
from wholeflow.server.measuring.models import Indicator


@pytest.fixture
def top(ann: Person) -> Process:
    """Three layers: a place, a surgery in it, and its desk beside a room."""
    place = a_process("Caring here", by=ann, label="public", success="It works")
    surgery = a_process("Seeing patients", by=ann, whole=place, success="It works")
    for name in ("Answering", "Examining"):
        part = a_process(name, by=ann, whole=surgery, success="It works")
        Process.objects.filter(pk=part.pk).update(label="public")
    Process.objects.filter(pk=surgery.pk).update(label="public")
    for whole in (surgery, place):
        declared(whole, by=ann)
    return place


@pytest.fixture
def model(ann: Person, process: Process, top: Process) -> CareModel:
    """A desk that is "Answering", with its wait foretold in hours."""
    model = a_model(ann, process, label="public")
    desk = named("Answering")
    actions.tie(by=ann, model_id=model.pk, ties={"Desk": desk.pk})
    asked = NewIndicator("Wait at the desk", 1, 0, "the desk", unit="hours")
    add_indicator(by=ann, process_id=desk.pk, indicator=asked)
    actions.foretell(
        by=ann,
        model_id=model.pk,
        indicator_id=Indicator.objects.get().pk,
        what="mean wait",
        of="Desk",
        told_in="hours",
    )
    return model


@pytest.fixture
def scenario(ann: Person, model: CareModel) -> Scenario:
    """A change after which the wait is 0 to 12 minutes, and not 24 to 36."""
    scenario = a_scenario(ann, model)
    a_result(scenario, (0.5, 0.4, 0.6), (0.1, 0.0, 0.2))
    return scenario


def named(name: str) -> Process:
    return Process.objects.get(name=name)


def shown(
    visitor: Person, scenario: Scenario, layer: str = ""
) -> before_after.BeforeAfter:
    predicted = presenters.predicted(scenario)
    assert predicted is not None
    found = before_after.shown(visitor, scenario, predicted, layer)
    assert found is not None
    return found


def pieces(picture: before_after.Picture) -> dict[str, Any]:
    """Give the flags of the pieces of a picture, in words."""
    drawn: Any = picture.scene["pieces"]
    return {piece["name"]: piece["flag_words"] for piece in drawn}


def test_both_pictures_show_the_parts_of_the_nearest_whole(
    ann: Person, scenario: Scenario
) -> None:
    found = shown(ann, scenario)

    assert found.focus == named("Seeing patients")
    nothing = "0 for, 100 not known, 0 against"
    assert pieces(found.before) == {"Answering": nothing, "Examining": nothing}
    assert pieces(found.after) == {
        "Answering": "predicted: 80 for, 20 not known, 0 against",
        "Examining": nothing,
    }


def test_every_layer_up_to_the_top_can_be_chosen(
    ann: Person, top: Process, scenario: Scenario
) -> None:
    surgery = named("Seeing patients")

    found = shown(ann, scenario, top.pk)

    assert found.layers == [None, top, surgery]
    assert found.focus == top
    assert pieces(found.after) == {
        "Seeing patients": "predicted: 0 for, 100 not known, 0 against"
    }
    assert shown(ann, scenario, "top").focus is None
    assert shown(ann, scenario, "nowhere").focus == surgery


def test_the_table_has_every_process_that_moves_wholes_first(
    ann: Person, scenario: Scenario
) -> None:
    rows = shown(ann, scenario).rows

    assert [row.process.name for row in rows] == [
        *("Caring here", "Seeing patients", "Answering")
    ]
    last = rows[-1]
    assert last.now is not None
    assert last.then is not None
    assert (last.now.words, last.then.words) == (
        "40 for, 20 not known, 40 against",
        "80 for, 20 not known, 0 against",
    )
    assert [told.then for told in last.told] == ["0 to 0.2 hours"]


def test_what_is_not_shared_is_in_no_picture_and_no_row(
    ann: Person, client: Client, scenario: Scenario
) -> None:
    Process.objects.filter(name="Answering").update(label="organisation")
    cai = a_person("Cai", organisation="Council")

    found = shown(cai, scenario)

    assert [row.process.name for row in found.rows] == [
        "Caring here",
        "Seeing patients",
    ]
    assert found.layers == [None, named("Caring here")]
    assert pieces(found.after) == {
        "Seeing patients": "predicted: 0 for, 100 not known, 0 against"
    }
    page = client.get(f"/flow/scenarios/{scenario.pk}").content.decode()
    assert "Seeing patients" in page
    assert "Answering" not in page
    assert (
        "Answering"
        in signed_in(ann).get(f"/flow/scenarios/{scenario.pk}").content.decode()
    )


def test_there_is_no_map_for_whoever_may_read_none_of_it(
    top: Process, scenario: Scenario
) -> None:
    Process.objects.exclude(pk=scenario.model.process_id).update(label="restricted")
    cai = a_person("Cai", organisation="Council")
    predicted = presenters.predicted(scenario)

    assert predicted is not None
    assert before_after.shown(cai, scenario, predicted) is None


def test_the_picture_is_given_in_the_room_a_page_has(
    client: Client, scenario: Scenario
) -> None:
    address = f"/flow/scenarios/{scenario.pk}/scene.json"
    surgery = named("Seeing patients").pk

    drawn = client.get(address, {"layer": surgery, "width": 320, "height": 500}).json()

    assert drawn["width"] == 320
    (first, _) = sorted(drawn["pieces"], key=lambda piece: piece["name"])
    assert first["flag"] == {
        "lower": pytest.approx(0.8),
        "upper": pytest.approx(1.0),
        "predicted": True,
    }
    assert client.get(address).json()["focus"] is None
    assert client.get(address, {"layer": "nowhere"}).status_code == 404


def test_the_page_asks_no_more_for_more_that_is_foretold(
    ann: Person, client: Client, model: CareModel, scenario: Scenario
) -> None:
    address = f"/flow/scenarios/{scenario.pk}"
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    room = named("Examining")
    actions.tie(by=ann, model_id=model.pk, ties={"Desk": room.pk})
    for number in range(3):
        asked = NewIndicator(f"Wait for a room, {number}", 1, 0, "a list")
        add_indicator(by=ann, process_id=room.pk, indicator=asked)
        actions.foretell(
            by=ann,
            model_id=model.pk,
            indicator_id=Indicator.objects.latest("pk").pk,
            what="mean wait",
            of="Desk",
            told_in="hours",
        )

    with CaptureQueriesContext(connection) as more:
        page = client.get(address).content.decode()

    assert "Wait for a room, 2: 0 to 0.2" in page
    assert len(more) == len(one)
