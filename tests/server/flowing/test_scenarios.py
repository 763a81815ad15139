"""A scenario is written, tried by a program of its own, and told as it is."""

from __future__ import annotations

import contextlib
import io
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import IntegrityError

from tests.builders import a_person, latest
from tests.server.flowing.care_models import (
    WAIT_OF_ONE,
    WAIT_OF_TWO,
    a_model,
    a_scenario,
    said,
    tried,
)
from wholeflow import __version__
from wholeflow.cli import main
from wholeflow.errors import BadInput, Conflict, NotFound, Refused
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import jobs, shelf
from wholeflow.server.flowing.models import CareModel, Job, Scenario, ScenarioResult
from wholeflow.server.flowing.runner import Runner
from wholeflow.server.flowing.scenarios import presenters, queries, writing
from wholeflow.server.flowing.scenarios.findings import Finding, findings_of
from wholeflow.server.mapping.models import Process


@pytest.fixture
def model(ann: Person, process: Process) -> CareModel:
    return a_model(ann, process)


def wait_in(result: ScenarioResult) -> Finding:
    return next(each for each in findings_of(result) if each.what == "mean wait")


def faults_of(**other: object) -> list[str]:
    """Give the faults of a scenario that cannot be written."""
    person = Person.objects.get(name="Ann")
    model = CareModel.objects.get()
    with pytest.raises(BadInput) as bad:
        a_scenario(person, model, **other)
    return [str(fault) for fault in bad.value.faults]


def test_a_scenario_that_was_tried_holds_the_waits_of_theory(
    ann: Person, model: CareModel
) -> None:
    scenario = a_scenario(ann, model)

    job = tried(ann, scenario)

    assert (job.state, job.words) == ("done", "")
    result = queries.last_result(scenario)
    assert result is not None
    wait = wait_in(result)
    assert wait.now is not None
    assert wait.then is not None
    assert wait.difference is not None
    assert wait.now.low < WAIT_OF_ONE < wait.now.high
    assert wait.then.low < WAIT_OF_TWO < wait.then.high
    assert wait.difference.low < WAIT_OF_TWO - WAIT_OF_ONE < wait.difference.high
    assert wait.now.high - wait.now.low < 0.1
    assert wait.clear
    assert presenters.scenario_page(ann, scenario)["result"].first.startswith(  # type: ignore[attr-defined]  # a result
        "Patients would wait 2"
    )


def test_a_result_keeps_all_that_gives_it_again(ann: Person, model: CareModel) -> None:
    scenario = a_scenario(ann, model, warm_up_days=None, runs=10)
    tried(ann, scenario)

    result = queries.last_result(scenario)

    assert result is not None
    assert (result.seed, result.runs, result.days) == (7, 10, 60)
    assert result.changes == "pool clerks = 2"
    assert result.model_hash == model.model_hash
    assert result.version == __version__
    assert 0 < result.warm_up_hours < 60 * 24
    assert (result.by, latest().command) == (str(ann.pk), "try a scenario")


def test_the_code_that_is_shown_gives_the_same_numbers(
    ann: Person, model: CareModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = a_scenario(ann, model, name="A second clerk's day", runs=10)
    tried(ann, scenario)
    shown = presenters.scenario_page(ann, scenario)["result"]
    assert isinstance(shown, presenters.ResultShown)
    difference = wait_in(shown.row).difference
    assert difference is not None
    (tmp_path / "model.json").write_text(model.text, "utf-8")
    monkeypatch.chdir(tmp_path)

    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(shown.code.python, {})  # noqa: S102 - our own code is what is tested
    words = shlex.split(shown.code.command)
    command = CliRunner().invoke(main, [*words[1:], "--format", "json"])

    expected = f"mean wait at Desk {difference.low} {difference.high} hours"
    assert expected in told.getvalue().splitlines()
    assert f'"difference": {float(f"{difference.mean:.4g}")}' in command.output


def test_what_does_not_fit_the_model_is_told_line_by_line(model: CareModel) -> None:
    told = faults_of(changes="pool clarks = 2\npool clerks = 2\nmore staff")

    assert len(told) == 2
    assert (
        "“pool clarks = 2”: there is no pool 'clarks'; did you mean clerks" in told[0]
    )
    assert "“more staff”" in told[1]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"changes": "  "}, "at least one change"),
        ({"name": ""}, "name"),
        ({"warm_up_days": 60.0}, "fewer than the 60 days"),
        ({"changes": "demand x 2.5"}, "At least 2 are needed"),
        ({"days": 3660, "runs": 1000, "changes": "demand x 1.9\npool clerks = 2000\nservice Desk x 0.01\nsource door x 5000"}, "minutes"),
        ({"changes": "demand x 1.1\n" * 1000}, "at most 10,000 characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_tried_is_refused_before(
    model: CareModel, other: dict[str, object], words: str
) -> None:
    assert words in " ".join(faults_of(**other))


def test_two_scenarios_of_a_model_have_names_of_their_own(
    ann: Person, model: CareModel
) -> None:
    first = a_scenario(ann, model)
    second = a_scenario(ann, model, name="Another")

    assert "name of its own" in faults_of()[0]
    with pytest.raises(BadInput, match="name of its own"):
        writing.rewrite(by=ann, scenario_id=second.pk, said=said())
    writing.remove(by=ann, scenario_id=first.pk)
    writing.rewrite(by=ann, scenario_id=second.pk, said=said())


def test_members_write_and_try_scenarios_and_change_their_own(
    ann: Person, model: CareModel
) -> None:
    bob, cai = a_person("Bob"), a_person("Cai", organisation="Council")
    scenario = a_scenario(bob, model)

    writing.rewrite(by=bob, scenario_id=scenario.pk, said=said(seed=8))
    writing.rewrite(by=ann, scenario_id=scenario.pk, said=said(seed=9))
    with pytest.raises(Refused, match="Only whoever brought it"):
        writing.rewrite(
            by=bob, scenario_id=a_scenario(ann, model, name="Hers").pk, said=said()
        )
    with pytest.raises(NotFound):
        a_scenario(cai, model)
    CareModel.objects.update(label="public")
    with pytest.raises(Refused, match="organisation that holds it"):
        a_scenario(cai, model)
    with pytest.raises(Refused, match="organisation that holds it"):
        writing.try_it(by=cai, scenario_id=scenario.pk)


def test_a_scenario_is_tried_once_at_a_time(ann: Person, model: CareModel) -> None:
    scenario = a_scenario(ann, model)
    writing.try_it(by=ann, scenario_id=scenario.pk)

    with pytest.raises(Conflict, match="work on this scenario already"):
        writing.try_it(by=ann, scenario_id=scenario.pk)


def test_what_is_cancelled_leaves_nothing(ann: Person, model: CareModel) -> None:
    scenario = a_scenario(ann, model)
    writing.try_it(by=ann, scenario_id=scenario.pk)
    job = Job.objects.get()

    with pytest.raises(Refused):
        writing.cancel(by=a_person("Bob"), scenario_id=scenario.pk)
    assert writing.cancel(by=ann, scenario_id=scenario.pk)
    Runner().run(job)

    assert not ScenarioResult.objects.exists()
    assert [*(shelf.logs() / "waiting").glob("*")] == []


def test_what_ends_after_it_was_cancelled_is_not_taken_up(
    ann: Person, model: CareModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = a_scenario(ann, model, runs=2)
    writing.try_it(by=ann, scenario_id=scenario.pk)
    take_up = writing.tried
    monkeypatch.setattr(
        writing,
        "tried",
        lambda **what: jobs.cancel(what["job"], by=ann) and take_up(**what),
    )

    Runner().run(Job.objects.get())

    assert Job.objects.get().state == "cancelled"
    assert not ScenarioResult.objects.exists()


def test_work_that_its_server_left_is_told_to_have_stopped(
    ann: Person, model: CareModel
) -> None:
    writing.try_it(by=ann, scenario_id=a_scenario(ann, model).pk)
    jobs.begin(Job.objects.get())

    Runner().open()

    assert Job.objects.get().state == "stopped"


def test_a_scenario_written_otherwise_says_that_its_result_is_of_before(
    ann: Person, model: CareModel
) -> None:
    scenario = a_scenario(ann, model, runs=2)
    tried(ann, scenario)
    scenario = Scenario.objects.get()
    assert not presenters.scenario_page(ann, scenario)["result"].is_stale  # type: ignore[attr-defined]  # a result

    writing.rewrite(by=ann, scenario_id=scenario.pk, said=said(runs=2, seed=8))

    shown = presenters.scenario_page(ann, Scenario.objects.get())["result"]
    assert shown.is_stale  # type: ignore[attr-defined]  # a result


def test_the_database_holds_that_work_is_on_a_log_or_a_scenario(db: None) -> None:
    from wholeflow.server.history import clock  # noqa: PLC0415 - needs Django

    with pytest.raises(IntegrityError):
        Job.objects.create(kind="compare", asked_at=clock.now())
