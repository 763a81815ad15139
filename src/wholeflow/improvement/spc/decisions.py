"""What people decide about a chart, each with a reason and a name.

A chart never changes its own limits. Somebody decides that a process is a new process
from a day on (a rebase), or that one point belongs to something else (set aside), and
the chart shows who and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wholeflow.days import day_in_words
from wholeflow.errors import BadInput, Fault

FEWEST_FOR_LIMITS = 12  # points; with fewer, limits are on trial
FEWEST_FOR_RULES = 7  # points; a trend and a shift are seven points long


@dataclass(frozen=True, slots=True)
class Rebase:
    """The decision that limits begin anew on a day.

    Parameters
    ----------
    on
        First day of the new limits.
    reason
        What changed in the process, in a sentence.
    by
        Name or role of who decided.
    made_on
        Day of the decision.
    test_of_change
        Name of the test of change that explains it, if there is one.

    Raises
    ------
    BadInput
        If there is no reason or no name.

    Examples
    --------
    >>> Rebase(date(2018, 6, 1), "", "Ward sister", date(2018, 9, 3))
    Traceback (most recent call last):
        ...
    wholeflow.errors.BadInput: Rebase from 1 June 2018: column reason: Expected ...
    """

    on: date
    reason: str
    by: str
    made_on: date
    test_of_change: str | None = None

    def __post_init__(self) -> None:
        _recorded(f"Rebase from {day_in_words(self.on)}", self.reason, self.by)


@dataclass(frozen=True, slots=True)
class SetAside:
    """The decision that the point of a day is shown but counts for nothing.

    Parameters
    ----------
    on
        Day of the point.
    reason
        Why it belongs to something else, in a sentence.
    by
        Name or role of who decided.
    made_on
        Day of the decision.

    Raises
    ------
    BadInput
        If there is no reason or no name.
    """

    on: date
    reason: str
    by: str
    made_on: date

    def __post_init__(self) -> None:
        name = f"Setting aside the point of {day_in_words(self.on)}"
        _recorded(name, self.reason, self.by)


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything people decided about one chart.

    Parameters
    ----------
    baseline
        Limits come from the first so many points after the start and after each
        rebase, at least 12; None takes all points.
    rebases, set_aside
        Recorded decisions, in any order.
    screen
        Whether moving ranges far above their mean are left out of the limits, once.
    fewest_judged
        How many points there must be, from the start or the last rebase on, before any
        rule is applied. Seven; 1 gives the labels of NHSRplotthedots, which has no such
        floor.

    Raises
    ------
    BadInput
        If the baseline is shorter than 12 points, or two decisions share a day.
    """

    baseline: int | None = None
    rebases: tuple[Rebase, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    screen: bool = True
    fewest_judged: int = FEWEST_FOR_RULES

    def __post_init__(self) -> None:
        faults = [
            *_twice("rebases", [each.on for each in self.rebases]),
            *_twice("set_aside", [each.on for each in self.set_aside]),
        ]
        if self.baseline is not None and self.baseline < FEWEST_FOR_LIMITS:
            faults.append(
                Fault(
                    f"Expected at least {FEWEST_FOR_LIMITS} points; got "
                    f"{self.baseline}. Limits of fewer points are not trusted: take "
                    "more, or leave it out to take all points.",
                    column="baseline",
                )
            )
        if faults:
            raise BadInput("Decisions about a chart", faults)


def _recorded(name: str, reason: str, by: str) -> None:
    faults = [
        Fault(f"Expected {wanted}; got nothing. Write it down first.", column=column)
        for column, wanted, given in (
            ("reason", "the reason in a sentence", reason),
            ("by", "the name or role of who decided", by),
        )
        if not given.strip()
    ]
    if faults:
        raise BadInput(name, faults)


def _twice(column: str, days: list[date]) -> list[Fault]:
    return [
        Fault(
            f"Expected one decision for a day; got {days.count(day)} for "
            f"{day_in_words(day)}. Keep the one that stands.",
            column=column,
        )
        for day in sorted(set(days))
        if days.count(day) > 1
    ]


AS_MEASURED = Decisions()
