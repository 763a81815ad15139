"""A map: processes, which are parts of which, and what passes between them.

Part-of makes layers of description, not of power, and has no order. A process may be
part of several wholes, so the map is a directed graph without circles: a process that
became part of itself would succeed because it succeeds. Every walk here is a loop, not
a recursion, so depth is bounded only by memory.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wholeflow.errors import BadMap, CycleInMap, Fault
from wholeflow.processes.combining import CERTAIN, Chance, chance, chance_faults
from wholeflow.processes.process import Process, line_faults, text_faults

PASSES: tuple[str, ...] = ("people", "information", "money", "material")
"""What may pass from one process to another."""

STATES: tuple[str, ...] = ("proposed", "agreed")
"""How far two owners have come in agreeing an interlock."""


@dataclass(frozen=True, slots=True)
class Part:
    """One process as part of another.

    Parameters
    ----------
    whole, part
        Ids of the two processes.
    necessity
        Lowest and highest estimate, each from 0 to 1, of how far the whole needs this
        part: (1, 1), the default, means that it cannot succeed without.
    share
        Lowest and highest share of the cases, each from 0 to 1, that go through this
        part, where the parts of the whole share them; None if not given.

    Raises
    ------
    BadMap
        With every pair of numbers that is not in order or outside 0 to 1.
    """

    whole: str
    part: str
    necessity: Chance = CERTAIN
    share: Chance | None = None

    def __post_init__(self) -> None:
        given = {"necessity": self.necessity}
        if self.share is not None:
            given["share"] = self.share
        faults = [
            fault for name, pair in given.items() for fault in chance_faults(name, pair)
        ]
        if faults:
            raise BadMap("this part", faults)
        for name, pair in given.items():
            object.__setattr__(self, name, chance(pair))


@dataclass(frozen=True, slots=True)
class Interlock:
    """What passes from one process to its neighbour, as two owners see it.

    Parameters
    ----------
    giver, receiver
        Ids of the two processes.
    passes
        One of `PASSES`.
    what
        What passes, in words: "referral letters".
    form
        In which form it passes; empty if not said.
    when
        When or how often it passes; empty if not said.
    state
        "proposed" by one owner or "agreed" by both.

    Raises
    ------
    BadMap
        With every fault, each with its field as column.
    """

    giver: str
    receiver: str
    passes: str
    what: str
    form: str = ""
    when: str = ""
    state: str = "proposed"

    def __post_init__(self) -> None:
        faults = tuple(self._faults())
        if faults:
            raise BadMap("this interlock", faults)

    def _faults(self) -> Iterator[Fault]:
        for name, given, choices in (
            ("passes", self.passes, PASSES),
            ("state", self.state, STATES),
        ):
            if given not in choices:
                yield Fault(
                    f"expected one of {', '.join(choices)}; got {given!r}", column=name
                )
        yield from line_faults("what", self.what)
        for name, text in (("form", self.form), ("when", self.when)):
            if text:
                yield from text_faults(name, text)
        if self.giver == self.receiver:
            yield Fault(
                "expected two different processes; a process hands nothing over to "
                "itself. Name the neighbour",
                column="receiver",
            )


@dataclass(frozen=True, slots=True)
class Map:
    """Processes with their parts and interlocks: a graph without circles.

    Parameters
    ----------
    name
        What the map is called.
    processes
        Processes, each id once; the order is kept and means nothing.
    parts
        Which is part of which, each pair once; both ids are of `processes`.
    interlocks
        What passes between them; both ids are of `processes`.

    Raises
    ------
    BadMap
        With every id that is used twice or not known, and every pair given twice.
    CycleInMap
        If a process would become part of itself, with the path by names.

    Examples
    --------
    >>> blood = Process("blood", "Testing blood")
    >>> tests = Process("tests", "Requesting tests")
    >>> tests_map = Map("Tests", (tests, blood), (Part("tests", "blood"),))
    >>> [part.part for part in tests_map.parts_of("tests")]
    ['blood']
    """

    name: str
    processes: tuple[Process, ...] = ()
    parts: tuple[Part, ...] = ()
    interlocks: tuple[Interlock, ...] = ()
    by_id: Mapping[str, Process] = field(init=False, repr=False, compare=False)
    _parts_of: Mapping[str, tuple[Part, ...]] = field(
        init=False, repr=False, compare=False
    )
    _wholes_of: Mapping[str, tuple[Part, ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        by_id = {process.id: process for process in self.processes}
        faults = (*line_faults("name", self.name), *self._faults(by_id))
        if faults:
            raise BadMap(f'map "{self.name}"', faults)
        circle = next(circles((part.whole, part.part) for part in self.parts), None)
        if circle is not None:
            raise CycleInMap([by_id[key].name for key in circle])
        object.__setattr__(self, "by_id", by_id)
        object.__setattr__(self, "_parts_of", _grouped(self.parts, "whole"))
        object.__setattr__(self, "_wholes_of", _grouped(self.parts, "part"))

    def parts_of(self, whole: str) -> tuple[Part, ...]:
        """Return the parts of one process, in the order of the map.

        Parameters
        ----------
        whole
            Id of the whole.

        Returns
        -------
        tuple of Part
            Empty if it has none, or if the map does not know the id.
        """
        return self._parts_of.get(whole, ())

    def wholes_of(self, part: str) -> tuple[Part, ...]:
        """Return the links to every whole that a process is part of.

        Parameters
        ----------
        part
            Id of the part.

        Returns
        -------
        tuple of Part
            Empty for a process at the top, or if the map does not know the id.
        """
        return self._wholes_of.get(part, ())

    def tops(self) -> tuple[Process, ...]:
        """Return the processes that are part of nothing, in the order of the map."""
        return tuple(
            process for process in self.processes if process.id not in self._wholes_of
        )

    def top_down(self) -> tuple[str, ...]:
        """Return every id, each whole before its parts.

        Returns
        -------
        tuple of str
            Read backwards it puts each part before its wholes, as a roll-up needs.
        """
        waits_for = {key: len(links) for key, links in self._wholes_of.items()}
        order = [process.id for process in self.tops()]
        for whole in order:
            for link in self.parts_of(whole):
                waits_for[link.part] -= 1
                if not waits_for[link.part]:
                    order.append(link.part)
        return tuple(order)

    def in_canonical_order(self) -> Map:
        """Return the same map sorted by ids, so that two exports can be compared.

        Returns
        -------
        Map
            The same whatever order the processes, parts and interlocks came in.
        """
        return Map(
            self.name,
            tuple(sorted(self.processes, key=lambda process: process.id)),
            tuple(sorted(self.parts, key=lambda part: (part.whole, part.part))),
            tuple(
                sorted(
                    self.interlocks,
                    key=lambda lock: (
                        *(lock.giver, lock.receiver, lock.passes, lock.what),
                        *(lock.form, lock.when, lock.state),
                    ),
                )
            ),
        )

    def _faults(self, by_id: Mapping[str, Process]) -> Iterator[Fault]:
        ids = Counter(process.id for process in self.processes)
        for key, count in ids.items():
            if count > 1:
                yield Fault(
                    f"expected each id once, got {key!r} {count} times. Give each "
                    "process its own",
                    column="processes.id",
                )
        pairs = Counter((part.whole, part.part) for part in self.parts)
        for (whole, part), count in pairs.items():
            if count > 1:
                yield Fault(
                    f"expected each part of a whole once, got {part!r} in {whole!r} "
                    f"{count} times. Keep one",
                    column="parts",
                )
        for column, key in self._references():
            if key not in by_id:
                yield Fault(
                    f"expected the id of a process of this map, got {key!r}. Add that "
                    "process or take the line out",
                    column=column,
                )

    def _references(self) -> Iterator[tuple[str, str]]:
        for part in self.parts:
            yield "parts.whole", part.whole
            yield "parts.part", part.part
        for lock in self.interlocks:
            yield "interlocks.giver", lock.giver
            yield "interlocks.receiver", lock.receiver


def circles(pairs: Iterable[tuple[str, str]]) -> Iterator[Sequence[str]]:
    """Find where part-of runs in a circle.

    Parameters
    ----------
    pairs
        Whole and part, by id.

    Yields
    ------
    sequence of str
        Ids along a circle, each whole before its part, the first repeated at the end.
        One for each pair that must be taken out; none for a map that stands.

    Notes
    -----
    A depth-first walk with its own stack; a pair that leads back onto the path being
    walked closes a circle. Linear in processes and pairs, except for writing out paths.
    """
    parts_of: dict[str, list[str]] = defaultdict(list)
    for whole, part in pairs:
        parts_of[whole].append(part)
    done: set[str] = set()
    for top in tuple(parts_of):
        if top not in done:
            yield from _circles_below(top, parts_of, done)


def _circles_below(
    top: str, parts_of: Mapping[str, list[str]], done: set[str]
) -> Iterator[Sequence[str]]:
    place = {top: 0}  # where each process of the path stands in it
    path = [top]
    walks = [iter(parts_of[top])]
    while path:
        part = next(walks[-1], None)
        if part is None:
            finished = path.pop()
            walks.pop()
            del place[finished]
            done.add(finished)
        elif part in place:
            yield [*path[place[part] :], part]
        elif part not in done:
            place[part] = len(path)
            path.append(part)
            walks.append(iter(parts_of.get(part, ())))


def _grouped(parts: Iterable[Part], end: str) -> Mapping[str, tuple[Part, ...]]:
    groups: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        groups[getattr(part, end)].append(part)
    return {key: tuple(group) for key, group in groups.items()}
