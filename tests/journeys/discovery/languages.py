"""Logs of traces, trees as hypothesis makes them up, and a plain judge of both.

`allows` tells whether a tree allows a trace straight from the meaning of the operators:
it tries every way to part the trace. It shares no line with what it judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import polars as pl
from hypothesis import strategies as st

from wholeflow.journeys import Journeys, read_table
from wholeflow.journeys.discovery import Kind, ProcessTree
from wholeflow.journeys.discovery.process_tree import (
    activity,
    choice,
    loop,
    optional,
    parallel,
    sequence,
)

Trace = tuple[str, ...]
SECOND = 1_000_000


def log_of(traces: Iterable[Sequence[str]]) -> Journeys:
    """A log with one case for each trace, its events a second apart."""
    rows = [
        (f"{number:05}", name, place * SECOND)
        for number, trace in enumerate(traces)
        for place, name in enumerate(trace)
    ]
    case, names, times = zip(*rows, strict=True)
    at = pl.Series(times, dtype=pl.Int64).cast(pl.Datetime("us", "UTC"))
    return read_table(
        pl.DataFrame({"case": case, "activity": names, "time": at}), timezone="UTC"
    )


@cache
def allows(tree: ProcessTree, trace: Trace) -> bool:
    """Whether a trace is in the language of a tree."""
    match tree.kind:
        case Kind.ACTIVITY | Kind.SILENT:
            return trace == ((tree.name,) if tree.name else ())
        case Kind.CHOICE:
            return any(allows(part, trace) for part in tree.parts)
        case Kind.SEQUENCE:
            return _one_after_another(tree.parts, trace)
        case Kind.PARALLEL:
            return _mingled(tree.parts, trace)
        case Kind.LOOP:
            return _again_and_again(*tree.parts, trace)


@cache
def _one_after_another(parts: tuple[ProcessTree, ...], trace: Trace) -> bool:
    first, *others = parts
    if not others:
        return allows(first, trace)
    return any(
        allows(first, trace[:cut]) and _one_after_another(tuple(others), trace[cut:])
        for cut in range(len(trace) + 1)
    )


def _mingled(parts: tuple[ProcessTree, ...], trace: Trace) -> bool:
    """No activity stands in two parts, so each event can be of one only."""
    names = [set(part.activities()) for part in parts]
    return set(trace) <= set().union(*names) and all(
        allows(part, tuple(name for name in trace if name in own))
        for part, own in zip(parts, names, strict=True)
    )


def _again_and_again(body: ProcessTree, back: ProcessTree, trace: Trace) -> bool:
    begins, waiting = {0}, [0]
    while waiting:
        begin = waiting.pop()
        for end in range(begin, len(trace) + 1):
            if not allows(body, trace[begin:end]):
                continue
            if end == len(trace):
                return True
            for again in range(end, len(trace) + 1):
                if again not in begins and allows(back, trace[end:again]):
                    begins.add(again)
                    waiting.append(again)
    return False


names = st.sampled_from("abcdef")
traces = st.lists(names, min_size=1, max_size=8).map(tuple)
sets_of_traces = st.lists(traces, min_size=1, max_size=8)


@st.composite
def trees(draw: st.DrawFn, among: Trace = tuple("abcdef")) -> ProcessTree:
    """A tree that has each of these activities once."""
    if len(among) == 1:
        alone = activity(among[0])
        return draw(
            st.sampled_from([alone, alone, optional(alone), optional(loop(alone))])
        )
    cut = draw(st.integers(1, len(among) - 1))
    first, second = draw(trees(among[:cut])), draw(trees(among[cut:]))
    join = draw(st.sampled_from([sequence, choice, parallel, loop]))
    return join(first, second)


@st.composite
def traces_of(draw: st.DrawFn, tree: ProcessTree) -> Trace:
    """A trace that a tree allows."""
    match tree.kind:
        case Kind.ACTIVITY | Kind.SILENT:
            return (tree.name,) if tree.name else ()
        case Kind.CHOICE:
            return draw(traces_of(draw(st.sampled_from(tree.parts))))
        case Kind.SEQUENCE:
            return sum((draw(traces_of(part)) for part in tree.parts), ())
        case Kind.PARALLEL:
            return _shuffled(draw, [draw(traces_of(part)) for part in tree.parts])
        case Kind.LOOP:
            body, back = tree.parts
            trace = draw(traces_of(body))
            while len(trace) < 8 and draw(st.integers(0, 2)) == 0:
                trace += draw(traces_of(back)) + draw(traces_of(body))
            return trace


def _shuffled(draw: st.DrawFn, parts: list[Trace]) -> Trace:
    order = [number for number, part in enumerate(parts) for _ in part]
    waiting = [list(part) for part in parts]
    return tuple(waiting[number].pop(0) for number in draw(st.permutations(order)))
