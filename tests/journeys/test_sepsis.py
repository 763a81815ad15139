"""The shipped log against figures that other programs found.

Counts, variants, links and durations: PM4Py 2.7.23 and Polars on the same file, rows
sorted by case, time and file row. Standards: counted by hand-written Polars.
"""

import numpy as np
import pytest

from wholeflow.journeys import (
    Findings,
    Journeys,
    Standards,
    directly_follows,
    hand_overs,
    look,
    variants,
)


@pytest.fixture(scope="module")
def findings(sepsis: Journeys, sepsis_standards: Standards) -> Findings:
    return look(sepsis, sepsis_standards)


def test_its_cases_events_and_activities_are_counted(findings: Findings) -> None:
    counts = findings.cases, findings.events, findings.activities, findings.groups

    assert counts == (1050, 15_214, 16, 26)


def test_the_case_called_na_is_a_case(sepsis: Journeys) -> None:
    assert "NA" in sepsis.case_names


def test_the_group_written_as_a_question_mark_is_a_group(sepsis: Journeys) -> None:
    assert "?" in sepsis.groups


def test_events_at_the_time_of_the_one_before_are_tied(findings: Findings) -> None:
    assert findings.tied_events == 4447


def test_its_variants_are_846(sepsis: Journeys) -> None:
    found = variants(sepsis)

    assert (len(found), found.counts[:3]) == (846, (35, 24, 22))


def test_its_directly_follows_graph_is_the_known_one(sepsis: Journeys) -> None:
    links = directly_follows(sepsis)

    assert len(links) == 115
    assert sum(link.times for link in links) == 14_164
    assert {(link.before, link.after): link.times for link in links[:2]} == {
        ("Leucocytes", "CRP"): 1778,
        ("CRP", "Leucocytes"): 1445,
    }


def test_its_durations_are_the_known_ones(findings: Findings) -> None:
    duration = findings.duration

    assert duration.mean_hours == pytest.approx(683.264, abs=5e-4)
    assert duration.median_hours == pytest.approx(128.241, abs=5e-4)
    assert duration.p90_hours == pytest.approx(2225.617, abs=5e-4)


def test_antibiotics_within_an_hour_of_triage(findings: Findings) -> None:
    found = findings.standards[0]

    assert (found.met, found.of, found.before, found.without) == (342, 823, 0, 226)


def test_lactate_within_three_hours_of_triage(findings: Findings) -> None:
    found = findings.standards[1]

    assert (found.met, found.of, found.before, found.without) == (848, 859, 139, 190)


def test_returns_to_the_emergency_room(findings: Findings) -> None:
    assert findings.returns is not None
    assert (findings.returns.cases, findings.returns.within) == (294, 111)
    assert findings.returns.within_days == 28


def test_hand_overs_between_its_groups(sepsis: Journeys) -> None:
    handed = hand_overs(sepsis)

    assert handed.mean() == pytest.approx(6.712, abs=5e-4)
    assert handed.max() == 16


def test_the_wait_for_a_ward(findings: Findings) -> None:
    hours = findings.waits[0].hours

    assert hours.median_hours == pytest.approx(3.2, abs=0.05)
    assert hours.p90_hours == pytest.approx(4.8, abs=0.05)


def test_its_period(findings: Findings) -> None:
    assert findings.first.isoformat() == "2013-11-07T08:18:29+00:00"
    assert findings.last.isoformat() == "2015-06-05T12:25:11+00:00"


def test_days_at_home_before_a_return_are_no_wait(findings: Findings) -> None:
    home = [link for link in findings.body_waits if link.after == "?"]

    assert home == []


def test_json_has_what_programs_rely_on(findings: Findings) -> None:
    plain = findings.as_json()

    assert plain["handovers_per_case"] == pytest.approx(6.712, abs=5e-4)
    assert plain["first"] == "2013-11-07T08:18:29+00:00"
    assert {
        "cases", "events", "activities", "groups", "variants", "tied_events", "last",
        "columns", "timezone", "quality", "notes",
    } <= set(plain)  # fmt: skip


def test_codes_are_in_the_order_of_names(sepsis: Journeys) -> None:
    assert list(sepsis.activities) == sorted(sepsis.activities)
    assert np.all(np.diff(sepsis.case) >= 0)
