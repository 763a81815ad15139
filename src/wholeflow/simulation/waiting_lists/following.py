"""A waiting list followed week by week: how many wait, how long, and who was treated."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from wholeflow.errors import BadInput
from wholeflow.simulation.engine.running import compile_model, run_once
from wholeflow.simulation.experiments.intervals import Interval, t_interval
from wholeflow.simulation.model.arrivals import HOURS_A_WEEK
from wholeflow.simulation.model.model import Model

from .modelling import NODE

Numbers = npt.NDArray[np.float64]
OVER_WEEKS = (18.0, 52.0)
LATELY = 13  # weeks over which the waits of those treated are told


class Counts(Protocol):
    """A rule by which a count of people is shown, as `governance.Disclosure` is one."""

    def count(self, people: int) -> int | None:
        """Give the count as it may be shown; None where it may not."""


@dataclass(frozen=True, slots=True)
class GroupThen:
    """One group at the end of a week, as it may be shown; None is not shown, not nought.

    Parameters
    ----------
    name
        Of the group.
    waiting
        How many wait.
    over
        How many of them have waited longer, for each number of weeks that was asked.
    treated, left
        How many were treated, and left without a treatment, in the 13 weeks before.
    mean_wait_weeks
        Of those treated in them.
    """

    name: str
    waiting: int | None
    over: tuple[int | None, ...]
    treated: int | None
    left: int | None
    mean_wait_weeks: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """What became of a list in some runs.

    Parameters
    ----------
    model
        What was run.
    over_weeks
        Waits that are counted apart, in weeks.
    waiting
        How many wait at the start and at the end of each week, by group. Shape (n_runs,
        n_weeks + 1, n_groups).
    over
        How many of them have waited longer than each of `over_weeks`. Shape (n_runs,
        n_weeks + 1, n_groups, n_over).
    new, treated, left
        How many joined, were treated, and left without a treatment in each week. Shape
        (n_runs, n_weeks, n_groups).
    waited
        Weeks that those treated had waited, added up. Shape (n_runs, n_weeks, n_groups).
    """

    model: Model
    over_weeks: tuple[float, ...]
    waiting: Numbers
    over: Numbers
    new: Numbers
    treated: Numbers
    left: Numbers
    waited: Numbers

    @property
    def weeks(self) -> int:
        """How many weeks it was followed."""
        return len(self.waiting[0]) - 1

    def waiting_at(self, week: int) -> Interval:
        """Give how many wait at the end of a week; 0 is the start."""
        return t_interval(self.waiting[:, week].sum(axis=-1))

    def share_over(self, weeks: float, *, at: int) -> Interval:
        """Give the share of those who wait at the end of a week who have waited longer.

        Of nobody it is 0.
        """
        longer = self.over[:, at, :, self.over_weeks.index(weeks)].sum(axis=-1)
        return t_interval(longer / np.maximum(self.waiting[:, at].sum(axis=-1), 1))

    def first_week(self, *, at_most: float) -> int | None:
        """Give the first week at whose end no more wait on average; None is never."""
        return _first(self.waiting.sum(axis=-1).mean(axis=0) <= at_most)

    def first_week_within(self, weeks: float, *, share: float) -> int | None:
        """Give the first week at whose end, in most runs, such a share waits no longer.

        None is never.
        """
        longer = self.over[..., self.over_weeks.index(weeks)].sum(axis=-1)
        wait = self.waiting.sum(axis=-1)
        return _first((longer <= (1 - share) * wait + 1e-9).mean(axis=0) > 0.5)

    def groups_at(self, week: int, rule: Counts) -> tuple[GroupThen, ...]:
        """Give the groups side by side at the end of a week, as a rule shows counts.

        A mean of those treated is shown where their count is.
        """
        lately = slice(max(0, week - LATELY), week)
        treated, left, waited = (
            each[:, lately].sum(axis=1).mean(axis=0)
            for each in (self.treated, self.left, self.waited)
        )
        waiting, over = (
            each[:, week].mean(axis=0) for each in (self.waiting, self.over)
        )

        def shown(people: float) -> int | None:
            return rule.count(round(people))

        return tuple(
            GroupThen(
                each.name,
                shown(waiting[at]),
                tuple(map(shown, over[at])),
                shown(treated[at]),
                shown(left[at]),
                float(waited[at] / treated[at]) if shown(treated[at]) else None,
            )
            for at, each in enumerate(self.model.classes)
        )


def follow(
    model: Model, *, weeks: int, seed: int, runs: int = 5,
    over_weeks: Sequence[float] = OVER_WEEKS,
) -> Followed:  # fmt: skip
    """Run a waiting list, and count it at the end of each week.

    Parameters
    ----------
    model
        Of `list_model`, or changed from it, without fault.
    weeks, runs
        How long and how often; the larger a list, the less luck is in it.
    seed
        Which luck, as of `Plan`; lists run with one seed share it.
    over_weeks
        Waits that are counted apart.

    Returns
    -------
    Followed
        Each run keeps 64 bytes of every patient until it is counted.

    Raises
    ------
    BadInput
        If the model has no node of a waiting list, or nothing is to be run.
    """
    names = [node.name for node in model.nodes]
    if NODE not in names or weeks < 1 or runs < 1:
        words = (
            f'expected a model with a node "{NODE}", and at least 1 week and 1 run; got '
            f"{', '.join(names)}, {weeks} and {runs}"
        )
        raise BadInput(model.name, [words])
    ready = compile_model(model, hours=float(weeks * HOURS_A_WEEK))
    longer = tuple(float(each) for each in over_weeks)

    def one(replication: int) -> list[Numbers]:
        ran = run_once(ready, seed=seed, replication=replication, keep_visits=True)
        assert ran.visits is not None, "they were asked for"
        of_list = ran.visits["node"] == names.index(NODE)
        group_of = ran.visits["patient_class"]
        by_group = [
            _counted(ran.visits, of_list & (group_of == group), weeks, longer)
            for group in range(len(model.classes))
        ]
        return [np.stack(some, axis=1) for some in zip(*by_group, strict=True)]

    with ThreadPoolExecutor(min(runs, os.cpu_count() or 1)) as threads:
        ran = list(threads.map(one, range(runs)))
    stacked = (np.stack(some) for some in zip(*ran, strict=True))
    return Followed(model, longer, *stacked)


def _counted(
    visits: Any,
    of_group: npt.NDArray[np.bool_],
    weeks: int,
    over_weeks: Sequence[float],
) -> list[Numbers]:
    """Count one group of one run, in the order of `Followed`; times become weeks."""
    came, began, leave = (
        visits[name][of_group] / HOURS_A_WEEK for name in ("arrive", "start", "leave")
    )
    treated = ~np.isnan(began)
    gone = np.where(treated, began, np.where(np.isnan(leave), np.inf, leave))
    over = [
        _there(came[gone > came + long] + long, gone[gone > came + long], weeks)
        for long in over_weeks
    ]
    treated &= began >= 0
    left = np.isnan(began) & np.isfinite(gone)
    return [
        _there(came, gone, weeks),
        np.stack(over, axis=1) if over else np.empty((weeks + 1, 0)),
        _by_week(came[came >= 0], weeks),
        _by_week(began[treated], weeks),
        _by_week(gone[left], weeks),
        _by_week(began[treated], weeks, (began - came)[treated]),
    ]


def _there(came: Numbers, gone: Numbers, weeks: int) -> Numbers:
    """Count who has come and not gone before the start, and the end of each week.

    Slots that are added are there at the beginning of a week: what they take then is
    counted in that week.
    """
    by_end = (
        np.bincount(
            np.floor(np.clip(times, -1, weeks + 0.5)).astype(np.int64) + 1,
            minlength=weeks + 2,
        )
        for times in (came, gone)
    )
    there: Numbers = np.cumsum(np.subtract(*by_end))[: weeks + 1].astype(np.float64)
    return there


def _by_week(times: Numbers, weeks: int, weights: Numbers | None = None) -> Numbers:
    found = np.bincount(times.astype(np.int64), weights, minlength=weeks)
    by_week: Numbers = found[:weeks].astype(np.float64)
    return by_week


def _first(holds: npt.NDArray[np.bool_]) -> int | None:
    return int(holds.argmax()) if holds.any() else None
