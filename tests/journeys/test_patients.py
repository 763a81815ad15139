"""A log with start and end: waits are from an end to the next start.

The figures were found by PM4Py 2.7.23 and pandas on the same file.
"""

import pytest

from wholeflow.journeys import Journeys, directly_follows, look
from wholeflow.journeys.measures.flow import flow_by, flow_efficiency
from wholeflow.journeys.measures.little import littles_law


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


def test_its_flow_efficiency_is_the_known_one(patients: Journeys) -> None:
    flow = flow_efficiency(patients)

    assert flow.touch_hours == pytest.approx(13_874.734, abs=5e-4)
    assert flow.span_hours == pytest.approx(80_115.691, abs=5e-4)
    assert flow.waiting_hours == pytest.approx(66_240.957, abs=5e-4)
    assert flow.efficiency == pytest.approx(0.173184, abs=5e-7)


@pytest.mark.parametrize(
    ("activity", "service_hours"),
    [
        ("Triage and Assessment", 6_552.749), ("X-Ray", 1_264.815),
        ("Blood test", 1_311.979), ("Registration", 1_376.900),
    ],
)  # fmt: skip
def test_the_service_time_of_an_activity_is_the_known_one(
    patients: Journeys, activity: str, service_hours: float
) -> None:
    parts = {part.name: part for part in flow_by(patients, "activity")}

    assert parts[activity].work_hours == pytest.approx(service_hours, abs=5e-4)
    assert parts[activity].touch_hours == pytest.approx(service_hours, abs=5e-4)


def test_its_people_in_progress_are_the_known_number(patients: Journeys) -> None:
    assert littles_law(patients).in_progress == pytest.approx(6.84307, abs=5e-6)
