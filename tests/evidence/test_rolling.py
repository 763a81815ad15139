from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wholeflow.errors import InvalidFlag
from wholeflow.evidence import (
    Below,
    Flag,
    Ground,
    Layers,
    RollUp,
    count_below,
    flag_at,
    ground,
    in_layers,
    part_links,
    refresh,
    roll_up,
)

ROUNDING = 1e-12


@dataclass(frozen=True)
class Map:
    """A random map: parts have higher numbers than their wholes."""

    n_processes: int
    links: list[tuple[int, int]]
    seed: int

    def columns(self) -> tuple[Layers, Ground]:
        rng = np.random.default_rng(self.seed)
        pairs = np.array(self.links, np.int64).reshape(-1, 2)
        low, high = np.sort(rng.random((2, len(pairs))) ** 2, axis=0)
        layers = in_layers(
            self.n_processes,
            part_links(
                pairs[:, 0], pairs[:, 1], necessity_low=low, necessity_high=high
            ),
        )
        # Mostly good news, so that sums over many parts stay below 1 and count.
        silent = rng.random(self.n_processes) < 0.2
        lower = 1.0 - 0.2 * rng.random(self.n_processes)
        upper = np.minimum(1.0, lower + rng.uniform(-0.1, 0.2, self.n_processes))
        return layers, ground(
            np.where(silent, 0.0, lower),
            np.where(silent, 1.0, upper),
            has_success=rng.random(self.n_processes) < 0.9,
            parts_suffice=rng.random(self.n_processes) < 0.8,
            stale=rng.random(self.n_processes) < 0.3,
        )


@st.composite
def maps(draw: st.DrawFn) -> Map:
    n_processes = draw(st.integers(2, 14))
    numbers = st.integers(0, n_processes - 1)
    pairs = st.tuples(numbers, numbers).map(lambda pair: (min(pair), max(pair)))
    apart = pairs.filter(lambda pair: pair[0] < pair[1])
    links = draw(st.lists(apart, unique=True, max_size=3 * n_processes))
    return Map(n_processes, links, draw(st.integers(0, 2**32)))


def same_bits(one: RollUp, other: RollUp) -> bool:
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name))
        for field in fields(RollUp)
    )


def a_chain(necessity: float, leaf: Flag) -> RollUp:
    """Process 0 has part 1, which has part 2, a leaf."""
    layers = in_layers(
        3,
        part_links([0, 1], [1, 2], necessity_low=necessity, necessity_high=necessity),
    )
    base = ground([0, 0, leaf.lower], [1, 1, leaf.upper], parts_suffice=True)
    return roll_up(layers, base)


def test_a_map_without_evidence_is_all_white_and_unassessed() -> None:
    layers = in_layers(3, part_links([0, 0], [1, 2]))

    rolled = roll_up(layers, ground([0] * 3, [1] * 3, parts_suffice=True))

    assert rolled.flag(0) == Flag(0, 1)
    assert rolled.below(0) == Below(contested=0, stale=0, unassessed=2)


def test_red_comes_up_from_parts_that_nobody_declared_sufficient() -> None:
    layers = in_layers(2, part_links([0], [1]))

    rolled = roll_up(layers, ground([0, 0.25], [1, 0.25]))

    assert rolled.flag(0) == Flag(0, 0.25)


def test_a_process_without_success_statement_has_no_flag_and_passes_nothing_on() -> (
    None
):
    layers = in_layers(3, part_links([0, 1], [1, 2]))
    base = ground(
        [0, 0.5, 0], [1, 0.75, 0], has_success=[True, False, True], parts_suffice=True
    )

    rolled = roll_up(layers, base)

    assert rolled.flag(1) is None
    assert rolled.flag(0) == Flag(0, 1)
    assert rolled.below(0).unassessed == 1


def test_a_conflict_that_vanishes_on_the_way_up_still_counts() -> None:
    rolled = a_chain(necessity=0.0, leaf=Flag(1, 0))

    assert rolled.flag(0) == Flag(1, 1)
    assert rolled.below(0).contested == 1


def test_a_conflict_in_a_needed_part_reaches_the_top() -> None:
    rolled = a_chain(necessity=1.0, leaf=Flag(0.75, 0.25))

    assert rolled.flag(0) == Flag(0.75, 0.25)
    assert rolled.below(0).contested == 2


def test_a_shared_part_counts_once() -> None:
    layers = in_layers(4, part_links([0, 0, 1, 2], [1, 2, 3, 3]))
    base = ground([0] * 4, [1] * 4, stale=[False, False, False, True])

    rolled = roll_up(layers, base)

    assert rolled.below(0) == Below(contested=0, stale=1, unassessed=1)


@given(maps())
def test_the_array_form_and_the_plain_form_give_the_same_bits(it: Map) -> None:
    layers, base = it.columns()

    rolled = roll_up(layers, base)

    plain = [flag_at(rolled, layers, base, at) for at in range(it.n_processes)]
    assert [flag.lower for flag in plain] == rolled.lower.tolist()
    assert [flag.upper for flag in plain] == rolled.upper.tolist()


def test_the_two_forms_agree_on_a_whole_of_many_parts() -> None:
    """Sums of many numbers usually depend on the order of adding; these must not."""
    rng = np.random.default_rng(7)
    layers = in_layers(201, part_links([0] * 200, range(1, 201)))
    lower = np.append(0.0, 1.0 - 0.008 * rng.random(200))
    base = ground(lower, np.ones(201), parts_suffice=True)

    rolled = roll_up(layers, base)

    assert 0.1 < rolled.lower[0] < 0.3
    assert flag_at(rolled, layers, base, 0).lower == rolled.lower[0]


@given(maps(), st.data())
def test_the_order_in_which_links_are_read_does_not_matter(
    it: Map, data: st.DataObject
) -> None:
    layers, base = it.columns()
    links = layers.links
    order = np.array(data.draw(st.permutations(range(len(links.whole)))), np.int64)

    shuffled = in_layers(it.n_processes, links.taken(order))

    assert same_bits(roll_up(shuffled, base), roll_up(layers, base))


@given(maps())
def test_counts_below_are_those_of_a_walk_that_visits_each_process_once(
    it: Map,
) -> None:
    layers, base = it.columns()

    counted = count_below(layers, base.stale)

    walked = [int(base.stale[layers.below(at)].sum()) for at in range(it.n_processes)]
    assert counted.tolist() == walked


@given(maps(), st.data())
def test_refreshing_after_a_change_equals_a_new_roll_up_to_the_last_bit(
    it: Map, data: st.DataObject
) -> None:
    layers, base = it.columns()
    rolled = roll_up(layers, base)
    at = data.draw(st.integers(0, it.n_processes - 1))
    base.lower[at], base.upper[at] = data.draw(
        st.tuples(st.floats(0, 1), st.floats(0, 1)) | st.just((0.0, 1.0))
    )
    base.stale[at], base.has_success[at] = data.draw(
        st.tuples(st.booleans(), st.booleans())
    )

    refresh(rolled, layers, base, at)

    assert same_bits(rolled, roll_up(layers, base))


def test_a_refresh_tells_which_flags_moved_and_stops_where_none_does() -> None:
    layers = in_layers(4, part_links([0, 1, 1], [1, 2, 3]))
    base = ground([0, 0, 0, 0], [1, 0.5, 0.75, 0.75])
    rolled = roll_up(layers, base)
    base.upper[2] = 0.625

    moved = refresh(rolled, layers, base, 2)

    assert moved.tolist() == [2]


@given(maps(), st.data())
def test_better_evidence_anywhere_never_makes_a_flag_worse(
    it: Map, data: st.DataObject
) -> None:
    layers, base = it.columns()
    before = roll_up(layers, base)
    at = data.draw(st.integers(0, it.n_processes - 1))
    base.lower[at] += data.draw(st.floats(0, 1)) * (1 - base.lower[at])
    base.upper[at] += data.draw(st.floats(0, 1)) * (1 - base.upper[at])

    after = roll_up(layers, base)

    assert (after.lower >= before.lower - ROUNDING).all()
    assert (after.upper >= before.upper - ROUNDING).all()


@given(maps())
def test_flags_stay_between_0_and_1(it: Map) -> None:
    rolled = roll_up(*it.columns())

    ends = np.concatenate((rolled.lower, rolled.upper))
    assert 0.0 <= ends.min() <= ends.max() <= 1.0


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


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        pytest.param([0, np.nan], [1, 1], id="not a number"),
        pytest.param([0, -0.1], [1, 1], id="below 0"),
        pytest.param([0, 0], [1, 1.1], id="above 1"),
    ],
)
def test_columns_that_are_no_flags_are_refused_with_their_place(
    lower: list[float], upper: list[float]
) -> None:
    with pytest.raises(InvalidFlag, match="for process 1"):
        ground(lower, upper)


def test_the_ground_must_speak_of_the_same_processes() -> None:
    with pytest.raises(ValueError, match="3 processes in the map, 2 in the ground"):
        roll_up(in_layers(3, part_links([], [])), ground([0, 0], [1, 1]))
