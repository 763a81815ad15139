"""Before and after, or one place and another: a difference with what it may well be.

Whatever gives one number for each case can be compared, or whether something is so in
each case. A difference found here is an association. Who came, and how ill they were,
may differ; what can be seen of it, the mix of first activities, stands beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from wholeflow.days import day_in_words
from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Codes, Hours, Mask
from wholeflow.journeys.choosing import chosen_cases
from wholeflow.journeys.journeys import NOBODY, Coded, Journeys
from wholeflow.journeys.times import as_microseconds

from .confidence import Interval, newcombe, wilson
from .little import whole_stays
from .resampling import Drawn, Sample, draw_again
from .telling import told_by

Measure = Callable[[Journeys], Hours]

_FEW = 20  # persons, below which a bootstrap is known to be too sure
_OTHER_MIX = 0.1  # share of cases that begin otherwise, from which it is said


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Two logs to hold side by side.

    Parameters
    ----------
    first, second
        The logs. What is told are their cases, so `first.case_names` lists them.
    names
        What the two are called.
    left_out
        Cases that were open when the first ended and the second began.
    """

    first: Journeys
    second: Journeys
    names: tuple[str, str]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """What is known of one side.

    Parameters
    ----------
    name
        What it is called.
    cases, persons
        Of whom the measure could be told.
    unknown
        Cases of which it could not.
    """

    name: str
    cases: int
    persons: int
    unknown: int


@dataclass(frozen=True, slots=True)
class MixPart:
    """How many cases of each side begin with something.

    Parameters
    ----------
    name
        An activity, or what another column says; None where it says nothing.
    first, second
        Number of cases.
    """

    name: str | None
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class HoursCompared:
    """A number of hours on two sides; intervals are of the bootstrap by person.

    Parameters
    ----------
    first, second
        How many each is of.
    drawn
        Means, medians, their differences (second less first) and the ratio of means.
    mix
        How cases of the two begin, the most frequent first.
    cautions
        What to read before the numbers.
    """

    first: Side
    second: Side
    drawn: Drawn
    mix: tuple[MixPart, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharesCompared:
    """A share of cases on two sides, with Wilson's and Newcombe's intervals.

    Parameters
    ----------
    first, second
        How many each is of.
    shares
        Of the first and of the second.
    difference
        Second less first.
    mix, cautions
        As for `HoursCompared`.
    """

    first: Side
    second: Side
    shares: tuple[Interval, Interval]
    difference: Interval
    mix: tuple[MixPart, ...]
    cautions: tuple[str, ...]


def before_and_after(journeys: Journeys, cut: dt.datetime) -> Sides:
    """Part a log at a moment; cases that were open then are left out and counted.

    Parameters
    ----------
    journeys
        The log.
    cut
        Aware. Before it are the cases that ended before it, after it those that began
        at it or later. Where a side is empty it is told as `BadInput`.
    """
    moment = as_microseconds(cut)
    stays = whole_stays(journeys)
    before, after = stays.end < moment, stays.begin >= moment
    local = day_in_words(cut.date())
    return Sides(
        chosen_cases(journeys, before),
        chosen_cases(journeys, after),
        (f"before {local}", f"from {local} on"),
        int((~before & ~after).sum()),
    )


def compare_hours(
    sides: Sides,
    measure: Measure,
    *,
    rng: np.random.Generator,
    repeats: int = 2000,
    level: float = 0.95,
    mix_by: str = "activity",
) -> HoursCompared:
    """Compare hours, such as spans, waits or the time between two activities.

    Parameters
    ----------
    sides
        What to compare: from `before_and_after`, or any two logs.
    measure
        Gives hours for each case of a log, NaN where they cannot be told: for instance
        `span_hours`, `waiting_hours`, `touch_hours`, or one made of `hours_between`.
    rng
        Where the chance of the bootstrap comes from.
    repeats
        How often to draw; the time taken grows with it times the number of cases.
    level
        Chance that an interval covers what it is for, between 0 and 1.
    mix_by
        A column; the mix is of what it says in the first event of each case.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, read_log
    >>> from wholeflow.journeys.measures.flow import span_hours
    >>> cut = dt.datetime(2014, 9, 1, tzinfo=dt.UTC)
    >>> sides = before_and_after(read_log(example_log()), cut)
    >>> found = compare_hours(sides, span_hours, rng=np.random.default_rng(1))
    >>> found.first.cases, found.second.cases, sides.left_out
    (602, 366, 82)
    """
    values = [measure(side) for side in (sides.first, sides.second)]
    told = _told(sides, values)
    first, second = _samples(sides, values)
    drawn = draw_again(first, second, rng=rng, repeats=repeats, level=level)
    mix = case_mix(sides, mix_by)
    return HoursCompared(*told, drawn, mix, _cautions(sides, told, mix))


def compare_shares(
    sides: Sides, condition: Measure, *, level: float = 0.95, mix_by: str = "activity"
) -> SharesCompared:
    """Compare in which share of the cases something is so.

    Parameters
    ----------
    sides
        As for `compare_hours`.
    condition
        Gives 1 for each case in which it is so, 0 where not, NaN where nobody knows.
    level, mix_by
        As for `compare_hours`.

    Notes
    -----
    Where a person has several cases these count as fewer: as many as would be as sure
    if all were of different persons (Rao and Scott 1992). The two sides are taken for
    independent; with persons on both, the interval of the difference is rather wide.
    """
    values = [condition(side) for side in (sides.first, sides.second)]
    told = _told(sides, values)
    first, second = (_share(one, level) for one in _samples(sides, values))
    mix = case_mix(sides, mix_by)
    cautions = _cautions(sides, told, mix)
    return SharesCompared(
        *told, (first, second), newcombe(first, second), mix, cautions
    )


def case_mix(sides: Sides, by: str = "activity") -> tuple[MixPart, ...]:
    """Count what the first events of the cases say, the most frequent first.

    Parameters
    ----------
    sides
        Two logs.
    by
        A column, see `told_by`.
    """
    counts = []
    for side in (sides.first, sides.second):
        column = told_by(side, by)
        codes, numbers = np.unique(
            column.codes[side.first_event[:-1]], return_counts=True
        )
        said = (_name(column, int(code)) for code in codes)
        counts.append(dict(zip(said, numbers.tolist(), strict=True)))
    first, second = counts
    parts = [
        MixPart(name, first.get(name, 0), second.get(name, 0))
        for name in {**first, **second}
    ]
    return tuple(
        sorted(parts, key=lambda one: (-one.first - one.second, one.name or ""))
    )


def _name(column: Coded, code: int) -> str | None:
    return None if code == NOBODY else column.names[code]


def _told(sides: Sides, values: list[Hours]) -> tuple[Side, Side]:
    faults, told = [], []
    for side, of_side, name in zip(
        (sides.first, sides.second), values, sides.names, strict=True
    ):
        known = ~np.isnan(of_side)
        if not known.any():
            faults.append(f"{name}: there is no journey of which this can be told")
        persons = len(np.unique(side.person[known]))
        told.append(Side(name, int(known.sum()), persons, int((~known).sum())))
    if faults:
        raise BadInput("what is compared", faults)
    return told[0], told[1]


def _samples(sides: Sides, values: list[Hours]) -> tuple[Sample, Sample]:
    known = [~np.isnan(one) for one in values]
    first, second = _persons(sides, known)
    return Sample(values[0][known[0]], first), Sample(values[1][known[1]], second)


def _persons(sides: Sides, known: list[Mask]) -> tuple[Codes, Codes]:
    """Codes of the persons of both sides; the same name is one person if it can be."""
    first, second = (
        side.person_names.gather(side.person[chosen])
        for side, chosen in zip((sides.first, sides.second), known, strict=True)
    )
    if not _share_names(sides):
        first, second = "1 " + first, "2 " + second
    both = pl.concat([first, second]).rank("dense").to_numpy() - 1
    codes: Codes = both.astype(np.int32)
    return codes[: len(first)], codes[len(first) :]


def _share_names(sides: Sides) -> bool:
    """Tell whether one name on both sides is one person."""
    named = all(side.columns.person is not None for side in (sides.first, sides.second))
    return named or sides.first.source == sides.second.source


def _share(sample: Sample, level: float) -> Interval:
    cases = len(sample.values)
    number = float(sample.values.sum())
    share = number / cases
    _, code = np.unique(sample.persons, return_inverse=True)
    off = np.bincount(code, weights=sample.values - share)
    persons = len(off)
    if persons == cases:
        return wilson(number, cases, level)
    if not 0 < share < 1 or persons == 1:
        return wilson(share * persons, persons, level)
    variance = persons / (persons - 1) * float((off**2).sum()) / cases**2
    effect = max(1.0, variance / (share * (1 - share) / cases))
    return wilson(number / effect, cases / effect, level)


def _cautions(
    sides: Sides, told: tuple[Side, Side], mix: tuple[MixPart, ...]
) -> tuple[str, ...]:
    words = [
        "This is an association. What else differed, in time or place, may be its cause."
    ]
    apart = _apart(mix)
    if apart >= _OTHER_MIX:
        words.append(
            f"The journeys begin differently: {apart:.0%} of one side would have to "
            "begin otherwise to be like the other. They are not the same people."
        )
    if sides.left_out:
        words.append(
            f"{sides.left_out:,} journeys were open at the change and are left out. "
            "They are rather long ones, so the first side looks shorter than it was."
        )
    for side in told:
        if side.unknown:
            words.append(
                f"{side.name}: of {side.unknown:,} more journeys it cannot be told."
            )
        if side.persons < _FEW:
            words.append(
                f"{side.name}: {side.persons:,} people are too few; the interval is "
                "narrower than it should be."
            )
    return tuple(words)


def _apart(mix: tuple[MixPart, ...]) -> float:
    """Total variation distance of the two mixes, 0 to 1."""
    first = np.array([part.first for part in mix])
    second = np.array([part.second for part in mix])
    return float(np.abs(first / first.sum() - second / second.sum()).sum() / 2)
