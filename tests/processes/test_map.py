"""A map: parts, wholes and what is refused."""

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.errors import BadMap, CycleInMap
from wholeflow.processes import Interlock, Map, Part, Process
from wholeflow.processes.map import circles

pairs_of_few = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), unique=True
)


def a_map(*pairs):
    """Make a map of pairs of whole and part, each process named by its key."""
    keys = dict.fromkeys(key for pair in pairs for key in pair)
    return Map(
        "A map",
        tuple(Process(key, f"Doing {key}") for key in keys),
        tuple(Part(whole, part) for whole, part in pairs),
    )


def standard_library_finds_a_circle(pairs):
    sorter = TopologicalSorter()
    for whole, part in pairs:
        sorter.add(part, whole)
    try:
        sorter.prepare()
    except CycleError:
        return True
    return False


def test_a_part_may_stand_in_two_wholes():
    shared = a_map(("diagnosing", "blood"), ("operating", "blood"))

    assert [link.whole for link in shared.wholes_of("blood")] == [
        "diagnosing",
        "operating",
    ]


def test_parts_keep_the_order_they_were_given_in():
    assert [link.part for link in a_map(("w", "b"), ("w", "a")).parts_of("w")] == [
        "b",
        "a",
    ]


def test_the_top_is_what_is_part_of_nothing():
    assert [top.id for top in a_map(("w", "p"), ("v", "p")).tops()] == ["w", "v"]


def test_a_process_is_found_by_its_id():
    assert a_map(("w", "p")).by_id["p"].name == "Doing p"


def test_an_unknown_id_has_no_parts():
    assert a_map(("w", "p")).parts_of("nobody") == ()


def test_top_down_puts_a_shared_part_after_its_last_whole():
    shared = a_map(("top", "blood"), ("top", "low"), ("low", "blood"))

    assert shared.top_down() == ("top", "low", "blood")


def test_a_circle_is_refused_with_its_path_by_names():
    with pytest.raises(CycleInMap) as told:
        a_map(("a", "b"), ("b", "c"), ("c", "a"))

    assert told.value.path == ("Doing a", "Doing b", "Doing c", "Doing a")


def test_a_process_that_is_its_own_part_is_refused():
    with pytest.raises(CycleInMap, match="Doing a > Doing a"):
        a_map(("a", "a"))


@given(pairs_of_few)
def test_circles_are_found_exactly_where_the_standard_library_finds_them(pairs):
    assert bool(list(circles(pairs))) == standard_library_finds_a_circle(pairs)


@given(pairs_of_few)
def test_every_circle_runs_along_pairs_that_were_given(pairs):
    steps = [step for circle in circles(pairs) for step in pairwise(circle)]

    assert set(steps) <= set(pairs)


@given(pairs_of_few)
def test_taking_out_the_pair_that_closes_each_circle_leaves_none(pairs):
    closing = {(circle[-2], circle[-1]) for circle in circles(pairs)}

    assert not list(circles(pair for pair in pairs if pair not in closing))


def test_a_chain_of_100_000_processes_stands():
    chain = a_map(*pairwise(str(number) for number in range(100_000)))

    assert chain.top_down()[-1] == "99999"


def test_a_circle_of_100_000_processes_is_refused():
    with pytest.raises(CycleInMap) as told:
        a_map(*pairwise(str(number) for number in (*range(100_000), 0)))

    assert len(told.value.path) == 100_001


def test_an_id_used_twice_is_refused():
    twice = (Process("a", "Doing a"), Process("a", "Doing b"))

    with pytest.raises(BadMap, match="each id once, got 'a' 2 times"):
        Map("A map", twice)


def test_a_part_that_the_map_does_not_know_is_refused_with_every_other_fault():
    one = (Process("a", "Doing a"),)
    parts = (Part("a", "b"), Part("a", "b"))

    with pytest.raises(BadMap) as told:
        Map("A map", one, parts, (Interlock("c", "a", "people", "patients"),))

    assert [fault.column for fault in told.value.faults] == [
        "parts",
        "parts.part",
        "parts.part",
        "interlocks.giver",
    ]


@pytest.mark.parametrize(
    "necessity", [(0.6, 0.5), (-0.1, 1), (0, 1.1), (float("nan"), 1), (0, float("inf"))]
)
def test_necessity_out_of_order_or_range_is_refused(necessity):
    with pytest.raises(BadMap, match="from 0 to 1, the lower first"):
        Part("whole", "part", necessity)


def test_a_part_is_needed_wholly_unless_told():
    assert Part("whole", "part").necessity == (1, 1)


def test_a_process_hands_nothing_over_to_itself():
    with pytest.raises(BadMap, match="two different processes"):
        Interlock("a", "a", "people", "patients")


def test_only_people_information_money_and_material_pass():
    with pytest.raises(BadMap, match="people, information, money, material"):
        Interlock("a", "b", "blame", "letters")
