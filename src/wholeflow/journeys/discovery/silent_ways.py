"""What silent transitions can do at a marking: bring tokens where they are needed."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import count
from typing import NamedTuple

from .petri_nets import Marking, PetriNet, Transition

_TRIED = 2_000  # beginnings of ways after which the search for more is given up


class Way(NamedTuple):
    """Silent transitions, in an order in which they fire, and the marking after them."""

    fired: tuple[Transition, ...]
    after: Marking


class _Beginning(NamedTuple):
    """The end of a way, found backwards; beginnings are compared from left to right."""

    length: int
    open: int
    number: int
    needs: tuple[int, ...]
    free: Marking
    used: tuple[Transition, ...]


class SilentWays:
    """The silent transitions of a net, asked for ways from one marking to another."""

    def __init__(self, net: PetriNet) -> None:
        self._silent = [one for one in net.transitions if one.activity is None]
        self._makers: defaultdict[int, list[Transition]] = defaultdict(list)
        for one in self._silent:
            for place in one.gives:
                self._makers[place].append(one)
        self._sets = [(_as_set(one.takes), _as_set(one.gives)) for one in self._silent]
        self._onward = self._first_steps(net.final)

    def within_reach(self, marking: Marking) -> int:
        """Give the places that have a token, or could if tokens were never used up.

        Returns
        -------
        int
            A set of places: bit p is 1 if place p is in it.
        """
        reached = _as_set(place for place, tokens in enumerate(marking) if tokens)
        before = 0
        while before != reached:
            before = reached
            for takes, gives in self._sets:
                if takes & reached == takes:
                    reached |= gives
        return reached

    def ways(self, needs: tuple[int, ...], marking: Marking) -> Iterator[Way]:
        """Find ways to have a token on each of these places, the shortest first.

        Backwards: a place that is needed has a token, or gets one from a silent
        transition whose places are needed in turn. No way uses a transition twice.

        Yields
        ------
        Way
            After which the tokens are there; nothing if none is found.
        """
        reached = self.within_reach(marking)
        numbers = count()
        first = _Beginning(0, len(needs), next(numbers), needs, marking, ())
        waiting = [first] if _is_in(needs, reached) else []
        tried = 0
        while waiting and tried < _TRIED:
            tried += 1
            begun = heapq.heappop(waiting)
            if begun.needs:
                for longer in self._lengthened(begun, reached, numbers):
                    heapq.heappush(waiting, longer)
            elif way := _in_order(begun.used, marking):
                yield way

    def _lengthened(
        self, begun: _Beginning, reached: int, numbers: Iterator[int]
    ) -> Iterator[_Beginning]:
        # The first need is served, in every way there is.
        place, *others = begun.needs
        if begun.free[place]:
            yield begun._replace(
                open=len(others),
                number=next(numbers),
                needs=tuple(others),
                free=_changed(begun.free, (place,), -1),
            )
        for one in self._makers[place]:
            if one not in begun.used and _is_in(one.takes, reached):
                needs = (*others, *one.takes)
                spare = _changed(begun.free, one.gives, 1)
                yield _Beginning(
                    begun.length + 1,
                    len(needs),
                    next(numbers),
                    needs,
                    _changed(spare, (place,), -1),
                    (*begun.used, one),
                )

    def moved_on(self, marking: Marking, ends: tuple[int, ...]) -> Way:
        """Move each token along its shortest way to the end, as far as that goes.

        It stops as soon as there is a token at each end; no transition fires twice, so
        that tokens do not go round for ever.
        """
        way: Way | None = Way((), marking)
        while way is not None:
            last = way
            arrived = all(last.after[end] for end in ends)
            way = None if arrived else self._one_further(last)
        return last

    def _one_further(self, way: Way) -> Way | None:
        for place, tokens in enumerate(way.after):
            one = self._onward.get(place) if tokens else None
            if one is not None and one not in way.fired:
                after = one.fired(way.after)
                if after is not None:
                    return Way((*way.fired, one), after)
        return None

    def _first_steps(self, final: Marking) -> dict[int, Transition]:
        """Give, for each place, the transition its shortest way to the end begins with.

        A way of single places: whether a transition has its other tokens is not asked.
        """
        ends = [place for place, tokens in enumerate(final) if tokens]
        steps: dict[int, Transition] = {}
        reached = list(ends)
        for place in reached:  # grows while it is gone through
            for one in self._makers[place]:
                new = [p for p in one.takes if p not in steps and p not in ends]
                steps.update(dict.fromkeys(new, one))
                reached += new
        return steps


def _as_set(places: Iterable[int]) -> int:
    return sum(1 << place for place in set(places))


def _is_in(places: tuple[int, ...], reached: int) -> bool:
    return all(reached >> place & 1 for place in places)


def _changed(marking: Marking, places: tuple[int, ...], by: int) -> Marking:
    tokens = list(marking)
    for place in places:
        tokens[place] += by
    return tuple(tokens)


def _in_order(used: tuple[Transition, ...], marking: Marking) -> Way | None:
    """Bring transitions into an order in which they can fire, if there is one."""
    left = list(reversed(used))
    way = Way((), marking)
    while left:
        for one in left:
            after = one.fired(way.after)
            if after is not None:
                way = Way((*way.fired, one), after)
                left.remove(one)
                break
        else:
            return None
    return way
