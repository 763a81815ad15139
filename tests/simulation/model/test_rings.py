"""Rings of a graph, held against who reaches whom."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wholeflow.simulation.model.rings import NO_RING, parts_with_rings

GRAPHS = st.integers(1, 7).flatmap(
    lambda n: st.lists(
        st.sets(st.integers(0, n - 1), max_size=3), min_size=n, max_size=n
    )
)


def reached(ends: list[set[int]], node: int) -> set[int]:
    """Give what can be reached by one step or more."""
    found: set[int] = set()
    waiting = [node]
    while waiting:
        more = ends[waiting.pop()] - found
        found |= more
        waiting += more
    return found


@given(GRAPHS)
def test_nodes_of_one_part_reach_each_other_and_no_others_do(
    ends: list[set[int]],
) -> None:
    part = parts_with_rings(ends)

    for one, of_one in enumerate(part):
        assert (of_one != NO_RING) == (one in reached(ends, one))
        for other, of_other in enumerate(part):
            both = other in reached(ends, one) and one in reached(ends, other)
            assert (of_one == of_other != NO_RING) == both


def test_a_long_chain_is_no_matter_of_depth() -> None:
    chain = [{at + 1} for at in range(50_000)] + [set()]

    assert set(parts_with_rings(chain)) == {NO_RING}
