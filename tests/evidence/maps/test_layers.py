from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from wholeflow.errors import CycleInMap, InvalidFlag
from wholeflow.evidence import in_layers, part_links

NAMES = ["Caring", "Testing", "Taking blood", "Analysing", "Labelling"]


def test_a_process_stands_below_the_lowest_of_its_wholes() -> None:
    links = part_links([0, 0, 1, 1], [1, 2, 2, 3])

    layers = in_layers(5, links)

    assert layers.number.tolist() == [0, 4, 1, 3, 2]  # the shared leaf last
    assert [layers.wholes[rows].tolist() for rows in layers.rows_by_layer()] == [
        [2],
        [0],
    ]


def test_parts_of_a_whole_are_stored_side_by_side() -> None:
    links = part_links([5, 5, 0, 0, 2], [0, 2, 4, 1, 3])

    layers = in_layers(6, links)

    assert layers.number.tolist() == [5, 0, 2, 4, 1, 3]
    assert layers.part.tolist() == [1, 2, 3, 4, 5]
    assert layers.parts_of(5).tolist() == [0, 2]


def test_everything_above_comes_once_and_parts_before_wholes() -> None:
    links = part_links([0, 0, 1, 2], [1, 2, 3, 3])

    layers = in_layers(5, links)

    assert layers.above(3).tolist() == [2, 1, 0]
    assert layers.above(0).tolist() == []


def test_everything_below_comes_once_and_parts_before_wholes() -> None:
    links = part_links([0, 0, 1, 2, 2], [1, 2, 3, 3, 4])

    layers = in_layers(5, links)

    assert layers.below(0).tolist() == [3, 4, 2, 1]
    assert layers.below(3).tolist() == []


def test_a_map_may_be_empty() -> None:
    assert in_layers(0, part_links([], [])).n_processes == 0


def test_a_map_may_have_no_links() -> None:
    layers = in_layers(3, part_links([], []))

    assert list(layers.rows_by_layer()) == []
    assert layers.below(1).tolist() == []


@pytest.mark.parametrize(
    ("whole", "part", "path"),
    [
        pytest.param([2], [2], ("Taking blood", "Taking blood"), id="its own part"),
        pytest.param(
            [0, 1, 2, 2],
            [1, 2, 1, 3],
            ("Testing", "Taking blood", "Testing"),
            id="below a process that is not in it",
        ),
        pytest.param(
            [1, 3, 4, 1],
            [3, 4, 1, 2],
            ("Testing", "Analysing", "Labelling", "Testing"),
            id="three, above one that is not in it",
        ),
    ],
)
def test_a_circle_is_refused_with_its_path(
    whole: list[int], part: list[int], path: tuple[str, ...]
) -> None:
    with pytest.raises(CycleInMap) as refused:
        in_layers(5, part_links(whole, part), names=NAMES)

    # Where the path begins is open, so its steps are compared.
    assert set(pairwise(refused.value.path)) == set(pairwise(path))
    assert refused.value.path[0] == refused.value.path[-1]


def test_a_circle_without_names_is_told_by_position() -> None:
    with pytest.raises(CycleInMap, match="0 > 1 > 0"):
        in_layers(2, part_links([0, 1], [1, 0]))


@pytest.mark.parametrize("beyond", [-1, 5])
def test_a_link_out_of_the_map_is_refused(beyond: int) -> None:
    with pytest.raises(ValueError, match=f"link 1 leaves the map.*number {beyond}"):
        in_layers(5, part_links([0, 0], [1, beyond]))


def test_a_part_cannot_stand_twice_in_a_whole() -> None:
    with pytest.raises(ValueError, match="part 2 stands twice in the same whole, 0"):
        in_layers(5, part_links([0, 1, 0], [2, 2, 2]))


@pytest.mark.parametrize(
    ("low", "high"),
    [
        pytest.param([1.0, 0.6], [1.0, 0.5], id="wrong way"),
        pytest.param([1.0, np.nan], [1.0, 1.0], id="not a number"),
        pytest.param([1.0, 0.0], [1.0, 1.5], id="above 1"),
    ],
)
def test_an_impossible_necessity_is_refused_with_its_place(
    low: list[float], high: list[float]
) -> None:
    with pytest.raises(InvalidFlag, match="at link 1"):
        part_links([0, 0], [1, 2], necessity_low=low, necessity_high=high)


def test_an_impossible_share_is_refused() -> None:
    with pytest.raises(
        InvalidFlag, match=r"a share as two numbers from 0 to 1.*link 0"
    ):
        part_links([0], [1], share_low=0.5, share_high=0.25)
