"""An XmR chart says what happened, and no more than it knows."""

from __future__ import annotations

import math
import time
from datetime import UTC, date, datetime

import pytest

from tests.improvement.charts import (
    START,
    a_chart,
    a_rebase,
    an_aside,
    daily,
    labels,
    monthly,
)
from wholeflow.errors import BadInput
from wholeflow.improvement import (
    Assurance,
    Decisions,
    PointType,
    Rebase,
    SetAside,
    cautions,
    xmr,
)

STEADY = [9, 11, 10] * 4  # mean 10, mean moving range 15 / 11


class TestRules:
    def test_seven_rising_points_are_a_trend_and_six_are_not(self) -> None:
        noise = [0, 50] * 6

        assert (
            labels(a_chart([*noise, 20, 21, 22, 23, 24, 25, 26]))[-7:] == ["trend+"] * 7
        )
        assert "trend+" not in labels(a_chart([*noise, 21, 22, 23, 24, 25, 26]))

    def test_equal_neighbours_break_a_trend(self) -> None:
        chart = a_chart([*[50, 0] * 6, 20, 21, 22, 23, 23, 24, 25])

        assert "trend+" not in labels(chart)

    def test_the_top_of_a_rise_before_a_tie_is_rising(self) -> None:
        chart = a_chart([*[-12, 20] * 6, 1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1])

        # NHSRplotthedots calls the first of the two sevens decreasing.
        assert labels(chart)[12:] == [*["trend+"] * 7, *["trend-"] * 7]

    def test_a_point_that_ends_a_rise_and_begins_a_fall_is_falling(self) -> None:
        top = [4, 5, 6, 7, 8, 9, 10, 9, 8, 7, 6, 5, 4]

        chart = a_chart([*[20, -6] * 8, *top])

        assert labels(chart)[-7:] == ["trend-"] * 7

    def test_seven_points_on_one_side_are_a_shift(self) -> None:
        chart = a_chart([12, 11, 15, 11, 15, 11, 12, 8, 9, 5, 9, 5, 9, 8])

        assert labels(chart) == [*["shift+"] * 7, *["shift-"] * 7]

    def test_a_point_on_the_mean_breaks_a_shift(self) -> None:
        chart = a_chart([12, 11, 15, 10, 15, 11, 12, 8, 9, 5, 10, 5, 9, 8])

        assert chart.points[0].centre == 10
        assert labels(chart) == ["."] * 14

    def test_a_point_outside_does_not_count_as_close(self) -> None:
        close, far = 12.9, 20.0  # limits of STEADY: 6.37 and 13.63; two sigma: 12.42

        two = a_chart([*STEADY, close, close, 10.1], baseline=12)
        one = a_chart([*STEADY, far, close, 10.1], baseline=12)

        assert labels(two)[-3:] == ["two+", "two+", "."]
        assert labels(one)[-3:] == ["outside+", ".", "."]

    def test_a_point_on_a_limit_is_inside(self) -> None:
        limit = 10 + 2.66 * 15 / 11

        assert labels(a_chart([*STEADY, limit], baseline=12))[-1] == "."
        assert labels(a_chart([*STEADY, limit + 0.01], baseline=12))[-1] == "outside+"

    def test_a_series_that_is_level_has_no_signal_whatever_the_rounding(self) -> None:
        assert set(labels(a_chart([0.1] * 30))) == {"."}
        assert set(labels(a_chart([0.1] * 30, screen=False))) == {"."}


class TestLimits:
    def test_a_range_far_above_the_others_is_left_out_once(self) -> None:
        values = [10, 11, 10, 11, 10, 11, 40, 11, 10, 11, 10, 11]

        screened, whole = a_chart(values), a_chart(values, screen=False)

        # Ranges: nine of 1 and two of 29; 29 is more than 3.267 times their mean.
        mean = sum(values) / 12
        assert screened.points[0].upper == pytest.approx(mean + 2.66 * 1)
        assert whole.points[0].upper == pytest.approx(mean + 2.66 * 67 / 11)

    def test_limits_of_a_fixed_baseline_come_from_its_points_alone(self) -> None:
        chart = a_chart([*STEADY, 100, 200, 300], baseline=12)

        assert chart.points[-1].centre == 10
        assert chart.points[-1].upper == pytest.approx(10 + 2.66 * 15 / 11)

    def test_a_baseline_that_does_not_move_has_no_limits(self) -> None:
        chart = a_chart([1.0] * 12 + [0.5] * 7 + [9.0], baseline=12)

        assert {(p.lower, p.upper) for p in chart.points} == {(None, None)}
        assert labels(chart) == ["."] * 12 + ["shift-"] * 7 + ["."]
        [told] = cautions(chart)
        assert told == (
            "20 points have no limits, since the baseline does not move; only trend "
            "and shift count"
        )

    def test_limits_are_not_cut_off_at_nought(self) -> None:
        assert a_chart([0, 5] * 6).points[0].lower == pytest.approx(2.5 - 2.66 * 5)


class TestRebases:
    def test_limits_begin_anew_on_the_day(self) -> None:
        chart = a_chart([*STEADY, *[v + 50 for v in STEADY]], rebases=(a_rebase(12),))

        assert [p.centre for p in chart.points] == [10.0] * 12 + [60.0] * 12
        assert [p.segment for p in chart.points] == [0] * 12 + [1] * 12

    def test_no_rule_looks_across(self) -> None:
        rising = [*[0, 20] * 6, 7, 8, 9, 10, 11, 12, 13, 14, *[0, 20] * 6]

        assert "trend+" in labels(a_chart(rising))
        assert "trend+" not in labels(a_chart(rising, rebases=(a_rebase(16),)))

    def test_a_rebase_that_parts_nothing_is_told(self) -> None:
        chart = a_chart(STEADY, rebases=(a_rebase(0), a_rebase(40)))

        assert len(chart.segments) == 1
        assert cautions(chart) == (
            "The rebase of 1 January 2024 parts nothing: no point before it or after it",
            "The rebase of 10 February 2024 parts nothing: no point before it or after it",
        )

    @pytest.mark.parametrize(
        ("reason", "by", "told"),
        [
            pytest.param("", "Ward sister", "column reason", id="no reason"),
            pytest.param("New pathway", "  ", "column by", id="no name"),
        ],
    )
    def test_no_decision_without_a_reason_and_a_name(
        self, reason: str, by: str, told: str
    ) -> None:
        with pytest.raises(BadInput, match=f"Rebase from 1 January 2024: {told}"):
            Rebase(START, reason, by, START)
        with pytest.raises(BadInput, match=f"point of 1 January 2024: {told}"):
            SetAside(START, reason, by, START)


class TestSettingAside:
    def test_a_point_set_aside_is_shown_and_counts_for_nothing(self) -> None:
        without = a_chart([*STEADY[:6], 90, *STEADY[6:]], set_aside=(an_aside(6),))

        assert len(without.points) == 13
        assert without.points[6].value == 90
        assert without.points[6].type is PointType.SET_ASIDE
        assert without.points[0].centre == 10

    def test_the_range_across_it_is_no_range_between_neighbours(self) -> None:
        chart = a_chart(
            [0, 1, 0, 1, 0, 1, 99, 4, 5, 4, 5, 4, 5], set_aside=(an_aside(6),)
        )

        # Ten ranges of 1; the step from 1 to 4 is left out.
        assert chart.points[0].upper == pytest.approx(2.5 + 2.66)

    def test_a_run_passes_over_it(self) -> None:
        values = [*[10, 2] * 8, 11, 12, 11, 3, 12, 11, 12, 11]

        chart = a_chart(values, set_aside=(an_aside(19),))

        assert labels(chart)[-8:] == [*["shift+"] * 3, "not judged", *["shift+"] * 4]

    def test_the_latest_point_that_counts_gives_the_icon(self) -> None:
        chart = a_chart([*STEADY, 99, 5], better="up", set_aside=(an_aside(13),))

        assert chart.variation is PointType.IMPROVEMENT

    def test_a_day_without_a_point_is_told(self) -> None:
        chart = a_chart(STEADY, set_aside=(an_aside(40),))

        assert cautions(chart) == (
            "There is no point of 10 February 2024 to set aside",
        )


class TestIcons:
    @pytest.mark.parametrize(
        ("better", "last", "expected"),
        [
            pytest.param("up", 30, PointType.IMPROVEMENT, id="high is good"),
            pytest.param("down", 30, PointType.CONCERN, id="high is bad"),
            pytest.param("down", -9, PointType.IMPROVEMENT, id="low is good"),
            pytest.param("neither", 30, PointType.NEUTRAL_HIGH, id="high"),
            pytest.param("neither", -9, PointType.NEUTRAL_LOW, id="low"),
            pytest.param("up", 10, PointType.COMMON_CAUSE, id="as ever"),
        ],
    )
    def test_variation_is_what_the_latest_point_is(
        self, better: str, last: float, expected: PointType
    ) -> None:
        assert a_chart([*STEADY, last], better=better).variation is expected

    @pytest.mark.parametrize(
        ("better", "target", "expected"),
        [
            pytest.param("up", 6.0, Assurance.PASSES, id="up, below"),
            pytest.param("up", 10.0, Assurance.HIT_AND_MISS, id="up, between"),
            pytest.param("up", 14.0, Assurance.FAILS, id="up, above"),
            pytest.param("down", 6.0, Assurance.FAILS, id="down, below"),
            pytest.param("down", 14.0, Assurance.PASSES, id="down, above"),
            pytest.param("up", None, None, id="no target"),
        ],
    )
    def test_assurance_is_where_the_target_lies(
        self, better: str, target: float | None, expected: Assurance | None
    ) -> None:
        # Limits are 6.37 and 13.63.
        assert a_chart(STEADY, better=better, target=target).assurance is expected

    def test_a_target_on_a_limit_is_hit_and_missed(self) -> None:
        upper = a_chart(STEADY).points[0].upper

        assert a_chart(STEADY, target=upper).assurance is Assurance.HIT_AND_MISS

    def test_assurance_comes_from_the_latest_limits(self) -> None:
        values = [*STEADY, *[v + 50 for v in STEADY]]

        chart = a_chart(values, target=30.0, rebases=(a_rebase(12),))

        assert chart.assurance is Assurance.PASSES


class TestFewPoints:
    def test_eleven_points_have_limits_on_trial_and_no_assurance(self) -> None:
        chart = a_chart(STEADY[:11], target=50.0)

        assert chart.assurance is None
        assert chart.variation is PointType.COMMON_CAUSE
        assert cautions(chart) == ("Trial limits: only 11 points; 12 are needed",)

    def test_twelve_points_have_an_assurance(self) -> None:
        chart = a_chart(STEADY, target=50.0)

        assert chart.assurance is Assurance.FAILS
        assert cautions(chart) == ()

    def test_six_points_are_not_judged(self) -> None:
        chart = a_chart([1, 1, 1, 1, 1, 99], screen=False)

        assert labels(chart) == ["not judged"] * 6
        assert chart.variation is None
        assert cautions(chart) == ("Not judged: only 6 points; 7 are needed",)

    def test_one_point_has_a_mean_and_nothing_else(self) -> None:
        [point] = a_chart([5]).points

        assert (point.centre, point.lower, point.upper) == (5.0, None, None)
        assert cautions(a_chart([5])) == ("Not judged: only 1 point; 7 are needed",)

    def test_each_segment_is_told_by_its_beginning(self) -> None:
        chart = xmr(
            monthly([*STEADY, *STEADY[:9]]),
            better="up",
            decisions=Decisions(
                rebases=(Rebase(date(2025, 1, 1), "New desk.", "Owner", START),)
            ),
        )

        assert cautions(chart) == (
            "Trial limits: only 9 points since January 2025; 12 are needed",
        )

    def test_a_baseline_that_is_not_there_yet_is_told(self) -> None:
        assert cautions(a_chart(STEADY, baseline=20)) == (
            "The baseline is not complete: only 12 points of 20",
        )


class TestGaps:
    def test_missing_months_are_counted_and_their_ranges_left_out(self) -> None:
        months = monthly([0, 1, 0, 1, 0, 1, 99, 99, 99, 4, 5, 4, 5, 4, 5])
        del months[6:9]

        chart = xmr(months, better="up")

        assert chart.points[6].missing_before == 3
        assert chart.points[0].upper == pytest.approx(2.5 + 2.66)
        assert cautions(chart) == ("3 months are missing",)

    def test_a_run_passes_over_a_gap(self) -> None:
        days = daily([*[10, 2] * 8, 11, 12, 11, 3, 12, 11, 12, 11])
        del days[19]

        chart = xmr(days, better="up")

        assert labels(chart)[-7:] == ["shift+"] * 7

    @pytest.mark.parametrize(
        ("days", "period", "missing"),
        [
            pytest.param(["01-01", "01-02", "01-04"], "day", 1, id="days"),
            pytest.param(["01-01", "01-08", "01-22"], "week", 1, id="weeks"),
            pytest.param(["01-01", "02-01", "04-01"], "month", 1, id="months"),
            pytest.param(["01-31", "02-29", "03-31"], "month", 0, id="month ends"),
            pytest.param(["01-01", "04-01", "10-01"], "quarter", 1, id="quarters"),
            pytest.param(["01-01", "01-29", "02-26"], "period", 0, id="four weeks"),
            pytest.param(["01-01", "01-04", "03-09"], "", 0, id="as it happens"),
            pytest.param(["01-01"], "", 0, id="one"),
        ],
    )
    def test_the_rhythm_is_found(
        self, days: list[str], period: str, missing: int
    ) -> None:
        points = [(date.fromisoformat(f"2024-{day}"), 1.0) for day in days]

        series = xmr(points, better="up").series

        assert (series.period, int(series.missing_before.sum())) == (period, missing)

    def test_a_series_of_working_days_does_not_miss_its_weekends(self) -> None:
        working = [point for point in daily(range(28)) if point[0].weekday() < 5]

        assert cautions(xmr(working, better="up")) == ()


class TestRefusals:
    @pytest.mark.parametrize(
        ("points", "told"),
        [
            pytest.param([], "at least one dated value; got none", id="nothing"),
            pytest.param([(START, "about 12")], "got 'about 12'", id="text"),
            pytest.param([(START, "12")], "got '12'", id="a number as text"),
            pytest.param([(START, None)], "Leave out what was not measured", id="none"),
            pytest.param([(START, math.nan)], "finite number; got nan", id="nan"),
            pytest.param([(START, math.inf)], "finite number; got inf", id="infinite"),
            pytest.param(
                [(START, 10**400)], "got one of hundreds of digits", id="huge"
            ),
            pytest.param([(START, True)], "Expected a number; got True", id="a truth"),
            pytest.param([("2024-01-01", 1)], "got '2024-01-01'", id="text for a day"),
            pytest.param(
                [(datetime(2024, 1, 1, tzinfo=UTC), 1)], "Expected a day", id="a time"
            ),
            pytest.param([(START, 1), (START, 2)], "got 2 for 1 January", id="twice"),
            pytest.param([(date(2024, 2, 1), 1)], "is still to come", id="to come"),
            pytest.param([(START,)], "2 things (day, value); got 1", id="no value"),
        ],
    )
    def test_a_point_that_cannot_be_charted_is_refused(
        self, points: list[tuple[object, ...]], told: str
    ) -> None:
        with pytest.raises(BadInput) as refused:
            xmr(points, better="up", today=date(2024, 1, 31))

        assert told in str(refused.value)

    def test_a_point_of_today_is_taken(self) -> None:
        assert len(xmr([(START, 1)], better="up", today=START).points) == 1

    def test_every_fault_is_told_with_its_row(self) -> None:
        with pytest.raises(BadInput) as refused:
            xmr([(START, "x"), (START, 1), (START, math.nan)], better="up")

        assert [fault.row for fault in refused.value.faults] == [1, 3]

    @pytest.mark.parametrize(
        ("asked", "told"),
        [
            pytest.param(
                {"better": "neither", "target": 5.0}, "Say which way", id="way"
            ),
            pytest.param({"better": "more"}, "got 'more'", id="no direction"),
            pytest.param({"target": math.nan}, "finite number", id="target"),
            pytest.param({"target": "95"}, "got '95'", id="target as text"),
            pytest.param({"baseline": 11}, "at least 12 points; got 11", id="baseline"),
            pytest.param(
                {"rebases": (a_rebase(3), a_rebase(3))},
                "one decision",
                id="two rebases",
            ),
        ],
    )
    def test_a_question_that_cannot_be_answered_is_refused(
        self, asked: dict[str, object], told: str
    ) -> None:
        with pytest.raises(BadInput, match=told):
            a_chart(STEADY, **asked)


def test_a_long_series_is_quick() -> None:
    values = [(i * 7919) % 101 for i in range(7587)]

    began = time.perf_counter()
    chart = a_chart(values)
    points = chart.points
    took = time.perf_counter() - began

    assert len(points) == 7587
    assert took < 1.0
