"""P', U', T and G charts equal what can be worked out by hand or from theory."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.improvement.charts import START, daily
from wholeflow.errors import BadInput
from wholeflow.improvement import (
    Assurance,
    Decisions,
    g_chart,
    p_prime,
    p_prime_caution,
    t_chart,
    u_prime,
    xmr,
)


def counts(*rows: tuple[float, float]) -> list[tuple[date, float, float]]:
    return [
        (day, many, of) for (day, _), (many, of) in zip(daily(rows), rows, strict=True)
    ]  # type: ignore[arg-type]


class TestShares:
    def test_limits_worked_by_hand(self) -> None:
        chart = p_prime(counts((50, 100), (160, 400), (60, 100)), better="up")

        # p = 270 / 600 = 0.45; standard errors 0.049749, 0.024875, 0.049749;
        # z = 1.005038, -2.010076, 3.015113; ranges 3.015113 and 5.025189, mean 4.020151;
        # sigma = 4.020151 / 1.128 = 3.563964.
        first, second, _ = chart.points
        assert first.centre == pytest.approx(0.45)
        assert first.upper == pytest.approx(0.45 + 3 * 3.563964 * 0.0497494, abs=1e-6)
        assert second.lower == pytest.approx(0.45 - 3 * 3.563964 * 0.0248747, abs=1e-6)

    @given(st.lists(st.integers(1, 99), min_size=3, max_size=40))
    def test_with_equal_denominators_it_is_the_xmr_chart(self, many: list[int]) -> None:
        primed = p_prime(counts(*((x, 100) for x in many)), better="up")
        usual = xmr(daily([x / 100 for x in many]), better="up")

        # 3 / 1.128 is 2.6596; XmR has 2.66.
        assert primed.limits.centre == pytest.approx(usual.limits.centre)
        widths = (primed.limits.upper - primed.limits.centre) / (3 / 1.128)
        expected = (usual.limits.upper - usual.limits.centre) / 2.66
        assert widths == pytest.approx(expected, nan_ok=True)

    def test_on_pure_chance_it_is_the_p_chart(self) -> None:
        rng = np.random.default_rng(4)
        of = rng.integers(200, 2000, size=4000)
        rows = counts(*zip(rng.binomial(of, 0.3), of, strict=True))

        chart = p_prime(rows, better="up", decisions=Decisions(screen=False))

        width = chart.limits.upper - chart.limits.centre
        theory = 3 * np.sqrt(0.3 * 0.7 / of)
        assert width == pytest.approx(theory, rel=0.03)
        assert p_prime(rows, better="up").limits.upper == pytest.approx(
            chart.limits.upper, rel=0.05
        )

    def test_all_of_all_is_a_share(self) -> None:
        assert p_prime(counts((5, 5), (0, 9)), better="up").points[0].value == 1.0

    def test_shares_that_never_move_have_no_limits(self) -> None:
        assert p_prime(counts((0, 5), (0, 9)), better="up").points[0].upper is None

    @pytest.mark.parametrize(
        ("row", "told"),
        [
            pytest.param((11, 10), "got 11 out of 10", id="more than all"),
            pytest.param((-1, 10), "got -1 out of 10", id="fewer than none"),
            pytest.param((0, 0), "got 0 out of 0", id="out of none"),
            pytest.param(("x", 10), "column count: Expected a number", id="text"),
        ],
    )
    def test_counts_that_cannot_be_are_refused(
        self, row: tuple[float, float], told: str
    ) -> None:
        with pytest.raises(BadInput, match=told):
            p_prime(counts((1, 2), row), better="up")


class TestRates:
    def test_limits_worked_by_hand(self) -> None:
        chart = u_prime(counts((8, 1), (4, 1), (12, 4)), better="down")

        # u = 24 / 6 = 4; standard errors 2, 2, 1; z = 2, 0, -1; ranges 2 and 1.
        first, _, last = chart.points
        sigma = 1.5 / 1.128
        assert (first.centre, last.centre) == (4.0, 4.0)
        assert first.upper == pytest.approx(4 + 3 * sigma * 2)
        assert last.upper == pytest.approx(4 + 3 * sigma * 1)

    def test_a_count_may_pass_its_denominator(self) -> None:
        assert u_prime(counts((8, 1), (4, 2)), better="down").points[0].value == 8.0


class TestCautionBesideXmr:
    def test_equal_denominators_need_none(self) -> None:
        rows = counts((40, 100), (50, 100), (45, 100), (38, 100))

        assert caution_of(rows) is None

    def test_denominators_that_change_much_do(self) -> None:
        rows = counts((40, 100), (50, 100), (450, 1000), (380, 1000))

        told = caution_of(rows)

        assert told is not None
        assert "differ by up to" in told
        assert "P' chart" in told

    def test_shares_in_per_cent_are_compared_as_such(self) -> None:
        rows = counts((40, 100), (50, 100), (45, 100), (38, 100))

        assert caution_of(rows, scale=100) is None

    def test_charts_of_other_days_are_refused(self) -> None:
        usual = xmr(daily([0.1, 0.2]), better="up")

        with pytest.raises(BadInput, match="of the same days"):
            p_prime_caution(usual, p_prime(counts((1, 10)), better="up"))


def caution_of(rows: list[tuple[date, float, float]], scale: float = 1) -> str | None:
    shares = [(day, scale * many / of) for day, many, of in rows]
    return p_prime_caution(xmr(shares, better="up"), p_prime(rows, better="up"))


class TestDaysBetween:
    def test_limits_worked_by_hand(self) -> None:
        # To the power 1/3.6 the days between are 1, 2, 3: mean 2, moving range 1.
        gaps = [0.0, 1.0, 2**3.6, 3**3.6]
        start = datetime(2024, 1, 1, tzinfo=UTC).timestamp()
        times = [
            datetime.fromtimestamp(start + 86400 * t, UTC) for t in np.cumsum(gaps)
        ]

        point = t_chart(times).points[-1]

        assert point.value == pytest.approx(3**3.6, abs=1e-6)
        assert point.centre == pytest.approx(2**3.6, rel=1e-6)
        assert point.upper == pytest.approx(4.66**3.6, rel=1e-6)
        assert point.lower == 0.0

    def test_waits_by_chance_are_seldom_outside(self) -> None:
        rng = np.random.default_rng(8)
        waits = rng.exponential(20.0, size=4000)
        start = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
        times = [
            datetime.fromtimestamp(start + 86400 * t, UTC) for t in np.cumsum(waits)
        ]

        chart = t_chart(times)

        outside = np.mean(chart.series.values > chart.limits.upper)
        assert outside < 0.003
        # The middle is near the median of waits, which is 20 ln 2.
        assert chart.points[0].centre == pytest.approx(20 * math.log(2), rel=0.07)

    def test_two_events_on_one_day_are_no_days_apart(self) -> None:
        chart = t_chart([START, START, date(2024, 1, 5)])

        assert [point.value for point in chart.points] == [0.0, 4.0]
        assert [point.on for point in chart.points] == [START, date(2024, 1, 5)]

    @pytest.mark.parametrize(
        ("events", "told"),
        [
            pytest.param([START, START], "at least three events; got 2", id="two"),
            pytest.param([START, START, "x"], "Expected a day", id="text"),
            pytest.param(
                [START, START, datetime(2024, 1, 1, tzinfo=UTC)], "got both", id="zones"
            ),
        ],
    )
    def test_events_that_cannot_be_charted_are_refused(
        self, events: list[date], told: str
    ) -> None:
        with pytest.raises(BadInput, match=told):
            t_chart(events)


class TestCasesBetween:
    def test_limits_worked_by_hand(self) -> None:
        chart = g_chart(daily([3, 5, 4]))

        point = chart.points[0]
        assert point.centre == pytest.approx(0.693147 * 4, abs=1e-5)
        assert point.upper == pytest.approx(4 + 3 * math.sqrt(20))
        assert point.lower is None

    def test_half_of_what_chance_gives_lies_above_the_middle(self) -> None:
        rng = np.random.default_rng(5)
        chart = g_chart(daily((rng.geometric(0.01, size=4000) - 1).tolist()))

        values, lines = chart.series.values, chart.limits
        assert np.mean(values > lines.centre) == pytest.approx(0.5, abs=0.03)
        # exp(-4): what lies beyond three sigma of a long geometric tail.
        assert np.mean(values > lines.upper) == pytest.approx(0.0183, abs=0.006)

    def test_several_events_may_share_a_day(self) -> None:
        assert len(g_chart([(START, 3), (START, 0)]).points) == 2

    def test_a_target_above_the_upper_limit_is_failed(self) -> None:
        assert g_chart(daily([3, 5, 4] * 4), target=99.0).assurance is Assurance.FAILS

    def test_fewer_cases_than_none_are_refused(self) -> None:
        with pytest.raises(BadInput, match="Expected 0 cases or more; got -1"):
            g_chart([(START, -1)])
