from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from tests.flag_maps import Drawn, maps
from wholeflow.evidence import (
    Chance,
    Combining,
    Dependence,
    FlagMap,
    Logic,
    flag_map,
    ground,
    guarded,
    in_layers,
    logics,
    mask_of,
    may_share,
    part_links,
)
from wholeflow.evidence.maps.sharing import bits_by_number, find_sharing

WHOLE, FIRST, SECOND, ONLY_FIRST, SHARED, ONLY_SECOND = range(6)
TWO_WITH_ONE_SHARED = part_links(
    [WHOLE, WHOLE, FIRST, FIRST, SECOND, SECOND],
    [FIRST, SECOND, ONLY_FIRST, SHARED, SHARED, ONLY_SECOND],
)


def two_with_one_shared(dependence: float, combining: str = "all") -> FlagMap:
    return flag_map(
        ground([0, 0, 0, 0.9, 0.9, 0.9], [1, 1, 1, 0.95, 0.95, 0.95]),
        TWO_WITH_ONE_SHARED,
        logics(
            combining,
            at_least=2,
            sufficiency_low=1.0,
            dependence_low=dependence,
            dependence_high=dependence,
        ),
    )


def test_independence_is_not_believed_of_parts_with_a_part_in_common() -> None:
    """Multiplying would claim 0.814506 for the upper end; the exact one is 0.857375."""
    flags = two_with_one_shared(0.0)

    assert flags.lower[WHOLE] == pytest.approx(0.6561, abs=5e-7)
    assert flags.upper[WHOLE] == pytest.approx(0.9025, abs=5e-7)
    assert flags.lower[FIRST] == pytest.approx(0.81, abs=5e-7)


def test_below_what_hangs_together_nothing_is_claimed() -> None:
    flags = two_with_one_shared(1.0)

    assert flags.lower[WHOLE] == pytest.approx(0.8, abs=5e-7)  # 1 - 0.1 - 0.1
    assert flags.lower[FIRST] == pytest.approx(0.9, abs=5e-7)


def test_so_many_of_parts_with_a_part_in_common_claim_nothing() -> None:
    """Never opposed bounds all and any, but not how many of more than two."""
    so_many = Logic(Combining.AT_LEAST, dependence=Dependence(0, 0), at_least=2)

    assert guarded(so_many, parts=True).dependence == Dependence(-1, 1)


def test_a_claim_that_parts_compete_keeps_its_lower_end() -> None:
    compete = Logic(dependence=Dependence(-1, 0))

    assert guarded(compete, parts=True).dependence == Dependence(-1, 1)


def test_a_part_of_a_part_that_is_a_part_itself_is_shared() -> None:
    sharing = find_sharing(in_layers(3, part_links([0, 0, 1], [1, 2, 2])))

    assert sharing.overlaps.tolist() == [True, False]


def test_a_part_of_two_wholes_that_meet_nowhere_widens_nothing() -> None:
    sharing = find_sharing(in_layers(3, part_links([0, 1], [2, 2])))

    assert sharing.overlaps.tolist() == [False, False]


def test_bits_are_the_callers_choice() -> None:
    bits = [0, 0, 0, 0, 62, 0]

    flags = flag_map(ground([0] * 6, [1] * 6), TWO_WITH_ONE_SHARED, bits=bits)

    assert flags.masks.tolist() == [2**62, 2**62, 2**62, 0, 2**62, 0]


@pytest.mark.parametrize("bits", [[0, 63], [0, -1], [0]])
def test_bits_must_be_from_0_to_62_for_each_process(bits: list[int]) -> None:
    with pytest.raises(ValueError, match="one bit from 0 to 62 for each of 2"):
        find_sharing(in_layers(2, part_links([0], [1])), bits)


def test_neighbouring_numbers_have_different_bits() -> None:
    bits = bits_by_number(10_000)

    assert bits.max() == 62
    assert np.bincount(bits).min() > 100
    assert np.mean(np.diff(bits.astype(int)) == 0) < 0.05


@given(maps())
def test_whatever_is_shared_is_found(it: Drawn) -> None:
    flags = it.flags()
    layers, overlaps = flags.layers, flags.layout.sharing.overlaps

    for row, whole in enumerate(layers.number[layers.wholes].tolist()):
        below = [
            {part, *layers.below(part).tolist()} for part in layers.parts_of(whole)
        ]
        shares = sum(map(len, below)) > len(set().union(*below))
        masks = flags.masks[layers.parts_of(whole)].tolist()
        assert overlaps[row] == may_share(masks)
        assert overlaps[row] or not shares
        assert flags.masks[whole] & mask_of(masks) == mask_of(masks)


def test_doubt_about_sufficiency_leaves_no_claim_above() -> None:
    links = part_links([0, 0, 1, 1, 2], [1, 2, 3, 4, 4])
    doubtful = Logic(sufficiency=Chance(0.5, 1), dependence=Dependence(0, 0))

    flags = flag_map(
        ground([0, 0, 0, 0.9, 0.9], [1] * 5),
        links,
        logics(
            sufficiency_low=[1, doubtful.sufficiency.low, 1, 1, 1],
            dependence_low=0,
            dependence_high=0,
        ),
    )

    # 1 - (1 - 0.405) - (1 - 0.9): the product would be 0.3645
    assert flags.lower[0] == pytest.approx(0.305)
