"""A newer version of a model: the older stays, and what was tried says on which."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import a_person, a_process, latest, signed_in
from tests.server.flowing.care_models import DESK, a_model, a_scenario, tried
from wholeflow.errors import BadModel, NotFound, Refused
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing.models import CareModel, Foretold, Scenario
from wholeflow.server.flowing.scenarios import actions, queries, replacing
from wholeflow.server.mapping import actions as map_actions
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.indicating import NewIndicator, add_indicator
from wholeflow.server.measuring.models import Indicator
from wholeflow.simulation import read_model

FASTER = DESK.replace("mean: 0.5", "mean: 0.4")
RENAMED = DESK.replace("Desk", "Counter").replace("clerks", "helpers")


@pytest.fixture
def model(ann: Person, process: Process) -> CareModel:
    return a_model(ann, process)


def replaced(model: CareModel, text: str, *, by: Person) -> list[str]:
    return replacing.replace(
        by=by, model_id=model.pk, file_name="newer.yaml", content=text.encode()
    )


def a_file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("newer.yaml", text.encode())


def page_of(client: Client, thing: CareModel | Scenario) -> str:
    kind = "models" if isinstance(thing, CareModel) else "scenarios"
    return client.get(f"/flow/{kind}/{thing.pk}").content.decode()


def test_the_newest_version_is_the_model_and_the_older_stays(
    ann: Person, model: CareModel
) -> None:
    first = model.text

    assert replaced(model, FASTER, by=ann) == []

    model = CareModel.objects.get()
    assert queries.read(model) == read_model(FASTER, "yaml")
    assert (model.file_name, model.by) == ("newer.yaml", str(ann.pk))
    newest, older = replacing.versions(model)
    assert (newest.number, newest.is_newest, older.number) == (2, True, 1)
    assert replacing.former_text(model, 1) == first
    assert latest().command == "replace a model"
    page = page_of(signed_in(ann), model)
    assert "Version 1, of" in page
    assert f"/flow/models/{model.pk}/file/1" in page


def test_a_replacement_is_undone(ann: Person, model: CareModel) -> None:
    replaced(model, FASTER, by=ann)

    map_actions.undo(by=ann, seq=latest().seq)

    now = CareModel.objects.get()
    assert (now.text, now.model_hash) == (model.text, model.model_hash)
    assert [each.number for each in replacing.versions(now)] == [1]
    replaced(now, FASTER, by=ann)
    assert [each.number for each in replacing.versions(now)] == [2, 1]


def test_the_file_of_each_version_is_given(ann: Person, model: CareModel) -> None:
    replaced(model, FASTER, by=ann)
    client, address = signed_in(ann), f"/flow/models/{model.pk}/file"

    texts = [client.get(each).content for each in (address, f"{address}/1")]

    assert [read_model(text, "json") for text in texts] == [
        read_model(text, "yaml") for text in (FASTER, DESK)
    ]
    assert client.get(f"{address}/2").status_code == 404
    assert Client().get(f"{address}/1").status_code == 404


def test_a_result_says_on_which_version_it_was_tried(
    ann: Person, model: CareModel
) -> None:
    scenario = a_scenario(ann, model, runs=2)
    tried(ann, scenario)
    client = signed_in(ann)
    assert "which is version 1, wholeflow" in page_of(client, scenario)
    assert "A newer one is here" not in page_of(client, scenario)

    replaced(model, FASTER, by=ann)

    page = page_of(client, scenario)
    assert "This was tried on version 1 of the model" in page
    assert f"/flow/models/{model.pk}/file/1" in page  # which the code shown needs
    assert ", on version 1" in page_of(client, model)
    tried(ann, scenario)
    assert "which is version 2, wholeflow" in page_of(client, scenario)
    map_actions.undo(by=ann, seq=latest().seq - 1)
    assert "a version of the model that was taken back since" in page_of(
        client, scenario
    )


def test_a_scenario_that_names_what_is_there_no_more_says_so(
    ann: Person, model: CareModel
) -> None:
    scenario = a_scenario(ann, model)
    client = signed_in(ann)

    replaced(model, RENAMED, by=ann)

    page = page_of(client, scenario)
    assert "It does not fit the model as it is now, so it cannot be tried" in page
    assert "“pool clerks = 2”: there is no pool" in page
    assert "Try it</button>" not in page
    assert "It does not fit the model as it is now." in page_of(client, model)
    form = client.get(f"/flow/scenarios/{scenario.pk}/change").content.decode()
    assert "pool clerks = 2</textarea>" in form


def test_what_is_tied_to_a_part_that_is_gone_is_taken_back(
    ann: Person, model: CareModel
) -> None:
    seeing = a_process("Seeing people", by=ann, success="Nobody waits")
    actions.tie(by=ann, model_id=model.pk, ties={"Desk": seeing.pk})
    asked = NewIndicator("Wait at the desk", 60, 0, "the desk", unit="min")
    add_indicator(by=ann, process_id=seeing.pk, indicator=asked)
    actions.foretell(
        by=ann,
        model_id=model.pk,
        indicator_id=Indicator.objects.get().pk,
        what="mean wait",
        of="Desk",
        told_in="minutes",
    )

    replaced(model, FASTER, by=ann)
    assert queries.ties(model)["Desk"].process == seeing
    gone = replaced(model, RENAMED, by=ann)

    assert gone == ["the process of “Desk”", "what foretold “Wait at the desk”"]
    assert queries.ties(model) == {}
    assert not Foretold.objects.filter(removed=False).exists()


def test_new_nodes_stand_for_the_processes_that_the_file_names(
    ann: Person, model: CareModel
) -> None:
    other = a_process("Checking in", by=ann)
    named = RENAMED.replace(
        "- name: Counter", f"- name: Counter\n  process: {other.pk}"
    )

    replaced(model, named, by=ann)

    assert queries.ties(model)["Counter"].process == other


def test_the_same_again_is_no_newer_version(ann: Person, model: CareModel) -> None:
    with pytest.raises(BadModel, match="says the same"):
        replaced(model, DESK, by=ann)
    with pytest.raises(BadModel, match="names a person"):
        replaced(model, DESK + 'notes: ["ask jo.bloggs@example.org"]\n', by=ann)
    assert len(replacing.versions(CareModel.objects.get())) == 1


def test_only_who_may_change_a_model_replaces_it(model: CareModel) -> None:
    with pytest.raises(Refused):
        replaced(model, FASTER, by=a_person("Bob"))
    with pytest.raises(NotFound):
        replaced(model, FASTER, by=a_person("Cai", organisation="Council"))
    Process.objects.filter(pk=model.process_id).update(owner=(bob := a_person("Bob")))
    replaced(model, FASTER, by=bob)


def test_a_newer_version_is_brought_by_its_form(ann: Person, model: CareModel) -> None:
    client, address = signed_in(ann), f"/flow/models/{model.pk}/replace"

    same = client.post(address, {"file": a_file(DESK)})
    other = client.post(address, {"file": a_file(RENAMED)})

    assert (same.status_code, other.status_code) == (400, 302)
    assert "Brought it in." in page_of(client, model)
    assert queries.read(CareModel.objects.get()).nodes[0].name == "Counter"
    assert signed_in(a_person("Bob")).get(address).status_code == 403
