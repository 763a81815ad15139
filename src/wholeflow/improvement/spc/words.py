"""A chart in words: its headline, what to beware of, and the table behind it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from wholeflow.days import day_in_words
from wholeflow.improvement.spc.chart import Assurance, Chart, ChartPoint, PointType
from wholeflow.improvement.spc.decisions import FEWEST_FOR_LIMITS
from wholeflow.improvement.spc.findings import hangs_on_one_point
from wholeflow.improvement.spc.rules import NOT_JUDGED_CODE, Cause, runs

NAMES_OF_CENTRE = {
    "XmR": "mean",
    "P'": "mean",
    "U'": "mean",
    "T": "middle",
    "G": "middle",
}


@dataclass(frozen=True, slots=True)
class Caption:
    """What a chart is of, as its readers should read it.

    Parameters
    ----------
    name
        The measure, such as "Seen within 4 hours".
    unit
        Of the values, such as "people a month"; not needed with `per_cent`.
    per_cent
        Whether values are shares of 1, to be shown in per cent.
    source
        Where the values come from.
    marks
        Values that mean something beside the target, with their words, such as
        ``(50, "fails at")``: each is drawn as a line of its own.
    """

    name: str = ""
    unit: str = ""
    per_cent: bool = False
    source: str = ""
    marks: tuple[tuple[float, str], ...] = ()

    def number(self, value: float, places: int) -> str:
        """Write a value with so many decimal places, without its unit."""
        return f"{value * (100 if self.per_cent else 1):,.{places}f}"

    def measured(self, value: float, places: int) -> str:
        """Write a value with at most so many decimal places, and the sign for per cent.

        Examples
        --------
        >>> Caption(per_cent=True).measured(0.95, places=1)
        '95 %'
        """
        text = self.number(value, places)
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return f"{text} %" if self.per_cent else text


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the table behind a chart.

    Parameters
    ----------
    on
        Day.
    value, centre
        As measured, and the centre line.
    lower, upper
        Limits; None where there is none.
    label
        What the point is, in words.
    """

    on: date
    value: float
    centre: float
    lower: float | None
    upper: float | None
    label: str


def headline(chart: Chart, caption: Caption | None = None) -> str:
    """Say in one sentence what the chart shows.

    Parameters
    ----------
    chart
        Any chart.
    caption
        How values are written.

    Returns
    -------
    str
        Without a full stop, such as "Falling since June 2018: concern; consistently
        fails 95 %".
    """
    assurance = _assurance_in_words(chart, caption or Caption())
    return "; ".join((_variation_in_words(chart), *assurance))


def cautions(chart: Chart) -> tuple[str, ...]:
    """Say what a reader must know before trusting the chart.

    Parameters
    ----------
    chart
        Any chart.

    Returns
    -------
    tuple of str
        Sentences about few points, a baseline that is not complete, missing periods,
        lines that are not there, and decisions that found no point; none if all is
        well.
    """
    return (
        *_about_segments(chart),
        *_about_gaps(chart),
        *_about_no_movement(chart),
        *_about_decisions(chart),
    )


def notes_beneath(chart: Chart) -> tuple[str, ...]:
    """Say everything that must stand beneath a chart.

    Parameters
    ----------
    chart
        Any chart.

    Returns
    -------
    tuple of str
        Sentences: each rebase and each point set aside with reason and name, the
        signals that hang on one point, and the cautions.
    """
    return (
        *_decisions_in_words(chart),
        *_hanging_in_words(chart),
        *(f"{each}." for each in cautions(chart)),
    )


def table_behind(chart: Chart) -> tuple[TableRow, ...]:
    """Give the numbers of a chart with each label in words.

    Parameters
    ----------
    chart
        Any chart.

    Returns
    -------
    tuple of TableRow
        By day, points set aside included.
    """
    reasons = {each.on: each.reason for each in chart.decisions.set_aside}
    return tuple(
        TableRow(
            point.on,
            point.value,
            point.centre,
            point.lower,
            point.upper,
            _label(point, reasons.get(point.on, "")),
        )
        for point in chart.points
    )


def decimal_places(chart: Chart, caption: Caption) -> int:
    """Give how many decimal places tell the values of a chart apart, from 0 to 4."""
    values = chart.series.values * (100 if caption.per_cent else 1)
    spread = float(np.max(values) - np.min(values))
    if spread == 0.0:
        return 0 if float(values[0]).is_integer() else 2
    whole = bool(np.all(values == np.round(values)))
    places = 2 - math.floor(math.log10(spread))
    return max(0, min(places, 1 if whole else 4))


def describe(chart: Chart, caption: Caption) -> str:
    """Tell a chart to somebody who cannot see it."""
    series, last = chart.series, chart.last
    places = decimal_places(chart, caption)
    begins, ends = (series.when(series.day(place)) for place in (0, -1))
    told = [f"{len(series.values)} points from {begins} to {ends}."]
    if last is not None:
        centre = caption.measured(last.centre, places)
        told.append(f"{NAMES_OF_CENTRE[chart.kind].capitalize()} {centre}.")
        told += [
            f"{name} limit {caption.measured(line, places)}."
            for name, line in (("Lower", last.lower), ("Upper", last.upper))
            if line is not None
        ]
        value = caption.measured(last.value, places)
        told.append(f"Latest {value}: {_label(last, '')}.")
    return " ".join((*told, *cautions(chart)))


def _variation_in_words(chart: Chart) -> str:
    last = chart.last
    if last is None or last.cause is Cause.NOT_JUDGED:
        return "Too few points to judge"
    counted = chart.segments[-1].counted
    starts, _ = runs(chart.directions[counted])
    first = chart.points[counted[starts[-1]]]
    when = chart.series.when(first.on)
    if last.cause is Cause.COMMON:
        return f"Nothing but common cause since {when}"
    joined = "in" if chart.series.period in {"month", "quarter"} else "on"
    joined = "since" if len(counted) - starts[-1] > 1 else joined
    meaning = f": {last.type.value}" if chart.better != "neither" else ""
    return f"{first.way.capitalize()} {joined} {when}{meaning}"


def _assurance_in_words(chart: Chart, caption: Caption) -> Iterator[str]:
    if chart.assurance is None or chart.target is None:
        return
    target = caption.measured(chart.target, places=4)
    told = f"{chart.assurance.value} {target}"
    if chart.assurance is Assurance.HIT_AND_MISS:
        told = f"hits or misses {target} by chance"
    yield told


def _label(point: ChartPoint, reason: str) -> str:
    if point.type is PointType.SET_ASIDE:
        return f"set aside: {reason}"
    if point.cause in {Cause.COMMON, Cause.NOT_JUDGED}:
        return point.cause.value
    told = f"{point.cause.value}, {point.way}"
    known = point.type in {PointType.IMPROVEMENT, PointType.CONCERN}
    return f"{told}: {point.type.value}" if known else told


def _decisions_in_words(chart: Chart) -> Iterator[str]:
    when = chart.series.when
    for number, (day, rebase) in enumerate(chart.applied_rebases, start=1):
        test = f"; {rebase.test_of_change}" if rebase.test_of_change else ""
        yield (
            f"{number}: new limits from {when(day)}. {rebase.reason} "
            f"({rebase.by}, {day_in_words(rebase.made_on)}{test})"
        )
    for each in chart.applied_set_aside:
        yield (
            f"Set aside: {when(each.on)}. {each.reason} "
            f"({each.by}, {day_in_words(each.made_on)})"
        )


def _hanging_in_words(chart: Chart) -> Iterator[str]:
    hanging = hangs_on_one_point(chart)
    if hanging is not None:
        vanish = "vanishes" if hanging.vanish == 1 else "vanish"
        day = chart.series.when(hanging.on)
        yield f"{hanging.vanish} of these signals {vanish} if the point of {day} is set aside."


def _about_segments(chart: Chart) -> Iterator[str]:
    for segment in chart.segments:
        points = len(segment.counted)
        when = chart.series.when(chart.series.day(segment.first))
        since = f" since {when}" if len(chart.segments) > 1 else ""
        only = f"only {points} point{'' if points == 1 else 's'}{since}"
        baseline = chart.decisions.baseline
        if points < chart.decisions.fewest_judged:
            needed = chart.decisions.fewest_judged
            yield f"Not judged: {only}; {needed} are needed"
        elif points < FEWEST_FOR_LIMITS:
            yield f"Trial limits: {only}; {FEWEST_FOR_LIMITS} are needed"
        elif baseline is not None and points < baseline:
            yield f"The baseline is not complete: {only} of {baseline}"


def _about_gaps(chart: Chart) -> Iterator[str]:
    missing = int(np.sum(chart.series.missing_before))
    if missing:
        some = "is" if missing == 1 else "are"
        yield f"{_many(missing, chart.series.period)} {some} missing"


def _about_no_movement(chart: Chart) -> Iterator[str]:
    judged = chart.causes != NOT_JUDGED_CODE
    without = int(np.sum(np.isnan(chart.limits.upper[judged])))
    if without:
        have = "has" if without == 1 else "have"
        points = f"{_many(without, 'point')} {have} no limits"
        yield f"{points}, since the baseline does not move; only trend and shift count"


def _about_decisions(chart: Chart) -> Iterator[str]:
    rebases = {rebase for _, rebase in chart.applied_rebases}
    for rebase in chart.decisions.rebases:
        if rebase not in rebases:
            day = day_in_words(rebase.on)
            yield f"The rebase of {day} parts nothing: no point before it or after it"
    for each in chart.decisions.set_aside:
        if each not in chart.applied_set_aside:
            yield f"There is no point of {day_in_words(each.on)} to set aside"


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
