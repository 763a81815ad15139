"""Named reads. Every list of models starts from `models`."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from wholeflow.errors import NotFound, Refused
from wholeflow.governance import Decision, LogAct, LogFacts, decide_log
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import queries as of_logs
from wholeflow.server.flowing.models import (
    CareModel,
    Job,
    ModelNode,
    Scenario,
    ScenarioResult,
)
from wholeflow.server.mapping import queries as of_the_map
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.queries import Visitor
from wholeflow.simulation import Model, read_model

KEPT_IN_MIND = 32  # models that were read, so that a page reads its own once


def decision(visitor: Visitor, act: LogAct, model: CareModel) -> Decision:
    """Ask the permission door about one model; whoever brings models tries scenarios."""
    facts = LogFacts(of_the_map.facts(model.process), model.by or None, model.label)
    return decide_log(of_the_map.member(visitor), act, facts)


def may_change(visitor: Visitor, scenario: Scenario) -> Decision:
    """Ask whether somebody may change a scenario: who wrote it, and who may the model."""
    model = scenario.model
    facts = LogFacts(of_the_map.facts(model.process), scenario.by or None, model.label)
    member = of_the_map.member(visitor)
    written = decide_log(member, LogAct.CHANGE, facts)
    return written if written.allowed else decision(visitor, LogAct.CHANGE, model)


def models(visitor: Visitor) -> QuerySet[CareModel]:
    """Give every model that a visitor may see, newest first, with its scenarios."""
    standing = Scenario.objects.filter(removed=False).order_by("id")
    return (
        CareModel.objects.filter(of_logs.seen_by(visitor))
        .select_related("process__owner", "process__organisation")
        .prefetch_related(Prefetch("scenarios", standing, to_attr="standing"))
        .order_by("-id")
    )


def model(visitor: Visitor, model_id: UUID) -> CareModel:
    """Give one model.

    Raises
    ------
    NotFound
        If there is none, or it is not for this visitor to know of.
    """
    found = models(visitor).filter(pk=model_id).first()
    if found is None:
        raise NotFound("There is no such model here, or it is not shared with you.")
    return found


def changeable(by: Person, model_id: UUID) -> CareModel:
    """Give a model that this person may change; else as `model`, or `Refused`."""
    found = model(by, model_id)
    _require(decision(by, LogAct.CHANGE, found))
    return found


def to_be_tried(by: Person, model_id: UUID) -> CareModel:
    """Give a model on which this person may try scenarios; else as `changeable`."""
    found = model(by, model_id)
    _require(decision(by, LogAct.BRING, found))
    return found


def scenario(visitor: Visitor, scenario_id: UUID) -> Scenario:
    """Give one scenario.

    Raises
    ------
    NotFound
        If there is none, or its model is not for this visitor to know of.
    """
    rows = Scenario.objects.filter(
        pk=scenario_id, removed=False, model__in=models(visitor).values("pk")
    )
    ways = ("model__process__owner", "model__process__organisation")
    found = rows.select_related(*ways).first()
    if found is None:
        raise NotFound("There is no such scenario here, or it is not shared with you.")
    return found


def scenario_to_change(by: Person, scenario_id: UUID) -> Scenario:
    """Give a scenario that this person may change; else as `scenario`, or `Refused`."""
    found = scenario(by, scenario_id)
    _require(may_change(by, found))
    return found


def of_process(visitor: Visitor, process: Process) -> QuerySet[CareModel]:
    """Give the models that hang on a process, or of which a node stands for it."""
    tied = ModelNode.objects.filter(removed=False, process=process).values("model")
    return models(visitor).filter(Q(process=process) | Q(pk__in=tied))


def ties(model: CareModel) -> dict[str, ModelNode]:
    """Give the ties of a model's nodes to processes, by the name of the node."""
    rows = model.ties.filter(removed=False).select_related("process")
    return {row.name: row for row in rows.order_by("name")}


def last_job(scenario: Scenario) -> Job | None:
    """Give the newest work on a scenario."""
    return scenario.jobs.order_by("-id").first()


def last_result(scenario: Scenario) -> ScenarioResult | None:
    """Give what a scenario came to when it was last tried."""
    return scenario.results.filter(removed=False).order_by("-id").first()


def last_results(model: CareModel) -> dict[UUID, ScenarioResult]:
    """Give what each scenario of a model came to when it was last tried, by its id."""
    rows = ScenarioResult.objects.filter(removed=False)
    newest = rows.filter(scenario=OuterRef("scenario")).order_by("-id").values("pk")
    last = rows.filter(scenario__model=model, pk=Subquery(newest[:1]))
    return {row.scenario_id: row for row in last}


def read(model: CareModel) -> Model:
    """Give a model as the library has it."""
    return _read(model.text)


@lru_cache(maxsize=KEPT_IN_MIND)
def _read(text: str) -> Model:
    return read_model(text, "json")


def _require(decided: Decision) -> None:
    if not decided.allowed:
        raise Refused(decided.reason)
