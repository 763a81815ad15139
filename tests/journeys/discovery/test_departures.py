"""A pathway beside what happens: who follows, who leaves it where, and with what reason."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.discovery.languages import allows, log_of, traces
from wholeflow.errors import BadInput, NotFound
from wholeflow.journeys import Journeys
from wholeflow.journeys.discovery import (
    DepartureKind,
    DeparturesFinding,
    Pathway,
    PathwayOutcome,
    PathwayStep,
    departures,
    pathway,
)
from wholeflow.journeys.discovery.aligning import kept_in_order
from wholeflow.journeys.discovery.process_tree import (
    activity,
    optional,
    parallel,
    sequence,
)

PROCESSES = {"Arriving": "a", "Testing": "bB", "Imaging": "c", "Treating": "d"}
DOOR = pathway(
    "Front door",
    PROCESSES,
    order=["Arriving", ["Testing", "Imaging"], "Treating"],
    optional=["Imaging"],
    beside=["w"],
)


def compared(*log: str, **masks: Sequence[bool]) -> DeparturesFinding:
    given = {name: np.array(mask) for name, mask in masks.items()}
    return departures(log_of(log), DOOR, **given)


def told(found: DeparturesFinding) -> list[tuple[str, str, int, int]]:
    """Kind, name, cases and how many of these are justified."""
    return [
        (one.kind.value, one.name, one.cases, one.justified) for one in found.departures
    ]


@pytest.mark.parametrize("trace", ["abcd", "acbd", "abd", "abBbd", "wawbwdw", "aabcd"])
def test_a_journey_in_order_follows(trace: str) -> None:
    found = compared(trace)

    assert found.count(PathwayOutcome.FOR) == 1
    assert found.departures == ()


@pytest.mark.parametrize(
    ("trace", "departure"),
    {
        "abx": [("skipped", "Treating", 1, 0), ("not on it", "x", 1, 0)],
        "ad": [("skipped", "Testing", 1, 0)],
        "adb": [("out of order", "Treating", 1, 0)],
        "abcbd": [("repeated", "Testing", 1, 0)],
        "dabd": [("repeated", "Treating", 1, 0)],
        "xaxbd": [("not on it", "x", 1, 0)],
        "badc": [("out of order", "Imaging", 1, 0), ("out of order", "Testing", 1, 0)],
    }.items(),
)
def test_each_way_of_leaving_has_its_name(
    trace: str, departure: list[tuple[str, str, int, int]]
) -> None:
    found = compared(trace)

    assert sorted(told(found)) == sorted(departure)
    assert found.count(PathwayOutcome.AGAINST) == 1


def test_a_step_that_is_repeatable_may_come_more_than_once() -> None:
    watched = pathway("Watching", {"A": "a", "B": "b", "C": "c"}, repeatable=["B"])

    found = departures(log_of(["abcb", "babc", "abcab"]), watched)

    assert found.count(PathwayOutcome.FOR) == 2
    assert told(found) == [("repeated", "A", 1, 0)]


def test_departures_are_ranked_by_cases_without_a_reason() -> None:
    found = compared("ad", "ad", "xabd", "xxabd", "xabd", "abcbd")

    assert told(found)[:2] == [
        ("not on it", "x", 3, 0),
        ("skipped", "Testing", 2, 0),
    ]
    assert found.departures[0].times == 4


def test_a_departure_with_a_recorded_reason_is_no_failure() -> None:
    found = compared("ad", "abd", "ad", justified_cases=[True, False, False])

    counts = {outcome: found.count(outcome) for outcome in PathwayOutcome}
    assert counts == {
        PathwayOutcome.FOR: 1, PathwayOutcome.JUSTIFIED: 1, PathwayOutcome.AGAINST: 1, PathwayOutcome.UNKNOWN: 0,
    }  # fmt: skip
    assert told(found) == [("skipped", "Testing", 2, 1)]


def test_a_reason_at_an_event_justifies_what_the_event_departs_in() -> None:
    reasons = [False, False, False, True, False]  # of the second b in a b c b d

    found = compared("abcbd", justified_events=reasons)

    assert found.count(PathwayOutcome.JUSTIFIED) == 1
    assert told(found) == [("repeated", "Testing", 1, 1)]


def test_a_reason_at_an_event_justifies_nothing_else() -> None:
    found = compared("xad", justified_events=[True, False, False])

    assert found.count(PathwayOutcome.AGAINST) == 1
    assert sorted(told(found)) == [
        ("not on it", "x", 1, 1),
        ("skipped", "Testing", 1, 0),
    ]


def test_a_journey_that_is_still_open_is_unknown() -> None:
    found = compared("a", "ab", "abd", still_open=[True, True, True])

    assert found.count(PathwayOutcome.UNKNOWN) == 3
    assert found.departures == ()


def test_a_step_in_any_order_with_the_last_one_may_still_come() -> None:
    found = compared("ac", "ac", still_open=[True, False])

    assert found.cases_with(PathwayOutcome.UNKNOWN).tolist() == [0]
    assert sorted(told(found)) == [
        ("skipped", "Testing", 1, 0),
        ("skipped", "Treating", 1, 0),
    ]


def test_an_open_journey_that_has_left_the_pathway_already_is_known() -> None:
    found = compared("ad", "ax", still_open=[True, True])

    assert found.count(PathwayOutcome.AGAINST) == 2
    assert sorted(told(found)) == [
        ("not on it", "x", 1, 0),
        ("skipped", "Testing", 1, 0),
    ]


def test_an_open_journey_with_reasons_so_far_is_unknown() -> None:
    found = compared("ax", justified_cases=[True], still_open=[True])

    assert found.count(PathwayOutcome.UNKNOWN) == 1
    assert told(found) == [("not on it", "x", 1, 1)]


def test_a_journey_with_no_step_of_the_pathway_skips_all_that_is_required() -> None:
    found = compared("w", "w", still_open=[False, True])

    assert [one.name for one in found.departures] == ["Arriving", "Testing", "Treating"]
    assert found.cases_with(PathwayOutcome.AGAINST).tolist() == [0]
    assert found.cases_with(PathwayOutcome.UNKNOWN).tolist() == [1]


def test_steps_and_activities_that_never_come_are_named() -> None:
    found = compared("abd")

    assert found.never_seen == ("Imaging",)
    assert found.unknown_activities == ("B", "c", "w")


def test_the_journeys_behind_a_departure_are_found() -> None:
    found = compared("abd", "ad", "abcbd", "axd")

    assert found.cases_behind(DepartureKind.SKIPPED, "Testing").tolist() == [1, 3]
    assert found.cases_behind("repeated", "Testing").tolist() == [2]


def test_a_departure_that_no_journey_takes_is_told() -> None:
    with pytest.raises(NotFound, match="Journeys leave it by: skipped: Testing"):
        compared("ad").cases_behind("repeated", "Testing")


def test_steps_at_one_time_are_counted() -> None:
    journeys = log_of(["abd", "abd"])
    start = journeys.start.copy()
    start[1] = start[0]

    found = departures(replace(journeys, start=start, end=start), DOOR)

    assert found.tied_cases == 1


def test_a_mask_of_another_shape_is_a_slip() -> None:
    with pytest.raises(ValueError, match=r"still_open: expected shape \(1,\), got"):
        compared("abd", still_open=[True, False])


def test_a_pathway_that_cannot_be_tells_every_fault() -> None:
    with pytest.raises(BadInput) as caught:
        Pathway(
            "Door",
            ((PathwayStep("See", ("s",)), PathwayStep("See", ())),),
            beside=("s",),
        )

    assert [fault.message.partition(";")[0] for fault in caught.value.faults] == [
        "step 'See' has no activity",
        "step 'See' stands twice",
        "activity 's' is named twice",
    ]


def test_a_pathway_without_steps_is_refused() -> None:
    with pytest.raises(BadInput, match="needs one at least"):
        pathway("Nothing", {})


def test_a_process_that_is_none_is_named_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="did you mean 'Treating'"):
        pathway("Door", PROCESSES, order=["Arriving", "Treatin"])


STAGES, REQUIRED = [0, 1, 1, 2], [True, True, False, True]  # of the steps of DOOR


@given(st.lists(st.integers(0, 3), max_size=9))
def test_no_choice_keeps_more_in_order_than_is_kept(steps: list[int]) -> None:
    kept = kept_in_order(steps, STAGES, REQUIRED)

    chosen = [step for step, is_kept in zip(steps, kept, strict=True) if is_kept]
    others = [
        list(some)
        for size in range(len(steps) + 1)
        for some in combinations(steps, size)
        if fits(list(some))
    ]
    assert fits(chosen)
    assert worth(chosen) == max(map(worth, others))


def worth(steps: list[int]) -> tuple[int, int]:
    return len(steps), sum(REQUIRED[step] for step in steps)


def fits(steps: list[int]) -> bool:
    stages = [STAGES[step] for step in steps]
    return stages == sorted(stages) and len(steps) == len(set(steps))


@given(traces)
def test_a_journey_follows_if_its_doings_are_in_the_language(
    trace: tuple[str, ...],
) -> None:
    a, b, c, d = (activity(name) for name in "abcd")
    tree = sequence(a, parallel(b, optional(c)), d)
    doings = tuple(name for name, _ in groupby(trace))

    found = departures(log_of([trace]), DOOR)

    assert (found.count(PathwayOutcome.FOR) == 1) == allows(tree, doings)


@given(st.lists(traces, min_size=1, max_size=8), st.data())
def test_every_journey_has_one_outcome_and_its_departures(
    log: list[tuple[str, ...]], data: st.DataObject
) -> None:
    mask = st.lists(st.booleans(), min_size=len(log), max_size=len(log)).map(np.array)
    reasons, is_open = data.draw(mask), data.draw(mask)

    found = departures(log_of(log), DOOR, justified_cases=reasons, still_open=is_open)

    departing = {case for one in found.departures for case in one.behind.tolist()}
    without_reason = {case for case in departing if not reasons[case]}
    assert sum(found.count(outcome) for outcome in PathwayOutcome) == len(log)
    assert sum(found.share(outcome) for outcome in PathwayOutcome) == pytest.approx(1)
    assert set(found.cases_with(PathwayOutcome.AGAINST).tolist()) == without_reason
    assert set(found.cases_with(PathwayOutcome.FOR).tolist()).isdisjoint(departing)
    assert is_open[found.cases_with(PathwayOutcome.UNKNOWN)].all()


def test_triage_in_the_real_log_is_compared_with_a_pathway(sepsis: Journeys) -> None:
    door = pathway(
        "Door",
        {"Registering": ["ER Registration"], "Triaging": ["ER Triage"]},
        beside=[name for name in sepsis.activities if not name.startswith("ER ")],
    )

    found = departures(sepsis, door)

    # 1,049 of 1,050 journeys have a sepsis triage, which is not on the pathway.
    assert found.cases_behind("not on it", "ER Sepsis Triage").size == 1049
    assert found.count(PathwayOutcome.AGAINST) == 1050 - found.count(PathwayOutcome.FOR)
