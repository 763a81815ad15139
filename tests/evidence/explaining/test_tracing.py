from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.flag_maps import PLAIN, Drawn, plain_flags, trees
from tests.flag_maps import maps as drawn_maps
from wholeflow.evidence import (
    UNDECLARED,
    UNKNOWN,
    Cause,
    Chance,
    Flag,
    Logic,
    Opened,
    Part,
    Trace,
    missing_evidence,
    trace,
)

Map = Mapping[str, Opened]


def traced(whole_map: Map, top: str = "h", **limits: int) -> Trace:
    return trace(
        top, lambda keys: {k: whole_map[k] for k in keys if k in whole_map}, **limits
    )


def a_part(ref: str, whole_map: Map, necessity: float = 1.0) -> Part:
    here = whole_map[ref]
    chance = Chance(necessity, necessity)
    return Part(ref, here.flag if here.has_success else None, chance, ref)


def two_levels() -> dict[str, Opened]:
    """Give reference case R15, its sufficiency left at 1."""
    whole_map = {
        "x1": Opened(Flag(0.9, 0.95)),
        "x2": Opened(Flag(0.6, 0.8)),
        "b": Opened(Flag(0.7, 0.75)),
    }
    inner = a_part("x1", whole_map, 0.5), a_part("x2", whole_map, 0.8)
    whole_map["a"] = Opened(Flag(0.3, 0.82), inner, logic=Logic())
    outer = a_part("a", whole_map, 0.5), a_part("b", whole_map, 0.25)
    whole_map["h"] = Opened(UNKNOWN, outer, logic=Logic())
    return whole_map


def test_what_is_missing_is_shared_out_down_to_the_leaves() -> None:
    found = traced(two_levels())

    shares = {share.ref: share.share for share in found.shares}
    assert shares == pytest.approx({"x2": 0.16, "b": 0.075, "x1": 0.025})
    assert [share.ref for share in found.shares] == ["x2", "b", "x1"]
    assert [share.way for share in found.shares] == [("a",), (), ("a",)]
    assert found.unopened == ()
    assert found.certain


def test_each_share_is_split_into_failing_and_not_known() -> None:
    found = traced(two_levels())

    x2, b, _ = found.shares
    assert (x2.failing, x2.not_known) == pytest.approx((0.08, 0.08))
    assert b.failing == pytest.approx(0.075 * 0.25 / 0.3)


def test_what_is_against_leads_to_the_evidence_that_set_it() -> None:
    found = traced(two_levels())

    assert [(step.ref, step.by) for step in found.chain] == [("h", "a"), ("a", "")]
    assert [step.weight for step in found.chain] == pytest.approx([0.09, 0.18])


def test_mending_what_is_worst_leaves_the_next_worst() -> None:
    found = traced(two_levels())

    assert 1.0 - found.if_its_own_were("a", UNKNOWN).upper == pytest.approx(0.08)


def test_a_part_known_to_work_lifts_the_top_by_its_share() -> None:
    found = traced(two_levels())

    lifted = found.if_it_were("x2").lower - found.flag.lower
    assert lifted == pytest.approx(0.16)


def test_where_any_of_several_is_enough_to_fail_one_alone_lifts_nothing() -> None:
    whole_map = {"a": Opened(Flag(0, 1)), "b": Opened(Flag(0, 1))}
    parts = a_part("a", whole_map), a_part("b", whole_map)
    whole_map["h"] = Opened(UNKNOWN, parts, logic=Logic())

    found = traced(whole_map)

    assert [share.share for share in found.shares] == [0.5, 0.5]
    assert found.if_it_were("a").lower == 0.0


@pytest.mark.parametrize(
    ("here", "cause"),
    [
        (Opened(Flag(0.25, 0.5)), Cause.OWN),
        (Opened(UNKNOWN), Cause.NOTHING),
        (Opened(UNKNOWN, has_success=False), Cause.NO_SUCCESS),
        (Opened(UNKNOWN, (Part("x", Flag(1, 1), ref="x"),)), Cause.SUFFICIENCY),
        (
            Opened(Flag(0.5, 1), (Part("x", UNKNOWN, ref="x"),), logic=Logic()),
            Cause.OWN,
        ),
    ],
)
def test_a_share_says_why_it_lies_where_it_lies(here: Opened, cause: Cause) -> None:
    found = traced({"h": here})

    assert [share.cause for share in found.shares] == [cause]


def test_what_may_not_be_opened_keeps_its_share_and_ends_the_chain() -> None:
    hidden = Part("a part", Flag(0.25, 0.5), ref="hidden")
    found = traced({"h": Opened(UNKNOWN, (hidden,), logic=Logic())})

    (share,) = found.shares
    assert (share.ref, share.cause) == ("hidden", Cause.CLOSED)
    assert (share.share, share.failing) == (0.75, 0.5)
    assert [step.by for step in found.chain] == ["hidden"]


def test_a_flag_with_nothing_missing_has_no_shares() -> None:
    found = traced({"h": Opened(Flag(1, 1))})

    assert found.shares == ()
    assert found.chain == ()


def test_the_largest_shares_are_found_without_opening_the_whole_map() -> None:
    asked: list[Sequence[str]] = []
    whole_map: dict[str, Opened] = {}
    for at in range(1000):
        bad = 0.9 if at == 700 else 0.0001
        whole_map[f"leaf-{at}"] = Opened(Flag(1 - bad, 1))
    for at in range(100):
        parts = [a_part(f"leaf-{each}", whole_map) for each in range(at, 1000, 100)]
        whole_map[f"middle-{at}"] = Opened(UNKNOWN, tuple(parts), logic=Logic())
    parts = [a_part(f"middle-{at}", whole_map, 0.5) for at in range(100)]
    whole_map["h"] = Opened(UNKNOWN, tuple(parts), logic=Logic())

    def open_up(keys: Sequence[str]) -> Map:
        asked.append(keys)
        return {key: whole_map[key] for key in keys}

    found = trace("h", open_up, most=1, at_once=10)

    assert found.shares[0].ref == "leaf-700"
    assert found.certain
    assert len(asked) == 3
    assert sum(len(keys) for keys in asked) == 21


LOGICS = st.sampled_from(
    [Logic(), Logic(), UNDECLARED, Logic(sufficiency=Chance(0.5, 0.75))]
)
CHANCES = st.integers(0, 8).map(lambda n: n / 8)


@st.composite
def maps(draw: st.DrawFn) -> dict[str, Opened]:
    """Give a map in which parts may be shared; each process comes after its parts."""
    whole_map: dict[str, Opened] = {}
    size = draw(st.integers(1, 14))
    for at in range(size):
        key = "h" if at == size - 1 else f"p{at}"
        low = draw(CHANCES) * draw(st.sampled_from([0.0, 1.0]))
        own = Flag(low, max(low, draw(CHANCES)))
        refs = (
            draw(st.lists(st.sampled_from(sorted(whole_map)), unique=True, max_size=4))
            if whole_map
            else []
        )
        parts = tuple(a_part(ref, whole_map, draw(CHANCES)) for ref in refs)
        whole_map[key] = Opened(
            own if draw(st.booleans()) or not parts else UNKNOWN,
            parts,
            logic=draw(LOGICS),
            has_success=key == "h" or draw(st.integers(0, 9)) > 0,
        )
    return whole_map


def test_what_own_evidence_says_against_is_no_doubt_about_the_parts() -> None:
    whole_map = {"x": Opened(Flag(1, 1))}
    parts = (a_part("x", whole_map),)
    whole_map["h"] = Opened(Flag(0, 0.125), parts, logic=UNDECLARED)

    found = traced(whole_map)

    (doubt,) = found.shares
    assert doubt.cause is Cause.SUFFICIENCY
    assert (doubt.not_known, doubt.failing) == (1.0, 0.0)
    assert [(step.weight, step.cause) for step in found.chain] == [(0.875, Cause.OWN)]


def test_doubt_about_the_parts_is_split_as_their_sufficiency() -> None:
    whole_map = {"x": Opened(Flag(1, 1))}
    logic = Logic(sufficiency=Chance(0.5, 0.875))
    parts = (a_part("x", whole_map),)
    whole_map["h"] = Opened(Flag(0, 0.25), parts, logic=logic)

    (doubt,) = traced(whole_map).shares

    assert (doubt.not_known, doubt.failing) == (0.375, 0.125)


def test_halves_of_a_share_have_the_numbers_of_the_words_of_the_flag() -> None:
    flag = Flag(0.625, 0.775)

    (share,) = traced({"h": Opened(flag)}).shares

    assert flag.in_words() == "62 for, 15 not known, 23 against"
    assert share.halves(38) == (15, 23)
    assert share.halves(37) == (15, 22)


def by_every_way(whole_map: Map) -> dict[str, float]:
    """Share out by walking each way from the top by itself: the plain twin."""
    found: dict[str, float] = defaultdict(float)

    def walk(key: str, amount: float) -> None:
        here = whole_map[key]
        suffice = here.logic.sufficiency.low
        short = [1.0 - part.seen_by(here.logic).lower for part in here.parts]
        from_parts = suffice * max(0.0, 1.0 - math.fsum(short))
        decides = here.own.lower > from_parts + 1e-15
        if not here.has_success or not here.parts or decides:
            found[key] += amount
            return
        scale = suffice / max(1.0, math.fsum(short))
        bearing = [scale * each for each in short]
        total = math.fsum(bearing) + 1.0 - suffice
        found[key] += amount * (1.0 - suffice) / total
        for part, share in zip(here.parts, bearing, strict=True):
            if share > 0.0:
                walk(part.ref, amount * share / total)

    if whole_map["h"].flag.lower < 1.0:
        walk("h", 1.0 - whole_map["h"].flag.lower)
    return {key: share for key, share in found.items() if share > 0.0}


@given(maps())
def test_shares_are_those_of_walking_every_way(whole_map: dict[str, Opened]) -> None:
    found = traced(whole_map, rounds=100)

    shares = {share.ref: share.share for share in found.shares}
    assert shares == pytest.approx(by_every_way(whole_map), abs=1e-12)


@given(maps(), st.integers(1, 3), st.integers(1, 3), st.integers(1, 8))
def test_shares_add_up_to_what_is_missing_wherever_it_stops(
    whole_map: dict[str, Opened], most: int, at_once: int, rounds: int
) -> None:
    found = traced(whole_map, most=most, at_once=at_once, rounds=rounds)

    every = [*found.shares, *found.unopened]
    assert math.fsum(s.share for s in every) == pytest.approx(
        1.0 - found.flag.lower, abs=1e-9
    )
    assert all(-1e-12 <= share.failing <= share.share + 1e-12 for share in every)


@given(maps(), st.integers(1, 4))
def test_what_is_certain_is_what_opening_everything_gives(
    whole_map: dict[str, Opened], most: int
) -> None:
    found = traced(whole_map, most=most, at_once=1, rounds=5)

    everything = by_every_way(whole_map)
    least = min((everything[s.ref] for s in found.shares[:most]), default=0.0)
    named = {share.ref for share in found.shares[:most]}
    others = [share for ref, share in everything.items() if ref not in named]
    if found.certain:
        assert max(others, default=0.0) <= least + 1e-9


@given(maps(), st.data())
def test_what_would_be_is_what_working_it_all_out_again_gives(
    whole_map: dict[str, Opened], data: st.DataObject
) -> None:
    found = traced(whole_map, rounds=100, most=100)
    ref = data.draw(st.sampled_from(sorted(found.opened)))

    now: dict[str, Flag | None] = {}
    for key, here in whole_map.items():  # parts before wholes
        parts = tuple(Part(p.name, now[p.ref], p.necessity, p.ref) for p in here.parts)
        again = Opened(here.own, parts, here.logic, here.has_success)
        now[key] = again.flag if here.has_success else None
        now[key] = Flag(1, 1) if key == ref else now[key]
    expected = now["h"]
    assert expected is not None

    # A process that hangs elsewhere as well, below what needed no opening, still counts.
    assert found.if_it_were(ref).lower <= expected.lower + 1e-12
    if set(found.opened) == set(whole_map):
        assert found.if_it_were(ref).lower == pytest.approx(expected.lower)


def as_opened(it: Drawn) -> dict[str, Opened]:
    """Give a drawn map as a trace opens it."""
    flags = plain_flags(it)
    parts: dict[int, list[Part]] = defaultdict(list)
    for link, (whole, part) in enumerate(
        zip(it.links.whole.tolist(), it.links.part.tolist(), strict=True)
    ):
        bites = Chance(it.links.necessity_low[link], it.links.necessity_high[link])
        share = Chance(it.links.share_low[link], it.links.share_high[link])
        flag = flags[part] if it.base.has_success[part] else None
        parts[whole].append(Part(str(part), flag, bites, str(part), share))
    return {
        str(at): Opened(
            Flag(float(it.base.lower[at]), float(it.base.upper[at])),
            tuple(parts[at]),
            it.logic[at],
            bool(it.base.has_success[at]),
        )
        for at in range(it.size)
    }


@given(st.one_of(drawn_maps(ways=PLAIN), trees()))
def test_shares_and_their_halves_are_those_of_the_sweep_over_a_whole_map(
    it: Drawn,
) -> None:
    assume(it.base.has_success[0])
    flags = it.flags()
    swept = missing_evidence(flags, 0)

    found = traced(as_opened(it), top="0", rounds=100, most=100)

    at = [int(flags.layers.position[int(share.ref)]) for share in found.shares]
    assert [share.not_known for share in found.shares] == pytest.approx(
        swept.not_known[at].tolist(), abs=1e-9
    )
    assert [share.failing for share in found.shares] == pytest.approx(
        swept.failing[at].tolist(), abs=1e-9
    )
    assert math.fsum(share.share for share in found.shares) == pytest.approx(
        float(swept.stopped.sum()), abs=1e-9
    )
