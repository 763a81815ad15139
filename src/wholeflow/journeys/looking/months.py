"""A standard's findings month by month, as an indicator wants them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.arrays import Microseconds, Places
from wholeflow.journeys.choosing import chosen_cases
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.rules.standards import Standard, StandardOutcome, first_of
from wholeflow.journeys.times import HOUR, local_time


@dataclass(frozen=True, slots=True)
class MonthFinding:
    """How a standard came out for the journeys that began in one month.

    Parameters
    ----------
    month
        Its first day.
    met, of, without
        Cases, as in `StandardOutcome`.
    complete
        Whether the log goes on long enough after the month for every case to have had
        its time. Until then the quick are counted and the slow are not.
    """

    month: dt.date
    met: int
    of: int
    without: int
    complete: bool

    @property
    def share(self) -> float | None:
        """Share of `of` that is met; None if no case has both."""
        return self.met / self.of if self.of else None


def standard_by_month(
    journeys: Journeys, standard: Standard
) -> tuple[MonthFinding, ...]:
    """Count a standard for each month, on the calendar of the log's time zone.

    Parameters
    ----------
    journeys
        The log.
    standard
        What is looked for. A case is of the month of the first event that the standard
        counts from (its `after`), whenever the activity itself came.

    Returns
    -------
    tuple of MonthFinding
        Oldest first, and only months in which a case begins; empty if none does. The
        numbers add up to those of `Standard.outcome`.

    Notes
    -----
    Where the dates of a log are shifted, as in open logs of patients, its months mean
    nothing: take `Standard.outcome`, of the log as a whole.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, example_standards
    >>> from wholeflow.journeys import read_log, read_standards
    >>> antibiotics = read_standards(example_standards()).standards[0]
    >>> months = standard_by_month(read_log(example_log()), antibiotics)
    >>> len(months), sum(month.met for month in months)
    (16, 342)
    """
    return _by_month(journeys, standard, np.arange(journeys.n_cases))


def standard_by_month_of_people(
    journeys: Journeys, standard: Standard
) -> tuple[MonthFinding, ...]:
    """Count a standard for each month by people: each counts once in a month.

    As `standard_by_month`, but of a person's cases that begin in one month only the
    first counts. In a log that names no persons the two are the same.

    Parameters
    ----------
    journeys
        The log.
    standard
        What is looked for.
    """
    began, case = _begun(journeys, standard)
    month = _month(began, journeys.timezone).astype(np.int64)
    return _by_month(journeys, standard, _first_of_each(journeys, case, began, month))


def outcome_of_people(journeys: Journeys, standard: Standard) -> StandardOutcome:
    """Count a standard by people: each counts once, by the first case that counts.

    In a log that names no persons it is `Standard.outcome`.

    Parameters
    ----------
    journeys
        The log.
    standard
        What is looked for.
    """
    began, case = _begun(journeys, standard)
    if not len(case):
        return standard.outcome(journeys)
    counted = np.zeros(journeys.n_cases, dtype=bool)
    counted[_first_of_each(journeys, case, began, np.zeros(len(case)))] = True
    return standard.outcome(chosen_cases(journeys, counted))


def _begun(journeys: Journeys, standard: Standard) -> tuple[Microseconds, Places]:
    """Give when each case that counts began, and its code."""
    cases = standard.cases(journeys)
    case = np.concatenate([cases["of"], cases["without"]])
    return first_of(journeys, standard.after)[case], case


def _first_of_each(
    journeys: Journeys, case: Places, began: Microseconds, period: npt.NDArray[Any]
) -> Places:
    """Give the first case of each person in each period."""
    soonest = np.lexsort((began, period, journeys.person[case]))
    by = np.stack([journeys.person[case][soonest], period[soonest]])
    return case[soonest[np.diff(by, axis=1, prepend=-1).any(axis=0)]]


def _by_month(
    journeys: Journeys, standard: Standard, counted: Places
) -> tuple[MonthFinding, ...]:
    cases = {
        name: np.intersect1d(some, counted)
        for name, some in standard.cases(journeys).items()
    }
    begun = np.concatenate([cases["of"], cases["without"]])
    began = _month(first_of(journeys, standard.after)[begun], journeys.timezone)
    # Whoever began later than this may still be in time.
    settled = journeys.end.max(keepdims=True) - round(standard.within_hours * HOUR)
    (unsettled,) = _month(settled, journeys.timezone)

    def count(name: str, month: np.datetime64) -> int:
        return int(np.isin(begun[began == month], cases[name]).sum())

    return tuple(
        MonthFinding(
            month=month.astype(dt.date),
            met=count("met", month),
            of=count("of", month),
            without=count("without", month),
            complete=bool(month < unsettled),
        )
        for month in np.unique(began)
    )


def _month(utc: Microseconds, timezone: str) -> npt.NDArray[np.datetime64]:
    local = local_time(utc, timezone)
    return local.astype("datetime64[us]").astype("datetime64[M]")
