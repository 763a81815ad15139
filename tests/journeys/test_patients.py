"""A log with start and end: waits are from an end to the next start.

The mean wait was found by PM4Py 2.7.23 and pandas on the same file.
"""

import pytest

from wholeflow.journeys import Journeys, directly_follows, look


def test_the_wait_between_triage_and_blood_test(patients: Journeys) -> None:
    links = {(link.before, link.after): link for link in directly_follows(patients)}
    link = links["Triage and Assessment", "Blood test"]

    assert link.total_hours / link.times == pytest.approx(50.5087, abs=5e-5)


def test_start_and_end_were_recognised(patients: Journeys) -> None:
    assert patients.columns.start == "start"
    assert patients.columns.time == "end"


def test_a_log_with_both_times_may_tell_waiting_from_being_treated(
    patients: Journeys,
) -> None:
    kinds = [finding.kind for finding in look(patients).quality]

    assert "one-time" not in kinds


def test_its_variants_are_seven(patients: Journeys) -> None:
    assert look(patients).variants == 7
