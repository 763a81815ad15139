"""What is known of a waiting list: who waits and since when, who comes, who is treated."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from wholeflow.errors import BadInput
from wholeflow.simulation.model.ranges import at_least, told

from .spreading import whole

Weekly = float | tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """People who have waited for so many weeks, spread evenly between two numbers.

    Parameters
    ----------
    from_weeks, to_weeks
        The least and the most; 0 or more, the second above the first.
    patients
        How many, 0 or more.
    """

    from_weeks: float
    to_weeks: float
    patients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some of the people on a list, who come and are seen in one way.

    Parameters
    ----------
    name
        Its name, such as "urgent".
    waiting
        Who waits at the start; none is nobody. See `in_turn` where ages are not known.
    new_per_week
        How many join: one number, or one for each week, of which the last goes on.
    removed_per_week
        How many of those who wait at the start leave in a week without a treatment. As
        the group grows or shrinks, so does this number.
    priority
        0 is treated before 1, and so on; within one, whoever has waited longest.
    """

    name: str = "everyone"
    waiting: tuple[Band, ...] = ()
    new_per_week: Weekly
    removed_per_week: float = 0.0
    priority: int = 0

    @property
    def patients(self) -> int:
        """How many wait at the start."""
        return sum(band.patients for band in self.waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingList:
    """A list of people who wait for the same treatments.

    Parameters
    ----------
    name
        What it is the list of.
    groups
        At least one, each with a name of its own.
    treated_per_week
        How many treatments there are for all groups together: one number, or one for
        each week, of which the last goes on.
    start
        The day from which on it is followed, as text such as "2025-03-01".
    notes
        Where its numbers come from.
    """

    name: str
    groups: tuple[Group, ...]
    treated_per_week: Weekly
    start: str = "2026-01-05"
    notes: tuple[str, ...] = ()

    @property
    def patients(self) -> int:
        """How many wait at the start."""
        return sum(group.patients for group in self.groups)


def in_turn(
    patients: int, *, new_per_week: float, removed_per_week: float = 0.0
) -> tuple[Band, ...]:
    """Spread people over the waits they would have if all had been treated in turn.

    Real lists are not treated in turn, so some people have waited much longer: give the
    bands where they are known.

    Parameters
    ----------
    patients
        How many wait.
    new_per_week, removed_per_week
        How many joined in each week so far, and how many left without a treatment.

    Returns
    -------
    tuple of Band
        A week each, the last perhaps shorter.

    Raises
    ------
    BadInput
        If as many as wait, or more, cannot have come: nobody joined, or too many left.

    Examples
    --------
    >>> [band.patients for band in in_turn(250, new_per_week=100)]
    [100, 100, 50]
    """
    if patients == 0:
        return ()
    if not new_per_week > removed_per_week:
        words = (
            f"new_per_week: expected more than the {told(removed_per_week)} who leave "
            f"without a treatment, got {told(new_per_week)}"
        )
        raise BadInput("waiting list", [words])
    left = removed_per_week / patients  # the share that leaves in a week
    longest = patients / new_per_week
    if left > 0:
        longest = -math.log1p(-removed_per_week / new_per_week) / left
    edges = [*map(float, range(math.ceil(longest))), longest]
    still = [-math.expm1(-left * week) if left else week for week in edges]
    counts = whole(
        [(after - before) / still[-1] * patients for before, after in pairwise(still)]
    )
    return tuple(
        Band(from_weeks=before, to_weeks=after, patients=count)
        for (before, after), count in zip(pairwise(edges), counts, strict=True)
    )


def last_of(weekly: Weekly) -> float:
    """Give the number of the last week, which goes on."""
    return weekly[-1] if isinstance(weekly, tuple) else weekly


def faults_of_list(of: WaitingList) -> list[str]:
    """Give what is wrong with the numbers of a list; none is no fault."""
    faults = [] if of.groups else ["groups: expected at least one, got none"]
    faults += _not_weekly(of.treated_per_week, "treated_per_week")
    if not faults and not last_of(of.treated_per_week) > 0:
        faults.append("treated_per_week: expected more than 0 in the last week, got 0")
    for group in of.groups:
        faults += [f'group "{group.name}": {fault}' for fault in _of_group(group)]
    return faults


def _of_group(group: Group) -> Iterator[str]:
    yield from _not_weekly(group.new_per_week, "new_per_week")
    yield from at_least(group.removed_per_week, 0, "removed_per_week")
    for band in group.waiting:
        yield from at_least(band.patients, 0, "patients")
        yield from at_least(band.from_weeks, 0, "from_weeks")
        if not band.from_weeks < band.to_weeks < math.inf:
            yield (
                f"to_weeks: expected more than the {told(band.from_weeks)} of "
                f"from_weeks, got {told(band.to_weeks)}"
            )
    if group.removed_per_week > 0 and not group.patients:
        yield (
            "removed_per_week: expected 0 where nobody waits, got "
            f"{told(group.removed_per_week)}"
        )


def _not_weekly(weekly: Weekly, name: str) -> list[str]:
    numbers = weekly if isinstance(weekly, tuple) else (weekly,)
    if not numbers:
        return [f"{name}: expected a number, or one for each week, got none"]
    return [fault for number in numbers for fault in at_least(number, 0, name)]
