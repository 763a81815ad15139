"""Harm beside waits is an association, with equal time for everybody."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2_contingency

from tests.journeys.logs import events, log_of, logs
from wholeflow.errors import BadInput
from wholeflow.journeys import (
    EventRule,
    HarmRule,
    Journeys,
    WaitsBesideHarm,
    read_standards,
    waits_beside_harm,
)

ALog = Callable[..., Journeys]
RULE = HarmRule("Falls", ("door",), ("ward",), EventRule(("fall",)), 10 * 24, (4, 12))
JULY = dt.datetime(2024, 7, 1, tzinfo=dt.UTC)


def waited(a_log: ALog, *lines: str, until: dt.datetime = JULY) -> WaitsBesideHarm:
    """A at the door at 8:00 on 1 May; each further line "case,activity,day hour"."""
    journeys = a_log("A,door,2024-05-01 08:00", *(_at(line) for line in lines))
    return waits_beside_harm(journeys, RULE, until=until)


def _at(line: str) -> str:
    case, activity, when = line.split(",")
    return f"{case},{activity},2024-05-{when}:00"


@pytest.mark.parametrize(
    ("ward", "band"),
    [("01 08", 0), ("01 11", 0), ("01 12", 1), ("01 20", 2), ("03 08", 2)],
    ids=["no wait", "3 h", "just 4 h", "just 12 h", "two days"],
)
def test_a_wait_is_in_one_band(a_log: ALog, ward: str, band: int) -> None:
    assert waited(a_log, f"A,ward,{ward}").band.tolist() == [band]


@pytest.mark.parametrize(
    ("fall", "harmed", "while_waiting"),
    [
        ("01 09", 0, 1),
        ("01 10", 0, 1),
        ("01 11", 1, 0),
        ("11 09", 1, 0),
        ("11 10", 0, 0),
    ],
    ids=["while waiting", "as the wait ends", "after it", "on the tenth day", "later"],
)
def test_harm_counts_from_the_end_of_the_wait_for_a_fixed_time(
    a_log: ALog, fall: str, harmed: int, while_waiting: int
) -> None:
    found = waited(a_log, "A,ward,01 10", f"A,fall,{fall}")

    assert found.bands[0].harmed.count == harmed
    assert found.harmed_while_waiting == while_waiting


def test_time_at_risk_ends_with_the_first_harm(a_log: ALog) -> None:
    [band, *_] = waited(
        a_log, "A,ward,01 10", "A,fall,03 10", "A,fall,05 10",
        "B,door,01 08", "B,ward,01 10", "B,home,05 10",
    ).bands  # fmt: skip

    assert (band.harmed.count, band.harmed.of) == (1, 2)
    assert band.days_at_risk == 12  # 2 days of A, 10 of B
    assert band.mean_stay_days == 4
    assert band.per_1000_days == pytest.approx(83.33, abs=0.01)


def test_the_share_has_wilsons_interval(a_log: ALog) -> None:
    [band, *_] = waited(
        a_log, "A,ward,01 10", "A,fall,03 10", "B,door,01 08", "B,ward,01 10"
    ).bands
    interval = binomtest(1, 2).proportion_ci(0.95, method="wilson")

    ends = band.harmed.low, band.harmed.high
    assert ends == pytest.approx((interval.low, interval.high))


def test_who_cannot_be_followed_is_left_out_and_told(a_log: ALog) -> None:
    found = waited(
        a_log,
        "A,ward,01 10",
        "A,fall,02 10",
        until=dt.datetime(2024, 5, 9, tzinfo=dt.UTC),
    )

    assert (found.cut_off, found.bands[0].harmed.of) == (1, 0)


def test_who_still_waits_or_waited_in_another_order_is_told(a_log: ALog) -> None:
    found = waited(a_log, "B,ward,01 07", "B,door,01 08")

    assert (found.still_waiting, found.not_in_order) == (1, 1)


def test_harm_counts_in_any_case_of_the_person(a_log: ALog) -> None:
    journeys = a_log(
        "A,door,2024-05-01 08:00,P",
        "A,ward,2024-05-01 10:00,P",
        "B,fall,2024-05-03 10:00,P",
        "C,fall,2024-05-03 10:00,Q",
        columns="case,activity,time,person",
    )

    assert waits_beside_harm(journeys, RULE, until=JULY).harmed.tolist() == [
        True, False, False,
    ]  # fmt: skip


def test_it_is_always_labelled_an_association(a_log: ALog) -> None:
    found = waited(a_log, "A,ward,01 10")

    assert found.label == "association"
    assert "does not say that waiting caused harm" in found.caution


def test_the_trend_of_two_bands_is_the_chi_square_of_their_table() -> None:
    # 30 waited a minute, of whom 5 fell; 20 waited a day, of whom 9 fell.
    waits = [1] * 30 + [1440] * 20
    fell = [*range(5), *range(41, 50)]
    journeys = log_of(
        [(case, "arrive", 0, 0, "", "") for case in range(50)]
        + [(case, "treat", wait, 0, "", "") for case, wait in enumerate(waits)]
        + [(case, "leave", waits[case] + 60, 0, "", "") for case in fell]
    )
    each_a_person = replace(
        journeys,
        person=np.arange(50, dtype=np.int32),
        person_names=journeys.case_names,
    )
    rule = HarmRule("x", ("arrive",), ("treat",), EventRule(("leave",)), 24, (4,))

    found = waits_beside_harm(each_a_person, rule, until=JULY)

    table = [[5, 25], [9, 11]]
    assert [(band.harmed.count, band.harmed.of) for band in found.bands] == [
        (5, 30), (9, 20),
    ]  # fmt: skip
    assert found.trend == pytest.approx(
        chi2_contingency(table, correction=False).pvalue
    )


def test_without_two_bands_there_is_no_trend(a_log: ALog) -> None:
    assert waited(a_log, "A,ward,01 10").trend is None


def test_returns_beside_the_wait_for_a_ward_in_the_sepsis_log(
    sepsis: Journeys,
) -> None:
    rule = HarmRule(
        "Coming back beside waiting for a ward", ("ER Registration",),
        ("Admission NC", "Admission IC"), EventRule(("Return ER",)), 30 * 24, (4, 12),
    )  # fmt: skip
    found = waits_beside_harm(sepsis, rule)

    in_bands = sum(band.harmed.of for band in found.bands)
    begun = sepsis.cases_with(sepsis.events_of(["ER Registration"])).sum()
    assert in_bands + found.still_waiting + found.not_in_order + found.cut_off == begun


ANY = HarmRule("x", ("arrive",), ("treat",), EventRule(("leave",)), 20, (1, 4))


@given(logs())
def test_every_case_that_began_to_wait_is_told_once(journeys: Journeys) -> None:
    found = waits_beside_harm(journeys, ANY)

    begun = journeys.cases_with(journeys.events_of(["arrive"])).sum()
    in_bands = sum(band.harmed.of for band in found.bands)
    assert in_bands + found.still_waiting + found.not_in_order + found.cut_off == begun
    assert in_bands == (found.band >= 0).sum()
    assert sum(band.harmed.count for band in found.bands) == found.harmed.sum()


@given(st.lists(events, min_size=1, max_size=20))
def test_another_person_changes_nothing(
    rows: list[tuple[int, str, int, int, str, str]],
) -> None:
    mine = [(0, *row[1:]) for row in rows]
    others = [(1, "arrive", 0, 10, "", ""), (1, "leave", 50, 10, "", "")]
    alone = waits_beside_harm(log_of(mine), ANY, until=JULY)
    beside = waits_beside_harm(log_of([*mine, *others]), ANY, until=JULY)

    assert beside.band[:-1].tolist() == alone.band.tolist()
    assert beside.harmed[:-1].tolist() == alone.harmed.tolist()


def test_rules_are_read_as_they_are_written(write: Callable[..., Path]) -> None:
    path = write(
        "harm:\n  Falls:\n    after: door\n    activity: ward\n    harm: fall\n"
        "    within: 10 days\n    bands: [4 h, 12 h]\n"
    )

    assert read_standards(path).harm == (RULE,)


@pytest.mark.parametrize(
    ("bands", "told"),
    [("4 h", "in [ ]"), ("[4 h, soon]", "a length of time"), ("[4 h, 1 h]", "longer")],
)
def test_bands_that_cannot_be_are_refused(
    write: Callable[..., Path], bands: str, told: str
) -> None:
    path = write(
        f"harm: {{A: {{after: a, activity: b, harm: c, within: 1 day, bands: {bands}}}}}"
    )

    with pytest.raises(BadInput) as refused:
        read_standards(path)

    assert told in str(refused.value)
