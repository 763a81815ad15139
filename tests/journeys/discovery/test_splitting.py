"""Traces parted by a cut, and graphs without what is rare: by hand, with noise in them."""

import numpy as np

from wholeflow.journeys.discovery.cuts import Cut
from wholeflow.journeys.discovery.graphs import graph_of
from wholeflow.journeys.discovery.process_tree import Kind
from wholeflow.journeys.discovery.splitting import split
from wholeflow.journeys.discovery.traces import Traces


def traces(**cases: int) -> Traces:
    """Traces of letters, and how many cases have each."""
    lengths = [len(trace) for trace in cases]
    return Traces(
        np.array([ord(name) - ord("a") for name in "".join(cases)], dtype=np.int32),
        np.concatenate(([0], np.cumsum(lengths))),
        np.array(list(cases.values())),
    )


def parted(kind: Kind, parts: str, some: Traces) -> list[list[tuple[str, int]]]:
    """Split by a cut of parts such as "ab c"; give each part's traces and cases."""
    codes = [
        np.array([ord(name) - ord("a") for name in part], dtype=np.int32)
        for part in parts.split()
    ]
    return [
        [
            ("".join(chr(code + ord("a")) for code in trace), int(cases))
            for trace, cases in zip(part.each(), part.cases, strict=True)
        ]
        for part in split(some, Cut(kind, tuple(codes)))
    ]


def test_a_choice_gives_a_trace_to_the_part_that_has_most_of_it() -> None:
    assert parted(Kind.CHOICE, "ab c", traces(ab=3, c=2, cac=1)) == [
        [("ab", 3)],
        [("c", 2), ("cc", 1)],
    ]


def test_a_sequence_leaves_out_as_few_events_as_can_be() -> None:
    assert parted(Kind.SEQUENCE, "a b c", traces(abc=3, acbbc=1)) == [
        [("a", 3), ("a", 1)],
        [("b", 3), ("bb", 1)],
        [("c", 3), ("c", 1)],
    ]


def test_any_order_gives_each_part_its_events() -> None:
    assert parted(Kind.PARALLEL, "a b", traces(abb=3, ba=1)) == [
        [("a", 3), ("a", 1)],
        [("bb", 3), ("b", 1)],
    ]


def test_a_loop_is_cut_where_body_and_way_back_meet() -> None:
    assert parted(Kind.LOOP, "ab c", traces(abcab=3)) == [
        [("ab", 3), ("ab", 3)],
        [("c", 3)],
    ]


def test_a_body_that_is_missing_in_a_loop_was_empty() -> None:
    assert parted(Kind.LOOP, "a b c", traces(abca=3, ba=2, ab=1)) == [
        [("a", 3), ("a", 3), ("a", 2), ("a", 1), ("", 3 + 2 + 1)],
        [("b", 3), ("b", 2), ("b", 1)],
        [("c", 3)],
    ]


def test_what_is_rare_is_told_by_the_most_frequent_of_its_kind() -> None:
    graph = graph_of(traces(abc=80, a=10, ac=10, b=5, cb=1))

    frequent = graph.without_rare(0.2)

    # After a come b (80 times), the end (10) and c (10); a begins 100 of 106 cases.
    assert graph.follows.tolist() == [[0, 80, 10], [0, 0, 80], [0, 1, 0]]
    assert frequent.follows.tolist() == [[0, 80, 0], [0, 0, 80], [0, 0, 0]]
    assert graph.ends.tolist() == [10, 6, 90]
    assert frequent.ends.tolist() == [0, 0, 90]
    assert frequent.starts.tolist() == [100, 0, 0]
