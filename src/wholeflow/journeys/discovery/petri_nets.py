"""Petri nets: places that hold tokens, and transitions that move them.

A transition is *enabled* when each place it takes from has a token. When it fires, it
takes one from each of these and gives one to each place it leads to. A transition
without an activity is silent: it happens unseen.

References
----------
W.M.P. van der Aalst, "Process Mining: Data Science in Action", Springer 2016, 3.2.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from .process_tree import Kind, ProcessTree

Marking = tuple[int, ...]  # tokens of each place


@dataclass(frozen=True, slots=True)
class Transition:
    """Something that happens in a net.

    Parameters
    ----------
    activity
        What is recorded when it happens; None for a silent transition.
    takes, gives
        Numbers of the places it takes a token from and gives one to; a place that
        stands twice gives or gets two.
    """

    activity: str | None
    takes: tuple[int, ...]
    gives: tuple[int, ...]

    def fired(self, marking: Marking) -> Marking | None:
        """Give the marking after it fires; None if it is not enabled."""
        tokens = list(marking)
        for place in self.takes:
            tokens[place] -= 1
        if any(tokens[place] < 0 for place in self.takes):
            return None
        for place in self.gives:
            tokens[place] += 1
        return tuple(tokens)


@dataclass(frozen=True, slots=True)
class PetriNet:
    """A net with where its tokens are at the beginning and at the end.

    Parameters
    ----------
    transitions
        Each with the numbers of its places.
    initial, final
        Tokens of each place, at least one in all. Shape (n_places,).

    Raises
    ------
    ValueError
        If the markings are not of the same places, or a transition is of others.
    """

    transitions: tuple[Transition, ...]
    initial: Marking
    final: Marking

    def __post_init__(self) -> None:
        if len(self.initial) != len(self.final):
            raise ValueError("the initial and the final marking differ in length")
        if not any(self.initial) or not any(self.final):
            raise ValueError("the initial and the final marking need a token each")
        places = range(len(self.initial))
        for one in self.transitions:
            if not all(place in places for place in (*one.takes, *one.gives)):
                raise ValueError(f"{one} has a place that is not in {places}")

    @property
    def n_places(self) -> int:
        """Number of places."""
        return len(self.initial)


def as_net(tree: ProcessTree) -> PetriNet:
    """Make the net whose traces are those of a tree.

    Places 0 and 1 are the one it begins with and the one it ends with; each has a token
    then and no other place has.

    Examples
    --------
    >>> from wholeflow.journeys.discovery.process_tree import activity, optional
    >>> as_net(optional(activity("see"))).transitions[1]
    Transition(activity='see', takes=(0,), gives=(1,))
    """
    places = count(2)
    transitions = tuple(_transitions(tree, 0, 1, places))
    others = (0,) * (next(places) - 2)
    return PetriNet(transitions, (1, 0, *others), (0, 1, *others))


def _transitions(
    tree: ProcessTree, begin: int, end: int, places: Iterator[int]
) -> Iterator[Transition]:
    # What moves a token from one place to another as the tree says.
    match tree.kind:
        case Kind.ACTIVITY | Kind.SILENT:
            yield Transition(tree.name, (begin,), (end,))
        case Kind.SEQUENCE:
            stops = (begin, *(next(places) for _ in tree.parts[1:]), end)
            for part, here, there in zip(tree.parts, stops, stops[1:], strict=False):
                yield from _transitions(part, here, there, places)
        case Kind.CHOICE:
            for part in tree.parts:
                yield from _transitions(part, begin, end, places)
        case Kind.PARALLEL:
            yield from _parallel_transitions(tree, begin, end, places)
        case Kind.LOOP:
            # Places of its own: a token that is in the loop is not before it or after.
            top, bottom = next(places), next(places)
            yield Transition(None, (begin,), (top,))
            yield from _transitions(tree.parts[0], top, bottom, places)
            yield from _transitions(tree.parts[1], bottom, top, places)
            yield Transition(None, (bottom,), (end,))


def _parallel_transitions(
    tree: ProcessTree, begin: int, end: int, places: Iterator[int]
) -> Iterator[Transition]:
    # The token is split into one for each part, and they are joined in the end.
    ways = [(next(places), next(places)) for _ in tree.parts]
    yield Transition(None, (begin,), tuple(here for here, _ in ways))
    for part, (here, there) in zip(tree.parts, ways, strict=True):
        yield from _transitions(part, here, there, places)
    yield Transition(None, tuple(there for _, there in ways), (end,))
