"""How many treatments a list needs: to stay as it is, to shrink, to keep to a standard.

To stay, and to shrink at a steady pace, is arithmetic: people taken as a fluid, which a
list of thousands is nearly. How long people have waited is not, where there are
priorities or a past, so a standard for waits is looked for by runs.
"""

from __future__ import annotations

import math
from dataclasses import replace

from wholeflow.errors import BadInput

from .following import follow
from .lists import WaitingList, last_of
from .modelling import STANDARD_WEEKS, list_model

STANDARD_SHARE = 0.92  # of those who wait, within 18 weeks: England's standard


def treatments_to_hold(of: WaitingList) -> float:
    """Give the treatments a week with which as many wait in the end as at the start.

    Those who join, less those who leave without a treatment; 0 or more.
    """
    return max(0.0, _new(of) - sum(group.removed_per_week for group in of.groups))


def weeks_until(of: WaitingList, patients: float) -> float:
    """Give the weeks until no more than so many wait; infinity is never.

    Of numbers that differ by the week, the last is taken.

    With B too many, D who join and C treatments a week it is B / (C - D). Where some
    leave without a treatment, a share r of those who wait in a week, the list goes to
    (D - C) / r, and its distance from there falls by that share.

    Examples
    --------
    >>> from wholeflow.simulation.waiting_lists import Band, Group
    >>> people = (Band(from_weeks=0, to_weeks=30, patients=3000),)
    >>> of = WaitingList(
    ...     name="Hips",
    ...     groups=(Group(waiting=people, new_per_week=100),),
    ...     treated_per_week=120,
    ... )
    >>> weeks_until(of, 1000)
    100.0
    """
    now, falls = of.patients, last_of(of.treated_per_week) - _new(of)
    if now <= patients:
        return 0.0
    left = sum(group.removed_per_week for group in of.groups) / now
    if left == 0:
        return (now - patients) / falls if falls > 0 else math.inf
    settles = -falls / left
    if settles >= patients:
        return math.inf
    return math.log((now - settles) / (patients - settles)) / left


def enough_treatments(
    of: WaitingList, *, weeks: int, seed: int, within_weeks: float = STANDARD_WEEKS,
    share: float = STANDARD_SHARE, runs: int = 1,
) -> int:  # fmt: skip
    """Find the fewest treatments a week with which a standard is met after some weeks.

    Parameters
    ----------
    of
        The list; how many are treated in it now is not used.
    weeks
        After how many weeks the standard is to be met.
    within_weeks, share
        What share of those who wait are to have waited no longer than so many weeks.
    seed, runs
        As of `follow`; all numbers are tried with the same luck.

    Returns
    -------
    int
        By halving: more treatments never make the longest waits longer.

    Raises
    ------
    BadInput
        If the share is not between 0 and 1.
    """
    if not 0 < share < 1:
        raise BadInput("standard", [f"share: expected between 0 and 1, got {share:g}"])

    def is_met(treated: int) -> bool:
        model = list_model(replace(of, treated_per_week=treated))
        ran = follow(
            model, weeks=weeks, seed=seed, runs=runs, over_weeks=(within_weeks,)
        )
        return ran.share_over(within_weeks, at=weeks).mean <= 1 - share

    few, enough = 0, math.ceil(_new(of) + of.patients / weeks) + 1
    while not is_met(enough):
        few, enough = enough, 2 * enough
    while enough - few > 1:
        middle = (few + enough) // 2
        few, enough = (few, middle) if is_met(middle) else (middle, enough)
    return enough


def _new(of: WaitingList) -> float:
    return sum(last_of(group.new_per_week) for group in of.groups)
