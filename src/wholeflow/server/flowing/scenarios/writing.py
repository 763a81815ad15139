"""Every change of scenarios, and of what they came to: by a person, all or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction

from wholeflow.errors import BadInput, Fault
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import jobs
from wholeflow.server.flowing.models import Job, Scenario, ScenarioResult
from wholeflow.server.flowing.scenarios import queries, trial
from wholeflow.server.history import clock
from wholeflow.server.history.changes import changing
from wholeflow.server.history.identifiers import new_id


def write(*, by: Person, model_id: UUID, said: trial.Said) -> UUID:
    """Write a scenario; `BadInput` tells everything in it that does not fit the model."""
    model = queries.to_be_tried(by, model_id)
    trial.require(queries.read(model), said)
    row = Scenario(
        id=new_id(), model=model, by=str(by.pk), on=clock.today(), **asdict(said)
    )
    with changing(by=str(by.pk), command="write a scenario") as draft:
        _require_own_name(row)
        draft.add(row)
    return row.pk


def rewrite(*, by: Person, scenario_id: UUID, said: trial.Said) -> None:
    """Write a scenario otherwise; what it came to before stays, and is told as such."""
    with changing(by=str(by.pk), command="write a scenario") as draft:
        scenario = queries.scenario_to_change(by, scenario_id)
        trial.require(queries.read(scenario.model), said)
        draft.set(scenario, **asdict(said))
        _require_own_name(scenario)


def remove(*, by: Person, scenario_id: UUID) -> None:
    """Take a scenario off the page of its model."""
    with transaction.atomic():
        with changing(by=str(by.pk), command="remove a scenario") as draft:
            scenario = queries.scenario_to_change(by, scenario_id)
            draft.set(scenario, removed=True)
        jobs.cancel_all(scenario, by=by)


def try_it(*, by: Person, scenario_id: UUID) -> None:
    """Have a scenario tried.

    Raises
    ------
    BadInput
        If it does not fit its model any more.
    Conflict
        If it is being tried already.
    Refused
        If they do not belong to the organisation that holds the model.
    """
    scenario = queries.scenario(by, scenario_id)
    model = queries.to_be_tried(by, scenario.model_id)
    trial.require(queries.read(model), trial.said_of(scenario))
    jobs.ask_for(scenario, "compare", by=str(by.pk))


def cancel(*, by: Person, scenario_id: UUID) -> bool:
    """Stop trying a scenario; False if that had ended already."""
    scenario = queries.scenario(by, scenario_id)
    job = queries.last_job(scenario)
    if job is None:
        return False
    if job.by != str(by.pk):
        scenario = queries.scenario_to_change(by, scenario_id)
    return jobs.cancel(job, by=by)


def tried(*, job: Job, asked: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Take up what a scenario came to; False if it is not wanted any more.

    Parameters
    ----------
    job
        The work that was done.
    asked, told
        As `trying.Asked` and `trying.tried` have them.
    """
    with changing(by=job.by, command="try a scenario") as draft:
        scenario = Scenario.objects.select_related("model").get(pk=job.on_id)
        if scenario.removed or not jobs.end(job, "done"):
            return False
        draft.add(_result(scenario, job.by, asked, told))
    return True


def _result(
    scenario: Scenario, by: str, asked: Mapping[str, Any], told: Mapping[str, Any]
) -> ScenarioResult:
    return ScenarioResult(
        id=new_id(),
        scenario=scenario,
        changes=asked["changes"],
        model_hash=told["model_hash"],
        days=round(asked["hours"] / trial.HOURS_A_DAY),
        warm_up_hours=told["warm_up_hours"],
        long_enough=told["long_enough"],
        runs=asked["runs"],
        seed=asked["seed"],
        version=told["version"],
        findings=json.dumps(told["findings"], ensure_ascii=False),
        by=by,
        on=clock.today(),
    )


def _require_own_name(scenario: Scenario) -> None:
    others = scenario.model.scenarios.filter(removed=False, name=scenario.name)
    if others.exclude(pk=scenario.pk).exists():
        message = (
            f"expected a name of its own; this model has a scenario "
            f"“{scenario.name}” already. Choose another"
        )
        raise BadInput("the scenario", [Fault(message, column="name")])
