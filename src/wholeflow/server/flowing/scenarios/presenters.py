"""Models and scenarios as pages show them, to whoever looks at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wholeflow.days import day_in_words
from wholeflow.governance import LogAct
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing.models import (
    CareModel,
    Foretold,
    Job,
    Scenario,
    ScenarioResult,
)
from wholeflow.server.flowing.scenarios import (
    before_after,
    foretelling,
    pictured,
    queries,
    replacing,
    sentences,
    trial,
)
from wholeflow.server.flowing.scenarios.before_after import BeforeAfter
from wholeflow.server.flowing.scenarios.code_shown import Code, code_of
from wholeflow.server.flowing.scenarios.findings import Finding, findings_of
from wholeflow.server.flowing.scenarios.foretelling import Predicted
from wholeflow.server.flowing.scenarios.pictured import Pictures
from wholeflow.server.flowing.scenarios.replacing import Version
from wholeflow.server.flowing.scenarios.trial import Effort
from wholeflow.server.flowing.scenarios.units import UNITS
from wholeflow.server.mapping import queries as of_the_map
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.queries import Visitor
from wholeflow.simulation import Model
from wholeflow.simulation.experiments import left_out

LABELS_IN_WORDS = {
    "public": "everybody, signed in or not",
    "system": "everybody who is signed in",
    "organisation": "members of {organisation}",
}
NEWS = ("failed", "cancelled", "stopped")  # of work: still to be told


@dataclass(frozen=True, slots=True)
class NodeShown:
    """A node, what it needs, and the process it stands for."""

    name: str
    needs: str
    tied: bool
    process: Process | None  # None where there is none, or it is not shown


@dataclass(frozen=True, slots=True)
class ForetoldShown:
    """An indicator that is foretold, and by what."""

    row: Foretold
    measure: str


@dataclass(frozen=True, slots=True)
class ScenarioLine:
    """A scenario as a line of the page of its model."""

    scenario: Scenario
    says: str
    on: date | None
    version: Version | None  # of the model, where that is not its newest
    misfits: list[str]


@dataclass(frozen=True, slots=True)
class Line:
    """A measure as a line of a table."""

    what: str
    now: str
    then: str
    difference: str
    clear: bool


@dataclass(frozen=True, slots=True)
class Block:
    """The measures of one node or pool, or of the whole."""

    of: str
    lines: list[Line]
    node: NodeShown | None = None


@dataclass(frozen=True, slots=True)
class ResultShown:
    """What a scenario came to, as a page shows it."""

    row: ScenarioResult
    first: str
    next: list[str]
    pictures: Pictures | None
    blocks: list[Block]
    beside: BeforeAfter | None
    warm_up_days: float
    is_stale: bool
    version: Version | None  # of the model; None if it was taken back since
    code: Code


def model_page(visitor: Visitor, model: CareModel) -> dict[str, object]:
    """Give everything the page of a model shows."""
    decided = queries.decision(visitor, LogAct.CHANGE, model)
    read, last = queries.read(model), queries.last_results(model)
    versions = replacing.versions(model)
    return {
        "model": model,
        "nodes": nodes(visitor, model, read),
        "scenarios": [
            _line(each, last.get(each.pk), read, versions)
            for each in model.standing  # type: ignore[attr-defined]  # fetched with it
        ],
        "foretold": [_foretold(each) for each in foretelling.ties(visitor, model)],
        "left_out": left_out(read),
        "about": _about(model, versions[0]),
        "former": versions[1:],
        "may_change": decided.allowed,
        "why_not_change": decided.reason,
        "may_try": queries.decision(visitor, LogAct.BRING, model).allowed,
    }


def nodes(visitor: Visitor, model: CareModel, read: Model) -> list[NodeShown]:
    """Give the nodes of a model, each with the process it stands for."""
    ties = queries.ties(model)
    seen = of_the_map.processes(visitor).in_bulk(
        {row.process_id for row in ties.values()}
    )
    return [
        NodeShown(
            name=node.name,
            needs=", ".join(claim.pool for claim in node.claims),
            tied=node.name in ties,
            process=seen.get(ties[node.name].process_id) if node.name in ties else None,
        )
        for node in read.nodes
    ]


def scenario_page(
    visitor: Visitor, scenario: Scenario, layer: str = ""
) -> dict[str, object]:
    """Give everything the page of a scenario shows, the map before and after in a layer."""
    model = queries.read(scenario.model)
    shown = nodes(visitor, scenario.model, model)
    said = trial.said_of(scenario)
    job = queries.last_job(scenario)
    row = queries.last_result(scenario)
    decided = queries.may_change(visitor, scenario)
    may_try = queries.decision(visitor, LogAct.BRING, scenario.model)
    is_news = job is not None and (job.unfinished or job.state in NEWS)
    return {
        "scenario": scenario,
        "model": scenario.model,
        "changes": scenario.changes.splitlines(),
        "effort": _effort(model, said),
        "misfits": trial.misfits(model, said),
        "job": job if is_news else None,
        "may_cancel": job is not None and _may_cancel(visitor, job, decided.allowed),
        "result": _result(visitor, scenario, row, shown, layer) if row else None,
        "nodes": shown,
        "may_change": decided.allowed,
        "may_try": may_try.allowed,
        "why_not_try": may_try.reason,
    }


def predicted(scenario: Scenario) -> Predicted | None:
    """Give the flags that follow from what a scenario came to; None if none do."""
    row = queries.last_result(scenario)
    return foretelling.predicted(scenario.model, findings_of(row)) if row else None


def _result(
    visitor: Visitor,
    scenario: Scenario,
    row: ScenarioResult,
    shown: Sequence[NodeShown],
    layer: str,
) -> ResultShown:
    findings = findings_of(row)
    flags = foretelling.predicted(scenario.model, findings)
    return ResultShown(
        row=row,
        first=sentences.told_first(findings),
        next=sentences.told_next(findings),
        pictures=pictured.pictures(findings, scenario.name),
        blocks=_blocks(findings, shown),
        beside=before_after.shown(visitor, scenario, flags, layer) if flags else None,
        warm_up_days=row.warm_up_hours / trial.HOURS_A_DAY,
        is_stale=_is_stale(scenario, row),
        version=replacing.version_of(
            replacing.versions(scenario.model), row.model_hash
        ),
        code=code_of(row, scenario.name),
    )


def _line(
    scenario: Scenario,
    row: ScenarioResult | None,
    model: Model,
    versions: list[Version],
) -> ScenarioLine:
    misfits = trial.misfits(model, trial.said_of(scenario))
    if row is None:
        return ScenarioLine(scenario, "Not tried yet.", None, None, misfits)
    says = sentences.told_first(findings_of(row))
    version = replacing.version_of(versions, row.model_hash)
    older = version if version and not version.is_newest else None
    return ScenarioLine(scenario, says, row.on, older, misfits)


def _about(model: CareModel, version: Version) -> dict[str, str]:
    organisation = str(model.process.organisation)
    return {
        "Held by": organisation,
        "For": model.purpose,
        "Numbers from": model.source,
        "Seen by": LABELS_IN_WORDS[model.label].format(organisation=organisation),
        "File": model.file_name,
        "Hash": model.model_hash,
        "Brought": f"by {_name(model.by)}",
        "Version": f"{version.number}, of {day_in_words(version.on)}",
    }


def _foretold(row: Foretold) -> ForetoldShown:
    measure = sentences.MEASURES.get(row.what, row.what)
    unit = UNITS[row.told_in].words
    return ForetoldShown(row, f"{measure}, {row.of or sentences.WHOLE}, {unit}")


def _name(by: str) -> str:
    person = Person.objects.filter(pk=by).first() if by else None
    return person.name if person else "the system"


def _effort(model: Model, said: trial.Said) -> dict[str, str]:
    effort: Effort = trial.effort_of(model, said)
    return {
        "runs": f"{effort.runs:,}",
        "services": f"{effort.services:,.0f}",
        "time": _time(effort.seconds),
        "memory": f"{max(1, effort.megabytes):,.0f} MB",
    }


def _time(seconds: float) -> str:
    if seconds < 90:
        whole = max(1, round(seconds))
        return f"{whole} second{'s' * (whole != 1)}"
    return f"{seconds / 60:.0f} minutes"


def _may_cancel(visitor: Visitor, job: Job, may_change: bool) -> bool:
    return may_change or job.by == str(getattr(visitor, "pk", ""))


def _is_stale(scenario: Scenario, row: ScenarioResult) -> bool:
    """Whether the scenario was written otherwise since it was tried."""
    written = (scenario.changes, scenario.days, scenario.runs, scenario.seed)
    warm_up = scenario.warm_up_days
    other_warm_up = warm_up is not None and (
        warm_up * trial.HOURS_A_DAY != row.warm_up_hours
    )
    return written != (row.changes, row.days, row.runs, row.seed) or other_warm_up


def _blocks(findings: Sequence[Finding], shown: Sequence[NodeShown]) -> list[Block]:
    """Give the findings by what they are of; what never happens is left out."""
    in_order = {what: place for place, what in enumerate(sentences.MEASURES)}
    told = [each for each in findings if not each.nothing]
    by_name: dict[str, list[Line]] = {each.of: [] for each in told}
    for each in sorted(told, key=lambda one: in_order[one.what]):
        by_name[each.of].append(_table_line(each))
    whole = by_name.pop("", [])
    named = {node.name: node for node in shown}
    blocks = [Block(of, lines, named.get(of)) for of, lines in by_name.items()]
    return [*blocks, Block(sentences.WHOLE, whole)] if whole else blocks


def _table_line(finding: Finding) -> Line:
    return Line(
        what=sentences.MEASURES.get(finding.what, finding.what),
        now=sentences.ends(finding.now, finding.unit),
        then=sentences.ends(finding.then, finding.unit),
        difference=sentences.difference(finding),
        clear=finding.clear,
    )
