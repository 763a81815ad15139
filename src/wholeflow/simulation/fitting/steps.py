"""What is seen of each case: its steps one after another, from a log or from a run.

A log that was recorded and one that was simulated become the same thing here, so that
whatever is measured of the one is measured of the other in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from wholeflow.errors import BadInput
from wholeflow.journeys import Journeys
from wholeflow.journeys.intervals import latest_before
from wholeflow.journeys.times import HOUR, as_microseconds
from wholeflow.simulation.engine.outcome import Outcome
from wholeflow.simulation.model.calendar import beginning
from wholeflow.simulation.model.model import Model

Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Hours = npt.NDArray[np.float64]
Microseconds = npt.NDArray[np.int64]  # since 1970, in UTC

EVERYONE = "everyone"
NOT_RECORDED = "not recorded"
MOST_CLASSES = 12


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """The steps of cases, in order: by case, then begin, then end.

    Parameters
    ----------
    case, activity
        Code of each step's case and activity. Shape (n_steps,).
    begin, end
        Microseconds since 1970 in UTC. Shape (n_steps,).
    whole
        Whether a step's length is known.
    going_on
        Whether it had not ended when it was last looked at, at `end`. A step that is
        neither whole nor going on has no length that could be told.
    activities
        Names of the activities.
    patient_class
        Code of each case's class. Shape (n_cases,).
    class_names
        Names of the classes.
    """

    case: Codes
    activity: Codes
    begin: Microseconds
    end: Microseconds
    whole: Mask
    going_on: Mask
    activities: tuple[str, ...]
    patient_class: Codes
    class_names: tuple[str, ...]

    @property
    def n(self) -> int:
        """How many steps there are."""
        return len(self.case)

    @property
    def is_first(self) -> Mask:
        """Which steps are the first of their case. Shape (n_steps,)."""
        first = np.ones(self.n, dtype=np.bool_)
        first[1:] = self.case[1:] != self.case[:-1]
        return first

    @property
    def is_last(self) -> Mask:
        """Which steps are the last of their case. Shape (n_steps,)."""
        last = np.ones(self.n, dtype=np.bool_)
        last[:-1] = self.case[1:] != self.case[:-1]
        return last

    def ready(self) -> Microseconds:
        """When each step could begin: once all earlier ones of its case had ended.

        At the latest when it did. The first of a case could begin when it did.
        """
        return np.minimum(
            latest_before(self.is_first, self.begin, self.end), self.begin
        )

    def up_to(self, moment: int) -> Steps:
        """Give the steps as they were seen at a moment: some had not ended."""
        begun = self.begin < moment
        cut = begun & (self.end > moment)
        return replace(
            self,
            case=self.case[begun],
            activity=self.activity[begun],
            begin=self.begin[begun],
            end=np.minimum(self.end, moment)[begun],
            whole=(self.whole & ~cut)[begun],
            going_on=(self.going_on | cut)[begun],
        )


def steps_of_log(log: Journeys, patient_class: str | None = None) -> Steps:
    """Give the steps of a log.

    Parameters
    ----------
    log
        The log. A step of which only one time is recorded in a log of both is going on
        if it is the last of its case, until the last moment of the log.
    patient_class
        A column that says each case's class, by the first event that says anything;
        None is one class for all.

    Raises
    ------
    BadInput
        If it says more classes than a model can be fitted for. A column that the log
        does not have is told as `NotFound`.
    """
    codes, names = _classes(log, patient_class)
    if len(names) > MOST_CLASSES:
        raise BadInput(
            "class",
            [
                (
                    f"expected a column of at most {MOST_CLASSES} classes, got "
                    f"{len(names)} in '{patient_class}'; put some of them together"
                )
            ],
        )
    last = np.ones(log.n_events, dtype=np.bool_)
    last[:-1] = log.case[1:] != log.case[:-1]
    going_on = log.only_half & last
    return Steps(
        case=log.case.astype(np.int64),
        activity=log.activity.astype(np.int64),
        begin=log.start,
        end=np.where(going_on, log.end.max(), log.end),
        whole=~log.only_half,
        going_on=going_on,
        activities=log.activities,
        patient_class=codes,
        class_names=names,
    )


def _classes(log: Journeys, patient_class: str | None) -> tuple[Codes, tuple[str, ...]]:
    """Give the class of each case, and the names of those there are."""
    if patient_class is None:
        return np.zeros(log.n_cases, dtype=np.int64), (EVERYONE,)
    column = log.column(patient_class)
    said = np.flatnonzero(column.codes >= 0)
    cases, at = np.unique(log.case[said], return_index=True)
    code = np.full(log.n_cases, len(column.names), dtype=np.int64)
    code[cases] = column.codes[said[at]]
    there, codes = np.unique(code, return_inverse=True)
    names = (*column.names, NOT_RECORDED)
    return codes.astype(np.int64), tuple(names[each].strip()[:60] for each in there)


def steps_of_run(model: Model, outcome: Outcome, activities: tuple[str, ...]) -> Steps:
    """Give the steps of a run whose visits were kept.

    Parameters
    ----------
    model
        What was run.
    outcome
        One with its visits.
    activities
        Names of the nodes that are steps; visits to others are time before a step.
    """
    assert outcome.visits is not None, "the visits of the run were kept"
    code = {name: at for at, name in enumerate(activities)}
    of_node = np.array([code.get(node.name, -1) for node in model.nodes])
    visits = outcome.visits[of_node[outcome.visits["node"]] >= 0]
    visits = visits[~np.isnan(visits["start"])]
    visits = visits[np.lexsort((visits["end"], visits["start"], visits["patient"]))]
    origin = as_microseconds(beginning(model))
    over = np.isnan(visits["end"])
    ends = np.where(over, visits["start"], visits["end"])
    _, firsts, case = np.unique(
        visits["patient"], return_index=True, return_inverse=True
    )
    return Steps(
        case=case.astype(np.int64),
        activity=of_node[visits["node"]].astype(np.int64),
        begin=origin + np.rint(visits["start"] * HOUR).astype(np.int64),
        end=origin + np.rint(ends * HOUR).astype(np.int64),
        whole=~over,
        going_on=over,
        activities=activities,
        patient_class=visits["patient_class"][firsts].astype(np.int64),
        class_names=tuple(each.name for each in model.classes),
    )
