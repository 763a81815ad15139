from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from wholeflow.errors import CycleInMap, InvalidFlag
from wholeflow.evidence import in_layers, part_links

NAMES = ["Caring", "Testing", "Taking blood", "Analysing", "Labelling"]


def test_a_process_stands_above_the_highest_of_its_parts() -> None:
    links = part_links([0, 0, 1, 1], [1, 2, 2, 3])

    layers = in_layers(5, links)

    assert layers.height.tolist() == [2, 1, 0, 0, 0]


def test_everything_above_comes_once_and_parts_before_wholes() -> None:
    links = part_links([0, 0, 1, 2], [1, 2, 3, 3])

    layers = in_layers(5, links)

    assert layers.above(3).tolist() == [1, 2, 0]
    assert layers.above(0).tolist() == []


def test_everything_below_comes_once_and_parts_before_wholes() -> None:
    links = part_links([0, 0, 1, 2, 2], [1, 2, 3, 3, 4])

    layers = in_layers(5, links)

    assert layers.below(0).tolist() == [3, 4, 1, 2]
    assert layers.below(3).tolist() == []


def test_a_map_may_be_empty() -> None:
    assert in_layers(0, part_links([], [])).n_processes == 0


def test_a_map_may_have_no_links() -> None:
    assert in_layers(3, part_links([], [])).height.tolist() == [0, 0, 0]


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
    with pytest.raises(ValueError, match="leaves the map of 5 processes"):
        in_layers(5, part_links([0], [beyond]))


def test_a_part_cannot_stand_twice_in_a_whole() -> None:
    with pytest.raises(ValueError, match="twice in the same whole"):
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
