"""From an event log to a model that was held against weeks it had not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from wholeflow.errors import BadInput
from wholeflow.journeys import Journeys
from wholeflow.journeys.times import as_datetime, local_time
from wholeflow.simulation.model.checking import check
from wholeflow.simulation.model.model import Model

from .broken import refuse_broken
from .building import Frame, built
from .dividing import Division, divided
from .estimates import Estimates, Known, estimated
from .limitations import Limitation, limitations_of_fit, limitations_of_log
from .replaying import Progress, Replayed
from .steps import steps_of_log
from .validating import Validation

RUNS = 99  # so that the 5th and the 95th hold nine in ten
LEAST_RUNS = 19


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A model that was fitted to a log, and what is known of how far it is right.

    Parameters
    ----------
    model
        With the parameters that fit best.
    identifiable
        What the log could not tell, and what that forbids.
    validation
        The weeks held out beside what the model makes of them.
    estimates
        What was fitted, with how unsure each part is.
    division
        Which weeks were fitted and which held out.
    frame
        What models drawn from the fit have in common.
    """

    model: Model
    identifiable: tuple[Limitation, ...]
    validation: Validation
    estimates: Estimates
    division: Division
    frame: Frame


def fit(
    log: Journeys,
    *,
    seed: int,
    patient_class: str | None = None,
    limits: Known | None = None,
    runs: int = RUNS,
    progress: Progress | None = None,
) -> Fitted:
    """Fit a model to a log, and hold it against the last weeks of it.

    Parameters
    ----------
    log
        The log. A quarter of its whole weeks, two at least, are held out.
    seed
        Of all that is drawn.
    patient_class
        A column that says each case's class; None is one class for all.
    limits
        How many of an activity there can be at once, where that is known; None is no
        limit. Else a limit is assumed where the log shows one at work.
    runs
        How many replications the weeks held out are held against; 19 or more.
    progress
        Called with how many replications are done, and how many there will be.

    Returns
    -------
    Fitted
        The model, what could not be told, and what holds.

    Notes
    -----
    A log that cannot carry a fit is told as `BadLog`, with every reason; limits of an
    activity that it does not have, and too few runs, as `BadInput`.
    """
    known = dict(limits or {})
    _refuse_unknown(log, known, runs)
    steps = steps_of_log(log, patient_class)
    refuse_broken(steps, log.source)
    division = divided(log, steps, np.random.default_rng(seed))
    both_times = log.has_both_times
    estimates = estimated(steps, division, both_times=both_times, known=known)
    found = (
        *limitations_of_log(log, steps, division),
        *limitations_of_fit(estimates, steps, known, both_times=both_times),
    )
    frame = Frame(
        name=f"Fitted to {log.source}"[:80],
        activities=steps.activities,
        classes=steps.class_names,
        start=_beginning(division),
        timezone=log.timezone,
        notes=tuple(f"{each.words} {each.forbids}" for each in found),
    )
    check(built(frame, estimates.best()))
    replayed = Replayed(frame, estimates, division, runs, seed)
    checked = replayed.held_against(steps, progress)
    model = model_of_fit(frame, estimates, checked)
    return Fitted(model, found, checked, estimates, division, frame)


def model_of_fit(frame: Frame, estimates: Estimates, checked: Validation) -> Model:
    """Give the model with the parameters that fit best, and what is known of it.

    Parameters
    ----------
    frame, estimates, checked
        See `Fitted`.
    """
    model = built(frame, estimates.best())
    return replace(model, notes=(*model.notes, checked.in_words()))


def _refuse_unknown(log: Journeys, known: Mapping[str, int | None], runs: int) -> None:
    """Refuse what does not fit the log.

    Raises
    ------
    BadInput
        With every limit that names no activity, or is none; and too few runs.
    """
    faults = [
        f"limits: the log has no activity '{name}'; it has {', '.join(log.activities[:8])}"
        for name in known
        if name not in log.activities
    ]
    faults += [
        f"limits: expected at least 1 of '{name}', got {units}"
        for name, units in known.items()
        if units is not None and units < 1
    ]
    if runs < LEAST_RUNS:
        faults.append(f"runs: expected at least {LEAST_RUNS}, got {runs}")
    if faults:
        raise BadInput("fit", faults)


def _beginning(division: Division) -> str:
    """Give the local hour in which a log begins."""
    local = int(local_time(np.array([division.first]), division.timezone)[0])
    return f"{as_datetime(local):%Y-%m-%dT%H}:00"
