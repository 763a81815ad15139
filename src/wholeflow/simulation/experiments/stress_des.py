"""A record of a simulation study that others can judge and do again.

Its headings are those of STRESS-DES, the reporting guideline for discrete-event
simulation: objectives, logic, data, experimentation, implementation, code access. What
the model and its runs say is filled in; what only people know is marked as theirs to
say. It ends with what the model leaves out, read off the model itself.

Reference: T. Monks, C. S. M. Currie, B. S. Onggo, S. Robinson, M. Kunc and S. J. E.
Taylor (2019), Strengthening the reporting of empirical simulation studies, Journal of
Simulation 13(1).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wholeflow import __version__
from wholeflow.simulation.measures import Measure
from wholeflow.simulation.model.arrivals import Appointments, Random, Recorded, Source
from wholeflow.simulation.model.distributions import Distribution
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.nodes import EVERY_CLASS, Node
from wholeflow.simulation.model.pools import Capacity, Changes, Pool
from wholeflow.simulation.model.routing import Route

from .intervals import Interval
from .plans import Plan

YOURS = "(for those who did the study to say)"
_HASH_LENGTH = 16
_LONGEST = 200  # signs of one value


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the guideline, and what is said to it: one paragraph or more."""

    title: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the guideline."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a model and its runs.

    Parameters
    ----------
    title
        The model's name.
    sections
        The headings of the guideline, and "What this model leaves out".
    """

    title: str
    sections: tuple[Section, ...]

    def markdown(self) -> str:
        """Give it as a page in Markdown."""
        return "\n".join(self._lines()) + "\n"

    def json(self) -> str:
        """Give it as JSON: title, and sections with items, each with what it says."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, indent=2)

    def _lines(self) -> Iterator[str]:
        yield f"# {self.title}"
        for section in self.sections:
            yield f"\n## {section.title}"
            for item in section.items:
                yield f"\n### {item.title}\n"
                listed = len(item.says) > 1
                yield from (f"- {each}" if listed else each for each in item.says)


def record(
    model: Model,
    plan: Plan,
    *,
    ended: str,
    intervals: Mapping[Measure, Interval],
) -> Record:
    """Write a record of a model and its runs under the headings of STRESS-DES.

    Parameters
    ----------
    model
        What was run.
    plan
        How.
    ended
        How many replications there were, and why no more.
    intervals
        What came out.
    """
    return Record(
        title=model.name,
        sections=(
            Section("1 Objectives", tuple(_objectives(intervals))),
            Section("2 Logic", tuple(_logic(model))),
            Section("3 Data", tuple(_data(model))),
            Section("4 Experimentation", tuple(_experimentation(model, plan, ended))),
            Section("5 Implementation", tuple(_implementation(model, plan))),
            Section("6 Code access", (_item("6.1 Sharing of the model"),)),
            Section(
                "What this model leaves out", (Item("Known limits", left_out(model)),)
            ),
        ),
    )


def fingerprint(model: Model) -> str:
    """Give 16 signs that change with anything in a model, for telling models apart."""
    text = json.dumps(dataclasses.asdict(model), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_LENGTH]


def left_out(model: Model) -> tuple[str, ...]:
    """Say what a model leaves out, as far as the model itself shows it.

    Returns
    -------
    tuple of str
        One sentence each, then the model's own notes; at least one.
    """
    said = (
        *_left_out_of_demand(model),
        *(line for node in model.nodes for line in _left_out_of_node(model, node)),
        *_left_out_of_pools(model),
        *_left_out_of_all(model),
    )
    return said + model.notes


def _item(title: str, *says: str) -> Item:
    return Item(title, says or (YOURS,))


def _objectives(intervals: Mapping[Measure, Interval]) -> Iterator[Item]:
    yield _item("1.1 Purpose of the model")
    told = (
        f"{measure}: {interval.mean:.4g} {measure.unit}, "
        f"{interval.confidence:.0%} interval {interval.low:.4g} to {interval.high:.4g} "
        f"({interval.n} replications)"
        for measure, interval in intervals.items()
        if interval.n > 1
    )
    yield _item("1.2 Model outputs", *told)
    yield _item("1.3 Aims of the experiments")


def _logic(model: Model) -> Iterator[Item]:
    yield _item("2.1 Overview", *map(_ways_on, model.nodes))
    yield _item(
        "2.2 Logic of the base model",
        "Patients arrive, queue, start once all that is claimed is free, are served, "
        "choose the next step, and are blocked while it is full (type I). Where they "
        f"block each other in a ring the rule is: {model.deadlock}.",
    )
    yield _item("2.3 Logic of scenarios", "The changes named with each scenario.")
    yield _item("2.4 Algorithms", *map(_rules, model.nodes))
    classes = (f"{each.name} (priority {each.priority})" for each in model.classes)
    pools = ", ".join(map(_capacity_of, model.pools)) or "none that is limited"
    sources = (f"{source.name} to {source.node}" for source in model.sources)
    yield _item(
        "2.5 Components",
        f"Entities: patients of the classes {', '.join(classes)}.",
        f"Activities, each with its queue: {', '.join(n.name for n in model.nodes)}.",
        f"Resources: {pools}.",
        f"Entry points: {', '.join(sources) or 'none'}.",
        "Exit points: wherever the ways on from an activity are not for everyone.",
    )


def _ways_on(node: Node) -> str:
    ways = (f"{name}: {_fields(route)}" for name, route in node.routes.items())
    return f"{node.name}: {'; '.join(ways) or 'patients leave'}"


def _fields(value: Route | Distribution) -> str:
    """Give a value as its form and its fields, cut if it is a long table."""
    fields = dataclasses.asdict(value)
    form = fields.pop("form")
    text = ", ".join(f"{name} {each}" for name, each in fields.items())
    return f"{form}, {text[:_LONGEST]}" + " ..." * (len(text) > _LONGEST)


def _rules(node: Node) -> str:
    claims = ", ".join(f"{claim.units:g} of {claim.pool}" for claim in node.claims)
    return (
        f"{node.name}: {node.order_by or node.order} within a priority; "
        f"claims {claims or 'nothing'}"
    )


def _capacity_of(pool: Pool) -> str:
    return f"{pool.name} ({_units(pool.capacity)}; when a shift ends: {pool.shift_end})"


def _units(capacity: Capacity) -> str:
    if isinstance(capacity, int | float):
        return f"{capacity:g}"
    least, most = min(capacity.units), max(capacity.units)
    return f"{least:g} to {most:g}, {capacity.form}"


def _data(model: Model) -> Iterator[Item]:
    yield _item("3.1 Sources of data", *model.notes)
    yield _item("3.2 Preparation of data")
    arrivals = (f"Arrivals, {each.name}: {_arrivals(each)}" for each in model.sources)
    services = (
        f"Service, {node.name}, {'all' if name == EVERY_CLASS else name}: {_fields(service)}"
        for node in model.nodes
        for name, service in node.service.items()
    )
    yield _item("3.3 Input parameters", *arrivals, *services)
    yield _item("3.4 Assumptions", 'Those under "What this model leaves out".')


def _arrivals(source: Source) -> str:
    shares = (
        f"; {share:.1%} of {'all others' if name == EVERY_CLASS else name} prevented"
        for name, share in source.prevented.items()
    )
    return _when_they_come(source) + "".join(shares)


def _when_they_come(source: Source) -> str:
    match source.arrivals:
        case Random(per_hour=rates):
            mean = sum(rates) / len(rates)
            return f"at random, {mean:.4g} an hour on average, {len(rates)} rates"
        case Appointments(at=slots, no_show=absent):
            said = f"{len(slots)} appointments a week, {absent:.1%} do not come"
        case Recorded(at=times):
            said = f"{len(times)} as they were recorded"
    demand = source.arrivals.demand
    if set(demand) == {1.0}:
        return said
    return f"{said}; {sum(demand) / len(demand):.4g} patients on average for each"


def _experimentation(model: Model, plan: Plan, ended: str) -> Iterator[Item]:
    there = f"with {model.n_present:,} patients there" if model.present else "empty"
    yield _item(
        "4.1 Initialisation",
        f"Starts {there} at {model.start}, {model.timezone}; the first "
        f"{plan.warm_up_hours:g} hours are not counted.",
    )
    yield _item("4.2 Run length", f"{plan.hours:g} hours, warm-up included.")
    yield _item(
        "4.3 Estimation",
        f"{ended}. Means of replications with Student's t intervals; scenarios are "
        "compared on common random numbers, pair by pair.",
    )


def _implementation(model: Model, plan: Plan) -> Iterator[Item]:
    yield _item("5.1 Software", f"wholeflow {__version__}")
    yield _item(
        "5.2 Random numbers",
        "Each draw is a hash (SplitMix64) of seed, replication, purpose, patient and "
        f"visit, inverted; seed {plan.seed}, replications from {plan.first_run}.",
    )
    yield _item(
        "5.3 Execution",
        f"Model {fingerprint(model)}; the next event first, those of one instant by "
        "kind and in order of planning.",
    )
    yield _item(
        "5.4 System",
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}",
    )


def _left_out_of_demand(model: Model) -> Iterator[str]:
    for source in model.sources:
        if (
            isinstance(source.arrivals, Random)
            and len(set(source.arrivals.per_hour)) == 1
        ):
            yield f"Demand at {source.name} is the same at every hour of the week."
        if isinstance(source.arrivals, Random) and not source.together:
            yield f"Patients from {source.name} come one at a time, each by chance."
        if isinstance(source.arrivals, Appointments) and not source.arrivals.lateness:
            yield f"Whoever comes to an appointment at {source.name} is on the minute."


def _left_out_of_node(model: Model, node: Node) -> Iterator[str]:
    if not node.claims:
        yield f"{node.name} has no limit of staff, beds or rooms: nobody waits there."
    if node.places is None:
        yield f"Any number may wait at {node.name}; it is never full."
    if len(model.classes) > 1 and set(node.service) == {"*"}:
        yield f"Service at {node.name} takes as long for every class of patient."
    if node.claims and node.patience is None:
        yield f"Nobody gives up waiting at {node.name}."
    if node.claims and node.turnaround is None:
        yield f"What is freed at {node.name} is ready for the next patient at once."


def _left_out_of_pools(model: Model) -> Iterator[str]:
    for pool in model.pools:
        if not isinstance(pool.capacity, Changes) and _is_even(pool.capacity):
            yield f"{pool.name}: the same number at every hour, with no leave or sickness."


def _is_even(capacity: Capacity) -> bool:
    return isinstance(capacity, int | float) or len(set(capacity.units)) == 1


def _left_out_of_all(model: Model) -> Iterator[str]:
    if not model.present:
        yield "The system is empty at the start; only a warm-up makes up for that."
    if len(model.classes) == 1:
        yield "All patients are of one class and one priority."
    yield "Staff and patients work and arrive as the numbers say: neither adapts to queues."
