"""A journey laid along a pathway: as many of its steps as can be kept in order.

An exact dynamic programme over the stages of the pathway. What is kept of a stage lies
between what is kept of the stages before and after it, and each step is kept once.
"""

from __future__ import annotations

from collections.abc import Sequence

Span = tuple[int, int]  # first and last place of what is kept of a stage


def kept_in_order(
    steps: Sequence[int], stage_of: Sequence[int], required: Sequence[bool]
) -> list[bool]:
    """Say which steps of a journey to keep so that they follow the pathway.

    Parameters
    ----------
    steps
        Numbers of the steps as they were done.
    stage_of
        Stage of each step of the pathway.
    required
        Whether each step of the pathway is.

    Returns
    -------
    list of bool
        As many as can be are kept; of equal choices the one with the most that are
        required, then that of the earlier stages.

    Examples
    --------
    >>> kept_in_order([0, 2, 1, 2], stage_of=[0, 1, 2], required=[True] * 3)
    [True, False, True, True]
    >>> kept_in_order([0, 2, 1, 2], stage_of=[0, 1, 1], required=[True] * 3)
    [True, True, True, False]
    >>> kept_in_order([1, 0], stage_of=[0, 1], required=[False, True])
    [True, False]
    """
    # One more step always outweighs any number of steps that are required.
    worth = [len(steps) + 1 + is_required for is_required in required]
    most = [0] * (len(steps) + 1)  # of the first so many, by the stages so far
    spans_of: list[list[Span | None]] = []
    for stage in sorted(set(stage_of)):
        places = [at for at, step in enumerate(steps) if stage_of[step] == stage]
        most, spans = _with_stage(steps, places, most, worth)
        spans_of.append(spans)

    kept = [False] * len(steps)
    until = len(steps)
    for spans in reversed(spans_of):
        span = spans[until]
        if span is not None:
            first, last = span
            stage = stage_of[steps[first]]
            done = set()
            for at in range(first, last + 1):
                if stage_of[steps[at]] == stage and steps[at] not in done:
                    done.add(steps[at])
                    kept[at] = True
            until = first
    return kept


def _with_stage(
    steps: Sequence[int], places: Sequence[int], most: list[int], worth: list[int]
) -> tuple[list[int], list[Span | None]]:
    """Give what can be kept with one stage more, and its span where it adds."""
    added: dict[int, tuple[int, Span]] = {}  # by the place after the span
    for number, first in enumerate(places):
        done = set()
        reached = most[first]
        for last in places[number:]:
            if steps[last] not in done:
                done.add(steps[last])
                reached += worth[steps[last]]
            if reached > added.get(last + 1, (0, (0, 0)))[0]:
                added[last + 1] = reached, (first, last)
    best, span = 0, None
    new, spans = [], list[Span | None]()
    for until, before in enumerate(most):
        if until in added and added[until][0] > best:
            best, span = added[until]
        new.append(max(before, best))
        spans.append(span if best > before else None)
    return new, spans
