"""Models and scenarios for tests: a desk whose waits are known exactly."""

from __future__ import annotations

from dataclasses import asdict

from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import jobs
from wholeflow.server.flowing.models import CareModel, Job, Scenario
from wholeflow.server.flowing.runner import Runner
from wholeflow.server.flowing.scenarios import actions, trial, writing
from wholeflow.server.flowing.scenarios.actions import SaidOfModel
from wholeflow.server.mapping.models import Process

# One an hour, half an hour each: M/M/1 of load 0.5. The mean wait is half an hour.
DESK = """\
wholeflow: simulation-model 1
name: A desk
sources: [{name: door, node: Desk, arrivals: {random: {per_hour: [1]}}}]
pools: [{name: clerks, capacity: 1}]
nodes:
- name: Desk
  service: {"*": {exponential: {mean: 0.5}}}
  claims: [{pool: clerks}]
"""
WAIT_OF_ONE = 0.5  # hours
WAIT_OF_TWO = 1 / 30  # hours: Erlang C of 2 clerks is 0.1, and 0.1 / (4 - 1)


def said_of_model(**other: str) -> SaidOfModel:
    """Say of a model what has to be said."""
    usual = {
        "title": "The desk",
        "purpose": "To find out whether a second clerk is worth it",
        "source": "guessed by those who work there",
    }
    return SaidOfModel(**{**usual, **other})


def a_model(
    by: Person, process: Process, *, text: str = DESK, label: str = "organisation"
) -> CareModel:
    """Give a model that was brought."""
    key = actions.bring(
        by=by,
        process_id=process.pk,
        said=said_of_model(label=label),
        file_name="desk.yaml",
        content=text.encode(),
    )
    return CareModel.objects.get(pk=key)


def said(**other: object) -> trial.Said:
    """Say what would be different: a second clerk, tried quickly."""
    usual = {"name": "A second clerk", "changes": "pool clerks = 2"}
    quick = {"days": 60, "warm_up_days": 5.0, "runs": 40, "seed": 7}
    return trial.Said(**{**usual, **quick, **other})  # type: ignore[arg-type]  # as various as its fields


def a_scenario(by: Person, model: CareModel, **other: object) -> Scenario:
    """Give a scenario that is written and not tried."""
    key = writing.write(by=by, model_id=model.pk, said=said(**other))
    return Scenario.objects.get(pk=key)


def with_a_result(by: Person, scenario: Scenario) -> None:
    """Take up what a scenario came to, without trying it: nothing was found."""
    writing.try_it(by=by, scenario_id=scenario.pk)
    job = scenario.jobs.get()
    jobs.begin(job)
    told = {
        "model_hash": "0",
        "version": "0",
        "warm_up_hours": 0.1,
        "long_enough": True,
    }
    asked = asdict(trial.asked_of(trial.said_of(scenario)))
    assert writing.tried(job=job, asked=asked, told={**told, "findings": []})


def tried(by: Person, scenario: Scenario) -> Job:
    """Try a scenario here and now; give the work."""
    writing.try_it(by=by, scenario_id=scenario.pk)
    job = scenario.jobs.get(state="queued")
    Runner().run(job)
    job.refresh_from_db()
    return job
