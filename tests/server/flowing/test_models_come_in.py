"""A model comes in with what is said of it, and without a row of anybody."""

from __future__ import annotations

import pytest

from tests.builders import a_person, a_process, latest, signed_in
from tests.server.flowing.care_models import DESK, a_model, said_of_model
from wholeflow.errors import BadInput, BadModel, NotFound, Refused
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing.models import CareModel
from wholeflow.server.flowing.scenarios import actions, coming_in, queries
from wholeflow.server.mapping.models import Process
from wholeflow.simulation import read_model
from wholeflow.simulation.experiments import fingerprint

FILE = "desk.yaml"


def faults_of(text: str) -> str:
    with pytest.raises(BadModel) as bad:
        coming_in.read(text.encode(), FILE)
    return "\n".join(map(str, bad.value.faults))


def test_a_model_is_kept_with_who_brought_it_what_for_and_its_hash(
    ann: Person, process: Process
) -> None:
    model = a_model(ann, process)

    assert (model.by, model.process, model.file_name) == (str(ann.pk), process, FILE)
    assert model.purpose == "To find out whether a second clerk is worth it"
    assert queries.read(model) == read_model(DESK, "yaml")
    assert model.model_hash == fingerprint(read_model(DESK, "yaml"))
    assert latest().command == "bring a model"


def test_every_fault_of_a_file_is_told_at_once() -> None:
    told = faults_of(
        DESK.replace("mean: 0.5", "mean: -1").replace("node: Desk", "node: Dsk")
    )

    assert "Desk" in told
    assert "mean" in told
    assert "row" in told


def test_what_was_recorded_of_patients_stays_where_it_is() -> None:
    recorded = DESK.replace("random: {per_hour: [1]}", "recorded: {at: [1, 2.5]}")
    present = DESK + "present: [{node: Desk, since_hours: 2}]\n"

    assert "rows of patients" in faults_of(recorded)
    assert "patients who are there" in faults_of(present)


def test_a_model_that_names_somebody_is_refused() -> None:
    told = faults_of(DESK + 'notes: ["ask jo.bloggs@example.org"]\n')

    assert "names a person" in told
    assert "bloggs" not in told


def test_a_queue_that_grows_without_end_is_refused_with_what_is_enough() -> None:
    assert "At least 2 are needed" in faults_of(
        DESK.replace("per_hour: [1]", "per_hour: [3]")
    )


def test_a_file_too_large_for_a_model_is_refused() -> None:
    assert "at most 1 MB" in faults_of("#" * 1_000_001)


def test_what_is_said_of_a_model_names_nobody(ann: Person, process: Process) -> None:
    with pytest.raises(BadInput) as bad:
        actions.bring(
            by=ann,
            process_id=process.pk,
            said=said_of_model(title="", purpose="Ask jo.bloggs@example.org"),
            file_name=FILE,
            content=DESK.encode(),
        )

    assert {fault.column for fault in bad.value.faults} == {"title", "purpose"}
    assert not CareModel.objects.exists()


def test_nodes_are_tied_to_the_processes_that_the_file_names(
    ann: Person, process: Process
) -> None:
    named = DESK.replace("- name: Desk", f"- name: Desk\n  process: {process.pk}")

    model = a_model(ann, process, text=named)

    assert {name: row.process for name, row in queries.ties(model).items()} == {
        "Desk": process
    }


def test_a_node_is_not_tied_to_what_whoever_brings_it_may_not_read(
    ann: Person, process: Process
) -> None:
    cai = a_person("Cai", organisation="Council")
    hidden = a_process("Deciding alone", by=cai, label="restricted")
    named = DESK.replace("- name: Desk", f"- name: Desk\n  process: {hidden.pk}")

    assert queries.ties(a_model(ann, process, text=named)) == {}
    model = a_model(ann, process)
    with pytest.raises(NotFound):
        actions.tie(by=ann, model_id=model.pk, ties={"Desk": hidden.pk})


def test_ties_are_made_changed_and_taken_back(ann: Person, process: Process) -> None:
    model = a_model(ann, process)
    other = a_process("Checking in", by=ann)

    assert actions.tie(by=ann, model_id=model.pk, ties={"Desk": process.pk})
    assert not actions.tie(by=ann, model_id=model.pk, ties={"Desk": process.pk})
    assert actions.tie(by=ann, model_id=model.pk, ties={"Desk": other.pk})
    assert queries.ties(model)["Desk"].process == other
    assert [*queries.of_process(ann, other)] == [model]
    assert actions.tie(by=ann, model_id=model.pk, ties={"Desk": ""})
    assert queries.ties(model) == {}


def test_only_members_of_its_organisation_bring_a_model(process: Process) -> None:
    cai = a_person("Cai", organisation="Council")

    with pytest.raises(Refused, match="organisation that holds it"):
        a_model(cai, process)


@pytest.mark.parametrize(
    ("label", "stranger", "signed_in_elsewhere"),
    [("organisation", 404, 404), ("system", 404, 200), ("public", 200, 200)],
)
def test_the_label_says_who_sees_a_model_and_its_file(
    client,  # pytest-django's
    ann: Person,
    process: Process,
    label: str,
    stranger: int,
    signed_in_elsewhere: int,
) -> None:
    model = a_model(ann, process, label=label)
    cai = signed_in(a_person("Cai", organisation="Council"))

    for page in ("", "/file"):
        address = f"/flow/models/{model.pk}{page}"
        assert client.get(address).status_code == stranger
        assert cai.get(address).status_code == signed_in_elsewhere
        assert signed_in(ann).get(address).status_code == 200


def test_a_model_that_is_taken_off_is_gone_until_that_is_undone(
    ann: Person, process: Process
) -> None:
    model = a_model(ann, process)
    actions.tie(by=ann, model_id=model.pk, ties={"Desk": process.pk})

    actions.remove(by=ann, model_id=model.pk)

    assert signed_in(ann).get(f"/flow/models/{model.pk}").status_code == 404
    assert [*queries.of_process(ann, process)] == []
    signed_in(ann).post(f"/undo/{latest().pk}")
    assert signed_in(ann).get(f"/flow/models/{model.pk}").status_code == 200
    assert queries.ties(queries.model(ann, model.pk))["Desk"].process == process


def test_who_may_not_change_a_model_is_refused(ann: Person, process: Process) -> None:
    bob, model = a_person("Bob"), a_model(ann, process)

    for change in (
        lambda: actions.remove(by=bob, model_id=model.pk),
        lambda: actions.tie(by=bob, model_id=model.pk, ties={}),
        lambda: actions.say_again(by=bob, model_id=model.pk, said=said_of_model()),
    ):
        with pytest.raises(Refused, match="Only whoever brought it"):
            change()
