"""What is known of a list becomes a model that holds just that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.errors import BadInput
from wholeflow.simulation import read_model, write_model
from wholeflow.simulation.experiments import Scenario
from wholeflow.simulation.waiting_lists import (
    NODE,
    POOL,
    Band,
    Group,
    WaitingList,
    enough_treatments,
    follow,
    in_turn,
    list_model,
    treatments_to_hold,
    weeks_until,
)

EVERYONE = Group(
    waiting=(
        Band(from_weeks=0, to_weeks=18, patients=700),
        Band(from_weeks=18, to_weeks=52, patients=290),
        Band(from_weeks=52, to_weeks=80, patients=10),
    ),
    new_per_week=40,
    removed_per_week=5,
)
HIPS = WaitingList(name="Hips", groups=(EVERYONE,), treated_per_week=34.5)


def test_all_who_wait_are_there_with_their_waits() -> None:
    ran = follow(list_model(HIPS), weeks=1, seed=1, runs=1)

    assert ran.waiting[0, 0].tolist() == [1000]
    assert ran.over[0, 0].tolist() == [[300, 10]]


def test_slots_treat_just_as_many_as_are_said_one_after_another() -> None:
    ran = follow(list_model(HIPS), weeks=20, seed=1, runs=1)

    assert ran.treated.sum() == 20 * 34.5
    assert set(ran.treated[0, :, 0]) == {34, 35}
    np.testing.assert_array_equal(
        np.diff(ran.waiting[0, :, 0]), (ran.new - ran.treated - ran.left)[0, :, 0]
    )


def test_numbers_of_each_week_are_kept_and_the_last_goes_on() -> None:
    group = replace(EVERYONE, new_per_week=(100.0, 0.0, 50.0), removed_per_week=0)
    of = WaitingList(
        name="Hips", groups=(group,), treated_per_week=(10.4, 0.4, 90.4, 20)
    )

    ran = follow(list_model(of), weeks=8, seed=3, runs=40)

    assert ran.treated[0, :, 0].tolist() == [10, 1, 90, 20, 20, 20, 20, 20]
    assert ran.new[:, 1].sum() == 0
    for week, expected in ((0, 100), (2, 50), (7, 50)):
        assert ran.new[:, week].mean() == pytest.approx(expected, rel=0.1)


def test_a_hundred_more_treatments_are_a_hundred_more_units() -> None:
    model = list_model(replace(HIPS, treated_per_week=500))
    changed = Scenario("more", f"pool {POOL} + 100").applied(model, 168 * 5)

    before, after = (follow(each, weeks=1, seed=1, runs=1) for each in (model, changed))

    assert before.treated.sum() == 500
    assert after.treated.sum() == 600


def test_whoever_has_waited_longest_is_treated_first_and_urgent_ones_before() -> None:
    urgent = replace(EVERYONE, name="urgent", removed_per_week=0)
    routine = replace(urgent, name="routine", priority=1, new_per_week=0)
    of = WaitingList(name="Hips", groups=(routine, urgent), treated_per_week=140)

    ran = follow(list_model(of), weeks=14, seed=2, runs=1)

    (routine_18, _), urgent_over = ran.over[0, 1].tolist()
    assert ran.waiting[0, 1].tolist() == [1000, 1000 + ran.new[0, 0, 1] - 140]
    assert urgent_over == [routine_18 - 140, 0]
    assert ran.treated[0, :9, 0].sum() == 0
    assert ran.treated[0, -1, 0] > 0


def test_a_list_can_be_written_as_a_file_and_read_again() -> None:
    model = list_model(HIPS)

    for form in ("yaml", "json"):
        assert read_model(write_model(model, form).encode(), form, source="x") == model
    assert len(write_model(model, "json")) < 60_000


@given(
    patients=st.integers(0, 300_000),
    new=st.floats(0.5, 20_000),
    left=st.floats(0, 0.9),
)
def test_those_treated_in_turn_are_the_last_who_came_less_those_who_left(
    patients: int, new: float, left: float
) -> None:
    patients = min(patients, round(5000 * new))
    bands = in_turn(patients, new_per_week=new, removed_per_week=left * new)

    assert sum(band.patients for band in bands) == patients
    assert all(band.patients <= new + 1 for band in bands)
    older = zip(bands[1:-1], bands[:-2], strict=True)
    assert all(band.patients <= before.patients + 1 for band, before in older)


def test_what_holds_and_what_clears_a_list_is_arithmetic() -> None:
    assert treatments_to_hold(HIPS) == 35
    assert weeks_until(HIPS, 1000) == 0
    assert weeks_until(HIPS, 100) == float("inf")
    assert weeks_until(replace(HIPS, treated_per_week=40), 500) > 100


def test_fewer_treatments_than_are_enough_do_not_keep_to_the_standard() -> None:
    enough = enough_treatments(HIPS, weeks=30, seed=1)

    def within(treated: int) -> float:
        model = list_model(replace(HIPS, treated_per_week=treated))
        ran = follow(model, weeks=30, seed=1, runs=1)
        return 1 - ran.share_over(18, at=30).mean

    assert within(enough) >= 0.92 > within(enough - 1)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"treated_per_week": 0.0}, "treated_per_week: expected more than 0"),
        ({"treated_per_week": ()}, "expected a number, or one for each week"),
        ({"treated_per_week": float("nan")}, "treated_per_week: expected a number"),
        ({"groups": ()}, "groups: expected at least one"),
        ({"groups": (EVERYONE, EVERYONE)}, "everyone"),
        ({"start": "soon"}, "start"),
        ({"groups": (replace(EVERYONE, new_per_week=-1.0),)}, "new_per_week: expected"),
        ({"groups": (replace(EVERYONE, waiting=()),)}, "expected 0 where nobody waits"),
        ({"groups": (replace(EVERYONE, priority=70),)}, "priority"),
        (
            {
                "groups": (
                    replace(
                        EVERYONE,
                        waiting=(Band(from_weeks=5, to_weeks=4, patients=-1),),
                        removed_per_week=0,
                    ),
                )
            },
            "to_weeks: expected more than the 5 of from_weeks, got 4",
        ),
        (
            {
                "groups": (
                    replace(
                        EVERYONE,
                        waiting=(Band(from_weeks=0, to_weeks=9, patients=1_000_001),),
                    ),
                )
            },
            "expected at most 1,000,000",
        ),
    ],
)
def test_numbers_that_cannot_be_are_told(changed: dict[str, object], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        list_model(replace(HIPS, **changed))  # type: ignore[arg-type]  # some are wrong


def test_more_who_leave_than_join_cannot_have_been_treated_in_turn() -> None:
    with pytest.raises(BadInput, match="new_per_week: expected more than the 7"):
        in_turn(100, new_per_week=7, removed_per_week=7)


def test_a_model_that_is_no_waiting_list_is_not_followed() -> None:
    with pytest.raises(BadInput, match=f'expected a model with a node "{NODE}"'):
        follow(list_model(HIPS), weeks=0, seed=1)
    with pytest.raises(BadInput, match="share: expected between 0 and 1"):
        enough_treatments(HIPS, weeks=10, seed=1, share=92)
