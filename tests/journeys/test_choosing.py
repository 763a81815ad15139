"""Parts of a log are logs, and the same events can be cut into other journeys."""

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.logs import logs
from wholeflow.errors import BadInput, NotFound
from wholeflow.journeys import (
    Journeys,
    begun_within,
    by_person,
    chosen_cases,
    chosen_events,
    cohort,
    directly_follows,
    episodes,
)
from wholeflow.journeys.choosing import case_blocks

ALog = Callable[..., Journeys]
COLUMNS = "case,activity,time,person,organisation,age"


@pytest.fixture
def three_spells(a_log: ALog) -> Journeys:
    """Two persons; P has two spells that overlap, in two organisations."""
    return a_log(
        "S1,arrive,2024-05-01 08:00,P,North,80",
        "S2,visit,2024-05-01 09:00,P,Council,80",
        "S1,leave,2024-05-01 10:00,P,North,80",
        "S2,visit,2024-05-09 09:00,P,Council,80",
        "S3,arrive,2024-05-02 08:00,Q,North,30",
        columns=COLUMNS,
    )


def activities(journeys: Journeys, case: int) -> list[str]:
    events = slice(*journeys.first_event[case : case + 2])
    return [journeys.activities[code] for code in journeys.activity[events]]


def test_a_person_has_one_journey_through_all_bodies(three_spells: Journeys) -> None:
    whole = by_person(three_spells)

    assert whole.case_names.to_list() == ["P", "Q"]
    assert activities(whole, 0) == ["arrive", "visit", "leave", "visit"]
    assert whole.n_events == three_spells.n_events


def test_a_log_without_persons_has_a_person_for_each_case(a_log: ALog) -> None:
    journeys = a_log("A,see,2024-05-01", "B,see,2024-05-01")

    assert journeys.n_persons == 2
    assert by_person(journeys) is journeys


def test_the_person_is_not_taken_for_the_case_where_there_are_both(
    three_spells: Journeys,
) -> None:
    assert three_spells.columns.case == "case"
    assert three_spells.columns.person == "person"
    assert three_spells.n_cases == 3
    assert three_spells.person.tolist() == [0, 0, 1]


def test_cases_of_two_persons_are_told(a_log: ALog) -> None:
    journeys = a_log(
        "S,arrive,2024-05-01,P", "S,leave,2024-05-02,Q",
        columns="case,activity,time,person",
    )  # fmt: skip

    assert any("1 cases name more than one person" in note for note in journeys.notes)


def test_a_gap_longer_than_asked_begins_an_episode(three_spells: Journeys) -> None:
    cut = episodes(three_spells, gap_days=5)

    assert cut.case_names.to_list() == ["P (1)", "P (2)", "Q (1)"]
    assert activities(cut, 1) == ["visit"]
    assert cut.person_names.gather(cut.person).to_list() == ["P", "P", "Q"]


def test_a_gap_of_just_what_was_asked_begins_none(a_log: ALog) -> None:
    journeys = a_log("A,see,2024-05-01", "A,see,2024-05-06")

    assert episodes(journeys, gap_days=5).n_cases == 1


def test_episodes_need_a_gap(three_spells: Journeys) -> None:
    with pytest.raises(BadInput, match="expected days above 0, got 0"):
        episodes(three_spells, gap_days=0)


def test_a_cohort_is_chosen_by_a_column_that_was_kept(three_spells: Journeys) -> None:
    with pytest.raises(NotFound, match=r"no column 'age'.*Columns\(more="):
        cohort(three_spells, "age", ["80"])


def test_a_cohort_by_organisation(three_spells: Journeys) -> None:
    chosen = cohort(three_spells, "organisation", ["Council"])

    assert chosen.case_names.to_list() == ["S2"]
    assert chosen.person_names.to_list() == ["P"]


def test_a_period_is_of_those_who_begin_in_it(three_spells: Journeys) -> None:
    day = dt.datetime(2024, 5, 2, tzinfo=dt.UTC)

    assert begun_within(
        three_spells, day, day + dt.timedelta(days=1)
    ).case_names.to_list() == ["S3"]


def test_choosing_nothing_is_told(three_spells: Journeys) -> None:
    with pytest.raises(BadInput, match="no event of the log is left"):
        cohort(three_spells, "organisation", ["Nowhere"])


@given(logs(), st.randoms(use_true_random=False))
def test_a_log_is_the_sum_of_its_two_parts(journeys: Journeys, chance: object) -> None:
    chosen = np.arange(journeys.n_cases) % 2 == 0
    first = chosen_cases(journeys, chosen)
    rest = [chosen_cases(journeys, ~chosen)] if journeys.n_cases > 1 else []

    counts: dict[tuple[str, str], int] = {}
    for part in (first, *rest):
        for link in directly_follows(part):
            pair = link.before, link.after
            counts[pair] = counts.get(pair, 0) + link.times

    assert counts == {
        (link.before, link.after): link.times for link in directly_follows(journeys)
    }


@given(logs())
def test_choosing_every_event_changes_nothing(journeys: Journeys) -> None:
    same = chosen_events(journeys, np.ones(journeys.n_events, dtype=np.bool_))

    assert same.case_names.to_list() == journeys.case_names.to_list()
    assert same.activity.tolist() == journeys.activity.tolist()
    assert same.row.tolist() == journeys.row.tolist()
    assert same.first_event.tolist() == journeys.first_event.tolist()


@given(logs())
def test_cut_by_person_and_by_a_gap_no_event_is_lost(journeys: Journeys) -> None:
    for cut in (by_person(journeys), episodes(journeys, gap_days=1)):
        assert sorted(cut.row.tolist()) == list(range(journeys.n_events))
        assert (np.diff(cut.first_event) > 0).all()
        assert cut.case_names.to_list() == sorted(cut.case_names.to_list())


@given(logs(), st.integers(1, 12))
def test_blocks_of_cases_are_the_log_in_pieces(journeys: Journeys, events: int) -> None:
    blocks = list(case_blocks(journeys, events))

    names = [name for _, _, block in blocks for name in block.case_names]
    assert names == journeys.case_names.to_list()
    for places, first, block in blocks:
        assert block.activity.tolist() == journeys.activity[places].tolist()
        assert (block.case + first).tolist() == journeys.case[places].tolist()
        assert block.first_event[0] == 0
        assert block.first_event[-1] == block.n_events
