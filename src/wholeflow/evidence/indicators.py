"""From measured values to a flag.

Two ways in: a series of values on a scale from "fails" to "target", or counts of people
for whom a standard was met, was not met, or is not known. Both end in the exact
binomial interval of Clopper and Pearson, so little data gives a mostly white flag.

This step is statistical and right about nine times in ten; combining flags afterwards
is logic. A series that repeats itself says less than it seems to: of 24 hits and misses
with a correlation of 0.5 between neighbours the flag holds the truth only seven times in
ten, and nine times or more once it is told of the correlation. The caller passes only
the points since the process last changed.

References
----------
C.J. Clopper and E.S. Pearson, "The use of confidence or fiducial limits illustrated in
the case of the binomial", Biometrika 26, 1934.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from wholeflow.errors import InvalidFlag
from wholeflow.evidence.flags import UNKNOWN, Flag
from wholeflow.evidence.scales import ValueScale

DEFAULT_CONFIDENCE = 0.90


@dataclass(frozen=True, slots=True)
class Point:
    """One point of an indicator's series.

    Parameters
    ----------
    value
        What was measured, in the unit of the scale.
    weight
        How many independent observations it stands for, above 0. A monthly percentage
        counts as 1 unless there is a reason to trust it more.

    Raises
    ------
    InvalidFlag
        If the weight is not a number above 0.
    """

    value: float
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not 0.0 < self.weight < math.inf:
            raise InvalidFlag(
                f"Expected a weight above 0 for a point; got {self.weight}. Leave the "
                "point out if it says nothing."
            )


def flag_from_points(
    points: Iterable[Point],
    scale: ValueScale,
    *,
    confidence: float = DEFAULT_CONFIDENCE,
    correlation: float = 0.0,
) -> Flag:
    """Turn an indicator's values into a flag.

    Parameters
    ----------
    points
        The points since the process last changed, in any order.
    scale
        What each value is worth.
    confidence
        Chance that the flag holds the truth if points are independent, in (0, 1).
    correlation
        How far a point is like the one before it, in [-1, 1]: points that repeat
        each other count as fewer. 0 counts each in full; see `lag_one_correlation`.

    Returns
    -------
    Flag
        All white without points. It is not aged yet.

    Raises
    ------
    InvalidFlag
        If the correlation is not a number from -1 to 1.

    Notes
    -----
    n points with correlation r > 0 count as n (1 - r) / (1 + r).

    Examples
    --------
    >>> values = [92, 95, 84, 97, 93, 96]
    >>> flag = flag_from_points(map(Point, values), ValueScale(fail=85, target=95))
    >>> flag.in_words()
    '34 for, 63 not known, 3 against'
    """
    known = tuple(points)
    worth = math.fsum(point.weight * scale.worth(point.value) for point in known)
    total = math.fsum(point.weight for point in known)
    if not -1.0 <= correlation <= 1.0:
        raise InvalidFlag(
            f"Expected a correlation from -1 to 1; got {correlation}. Use 0 if points "
            "do not depend on each other."
        )
    alike = max(0.0, correlation)
    counts = (1.0 - alike) / (1.0 + alike)
    return _interval(counts * worth, counts * worth, counts * total, confidence)


def lag_one_correlation(values: Iterable[float]) -> float:
    """Say how far each value of a series is like the one before it.

    Parameters
    ----------
    values
        In the order of time, with none missing.

    Returns
    -------
    float
        In [-1, 1]; 0 for fewer than three values, or if all are the same. From a short
        series it comes out too low more often than too high.

    Raises
    ------
    InvalidFlag
        If a value is not a finite number.

    Examples
    --------
    >>> lag_one_correlation([1, 2, 3, 4, 5])
    0.4
    """
    series = tuple(values)
    if not all(math.isfinite(value) for value in series):
        raise InvalidFlag(
            "Expected measured values; got one that is not a finite number. A month "
            "that is missing cannot be told to be like the one before it."
        )
    mean = math.fsum(series) / len(series) if series else 0.0
    away = [value - mean for value in series]
    spread = math.fsum(each * each for each in away)
    if len(series) < 3 or spread == 0.0:
        return 0.0
    return math.fsum(one * next_ for one, next_ in pairwise(away)) / spread


def flag_from_counts(
    good: float,
    of: float,
    *,
    not_known: float = 0.0,
    confidence: float = DEFAULT_CONFIDENCE,
) -> Flag:
    """Turn counts of people into a flag, keeping those without a record in white.

    Parameters
    ----------
    good
        For how many the standard was met (or who said that it went well).
    of
        How many there are in all, those without a record included.
    not_known
        For how many nobody knows: no record, or "don't know" as the answer.
    confidence
        Chance that the flag holds the truth, in (0, 1).

    Returns
    -------
    Flag
        Its lower end as if all the unknown had failed, its upper end as if all had
        been met. All white if `of` is 0. It is not aged yet.

    Raises
    ------
    InvalidFlag
        If a count is negative or not a number, or `good` and `not_known` together
        pass `of`.

    Examples
    --------
    Antibiotics within an hour: met for 342 of 823 people, 226 more without a record.

    >>> flag_from_counts(342, of=823 + 226, not_known=226).in_words()
    '30 for, 27 not known, 43 against'
    """
    if not (good >= 0.0 and not_known >= 0.0 and good + not_known <= of < math.inf):
        raise InvalidFlag(
            "Expected counts of 0 or more, met and not known together at most all; "
            f"got {good} met, {not_known} not known, {of} in all. Count those without "
            "a record into all."
        )
    return _interval(good, good + not_known, of, confidence)


def _interval(least: float, most: float, total: float, confidence: float) -> Flag:
    """Clopper-Pearson with fractional counts: lower end of `least`, upper of `most`.

    Raises
    ------
    InvalidFlag
        If the confidence is not between 0 and 1.
    """
    if not 0.0 < confidence < 1.0:
        raise InvalidFlag(
            f"Expected a confidence between 0 and 1; got {confidence}. The usual one "
            f"is {DEFAULT_CONFIDENCE}."
        )
    if total == 0.0:
        return UNKNOWN
    # Loaded here because scipy costs more to import than the rest of this room.
    from scipy.special import betaincinv  # noqa: PLC0415

    tail = (1.0 - confidence) / 2.0
    lower, upper = 0.0, 1.0
    if least > 0.0:
        lower = float(betaincinv(least, max(0.0, total - least) + 1.0, tail))
    if most < total:
        upper = float(betaincinv(most + 1.0, total - most, 1.0 - tail))
    return Flag(lower, upper)
