"""What a chart asks and tells beside its dots; nothing is ever changed by it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.improvement.charts import a_chart, a_rebase, an_aside, daily, labels, monthly
from wholeflow.improvement import (
    g_chart,
    hangs_on_one_point,
    propose_rebase,
    since_last_signal,
    xmr,
)

STEADY = [9, 11, 10] * 4


def day(place: int) -> date:
    return date(2024, 1, 1 + place)


class TestPresentState:
    def test_without_a_signal_it_is_the_whole_series(self) -> None:
        state = since_last_signal(a_chart(STEADY))

        assert state.begins == day(0)
        assert state.why == "the first point"
        assert [value for _, value in state.points] == STEADY

    def test_it_begins_with_the_latest_run_of_signals_in_one_direction(self) -> None:
        values = [*STEADY, 20, 21, 10, 30, 31, 30, 10]

        state = since_last_signal(a_chart(values, baseline=12))

        assert state.begins == day(15)
        assert state.why == "a signal: outside the limits, high"
        assert [value for _, value in state.points] == [30, 31, 30, 10]

    def test_signals_of_several_rules_in_one_direction_are_one_run(self) -> None:
        chart = a_chart(
            [
                *(31, 29, 35, 30, 33, 28, 32, 34, 30, 29),
                *(33, 36, 38, 39, 41, 42, 44, 47, 40, 39),
            ]
        )

        # From point 10 on: a trend, then outside, then a shift, all high.
        assert since_last_signal(chart).begins == day(9)

    def test_a_signal_in_the_other_direction_begins_a_new_run(self) -> None:
        chart = a_chart([*STEADY, 30, 31, -30, -31], baseline=12)

        assert since_last_signal(chart).begins == day(14)

    def test_a_rebase_begins_it(self) -> None:
        values = [*STEADY[:8], 40, *[v + 50 for v in STEADY]]

        state = since_last_signal(a_chart(values, rebases=(a_rebase(9, "Desk."),)))

        assert (state.begins, state.why) == (day(9), "the rebase: Desk.")

    def test_points_set_aside_are_left_out(self) -> None:
        chart = a_chart([*STEADY, 90], set_aside=(an_aside(0), an_aside(12)))

        state = since_last_signal(chart)

        assert state.begins == day(1)
        assert [value for _, value in state.points] == STEADY[1:]

    def test_nothing_is_left_if_all_points_are_set_aside(self) -> None:
        assert since_last_signal(a_chart([5], set_aside=(an_aside(0),))).points == ()


class TestProposing:
    SHIFTED = [*STEADY, *[v + 6 for v in STEADY[:8]]]

    def test_eight_points_on_one_side_are_asked_about(self) -> None:
        proposal = propose_rebase(a_chart(self.SHIFTED))

        assert proposal is not None
        assert (proposal.on, proposal.points, proposal.side) == (day(12), 8, "above")
        assert proposal.words == (
            "8 points in a row above the mean since 13 January 2024. No test of change "
            "began near. Rebase only if you know what changed."
        )

    def test_a_test_of_change_that_began_near_is_named_nearest_first(self) -> None:
        tests = {"T-9": day(14), "T-14": day(11), "T-2": day(9)}

        proposal = propose_rebase(a_chart(self.SHIFTED), tests)

        assert proposal is not None
        assert proposal.tests_of_change == ("T-14", "T-9")
        assert proposal.words == (
            "8 points in a row above the mean since 13 January 2024. T-14 began on 12 "
            "January 2024. T-9 began on 15 January 2024. Should the limits begin anew "
            "here?"
        )

    def test_near_is_two_steps_of_the_series(self) -> None:
        chart = xmr(monthly(self.SHIFTED), better="up")

        proposal = propose_rebase(chart, {"T-1": date(2024, 11, 10)})

        assert proposal is not None
        assert proposal.on == date(2025, 1, 1)
        assert proposal.tests_of_change == ("T-1",)

    @pytest.mark.parametrize(
        "values",
        [
            pytest.param(STEADY, id="as ever"),
            pytest.param(SHIFTED[:-1], id="seven points"),
            pytest.param([*SHIFTED, 9], id="the latest is back"),
            pytest.param([5.0] * 20, id="on the mean"),
            pytest.param([1.0], id="one point"),
        ],
    )
    def test_nothing_is_asked_otherwise(self, values: list[float]) -> None:
        assert propose_rebase(a_chart(values)) is None

    def test_a_series_that_was_always_on_one_side_has_not_moved(self) -> None:
        # The middle of a G chart lies below its mean.
        assert propose_rebase(g_chart(daily([10] * 20))) is None

    def test_once_agreed_it_is_not_asked_again(self) -> None:
        proposal = propose_rebase(a_chart(self.SHIFTED))
        assert proposal is not None

        agreed = a_chart(self.SHIFTED, rebases=(a_rebase(12),))

        assert propose_rebase(agreed) is None

    def test_asking_changes_nothing(self) -> None:
        chart = a_chart(self.SHIFTED)
        before = labels(chart)

        propose_rebase(chart)

        assert labels(chart) == before
        assert len(chart.segments) == 1


class TestHangingOnOnePoint:
    FREAK = [10, 11, 10, 12, 11, 10, 60, 11, 10, 12, 11, 10]

    def test_a_freak_value_makes_signals_of_its_fellows(self) -> None:
        chart = a_chart(self.FREAK)

        hanging = hangs_on_one_point(chart)

        assert sum(label != "." for label in labels(chart)) == 10
        assert hanging is not None
        assert (hanging.on, hanging.vanish, hanging.signals) == (day(6), 9, 9)
        assert set(labels(a_chart(self.FREAK, set_aside=(an_aside(6),)))) == {
            ".",
            "not judged",
        }

    def test_a_signal_that_can_no_longer_be_judged_has_not_vanished(self) -> None:
        chart = a_chart([10, 11, 10, 12, 11, 10, 60], screen=True)

        # One point fewer, and six are too few to judge at all.
        assert "outside+" in labels(chart)
        assert hangs_on_one_point(chart) is None

    def test_signals_that_stay_do_not_hang(self) -> None:
        assert hangs_on_one_point(a_chart([*STEADY, 30], baseline=12)) is None

    def test_two_neighbours_outside_are_no_freak(self) -> None:
        assert hangs_on_one_point(a_chart([*self.FREAK[:6], 60, 60, *STEADY])) is None

    def test_a_series_without_signals_has_none_that_hang(self) -> None:
        assert hangs_on_one_point(a_chart(STEADY)) is None
