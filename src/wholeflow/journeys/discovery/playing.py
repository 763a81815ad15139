"""Playing a trace on a net, token by token.

Each event fires the transition of its activity. If that is not enabled, silent
transitions are fired first, as few as can be; a token that they cannot bring is missing
and is put there. At the end silent transitions bring the tokens to the final marking;
if they cannot, each token is moved along its shortest way to the end as far as that
goes, and those that do not arrive remain.

References
----------
A. Rozinat, W.M.P. van der Aalst, "Conformance Checking of Processes Based on Monitoring
Real Behavior", Information Systems 33(1), 2008; A. Berti, W.M.P. van der Aalst,
"Reviving Token-Based Replay", ATAED 2019.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from .petri_nets import Marking, PetriNet, Transition
from .silent_ways import SilentWays, Way

_CHOICES = 8  # ways to one event that are looked at
_LOOKED_AT = 5_000  # places in a trace, with their markings, before looking is given up


class Tokens(NamedTuple):
    """Tokens counted while playing, and events whose activity the net does not have."""

    missing: int = 0
    remaining: int = 0
    consumed: int = 0
    produced: int = 0
    unknown: int = 0

    def plus(self, other: Tokens) -> Tokens:
        """Add two counts."""
        return Tokens(*map(sum, zip(self, other, strict=True)))


Move = tuple[Tokens, int]  # what was counted, and the number of the marking after it


class Player:
    """Plays traces on one net; what happens at a marking is worked out once.

    Markings are spoken of by their numbers; 0 is the initial one.

    Parameters
    ----------
    net
        The net. Of transitions that share an activity the one that lacks the fewest
        tokens is fired, then the one that needs the fewest silent ones.
    """

    def __init__(self, net: PetriNet) -> None:
        self._net = net
        self._ways = SilentWays(net)
        ends = tuple(p for p, tokens in enumerate(net.final) for _ in range(tokens))
        self._ending = Transition(None, ends, ())
        self._loud: defaultdict[str, list[Transition]] = defaultdict(list)
        for one in net.transitions:
            if one.activity is not None:
                self._loud[one.activity].append(one)
        self._markings = [net.initial]
        self._numbers = {net.initial: 0}
        self._moves: dict[tuple[int, str], Move] = {}
        self._fitting: dict[tuple[int, str], tuple[Move, ...]] = {}

    @property
    def begun(self) -> Tokens:
        """Tokens that the initial marking produced."""
        return Tokens(produced=sum(self._net.initial))

    def fire(self, number: int, activity: str) -> Move:
        """Fire the transition of an activity, with missing tokens if need be."""
        asked = number, activity
        if asked not in self._moves:
            moves = (self._forced(number, one) for one in self._loud[activity])
            unknown = Tokens(unknown=1), number
            self._moves[asked] = min(
                moves, key=lambda move: move[0][:3], default=unknown
            )
        return self._moves[asked]

    def end(self, number: int) -> Tokens:
        """Bring the tokens to the end, as far as they go."""
        marking = self._markings[number]
        way = next(self._ways.ways(self._ending.takes, marking), None)
        if way is None or way.after != self._net.final:
            way = self._ways.moved_on(marking, self._ending.takes)
        tokens, left = self._after(way, self._ending)
        return tokens._replace(remaining=sum(self._markings[left]))

    def fitting(self, trace: Sequence[str]) -> Tokens | None:
        """Look for a way to play a whole trace without missing or remaining tokens.

        Events that the net does not know are passed over. None if there is no way, or
        none was found among the first few thousand.
        """
        known = [activity for activity in trace if self._loud[activity]]
        unknown = Tokens(unknown=len(trace) - len(known))
        waiting = [(0, 0, self.begun.plus(unknown))]
        seen = {(0, 0)}
        while waiting and len(seen) < _LOOKED_AT:
            place, number, tokens = waiting.pop()
            if place == len(known):
                end = self.end(number)
                if not (end.missing or end.remaining):
                    return tokens.plus(end)
                continue
            for more, after in reversed(self._choices(number, known[place])):
                if (place + 1, after) not in seen:
                    seen.add((place + 1, after))
                    waiting.append((place + 1, after, tokens.plus(more)))
        return None

    def _choices(self, number: int, activity: str) -> tuple[Move, ...]:
        """Give the ways to fire an activity without missing tokens, shortest first."""
        asked = number, activity
        if asked not in self._fitting:
            found: dict[int, Tokens] = {}
            for one in self._loud[activity]:
                for tokens, after in self._enabled(number, one):
                    found.setdefault(after, tokens)
            moves = sorted((tokens, after) for after, tokens in found.items())
            self._fitting[asked] = tuple(moves)
        return self._fitting[asked]

    def _enabled(self, number: int, transition: Transition) -> Iterator[Move]:
        ways = self._ways.ways(transition.takes, self._markings[number])
        for way in islice(ways, _CHOICES):
            yield self._after(way, transition)

    def _forced(self, number: int, transition: Transition) -> Move:
        """Fire a transition after silent ones that bring it what tokens they can."""
        marking = self._markings[number]
        way = next(self._ways.ways(transition.takes, marking), None)
        if way is None:
            reached = self._ways.within_reach(marking)
            needs = tuple(place for place in transition.takes if reached >> place & 1)
            way = next(self._ways.ways(needs, marking), Way((), marking))
        return self._after(way, transition)

    def _after(self, way: Way, transition: Transition) -> Move:
        """Fire a transition in any case, and count it and the silent ones before it."""
        tokens = list(way.after)
        for place in transition.takes:
            tokens[place] -= 1
        missing = sum(-left for left in tokens if left < 0)
        tokens = [max(left, 0) for left in tokens]
        for place in transition.gives:
            tokens[place] += 1
        every = (*way.fired, transition)
        counted = Tokens(
            missing=missing,
            consumed=sum(len(one.takes) for one in every),
            produced=sum(len(one.gives) for one in every),
        )
        return counted, self._number_of(tuple(tokens))

    def _number_of(self, marking: Marking) -> int:
        if marking not in self._numbers:
            self._numbers[marking] = len(self._markings)
            self._markings.append(marking)
        return self._numbers[marking]
