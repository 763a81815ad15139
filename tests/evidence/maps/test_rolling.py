from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flag_maps import Drawn, drawn, maps, plain_flags
from wholeflow.errors import InvalidFlag
from wholeflow.evidence import (
    Below,
    Flag,
    FlagMap,
    count_below,
    flag_map,
    ground,
    in_layers,
    logics,
    part_links,
)

ROUNDING = 1e-12
SUFFICIENT = logics(sufficiency_low=1.0)


def same_bits(one: FlagMap, other: FlagMap) -> bool:
    columns = (
        *("lower", "upper", "has_flag", "contested", "stale", "unassessed", "masks"),
    )
    below = [
        [flags.below(at) for at in range(len(flags.lower))] for flags in (one, other)
    ]
    return below[0] == below[1] and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in columns
    )


def a_chain(necessity: float, leaf: Flag) -> FlagMap:
    """Process 0 has part 1, which has part 2, a leaf."""
    links = part_links(
        [0, 1], [1, 2], necessity_low=necessity, necessity_high=necessity
    )
    return flag_map(ground([0, 0, leaf.lower], [1, 1, leaf.upper]), links, SUFFICIENT)


def test_a_map_without_evidence_is_all_white_and_unassessed() -> None:
    flags = flag_map(ground([0] * 3, [1] * 3), part_links([0, 0], [1, 2]), SUFFICIENT)

    assert flags.flag(0) == Flag(0, 1)
    assert flags.below(0) == Below(contested=False, stale=False, unassessed=True)


def test_a_map_may_be_empty() -> None:
    flags = flag_map(ground([], []), part_links([], []))

    assert flags.lower.tolist() == []


def test_red_comes_up_from_parts_that_nobody_declared_sufficient() -> None:
    flags = flag_map(ground([0, 0.25], [1, 0.25]), part_links([0], [1]))

    assert flags.flag(0) == Flag(0, 0.25)


def test_a_process_without_success_statement_has_no_flag_and_passes_nothing_on() -> (
    None
):
    base = ground([0, 0.5, 0], [1, 0.75, 0], has_success=[True, False, True])

    flags = flag_map(base, part_links([0, 1], [1, 2]), SUFFICIENT)

    assert flags.flag(1) is None
    assert flags.flag(0) == Flag(0, 1)
    assert flags.below(0).unassessed


def test_a_conflict_that_vanishes_on_the_way_up_still_marks_the_top() -> None:
    flags = a_chain(necessity=0.0, leaf=Flag(1, 0))

    assert flags.flag(0) == Flag(1, 1)
    assert flags.below(0).contested


def test_a_conflict_in_a_needed_part_reaches_the_top() -> None:
    flags = a_chain(necessity=1.0, leaf=Flag(0.75, 0.25))

    assert flags.flag(0) == Flag(0.75, 0.25)
    assert count_below(flags.layers, flags.contested)[0] == 2


def test_a_mark_of_a_process_itself_is_not_below_it() -> None:
    flags = flag_map(ground([0, 0], [1, 1], stale=[True, False]), part_links([0], [1]))

    assert flags.stale.tolist() == [True, False]
    assert not flags.below(0).stale


@given(maps())
def test_whole_maps_and_plain_values_give_the_same_bits(it: Drawn) -> None:
    flags = it.flags()

    plain = plain_flags(it)
    assert [flag.lower for flag in plain] == flags.lower.tolist()
    assert [flag.upper for flag in plain] == flags.upper.tolist()


@given(maps())
def test_numba_and_numpy_give_the_same_bits(it: Drawn) -> None:
    assert same_bits(it.flags("numba"), it.flags("numpy"))


@pytest.mark.parametrize("seed", range(4))
def test_all_ways_agree_on_wholes_of_many_parts(seed: int) -> None:
    """Sums and products of many numbers depend on the order; these must not."""
    rng = np.random.default_rng(seed)
    pairs = {
        (int(whole), int(rng.integers(whole + 1, 600)))
        for whole in rng.integers(0, 8, 900)
    }
    it = drawn(sorted(pairs), seed, n_processes=600)

    flags = it.flags("numba")

    assert same_bits(flags, it.flags("numpy"))
    plain = plain_flags(it)
    assert [flag.lower for flag in plain] == flags.lower.tolist()
    assert [flag.upper for flag in plain] == flags.upper.tolist()


@given(maps(), st.data())
def test_the_order_in_which_links_are_read_does_not_matter(
    it: Drawn, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(it.links.whole))))

    assert same_bits(it.shuffled(order).flags(), it.flags())


@given(maps())
def test_marks_and_counts_are_those_of_a_walk_that_visits_each_process_once(
    it: Drawn,
) -> None:
    flags = it.flags()

    counted = count_below(flags.layers, flags.stale)

    walked = [int(flags.stale[flags.layers.below(at)].sum()) for at in range(it.size)]
    assert counted.tolist() == walked
    assert [flags.below(at).stale for at in range(it.size)] == [n > 0 for n in walked]


ends = st.tuples(st.floats(0, 1), st.floats(0, 1)) | st.just((0.0, 1.0))


@given(maps(), st.data(), st.sampled_from(["numpy", "numba"]))
def test_a_change_equals_a_new_map_to_the_last_bit(
    it: Drawn, data: st.DataObject, by: str
) -> None:
    flags = it.flags(by)
    at = data.draw(st.lists(st.integers(0, it.size - 1), min_size=1, unique=True))
    lower, upper = np.array([data.draw(ends) for _ in at]).T
    stale, said = np.array(
        [data.draw(st.tuples(st.booleans(), st.booleans())) for _ in at]
    ).T
    before = flags.lower, flags.upper

    moves = flags.change(at, lower, upper, has_success=said, stale=stale)

    columns = [
        np.array(each)
        for each in (it.base.lower, it.base.upper, it.base.has_success, it.base.stale)
    ]
    for column, new in zip(columns, (lower, upper, said, stale), strict=True):
        column[at] = new
    base = ground(columns[0], columns[1], has_success=columns[2], stale=columns[3])
    assert same_bits(flags, Drawn(base, it.links, it.logic).flags())
    moved = (flags.lower != before[0]) | (flags.upper != before[1])
    assert sorted(move.process for move in moves) == np.flatnonzero(moved).tolist()


@given(maps(), st.data(), st.sampled_from(["numpy", "numba"]))
def test_what_if_tells_what_a_change_would_and_changes_nothing(
    it: Drawn, data: st.DataObject, by: str
) -> None:
    flags = it.flags(by)
    at = data.draw(st.lists(st.integers(0, it.size - 1), min_size=1, unique=True))
    lower, upper = np.array([data.draw(ends) for _ in at]).T

    told = flags.what_if(at, lower, upper)

    assert same_bits(flags, it.flags())
    assert told == flags.change(at, lower, upper)


def test_a_change_tells_which_flags_moved_and_stops_where_none_does() -> None:
    base = ground([0, 0, 0, 0], [1, 0.5, 0.75, 0.75])
    flags = flag_map(base, part_links([0, 1, 1], [1, 2, 3]))

    moves = flags.change(2, 0, 0.625)

    assert moves == [(2, 0.0, 0.75, 0.0, 0.625)]


def test_a_change_moves_parts_before_wholes() -> None:
    flags = a_chain(necessity=1.0, leaf=Flag(0.75, 1))

    moves = flags.change(2, 0.5, 1)

    assert [move.process for move in moves] == [2, 1, 0]


def test_a_change_keeps_what_it_does_not_speak_of() -> None:
    base = ground([0, 0], [1, 1], has_success=[True, False], stale=[False, True])
    flags = flag_map(base, part_links([0], [1]))

    flags.change(1, 0.5, 1)

    assert flags.flag(1) is None
    assert flags.stale.tolist() == [False, True]


def test_a_change_that_is_no_flag_is_refused_and_changes_nothing() -> None:
    flags = flag_map(ground([0, 0.5], [1, 1]), part_links([0], [1]))

    with pytest.raises(InvalidFlag, match=r"lower end of a flag.*got -0\.1"):
        flags.change(1, -0.1, 1)

    with pytest.raises(InvalidFlag, match=r"got 0\.75 and 1\.5 in row 1"):
        flags.change([0, 1], [0, 0.75], [1, 1.5])

    assert flags.flag(1) == Flag(0.5, 1)


@given(maps(), st.data())
def test_better_evidence_anywhere_never_makes_a_flag_worse(
    it: Drawn, data: st.DataObject
) -> None:
    flags = it.flags()
    before = flags.lower, flags.upper
    at = data.draw(st.integers(0, it.size - 1))
    lower, upper = it.base.lower[at], it.base.upper[at]

    flags.change(
        at,
        lower + data.draw(st.floats(0, 1)) * (1 - lower),
        upper + data.draw(st.floats(0, 1)) * (1 - upper),
    )

    assert (flags.lower >= before[0] - ROUNDING).all()
    assert (flags.upper >= before[1] - ROUNDING).all()


@given(maps())
def test_flags_stay_between_0_and_1(it: Drawn) -> None:
    flags = it.flags()

    both = np.concatenate((flags.lower, flags.upper))
    assert 0.0 <= both.min() <= both.max() <= 1.0


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**32))
def test_counts_hold_on_a_map_with_more_shared_parts_than_one_batch(seed: int) -> None:
    rng = np.random.default_rng(seed)
    part = rng.integers(1, 700, 1500)
    links = np.unique(np.stack((rng.integers(0, part), part)), axis=1)
    layers = in_layers(700, part_links(*links))
    marks = rng.random(700) < 0.5

    counted = count_below(layers, marks)

    walked = [int(marks[layers.below(at)].sum()) for at in range(0, 700, 50)]
    assert counted[::50].tolist() == walked


def test_a_whole_cannot_need_more_parts_than_it_has() -> None:
    needs_three = logics("at least", at_least=3)

    with pytest.raises(InvalidFlag, match='"Caring" to need at most the 2 parts'):
        flag_map(
            ground([0] * 3, [1] * 3),
            part_links([0, 0], [1, 2]),
            needs_three,
            names=["Caring", "Testing", "Writing"],
        )


def test_shares_that_cannot_add_up_to_1_are_refused() -> None:
    links = part_links([0, 0], [1, 2], share_low=0.25, share_high=0.375)

    with pytest.raises(InvalidFlag, match=r"of process 0 to add.*0\.5 to 0\.75"):
        flag_map(ground([0] * 3, [1] * 3), links, logics("share"))


def test_logics_must_speak_of_the_same_processes() -> None:
    with pytest.raises(ValueError, match="3 processes in the map, 2 logics"):
        flag_map(ground([0] * 3, [1] * 3), part_links([], []), logics(["all", "any"]))
