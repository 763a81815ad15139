"""One chart: its lines, what each point is, and what that means for the process."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Literal

import numpy as np

from wholeflow.errors import BadInput, Fault
from wholeflow.improvement.spc.decisions import (
    FEWEST_FOR_LIMITS,
    Decisions,
    Rebase,
    SetAside,
)
from wholeflow.improvement.spc.limits import Limits
from wholeflow.improvement.spc.rules import (
    CAUSES,
    NOT_JUDGED_CODE,
    Cause,
    Codes,
    judge,
)
from wholeflow.improvement.spc.series import Ints, Series, why_no_number

Better = Literal["up", "down", "neither"]
Kind = Literal["XmR", "P'", "U'", "T", "G"]
_SIGN: dict[Better, int] = {"up": 1, "down": -1, "neither": 0}


class PointType(StrEnum):
    """What a point means for the process."""

    COMMON_CAUSE = "common cause"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEUTRAL_HIGH = "neutral, high"
    NEUTRAL_LOW = "neutral, low"
    NOT_JUDGED = "not judged"
    SET_ASIDE = "set aside"


class Assurance(StrEnum):
    """Whether the process, as it is, will meet its target."""

    PASSES = "consistently passes"
    HIT_AND_MISS = "hits and misses"
    FAILS = "consistently fails"


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One point with its lines and its label.

    Parameters
    ----------
    on
        Day.
    value
        As measured.
    centre
        The mean of its segment; on charts of rare events the middle.
    lower, upper
        Limits; None where there is none.
    cause
        The rule it breaks, or common cause.
    direction
        1 high or rising, -1 low or falling, 0 for common cause.
    type
        Improvement, concern, neutral or common cause.
    segment
        Number of its segment, from 0.
    missing_before
        How many periods without a value lie just before it.
    """

    on: date
    value: float
    centre: float
    lower: float | None
    upper: float | None
    cause: Cause
    direction: int
    type: PointType
    segment: int
    missing_before: int

    @property
    def way(self) -> str:
        """Its direction in words: rising, falling, high, low, or nothing."""
        if self.direction == 0:
            return ""
        if self.cause is Cause.TREND:
            return "rising" if self.direction > 0 else "falling"
        return "high" if self.direction > 0 else "low"


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A stretch between two rebases.

    Parameters
    ----------
    first, stop
        Places of its first point and of the one after its last.
    counted
        Places of its points that are not set aside.
    baseline
        Those of them that the limits come from.
    rebase
        The decision it begins with; None for the first.
    """

    first: int
    stop: int
    counted: Ints
    baseline: Ints
    rebase: Rebase | None


@dataclass(frozen=True, slots=True)
class Method:
    """How one kind of chart is made.

    Parameters
    ----------
    kind
        Its name.
    limits_of
        Works out the lines of one segment.
    draw
        Makes an SVG picture of the chart, for a notebook.
    """

    kind: Kind
    limits_of: Callable[[Series, Segment, Decisions], Limits]
    draw: Callable[[Chart], str]


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart that has been worked out; its columns are arrays of shape (n,).

    Made by `xmr`, `p_prime`, `u_prime`, `t_chart` and `g_chart`.

    Parameters
    ----------
    method
        Which of these, and how it is made.
    series
        Days and values in order.
    better
        Which way is improvement: "up", "down" or "neither".
    target
        In the unit of the values; None without one.
    decisions
        What people decided.
    segments
        Stretches between rebases, at least one.
    limits
        Centre line and limits of every point.
    causes, directions
        Places in `CAUSES`, and 1 high, -1 low, 0 neither.
    """

    method: Method
    series: Series
    better: Better
    target: float | None
    decisions: Decisions
    segments: tuple[Segment, ...]
    limits: Limits
    causes: Codes
    directions: Codes

    @property
    def kind(self) -> Kind:
        """The name of its kind, such as "XmR"."""
        return self.method.kind

    @cached_property
    def points(self) -> tuple[ChartPoint, ...]:
        """Every point as a small value, those set aside included, by day."""
        return tuple(self._points())

    @property
    def counted(self) -> Ints:
        """Places of the points that are not set aside."""
        return np.concatenate([segment.counted for segment in self.segments])

    @property
    def last(self) -> ChartPoint | None:
        """The latest point that counts; None if its segment has none."""
        counted = self.segments[-1].counted
        return self.points[counted[-1]] if len(counted) else None

    @property
    def variation(self) -> PointType | None:
        """The variation icon: the type of the latest point; None if it is not judged."""
        if self.last is None or self.last.cause is Cause.NOT_JUDGED:
            return None
        return self.last.type

    @property
    def assurance(self) -> Assurance | None:
        """The assurance icon, from the latest limits.

        Strict: a target on a limit is hit and missed. None without a target, without
        limits, or while limits come from fewer than 12 points.
        """
        last = self.last
        counted = len(self.segments[-1].counted)
        if self.target is None or last is None or counted < FEWEST_FOR_LIMITS:
            return None
        above = last.upper is not None and self.target > last.upper
        below = last.lower is not None and self.target < last.lower
        if last.upper is None and last.lower is None:
            return None
        if above or below:
            fails = above if self.better == "up" else below
            return Assurance.FAILS if fails else Assurance.PASSES
        return Assurance.HIT_AND_MISS

    @property
    def applied_rebases(self) -> tuple[tuple[date, Rebase], ...]:
        """The rebases that part the chart, each with the day of its first point."""
        return tuple(
            (self.series.day(segment.first), segment.rebase)
            for segment in self.segments
            if segment.rebase is not None
        )

    @property
    def applied_set_aside(self) -> tuple[SetAside, ...]:
        """The decisions to set a point aside that found their point, by day."""
        days = {point.on for point in self.points}
        found = (each for each in self.decisions.set_aside if each.on in days)
        return tuple(sorted(found, key=lambda each: each.on))

    def _repr_svg_(self) -> str:
        return self.method.draw(self)

    def _points(self) -> Iterator[ChartPoint]:
        lines = self.limits
        aside = np.ones(len(self.series.values), dtype=np.bool_)
        aside[self.counted] = False
        better = _SIGN[self.better]
        for number, segment in enumerate(self.segments):
            for i in range(segment.first, segment.stop):
                cause, direction = CAUSES[self.causes[i]], int(self.directions[i])
                yield ChartPoint(
                    on=self.series.day(i),
                    value=float(self.series.values[i]),
                    centre=float(lines.centre[i]),
                    lower=_or_none(lines.lower[i]),
                    upper=_or_none(lines.upper[i]),
                    cause=cause,
                    direction=direction,
                    type=PointType.SET_ASIDE
                    if aside[i]
                    else _type(cause, direction, better),
                    segment=number,
                    missing_before=int(self.series.missing_before[i]),
                )


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a chart: which way is better, and how much is enough.

    Parameters
    ----------
    better
        "up", "down" or "neither".
    target
        None without one.

    Raises
    ------
    BadInput
        If the direction is none of the three, or a target lacks a direction.
    """

    better: Better
    target: float | None

    def __post_init__(self) -> None:
        if self.better not in _SIGN:
            told = f'Expected "up", "down" or "neither"; got {self.better!r}.'
            raise BadInput("Chart", [Fault(told, column="better")])
        if self.target is None:
            return
        wrong = why_no_number(self.target)
        if wrong is not None:
            raise BadInput("Chart", [Fault(wrong, column="target")])
        if self.better == "neither":
            told = (
                f"Expected a direction with the target of {self.target:g}; got "
                '"neither". Say which way is better, up or down, or leave the target '
                "out."
            )
            raise BadInput("Chart", [Fault(told, column="better")])


def build(
    method: Method, series: Series, question: Question, decisions: Decisions
) -> Chart:
    """Work a chart out: part it at its rebases, draw its lines, apply the rules.

    Parameters
    ----------
    method
        The kind of chart.
    series
        Days and values in order.
    question
        Direction and target.
    decisions
        What people decided.

    Returns
    -------
    Chart
        Whole.
    """
    n = len(series.values)
    segments = tuple(_segments(series, decisions))
    lines = [np.full(n, np.nan) for _ in range(5)]
    causes = np.full(n, NOT_JUDGED_CODE, dtype=np.int8)
    directions = np.zeros(n, dtype=np.int8)
    for segment in segments:
        if len(segment.counted) == 0:
            continue
        found = method.limits_of(series, segment, decisions)
        where = slice(segment.first, segment.stop)
        for line, part in zip(lines, found.lines, strict=True):
            line[where] = part
        if len(segment.counted) >= decisions.fewest_judged:
            counted = segment.counted
            own = Limits(*(line[counted] for line in lines))
            causes[counted], directions[counted] = judge(series.values[counted], own)
    return Chart(
        method,
        series,
        question.better,
        question.target,
        decisions,
        segments,
        Limits(*lines),
        causes,
        directions,
    )


def neighbours_in(series: Series, places: Ints) -> Ints:
    """Give the i from 1 where places[i] directly follows places[i - 1]."""
    follows = np.diff(places) == 1
    follows &= series.missing_before[places[1:]] == 0
    return np.flatnonzero(follows) + 1


def _segments(series: Series, decisions: Decisions) -> Iterator[Segment]:
    n = len(series.days)
    begins: dict[int, Rebase | None] = {0: None}
    for rebase in sorted(decisions.rebases, key=lambda each: each.on):
        place = int(np.searchsorted(series.days, np.datetime64(rebase.on, "D")))
        if 0 < place < n:
            begins[place] = rebase
    aside = np.array([each.on for each in decisions.set_aside], dtype="datetime64[D]")
    counts = ~np.isin(series.days, aside)
    firsts = sorted(begins)
    for first, stop in zip(firsts, [*firsts[1:], n], strict=True):
        counted = np.flatnonzero(counts[first:stop]) + first
        baseline = counted[: decisions.baseline]
        yield Segment(first, stop, counted, baseline, begins[first])


def _or_none(number: float) -> float | None:
    return None if math.isnan(number) else float(number)


def _type(cause: Cause, direction: int, better: int) -> PointType:
    if cause is Cause.NOT_JUDGED:
        return PointType.NOT_JUDGED
    if cause is Cause.COMMON:
        return PointType.COMMON_CAUSE
    if better == 0:
        return PointType.NEUTRAL_HIGH if direction > 0 else PointType.NEUTRAL_LOW
    return PointType.IMPROVEMENT if direction == better else PointType.CONCERN
