"""Charts equal those of NHSRplotthedots on real series, point by point."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.improvement.charts import a_chart, labels
from wholeflow.improvement import (
    Assurance,
    Chart,
    Decisions,
    PointType,
    Rebase,
    headline,
    xmr,
)

DATA = Path(__file__).parent / "data"
TEN_DIGITS = 1e-9  # as many as the file holds
DIRECTION = {"attendances": "down", "attendances_rebase": "down", "pct": "up"}
RULES = {
    ("common cause", 0): "Common Cause",
    ("outside the limits", 1): "Above UCL",
    ("outside the limits", -1): "Below LCL",
    ("trend", 1): "7 Point Trend (Increasing)",
    ("trend", -1): "7 Point Trend (Decreasing)",
    ("two in three close to a limit", 1): "2 in 3 Above CL",
    ("two in three close to a limit", -1): "2 in 3 Below CL",
    ("shift", 1): "7 Points Above CL",
    ("shift", -1): "7 Points Below CL",
}
TYPES = {
    PointType.COMMON_CAUSE: "common_cause",
    PointType.IMPROVEMENT: "special_cause_improvement",
    PointType.CONCERN: "special_cause_concern",
}


@pytest.fixture(scope="module")
def expected() -> pl.DataFrame:
    return pl.read_parquet(DATA / "mdc_vectors.parquet")


def every_chart(frame: pl.DataFrame, fewest_judged: int) -> Iterator[Chart]:
    begin_anew = Rebase(date(2017, 10, 1), "To compare.", "A test", date(2017, 10, 1))
    by = ("measure", "series", "screen_outliers", "fix_after_n")
    for key, series in frame.group_by(by, maintain_order=True):
        measure, _, screen, baseline = key
        decisions = Decisions(
            baseline=int(baseline) or None,
            screen=bool(screen),
            rebases=(begin_anew,) if measure == "attendances_rebase" else (),
            fewest_judged=fewest_judged,
        )
        points = series.select("date", "value").rows()
        yield xmr(points, better=DIRECTION[str(measure)], decisions=decisions)


@pytest.fixture(scope="module")
def found(expected: pl.DataFrame) -> pl.DataFrame:
    charts = every_chart(expected, fewest_judged=1)
    points = [point for chart in charts for point in chart.points]
    return pl.DataFrame(
        {
            "mean": [point.centre for point in points],
            "lpl": [point.lower for point in points],
            "upl": [point.upper for point in points],
            "rule": [RULES[point.cause.value, point.direction] for point in points],
            "point": [TYPES[point.type] for point in points],
        }
    )


@pytest.fixture(scope="module")
def in_order(expected: pl.DataFrame) -> pl.DataFrame:
    by = ("measure", "series", "screen_outliers", "fix_after_n")
    return pl.concat([s for _, s in expected.group_by(by, maintain_order=True)])


def test_there_are_7587_points_to_compare_of_which_36_have_no_limits(
    found: pl.DataFrame, in_order: pl.DataFrame
) -> None:
    assert len(found) == len(in_order) == 7587
    assert in_order["lpl"].null_count() == found["lpl"].null_count() == 36


@pytest.mark.parametrize("line", ["mean", "lpl", "upl"])
def test_lines_are_those_of_r(
    line: str, found: pl.DataFrame, in_order: pl.DataFrame
) -> None:
    ours, theirs = found[line], in_order[line]

    assert (ours.is_null() == theirs.is_null()).all()
    assert ours.drop_nulls().to_list() == pytest.approx(
        theirs.drop_nulls().to_list(), rel=TEN_DIGITS
    )


@pytest.mark.parametrize("column", ["rule", "point"])
def test_labels_are_those_of_r(
    column: str, found: pl.DataFrame, in_order: pl.DataFrame
) -> None:
    assert found[column].to_list() == in_order[column].to_list()


def test_only_the_six_points_of_a_segment_too_short_to_judge_differ_by_default(
    expected: pl.DataFrame,
) -> None:
    charts = every_chart(expected, fewest_judged=7)
    points = [point for chart in charts for point in chart.points]

    not_judged = [point for point in points if point.type is PointType.NOT_JUDGED]
    assert len(not_judged) == 6


def one_trust() -> list[tuple[date, int, int]]:
    with (DATA / "rrk_type_1.csv").open(encoding="utf-8") as file:
        return [
            (
                date.fromisoformat(each["period"]),
                int(each["attendances"]),
                int(each["breaches"]),
            )
            for each in csv.DictReader(file)
        ]


def test_two_years_of_one_trust_are_common_cause_alone() -> None:
    points = [(day, everyone) for day, everyone, _ in one_trust()[:24]]

    chart = xmr(points, better="neither")

    first = chart.points[0]
    lines = (first.centre, first.lower, first.upper)
    assert lines == pytest.approx((9696.875, 8273.428043, 11120.321957), abs=1e-6)
    assert chart.variation is PointType.COMMON_CAUSE
    assert {point.type for point in chart.points} == {PointType.COMMON_CAUSE}


def test_three_years_of_waits_of_one_trust_are_told_in_a_sentence() -> None:
    points = [(day, 1 - late / everyone) for day, everyone, late in one_trust()]

    chart = xmr(points, better="up", target=0.95)

    first, by_day = chart.points[0], {point.on: point for point in chart.points}
    lines = (first.centre, first.lower, first.upper)
    assert lines == pytest.approx((0.7985708338, 0.7189896554, 0.8781520122), abs=1e-9)
    assert by_day[date(2017, 12, 1)].cause == "outside the limits"
    falling = [by_day[date(2018, month, 1)] for month in range(6, 12)]
    assert {(p.cause.value, p.type) for p in falling} == {("trend", PointType.CONCERN)}
    assert [p.cause.value for p in chart.points[-4:]] == ["outside the limits"] * 4
    assert chart.assurance is Assurance.FAILS
    assert headline(chart) == (
        "Falling since June 2018: concern; consistently fails 0.95"
    )


def test_every_rule_at_once() -> None:
    chart = a_chart(
        [31, 29, 35, 30, 33, 28, 32, 34, 30, 29, 33, 36, 38, 39, 41, 42, 44, 47, 40, 39]
    )

    point = chart.points[0]
    assert (point.centre, point.lower, point.upper) == pytest.approx(
        (35.5, 27.38, 43.62)
    )
    assert labels(chart) == [
        *("shift-", "two-", "shift-", "two-", "shift-", "two-", "shift-", "shift-"),
        *("two-", "trend+", "trend+", "trend+", "trend+", "trend+", "trend+", "trend+"),
        *("outside+", "outside+", "shift+", "shift+"),
    ]
