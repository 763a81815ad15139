"""Every change of what is said of models: by a person, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from wholeflow.errors import BadInput, Fault, NotFound, Refused
from wholeflow.governance import Act, LogAct, LogFacts, decide_log
from wholeflow.processes.process import line_faults
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import jobs
from wholeflow.server.flowing.models import (
    CareModel,
    Foretold,
    ModelNode,
)
from wholeflow.server.flowing.scenarios import coming_in, foretelling, queries
from wholeflow.server.flowing.scenarios.units import UNITS
from wholeflow.server.history import clock
from wholeflow.server.history.changes import changing
from wholeflow.server.history.identifiers import new_id
from wholeflow.server.mapping import queries as of_the_map
from wholeflow.server.mapping.models import Process
from wholeflow.simulation import Model, write_model
from wholeflow.simulation.experiments import fingerprint
from wholeflow.simulation.measures import chief_measures


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfModel:
    """What whoever brings a model says of it.

    Parameters
    ----------
    title
        How it is called here.
    purpose
        The question it should answer.
    source
        Where its numbers come from.
    label
        Who else sees it and what is tried on it.
    """

    title: str
    purpose: str
    source: str
    label: str = "organisation"


def bring(
    *, by: Person, process_id: str, said: SaidOfModel, file_name: str, content: bytes
) -> UUID:
    """Bring a model, whose nodes are tied to the processes that its file names.

    Parameters
    ----------
    by
        Who brings it.
    process_id
        The process it is a model of.
    said
        What they say of it.
    file_name
        What its file is called; one that ends with .json is read as JSON, else as YAML.
    content
        What stands in the file.

    Returns
    -------
    UUID
        Of the model.

    Raises
    ------
    BadInput
        If what is said, or the file, cannot be taken; with every fault of either.
    NotFound
        If there is no such process.
    Refused
        If they may not bring a model of this process.
    """
    process = _require_home(by, process_id, said.label)
    _require_said(said, file_name)
    found = coming_in.read(content, file_name)
    row = CareModel(
        id=new_id(),
        process=process,
        file_name=file_name,
        text=write_model(found, "json"),
        model_hash=fingerprint(found),
        by=str(by.pk),
        on=clock.today(),
        **asdict(said),
    )
    with changing(by=str(by.pk), command="bring a model") as draft:
        draft.add(row)
        for name, process in named_in(found, by).items():
            draft.add(ModelNode(process=process, model=row, name=name))
    return row.pk


def named_in(model: Model, by: Person) -> dict[str, Process]:
    """Give the processes that a file names for nodes, of which somebody may speak."""
    named = {node.name: node.process for node in model.nodes if node.process}
    seen = of_the_map.processes(by).in_bulk(named.values())
    return {
        name: seen[key]
        for name, key in named.items()
        if key in seen and of_the_map.decision(by, Act.SPEAK, seen[key]).allowed
    }


def say_again(*, by: Person, model_id: UUID, said: SaidOfModel) -> None:
    """Say something else of a model."""
    with changing(by=str(by.pk), command="say what a model is for") as draft:
        model = queries.changeable(by, model_id)
        _require_said(said, model.file_name)
        draft.set(model, **asdict(said))


def tie(*, by: Person, model_id: UUID, ties: Mapping[str, str]) -> bool:
    """Say for which process of the map each node of a model stands.

    Parameters
    ----------
    by
        Who says so: somebody who may change the model.
    model_id
        The model.
    ties
        For each node named here the id of a process, or nothing for none.

    Returns
    -------
    bool
        Whether anything is other than before.
    """
    with changing(by=str(by.pk), command="tie nodes") as draft:
        model = queries.changeable(by, model_id)
        standing = queries.ties(model)
        found = of_the_map.processes(by).in_bulk(set(filter(None, ties.values())))
        for name, process_id in ties.items():
            row = standing.get(name)
            if (row.process_id if row else "") == process_id:
                continue
            if row is not None:
                draft.set(row, removed=True)
            if process_id:
                process = of_the_map.spoken_for(by, found.get(process_id))
                draft.add(ModelNode(process=process, model=model, name=name))
        return bool(draft.operations)


def foretell(
    *, by: Person, model_id: UUID, indicator_id: UUID, what: str, of: str, told_in: str
) -> None:
    """Say in which measure of a model the value of an indicator is foretold.

    Parameters
    ----------
    by
        Who says so: somebody who may change the model and speak about the indicator's
        process.
    model_id
        The model.
    indicator_id
        An indicator that judges, of a process for which a node stands.
    what, of
        The measure, one of those that are told first.
    told_in
        One of `units.UNITS` that fits the measure.

    Raises
    ------
    BadInput
        If the model has no such measure, or it is not told in such a unit.
    NotFound
        If there is no such indicator, or it is not for this person to know of.
    """
    with changing(by=str(by.pk), command="foretell an indicator") as draft:
        model = queries.changeable(by, model_id)
        offered = {row.pk: row for row in foretelling.indicators_of(by, model)}
        if indicator_id not in offered:
            raise NotFound("There is no such indicator of a process of this model.")
        indicator = offered[indicator_id]
        of_the_map.spoken_for(by, indicator.process)
        _require_unit(queries.read(model), what, of, told_in)
        for row in model.foretells.filter(removed=False, indicator=indicator):
            draft.set(row, removed=True)
        draft.add(
            Foretold(
                indicator=indicator, model=model, what=what, of=of, told_in=told_in
            )
        )


def foretell_no_more(*, by: Person, model_id: UUID, tie_id: UUID) -> None:
    """Take back that a model foretells an indicator."""
    with changing(by=str(by.pk), command="foretell an indicator no more") as draft:
        model = queries.changeable(by, model_id)
        row = model.foretells.filter(removed=False, pk=tie_id).first()
        if row is None:
            raise NotFound("It is not foretold any more.")
        draft.set(row, removed=True)


def remove(*, by: Person, model_id: UUID) -> None:
    """Take a model off the page, with its ties; its scenarios go with it."""
    with transaction.atomic():
        with changing(by=str(by.pk), command="remove a model") as draft:
            model = queries.changeable(by, model_id)
            draft.set(model, removed=True)
            for row in queries.ties(model).values():
                draft.set(row, removed=True)
            for told in model.foretells.filter(removed=False):
                draft.set(told, removed=True)
        for scenario in model.scenarios.filter(removed=False):
            jobs.cancel_all(scenario, by=by)


def _require_home(by: Person, process_id: str, label: str) -> Process:
    process = of_the_map.process(by, process_id)
    facts = LogFacts(of_the_map.facts(process), None, label)
    decided = decide_log(of_the_map.member(by), LogAct.BRING, facts)
    if not decided.allowed:
        raise Refused(decided.reason)
    return process


def _require_said(said: SaidOfModel, file_name: str) -> None:
    """See that what is said can be, and itself names nobody."""
    faults = [
        Fault(each.message, column="title") for each in line_faults("title", said.title)
    ]
    typed = {"title": said.title, "purpose": said.purpose, "source": said.source}
    faults += [
        Fault(f"expected words; got nothing. Say {name}", column=name)
        for name in ("purpose", "source")
        if not typed[name].strip()
    ]
    faults += coming_in.naming_people({**typed, "file": file_name})
    if faults:
        raise BadInput("the model", faults)


def _require_unit(model: Model, what: str, of: str, told_in: str) -> None:
    measures = {(each.what, each.of): each for each in chief_measures(model)}
    measure, unit = measures.get((what, of)), UNITS.get(told_in)
    if measure is None or unit is None or unit.of != measure.unit:
        fits = [
            key for key, each in UNITS.items() if measure and each.of == measure.unit
        ]
        expected = " or ".join(fits) or "a measure of the model"
        message = f"expected {expected}; got {told_in}. Choose one that fits"
        raise BadInput("what is foretold", [Fault(message, column="told_in")])
