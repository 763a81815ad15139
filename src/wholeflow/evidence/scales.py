"""What a measured value is worth, as the owner of a process draws it.

Every scale says in which direction better lies, so that no target can be read the
wrong way round.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from wholeflow.errors import InvalidFlag
from wholeflow.evidence.flags import checked_chance


@dataclass(frozen=True, slots=True, init=False)
class ValueScale:
    """What a value is worth: from 0 at `fail` straight to 1 at `target`.

    Other shapes are drawn with `from_knots`; a target that is only met or not met is
    `met_at_least` or `met_at_most`. Each says in which direction better lies.

    Parameters
    ----------
    fail
        The value at which the process fails outright.
    target
        The value at which it succeeds outright; below `fail` where less is better.

    Attributes
    ----------
    knots
        Pairs of a value and what it is worth, values in ascending order; straight
        between them. Where a value stands twice the worth jumps, and the better holds.

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

    knots: tuple[tuple[float, float], ...]

    def __init__(self, *, fail: float, target: float) -> None:
        finite = math.isfinite(fail) and math.isfinite(target)
        if not finite or fail == target:
            raise InvalidFlag(
                "Expected two different numbers, the value that fails and the target, "
                f"because they say in which direction better lies; got {fail} and "
                f"{target}. If a target is only met or not met, say whether a value has "
                "to be at least or at most so much."
            )
        knots = sorted(((fail, 0.0), (target, 1.0)))
        object.__setattr__(self, "knots", tuple(knots))

    @classmethod
    def from_knots(cls, knots: Iterable[tuple[float, float]]) -> ValueScale:
        """Draw what a value is worth, straight from knot to knot.

        Parameters
        ----------
        knots
            Pairs of a value and what it is worth, in [0, 1]; two or more, values in
            ascending order. The worth may rise, fall or turn, as the owner sees it.

        Returns
        -------
        ValueScale
            Before the first knot and after the last the worth stays what it is there.

        Raises
        ------
        InvalidFlag
            If the knots are too few, out of order, or no such pairs.

        Examples
        --------
        Neither too cold nor too hot.

        >>> comfort = ValueScale.from_knots([(16, 0), (20, 1), (22, 1), (28, 0)])
        >>> comfort.worth(18), comfort.worth(25)
        (0.5, 0.5)
        """
        drawn = tuple((float(value), float(worth)) for value, worth in knots)
        finite = all(math.isfinite(value) for value, _ in drawn)
        ascending = all(before < after for (before, _), (after, _) in pairwise(drawn))
        if len(drawn) < 2 or not finite or not ascending:
            told = ", ".join(f"{value:g}" for value, _ in drawn)
            raise InvalidFlag(
                "Expected two or more values in ascending order, each once, with what "
                f"each is worth; got {told or 'none'}. Sort them, and add what is "
                "missing."
            )
        for value, worth in drawn:
            checked_chance(worth, f"what the value {value:g} is worth")
        return cls._drawn(drawn)

    @classmethod
    def met_at_least(cls, target: float) -> ValueScale:
        """Give the scale of a target that is met from a value on, and else not.

        Parameters
        ----------
        target
            The least value that meets it.

        Returns
        -------
        ValueScale
            1 from the target on, 0 below it. Refused if it is not a finite number.

        Examples
        --------
        >>> ValueScale.met_at_least(95).worth(95), ValueScale.met_at_least(95).worth(94)
        (1.0, 0.0)
        """
        return cls._drawn(((_target(target), 0.0), (target, 1.0)))

    @classmethod
    def met_at_most(cls, target: float) -> ValueScale:
        """Give the scale of a target that is met up to a value, and else not.

        Parameters
        ----------
        target
            The greatest value that meets it.

        Returns
        -------
        ValueScale
            1 up to the target, 0 above it. Refused if it is not a finite number.

        Examples
        --------
        >>> ValueScale.met_at_most(4).worth(4), ValueScale.met_at_most(4).worth(5)
        (1.0, 0.0)
        """
        return cls._drawn(((_target(target), 1.0), (target, 0.0)))

    @classmethod
    def _drawn(cls, knots: tuple[tuple[float, float], ...]) -> ValueScale:
        scale = cls.__new__(cls)
        object.__setattr__(scale, "knots", knots)
        return scale

    def worth(self, value: float) -> float:
        """Say what one value is worth.

        Parameters
        ----------
        value
            In the unit of the scale.

        Returns
        -------
        float
            In [0, 1]; a target that is just met is met.

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
        values = [at for at, _ in self.knots]
        before, after = bisect_left(values, value), bisect_right(values, value)
        if before < after:
            return max(worth for _, worth in self.knots[before:after])
        if before in {0, len(values)}:
            return self.knots[max(0, before - 1)][1]
        (left, first), (right, last) = self.knots[before - 1 : before + 1]
        return first + (value - left) / (right - left) * (last - first)


def _target(target: float) -> float:
    """Refuse a target that is no number.

    Raises
    ------
    InvalidFlag
        If it is not finite.
    """
    if not math.isfinite(target):
        raise InvalidFlag(
            f"Expected a number as the target; got {target}. Give the value from which "
            "on, or up to which, it is met."
        )
    return float(target)
