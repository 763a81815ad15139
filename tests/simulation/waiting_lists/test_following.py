"""Lists are counted week by week as somebody would count them one by one."""

from __future__ import annotations

import numpy as np
import pytest

from wholeflow.governance import OPEN, Disclosure
from wholeflow.simulation.engine.running import compile_model, run_once
from wholeflow.simulation.waiting_lists import (
    Band,
    Group,
    WaitingList,
    draw_list,
    follow,
    list_model,
)

WEEKS = 30
MODEL = list_model(
    WaitingList(
        name="Knees & hips",
        groups=(
            Group(
                name="near",
                waiting=(Band(from_weeks=2, to_weeks=60, patients=200),),
                new_per_week=7,
                removed_per_week=3,
            ),
            Group(name="far", new_per_week=3, priority=1),
        ),
        treated_per_week=11,
    )
)
RAN = follow(MODEL, weeks=WEEKS, seed=7, runs=3, over_weeks=(18.0, 40.0))


def test_counts_are_those_of_counting_one_by_one() -> None:
    visits = run_once(
        compile_model(MODEL, hours=WEEKS * 168.0),
        seed=7,
        replication=2,
        keep_visits=True,
    ).visits
    assert visits is not None
    for week in (0, 1, 13, WEEKS):
        now = week * 168.0
        for group in (0, 1):
            waits = [
                now - one["arrive"]
                for one in visits
                if one["patient_class"] == group
                and one["arrive"] < now
                and not one["start"] < now
                and not (np.isnan(one["start"]) and one["leave"] < now)
            ]
            assert RAN.waiting[2, week, group] == len(waits)
            longer = [sum(w > weeks * 168 for w in waits) for weeks in RAN.over_weeks]
            assert RAN.over[2, week, group].tolist() == longer


def test_who_comes_is_treated_leaves_or_still_waits() -> None:
    flow = RAN.new - RAN.treated - RAN.left

    np.testing.assert_array_equal(np.diff(RAN.waiting, axis=1), flow)
    assert RAN.left[..., 1].sum() == 0
    assert RAN.left[..., 0].sum() > 0


def test_shares_and_first_weeks_are_of_all_groups_together() -> None:
    size, longer = RAN.waiting.sum(axis=-1), RAN.over[..., 0].sum(axis=-1)

    assert RAN.waiting_at(9).mean == size[:, 9].mean()
    assert RAN.share_over(18, at=9).mean == pytest.approx((longer / size)[:, 9].mean())
    week = RAN.first_week(at_most=150)
    assert week is not None
    assert size.mean(axis=0)[week] <= 150 < size.mean(axis=0)[week - 1]
    assert RAN.first_week(at_most=0) is None
    assert RAN.first_week_within(40, share=0.5) == 0


def test_groups_stand_side_by_side_and_small_numbers_are_not_shown() -> None:
    near, far = RAN.groups_at(WEEKS, OPEN)
    same, hidden = RAN.groups_at(WEEKS, Disclosure())
    none, _ = RAN.groups_at(0, OPEN)

    assert (near.name, far.name) == ("near", "far")
    assert far.waiting is not None
    assert far.waiting == round(RAN.waiting[:, WEEKS, 1].mean())
    assert near.mean_wait_weeks == pytest.approx(
        RAN.waited[:, -13:, 0].sum() / RAN.treated[:, -13:, 0].sum()
    )
    assert same.waiting is not None
    assert same.waiting % 5 == 0
    assert near.left == round(RAN.left[:, -13:, 0].sum(axis=1).mean())
    assert near.treated == round(RAN.treated[:, -13:, 0].sum(axis=1).mean())
    assert (hidden.left, hidden.treated, hidden.mean_wait_weeks) == (0, 0, None)
    strict = RAN.groups_at(WEEKS, Disclosure(hide_up_to=200))[0]
    assert (strict.treated, strict.mean_wait_weeks) == (None, None)
    assert none.mean_wait_weeks is None
    few = follow(MODEL, weeks=1, seed=7, runs=3).groups_at(1, Disclosure())[1]
    assert few.waiting is None


def test_a_picture_says_what_it_shows_in_words_and_escapes_names() -> None:
    svg = draw_list({"As it is": RAN, "The same": RAN})

    assert svg.startswith("<svg")
    assert "Knees &amp; hips" in svg
    wait = f"{RAN.waiting[:, -1].sum(axis=-1).mean():,.0f} wait"
    assert svg.count(f">{wait}<") == 2
    assert f"The same, in the last week: {wait}, 200 at the start" in svg
    assert svg.count("over 40 weeks") >= 4
