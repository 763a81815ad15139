"""A pathway: the steps that somebody drew or a guideline asks for, and their order.

pathways:
  Front door:
    steps:
      Registering: ER Registration
      Triaging: ER Triage
      Testing: [Blood count, Lactate]
      Treating: Antibiotics
    order: [Registering, [Triaging, Testing], Treating]  # those in [ ] in any order
    optional: Testing
    repeatable: Testing
    beside: [Infusion, Visit]
    justified_events: {where: {reason: [allergy, clinical decision]}}
    justified_cases: Palliative care agreed
    finished: [Discharge, Death]
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from wholeflow.errors import BadInput, NotFound

from .event_rule import EventRule, read_event_rule
from .walking import Walk


@dataclass(frozen=True, slots=True)
class PathwayStep:
    """One step of a pathway.

    Parameters
    ----------
    name
        Of the step; of a process, if a map is compared.
    activities
        Any of these is the step being done.
    required
        Whether a journey that leaves it out departs from the pathway.
    repeatable
        Whether it may be done more than once, as keeping watch on somebody is.
    """

    name: str
    activities: tuple[str, ...]
    required: bool = True
    repeatable: bool = False


@dataclass(frozen=True, slots=True)
class Pathway:
    """Steps in stages: stages in order, the steps of one stage in any order.

    Parameters
    ----------
    name
        What it is called.
    stages
        Each with one step or more.
    beside
        Activities that may happen beside the pathway, at any time and any number of
        times. They are no departures.

    Raises
    ------
    BadInput
        If there is no step, a step has no activity, or a name or an activity stands
        twice; all of it is told together.
    """

    name: str
    stages: tuple[tuple[PathwayStep, ...], ...]
    beside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise BadInput(f"pathway {self.name}", faults)

    @property
    def steps(self) -> tuple[PathwayStep, ...]:
        """All steps, stage by stage."""
        return tuple(step for stage in self.stages for step in stage)

    def activities(self) -> frozenset[str]:
        """Give every activity that is named, of steps and beside them."""
        named = {activity for step in self.steps for activity in step.activities}
        return frozenset(named.union(self.beside))

    def _faults(self) -> Iterator[str]:
        if not self.steps:
            yield "there is no step; a pathway needs one at least"
        for step in self.steps:
            if not step.activities:
                yield f"step '{step.name}' has no activity; say what is done in it"
        for name in _twice([step.name for step in self.steps]):
            yield f"step '{name}' stands twice; a step stands in one place"
        used = [activity for step in self.steps for activity in step.activities]
        for activity in _twice([*used, *self.beside]):
            yield (
                f"activity '{activity}' is named twice; it belongs to one step, "
                "or beside the pathway"
            )


def pathway(
    name: str,
    processes: Mapping[str, Sequence[str]],
    *,
    order: Sequence[str | Sequence[str]] | None = None,
    optional: Collection[str] = (),
    repeatable: Collection[str] = (),
    beside: Sequence[str] = (),
) -> Pathway:
    """Make a pathway of the processes of a map.

    Parameters
    ----------
    name
        What it is called.
    processes
        Name of each process and the activities that make it up.
    order
        Names of processes as they should follow one another; names in a list of their
        own come in any order. None for the order of `processes`.
    optional
        Processes that a journey may leave out.
    repeatable
        Processes that may come more than once.
    beside
        Activities that may happen at any time.

    Returns
    -------
    Pathway
        One step for each process in the order; what it cannot be is told as `BadInput`.

    Raises
    ------
    NotFound
        If a process is named that is none; the message gives the nearest.

    Examples
    --------
    >>> arriving = {"Triaging": ["triage"], "Testing": ["blood", "x-ray"]}
    >>> pathway("Door", arriving, optional=["Testing"]).steps[1].required
    False
    """
    stages = [
        (stage,) if isinstance(stage, str) else tuple(stage)
        for stage in (list(processes) if order is None else order)
    ]
    named = [step for stage in stages for step in stage]
    for asked in (*named, *optional, *repeatable):
        if asked not in processes:
            raise NotFound(_there_is_no("process", asked, processes))
    steps = {
        step: PathwayStep(
            step, tuple(processes[step]), step not in optional, step in repeatable
        )
        for step in named
    }
    return Pathway(
        name,
        tuple(tuple(steps[step] for step in stage) for stage in stages),
        tuple(beside),
    )


@dataclass(frozen=True, slots=True)
class PathwayRule:
    """A pathway, where reasons to leave it are recorded, and when a journey is over.

    Parameters
    ----------
    pathway
        What journeys are compared with.
    justified_events
        Events with a recorded reason: they justify a doing that is repeated or out of
        order, and an activity not on the pathway; nothing that was skipped.
    justified_cases
        An event that gives a reason for every departure of its journey.
    finished
        Events of which a journey has one if it had time to finish; none given means
        that every journey had.
    """

    pathway: Pathway
    justified_events: EventRule = field(default_factory=EventRule)
    justified_cases: EventRule = field(default_factory=EventRule)
    finished: EventRule = field(default_factory=EventRule)

    def activities(self) -> frozenset[str]:
        """Give every activity that is named."""
        return self.pathway.activities().union(
            self.justified_events.activity,
            self.justified_cases.activity,
            self.finished.activity,
        )


def read_pathways(walk: Walk, node: yaml.Node | None) -> tuple[PathwayRule, ...]:
    """Read the part `pathways` of a standards file.

    Parameters
    ----------
    walk
        Keeps the faults.
    node
        None if the file has no such part.
    """
    if node is None:
        return ()
    read = (
        _read_pathway(walk, name, value) for name, value in walk.entries(node).items()
    )
    return tuple(rule for rule in read if rule is not None)


_RULES = ("justified_events", "justified_cases", "finished")
_OPTIONAL = ("order", "optional", "repeatable", "beside", *_RULES)


def _read_pathway(walk: Walk, name: str, node: yaml.Node) -> PathwayRule | None:
    faults = len(walk.faults)
    parts = walk.parts(node, ("steps",), _OPTIONAL)
    if not parts:
        return None
    steps = walk.apart(parts["steps"], "step")
    order = _read_order(walk, parts.get("order"), steps)
    optional, repeatable = (
        _read_steps(walk, parts.get(part), steps) for part in ("optional", "repeatable")
    )
    beside = walk.names(parts["beside"]) if "beside" in parts else ()
    rules = [read_event_rule(walk, parts.get(part)) for part in _RULES]
    if len(walk.faults) > faults:
        return None
    try:
        drawn = pathway(
            name,
            steps,
            order=order,
            optional=optional,
            repeatable=repeatable,
            beside=beside,
        )
    except BadInput as bad:
        for fault in bad.faults:
            walk.fault(node, fault.message)
        return None
    return PathwayRule(drawn, *rules)


def _read_order(
    walk: Walk, node: yaml.Node | None, steps: Collection[str]
) -> list[tuple[str, ...]] | None:
    if node is None:
        return None
    order = [_read_steps(walk, stage, steps) for stage in walk.items(node)]
    for step in steps:
        if not any(step in stage for stage in order):
            walk.fault(node, f"'{step}' is a step; say where it stands in the order")
    return order


def _read_steps(
    walk: Walk, node: yaml.Node | None, steps: Collection[str]
) -> tuple[str, ...]:
    if node is None:
        return ()
    named = walk.names(node, "the name of a step")
    for name in named:
        if name and name not in steps:
            walk.fault(node, _there_is_no("step", name, steps))
    return named


def _twice(names: Sequence[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)


def _there_is_no(what: str, asked: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(asked, known, n=1, cutoff=0.4)
    hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(known)}"
    return f"There is no {what} '{asked}'; {hint}"
