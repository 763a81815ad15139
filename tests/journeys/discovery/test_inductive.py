"""The inductive miner: known logs give known trees, and no trace of a log is lost."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.discovery.languages import (
    Trace,
    allows,
    log_of,
    sets_of_traces,
    traces_of,
    trees,
)
from wholeflow.errors import BadInput
from wholeflow.journeys import Journeys, variants
from wholeflow.journeys.discovery import ProcessTree, discover

CASES = {
    "a choice": (["ab", "c"], "X( ->( 'a', 'b' ), 'c' )"),
    "a sequence": (["abc"], "->( 'a', 'b', 'c' )"),
    "what may be left out": (["abc", "ac"], "->( 'a', X( tau, 'b' ), 'c' )"),
    "any order": (["abcd", "acbd"], "->( 'a', +( 'b', 'c' ), 'd' )"),
    "a loop with a way back": (["ab", "abcab"], "*( ->( 'a', 'b' ), 'c' )"),
    "a loop with two ways back": (["a", "aba", "aca"], "*( 'a', X( 'b', 'c' ) )"),
    "one activity again and again": (["a", "aa", "aaa"], "*( 'a', tau )"),
    "several again and again": (["ab", "abab"], "*( ->( 'a', 'b' ), tau )"),
    "begun again where it had ended": (
        ["aabab"],
        "*( ->( *( 'a', tau ), 'b' ), tau )",
    ),
    "one beside all others": (
        ["xabc", "abxc", "abcx"],
        "+( 'x', ->( 'a', 'b', 'c' ) )",
    ),
    "no block at all": (
        ["ax", "ay", "by", "bz", "cz", "cx"],
        "*( X( 'a', 'b', 'c', 'x', 'y', 'z' ), tau )",
    ),
    # L1 to L6 of "Process Mining: Data Science in Action"
    "L1": (["abcd", "acbd", "aed"], "->( 'a', X( +( 'b', 'c' ), 'e' ), 'd' )"),
    "L2": (
        ["abcd", "acbd", "abcefbcd", "abcefcbd", "acbefbcd", "acbefbcefcbd"],
        "->( 'a', *( +( 'b', 'c' ), ->( 'e', 'f' ) ), 'd' )",
    ),
    "L3": (
        ["abcdefbdceg", "abdceg", "abcdefbcdefbdceg"],
        "->( 'a', *( ->( 'b', +( 'c', 'd' ), 'e' ), 'f' ), 'g' )",
    ),
    "L5": (
        ["abef", "abecdbf", "abcedbf", "abcdebf", "aebcdbf"],
        "->( 'a', +( *( 'b', ->( 'c', 'd' ) ), 'e' ), 'f' )",
    ),
}


@pytest.mark.parametrize(("traces", "tree"), CASES.values(), ids=CASES)
def test_a_known_log_gives_its_tree(traces: list[str], tree: str) -> None:
    assert str(discover(log_of(traces))) == tree


@given(sets_of_traces)
def test_no_trace_of_a_log_is_lost_without_noise(log: list[Trace]) -> None:
    tree = discover(log_of(log))

    assert [trace for trace in log if not allows(tree, trace)] == []


@given(st.data())
def test_a_log_of_a_tree_is_allowed_by_what_is_drawn(data: st.DataObject) -> None:
    tree = data.draw(trees())
    log = data.draw(st.lists(traces_of(tree).filter(bool), min_size=1, max_size=12))

    drawn = discover(log_of(log))

    assert [trace for trace in log if not allows(drawn, trace)] == []


@given(sets_of_traces, st.floats(0, 0.99), st.randoms(use_true_random=False))
def test_the_order_of_cases_does_not_matter(
    log: list[Trace], noise: float, chance: random.Random
) -> None:
    shuffled = chance.sample(log, len(log))

    assert discover(log_of(log), noise) == discover(log_of(shuffled), noise)


@given(sets_of_traces, st.floats(0, 0.99))
def test_each_activity_stands_in_the_tree_once_at_most(
    log: list[Trace], noise: float
) -> None:
    drawn = discover(log_of(log), noise).activities()

    assert len(drawn) == len(set(drawn))
    assert set(drawn) <= {name for trace in log for name in trace}


def test_what_happens_rarely_is_left_out_as_noise() -> None:
    log = log_of(["abcd"] * 95 + ["dcba"] * 5)

    assert str(discover(log)) == "+( 'b', *( X( 'a', 'd' ), 'c' ) )"
    assert str(discover(log, noise=0.2)) == "->( 'a', 'b', 'c', 'd' )"


def test_what_is_rare_stays_where_a_cut_takes_it_in() -> None:
    log = log_of(["abcd"] * 95 + ["acbd"] * 5)

    assert str(discover(log, noise=0.2)) == "->( 'a', +( 'b', 'c' ), 'd' )"


def test_what_few_cases_repeat_or_leave_out_is_noise() -> None:
    log = log_of(["ab"] * 90 + ["abb"] * 5 + ["a"] * 5)

    assert str(discover(log)) == "->( 'a', X( tau, *( 'b', tau ) ) )"
    assert str(discover(log, noise=0.1)) == "->( 'a', 'b' )"


@pytest.mark.parametrize("noise", [-0.1, 1, float("nan")])
def test_noise_is_a_share(noise: float) -> None:
    with pytest.raises(BadInput, match="from 0 to below 1"):
        discover(log_of(["a"]), noise)


def test_the_real_log_is_drawn_whole(sepsis: Journeys) -> None:
    tree = discover(sepsis)

    ways = variants(sepsis).shown(sepsis, 846)
    short = [way.activities for way in ways if len(way.activities) <= 20]
    assert len(short) > 700
    assert [trace for trace in short if not allows(tree, trace)] == []


def test_a_log_of_very_many_activities_is_drawn_too() -> None:
    chance = np.random.default_rng(7)
    names = [f"{number:03}" for number in range(300)]
    log = [tuple(chance.choice(names, 40, replace=False)) for _ in range(40)]

    tree: ProcessTree = discover(log_of(log))

    assert set(tree.activities()) == {name for trace in log for name in trace}
