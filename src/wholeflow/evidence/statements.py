"""What people say and what is measured about one process, before any parts.

Success must be put in words before a flag means anything: a process that nobody has
said what success is for has no flag. Evidence then comes as statements, each with its
reason or source and its day; each fades with age, and all are taken as true together.
The statements are kept. The flag is derived from them and never stored as the truth.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wholeflow.errors import InvalidFlag
from wholeflow.evidence.flags import Flag
from wholeflow.evidence.weighing import ageing, meet, weight_after

STALE_FROM = 0.5
"""A statement is stale once it weighs no more than this: ask "Still so?"."""


@dataclass(frozen=True, slots=True)
class SuccessStatement:
    """What success is, in a sentence that evidence can speak for or against.

    Parameters
    ----------
    text
        Such as "Blood results are back before the ward round".

    Raises
    ------
    InvalidFlag
        If there is nothing in it.
    """

    text: str

    def __post_init__(self) -> None:
        _require_text(self.text, "a sentence that says what success is")


@dataclass(frozen=True, slots=True)
class FailureStatement:
    """What failure would look like; it helps people to look for evidence against.

    Parameters
    ----------
    text
        Such as "A sample is taken twice because the first was lost".

    Raises
    ------
    InvalidFlag
        If there is nothing in it.
    """

    text: str

    def __post_init__(self) -> None:
        _require_text(self.text, "a sentence that says what failure would look like")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one role judges about a process, with the reason.

    Parameters
    ----------
    flag
        The judgement on the day it was made or last confirmed.
    reason
        Why; never empty, but "gut feeling" will do.
    by
        The role that judged, such as "ward sister".
    on
        The day.
    half_life_days
        Days after the grace in which the judgement loses half its weight; None if it
        does not age.
    grace_days
        Days in which it stays fresh.
    ref
        The caller's own reference to it, such as its identifier.

    Raises
    ------
    InvalidFlag
        If the reason or the role is empty, or a duration is impossible.
    """

    flag: Flag
    reason: str
    by: str
    on: date
    half_life_days: float | None = None
    grace_days: float = 0.0
    ref: str = ""

    def __post_init__(self) -> None:
        _require_text(self.reason, 'a reason for the judgement, if only "gut feeling"')
        _require_text(self.by, "the role that judges")
        _require_durations(self)

    @property
    def summary(self) -> str:
        """What the statement is, as words to put into a sentence."""
        return f"the judgement by {self.by} on {_told(self.on)}"


@dataclass(frozen=True, slots=True)
class IndicatorReading:
    """What an indicator says about a process.

    Parameters
    ----------
    flag
        From `flag_from_points` or `flag_from_counts`, not yet aged.
    indicator
        Its name, such as "Antibiotics within one hour".
    source
        Where the numbers come from.
    on
        The day of its last point.
    half_life_days
        Days after the grace in which the reading loses half its weight; None if it
        does not age, as when only durations are known.
    grace_days
        Days in which it stays fresh: the usual time between two points.
    ref
        The caller's own reference to it, such as its identifier.

    Raises
    ------
    InvalidFlag
        If the name or the source is empty, or a duration is impossible.
    """

    flag: Flag
    indicator: str
    source: str
    on: date
    half_life_days: float | None = None
    grace_days: float = 0.0
    ref: str = ""

    def __post_init__(self) -> None:
        _require_text(self.indicator, "the indicator's name")
        _require_text(self.source, "the source of the indicator's numbers")
        _require_durations(self)

    @property
    def summary(self) -> str:
        """What the statement is, as words to put into a sentence."""
        name = f"the indicator “{self.indicator}”"
        ages = self.half_life_days is not None
        return f"{name}, last measured on {_told(self.on)}" if ages else name


Statement = Judgement | IndicatorReading
"""One piece of evidence about one process."""


def flag_on(statement: Statement, day: date) -> Flag:
    """Say what a statement is still worth on a day.

    Parameters
    ----------
    statement
        The statement.
    day
        The day asked about; before the statement's own day it counts in full, so a
        view "as at" an earlier day must leave it out.

    Returns
    -------
    Flag
        The statement's flag, faded by its age.
    """
    return ageing(
        statement.flag,
        (day - statement.on).days,
        half_life_days=statement.half_life_days,
        grace_days=statement.grace_days,
    )


def is_stale(statement: Statement, day: date) -> bool:
    """Tell whether somebody should be asked "Still so?".

    Parameters
    ----------
    statement
        The statement.
    day
        The day asked about.

    Returns
    -------
    bool
        Whether the statement has lost half its weight or more.
    """
    weight = weight_after(
        (day - statement.on).days,
        half_life_days=statement.half_life_days,
        grace_days=statement.grace_days,
    )
    return weight <= STALE_FROM


def own_flag(statements: Iterable[Statement], day: date) -> Flag:
    """Combine what is said about a process itself, before its parts.

    Parameters
    ----------
    statements
        Judgements and readings, in any order.
    day
        The day asked about.

    Returns
    -------
    Flag
        Each statement faded by its age, then all taken as true; all white if there
        are none.
    """
    return meet(flag_on(statement, day) for statement in statements)


def _told(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _require_text(text: str, what: str) -> None:
    """Refuse an empty text.

    Raises
    ------
    InvalidFlag
        If there is nothing but space in it.
    """
    if not text.strip():
        raise InvalidFlag(f"Expected {what}; got an empty text. Write it in words.")


def _require_durations(statement: Statement) -> None:
    """Refuse impossible durations on the day they are given, not when they are used."""
    weight_after(
        0.0,
        half_life_days=statement.half_life_days,
        grace_days=statement.grace_days,
    )
