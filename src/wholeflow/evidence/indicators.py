"""From measured values to a flag.

Two ways in: a series of values on a scale from "fails" to "target", or counts of people
for whom a standard was met, was not met, or is not known. Both end in the exact
binomial interval of Clopper and Pearson, so little data gives a mostly white flag.

This step is statistical and right about nine times in ten; combining flags afterwards
is logic. With series that repeat themselves from month to month (a correlation of 0.5
between neighbours) the interval can miss more often, some 23 times in 100 for 24
points. The caller passes only the points since the process last changed.

References
----------
C.J. Clopper and E.S. Pearson, "The use of confidence or fiducial limits illustrated in
the case of the binomial", Biometrika 26, 1934.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from wholeflow.errors import InvalidFlag
from wholeflow.evidence.flags import UNKNOWN, Flag

DEFAULT_CONFIDENCE = 0.90


@dataclass(frozen=True, slots=True)
class ValueScale:
    """What a value is worth, from 0 at `fail` to 1 at `target`.

    Parameters
    ----------
    fail
        The value at which the process fails outright.
    target
        The value at which it succeeds outright; below `fail` where less is better.

    Raises
    ------
    InvalidFlag
        If the two are equal or not finite.

    Examples
    --------
    >>> ValueScale(fail=85, target=95).worth(90)
    0.5
    >>> ValueScale(fail=4, target=2).worth(2.5)
    0.75
    """

    fail: float
    target: float

    def __post_init__(self) -> None:
        finite = math.isfinite(self.fail) and math.isfinite(self.target)
        if not finite or self.fail == self.target:
            raise InvalidFlag(
                "Expected two different numbers, the value that fails and the target; "
                f"got {self.fail} and {self.target}. If a target is only met or not "
                "met, count how often it was met instead."
            )

    def worth(self, value: float) -> float:
        """Say what one value is worth.

        Parameters
        ----------
        value
            In the unit of `fail` and `target`.

        Returns
        -------
        float
            In [0, 1]; straight between `fail` and `target`, cut off outside.

        Raises
        ------
        InvalidFlag
            If the value is not a number.
        """
        if math.isnan(value):
            raise InvalidFlag(
                "Expected a measured value; got one that is not a number. Leave out "
                "the points that are missing."
            )
        share = (value - self.fail) / (self.target - self.fail)
        return min(1.0, max(0.0, share))


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

    Returns
    -------
    Flag
        All white without points. It is not aged yet.

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
    return _interval(worth, worth, total, confidence)


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
    # Loaded here because scipy costs more to import than the rest of this room; it
    # ships no types.
    from scipy.special import betaincinv  # type: ignore[import-untyped]  # noqa: PLC0415

    tail = (1.0 - confidence) / 2.0
    lower, upper = 0.0, 1.0
    if least > 0.0:
        lower = float(betaincinv(least, max(0.0, total - least) + 1.0, tail))
    if most < total:
        upper = float(betaincinv(most + 1.0, total - most, 1.0 - tail))
    return Flag(lower, upper)
