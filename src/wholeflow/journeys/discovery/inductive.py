"""The inductive miner: draws a process tree from a log.

It looks for one operator that parts the activities in two or more, parts the traces in
the same way, and does the same with each part. With no noise left out, every trace of
the log is in the language of the tree; so are many others that nobody has seen.

References
----------
S.J.J. Leemans, D. Fahland, W.M.P. van der Aalst, "Discovering Block-Structured Process
Models from Event Logs - A Constructive Approach", Petri Nets 2013 (IM), and "...
Containing Infrequent Behaviour", BPM Workshops 2013 (IMf).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Mask
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.measures.variants import variants

from .cuts import find_cut
from .fall_throughs import begun_again, beside, concurrent, once_in_each
from .graphs import Graph, graph_of
from .process_tree import (
    SILENT,
    Kind,
    ProcessTree,
    activity,
    choice,
    loop,
    optional,
    parallel,
    sequence,
)
from .splitting import split
from .traces import Traces, traces_of


def discover(journeys: Journeys, noise: float = 0.0) -> ProcessTree:
    """Draw a process tree from a log.

    Parameters
    ----------
    journeys
        The log. Events at one time stand in the order of the file.
    noise
        What is rare: 0 keeps every way that anybody went; 0.2 leaves out what follows
        an activity less than a fifth as often as its most frequent follower does, but
        only where no operator is found that takes it in. From 0 to below 1.

    Returns
    -------
    ProcessTree
        Each activity stands in it once, or not at all if it was rare. The same log in
        any order of cases gives the same tree.

    Raises
    ------
    BadInput
        If the noise is not a share below 1.

    Notes
    -----
    An activity by itself is drawn as happening once if less than `noise` of its cases
    have it more than once, and cases that pass a part by are left out if they are less
    than `noise` of all: the share of cases, where the paper compares means.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, read_log
    >>> tree = discover(read_log(example_log()), noise=0.2)
    >>> len(tree.activities())
    14
    """
    if not 0 <= noise < 1:
        raise BadInput(
            "noise", [f"expected a share from 0 to below 1, such as 0.2; got {noise:g}"]
        )
    return _Miner(journeys.activities, noise).tree(
        traces_of(journeys, variants(journeys))
    )


# What makes a tree of the trees of parts, and the traces of these parts.
Division = tuple[Callable[..., ProcessTree], tuple[Traces, ...]]

_JOINED: Mapping[Kind, Callable[..., ProcessTree]] = {
    Kind.SEQUENCE: sequence,
    Kind.CHOICE: choice,
    Kind.PARALLEL: parallel,
    Kind.LOOP: loop,
}


@dataclass(frozen=True, slots=True)
class _Miner:
    """What stays the same on the way down: the names, and what is rare."""

    names: Sequence[str]
    noise: float

    def tree(self, traces: Traces) -> ProcessTree:
        """Draw the tree of some traces; a list of what waits in place of recursion."""
        waiting, divided = [traces], []
        while waiting:
            joined, parts = self._divided(waiting.pop())
            divided.append((joined, len(parts)))
            waiting += parts
        drawn: list[ProcessTree] = []
        for joined, number in reversed(divided):  # each part before its whole
            parts_drawn = [drawn.pop() for _ in range(number)]
            drawn.append(joined(*reversed(parts_drawn)))
        return drawn[0]

    def _divided(self, traces: Traces) -> Division:
        empty = traces.lengths == 0
        if empty.all():
            return _leaf(SILENT)
        if not empty.any():
            return self._divided_by_order(traces)
        some = traces.only(~empty)
        if self._is_rare(traces, empty):
            return self._divided_by_order(some)
        return optional, (some,)

    def _divided_by_order(self, traces: Traces) -> Division:
        graph = graph_of(traces)
        if len(graph.activities) == 1:
            return self._one_activity(traces, graph)
        cut = find_cut(graph)
        if cut is None and self.noise:
            cut = find_cut(graph.without_rare(self.noise))
        if cut is not None:
            return _JOINED[cut.kind], split(traces, cut)
        return self._without_cut(traces, graph)

    def _one_activity(self, traces: Traces, graph: Graph) -> Division:
        name = activity(self.names[graph.activities[0]])
        again = traces.lengths > 1
        return _leaf(name if self._is_rare(traces, again) else loop(name))

    def _without_cut(self, traces: Traces, graph: Graph) -> Division:
        code = concurrent(traces, graph)
        if code is None:
            code = once_in_each(traces)
        if code is not None:
            return parallel, beside(traces, code)
        again = begun_again(traces, graph)
        if again is not None:
            return loop, (again,)
        every = (activity(self.names[code]) for code in graph.activities)
        return _leaf(loop(choice(*every)))

    def _is_rare(self, traces: Traces, which: Mask) -> bool:
        """Whether less than the noise of the cases have it; none are always rare."""
        having = int(traces.cases[which].sum())
        return having == 0 or having < self.noise * int(traces.cases.sum())


def _leaf(tree: ProcessTree) -> Division:
    return lambda: tree, ()
