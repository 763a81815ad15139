"""The page of `wholeflow look`: plain words that do not mislead."""

import pytest

from wholeflow.journeys import Journeys, Standards, as_text, look


@pytest.fixture(scope="module")
def page(sepsis: Journeys, sepsis_standards: Standards) -> str:
    return as_text(look(sepsis, sepsis_standards))


def test_a_share_never_stands_without_those_it_leaves_out(page: str) -> None:
    line, after = page.split("Giving antibiotics within 1 h of triage")[1].splitlines()[
        :2
    ]

    assert "342 of 823" in line
    assert "42 %" in line
    assert "226 more have no IV Antibiotics recorded" in after


def test_the_counts_open_the_page(page: str) -> None:
    first = page.splitlines()[0]

    assert "1,050 journeys" in first
    assert "15,214 events" in first
    assert "26 groups" in first
    assert "846 different ways through" in page


def test_what_the_columns_were_taken_for_is_stated(page: str) -> None:
    assert "case from 'case', activity from 'activity'" in page


def test_the_page_ends_with_processes_that_nobody_owns(page: str) -> None:
    end = page.split("Nobody owns these processes yet:")[1]

    assert "Giving antibiotics" in end
    assert end.strip().endswith("Coming back to the emergency room")


def test_a_log_without_standards_ends_with_what_people_do(patients: Journeys) -> None:
    page = as_text(look(patients))

    assert "No standards file was found" in page
    assert "Nobody owns these things that people do here yet:" in page
    assert "Blood test" in page.split("yet:")[1]


def test_no_member_of_staff_is_named(patients: Journeys) -> None:
    page = as_text(look(patients))

    assert patients.resources[0] == "r1"
    assert "r1" not in page.replace("'resource'", "")


def test_lines_fit_a_terminal(page: str) -> None:
    assert max(len(line) for line in page.splitlines()) <= 100
