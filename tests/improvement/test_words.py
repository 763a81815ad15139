"""A chart can be read without its picture."""

from __future__ import annotations

from datetime import date

import pytest

from tests.improvement.charts import START, a_chart, an_aside, monthly
from wholeflow.improvement import (
    Caption,
    Decisions,
    SetAside,
    headline,
    table_behind,
    xmr,
)

STEADY = [9, 11, 10] * 4
NOISE = [0, 50] * 6


@pytest.mark.parametrize(
    ("values", "asked", "expected"),
    [
        pytest.param(
            STEADY, {}, "Nothing but common cause since 1 January 2024", id="as ever"
        ),
        pytest.param(
            [*STEADY, 30],
            {"better": "down"},
            "High on 13 January 2024: concern",
            id="one point",
        ),
        pytest.param(
            [*STEADY, 30, 31],
            {"better": "up", "baseline": 12},
            "High since 13 January 2024: improvement",
            id="two points",
        ),
        pytest.param(
            [*NOISE[1:], 0, 26, 25, 24, 23, 22, 21, 20],
            {"better": "down"},
            "Falling since 13 January 2024: improvement",
            id="a trend",
        ),
        pytest.param(
            [*STEADY, 30, 31, 10],
            {"baseline": 12},
            "Nothing but common cause since 15 January 2024",
            id="back again",
        ),
        pytest.param(
            [*STEADY, -30],
            {"better": "neither"},
            "Low on 13 January 2024",
            id="neither good nor bad",
        ),
        pytest.param(STEADY[:6], {}, "Too few points to judge", id="six points"),
        pytest.param(
            STEADY,
            {"target": 5},
            "Nothing but common cause since 1 January 2024; consistently passes 5",
            id="passes",
        ),
        pytest.param(
            STEADY,
            {"target": 10.5},
            "Nothing but common cause since 1 January 2024; hits or misses 10.5 by "
            "chance",
            id="hits or misses",
        ),
    ],
)
def test_the_headline_says_what_the_chart_shows(
    values: list[float], asked: dict[str, object], expected: str
) -> None:
    assert headline(a_chart(values, **asked)) == expected


def test_the_headline_of_shares_is_in_per_cent() -> None:
    chart = xmr(monthly([0.5, 0.6] * 6), better="up", target=0.95)

    assert headline(chart, Caption(per_cent=True)) == (
        "Nothing but common cause since January 2024; consistently fails 95 %"
    )


def test_the_table_has_every_point_with_its_label_in_words() -> None:
    aside = SetAside(START, "A strike.", "Ward sister", START)
    chart = xmr(
        monthly([90, *STEADY, 30]),
        better="down",
        decisions=Decisions(set_aside=(aside,), baseline=12),
    )

    rows = table_behind(chart)

    assert len(rows) == 14
    assert rows[0].label == "set aside: A strike."
    assert rows[1].label == "common cause"
    assert rows[-1].label == "outside the limits, high: concern"
    assert (rows[-1].on, rows[-1].value, rows[-1].centre) == (date(2025, 2, 1), 30, 10)
    assert rows[-1].upper == pytest.approx(10 + 2.66 * 15 / 11)


def test_labels_of_a_neutral_chart_pass_no_judgement() -> None:
    assert table_behind(a_chart([*STEADY, 30], better="neither"))[-1].label == (
        "outside the limits, high"
    )


def test_a_trend_is_rising_or_falling_and_not_high_or_low() -> None:
    chart = a_chart([*NOISE, 20, 21, 22, 23, 24, 25, 26], set_aside=(an_aside(0),))

    assert table_behind(chart)[-1].label == "trend, rising: improvement"


def test_what_is_not_judged_says_so() -> None:
    assert {row.label for row in table_behind(a_chart([1, 2, 3]))} == {"not judged"}


@pytest.mark.parametrize(
    ("caption", "value", "expected"),
    [
        pytest.param(Caption(), 11120.32, "11,120.3", id="thousands"),
        pytest.param(Caption(), 95.0, "95", id="no needless noughts"),
        pytest.param(Caption(), 100.0, "100", id="noughts that count"),
        pytest.param(Caption(per_cent=True), 0.7986, "79.9 %", id="per cent"),
    ],
)
def test_numbers_are_written_as_people_do(
    caption: Caption, value: float, expected: str
) -> None:
    assert caption.measured(value, places=1) == expected
