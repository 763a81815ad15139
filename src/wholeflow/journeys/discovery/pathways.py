"""A pathway: the steps that somebody drew or a guideline asks for, and their order."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wholeflow.errors import BadInput, NotFound


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
            raise NotFound(_no_process(asked, processes))
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


def _twice(names: Sequence[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)


def _no_process(asked: str, processes: Collection[str]) -> str:
    near = difflib.get_close_matches(asked, processes, n=1, cutoff=0.4)
    hint = (
        f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(processes)}"
    )
    return f"There is no process '{asked}'; {hint}"
