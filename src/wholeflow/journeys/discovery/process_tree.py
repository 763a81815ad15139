"""Process trees: how activities come together, as a value that can be read aloud.

A tree is an activity, nothing at all (*silent*), or an operator over parts:

    sequence  ->   one part after the other
    choice    X    exactly one of the parts
    parallel  +    all of the parts, their events mingled in any order
    loop      *    the first part, then any number of times the second and the first again

Its *language* is the set of traces it allows. A net made from a tree is always sound:
whatever has begun can be brought to its end.

References
----------
S.J.J. Leemans, D. Fahland, W.M.P. van der Aalst, "Discovering Block-Structured Process
Models from Event Logs - A Constructive Approach", Petri Nets 2013.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a tree is; the value is the sign that stands for it."""

    ACTIVITY = ""
    SILENT = "tau"
    SEQUENCE = "->"
    CHOICE = "X"
    PARALLEL = "+"
    LOOP = "*"


@dataclass(frozen=True, slots=True)
class ProcessTree:
    """An activity, nothing, or an operator over smaller trees.

    Made by `activity`, `sequence`, `choice`, `parallel`, `loop` and `optional`, which
    keep trees as plain as they can be; `SILENT` is the tree that does nothing.

    Parameters
    ----------
    kind
        Operator, or what kind of leaf.
    parts
        What the operator joins, in order; of a loop the body and the way back. Empty
        for a leaf.
    name
        Name of the activity; None for all but an activity.

    Examples
    --------
    >>> tree = sequence(activity("see"), choice(activity("treat"), activity("refer")))
    >>> print(tree)
    ->( 'see', X( 'treat', 'refer' ) )
    >>> print(tree.in_words())
    first see
    then either treat or refer
    """

    kind: Kind
    parts: tuple[ProcessTree, ...] = ()
    name: str | None = None

    def __str__(self) -> str:
        if self.kind is Kind.ACTIVITY:
            return f"'{self.name}'"
        sign = str(self.kind.value)
        if self.kind is Kind.SILENT:
            return sign
        return f"{sign}( {', '.join(map(str, self.parts))} )"

    @property
    def allows_nothing(self) -> bool:
        """Whether the trace without any event is in the language."""
        match self.kind:
            case Kind.ACTIVITY:
                return False
            case Kind.SILENT:
                return True
            case Kind.CHOICE:
                return any(part.allows_nothing for part in self.parts)
            case Kind.LOOP:
                return self.parts[0].allows_nothing
        return all(part.allows_nothing for part in self.parts)

    def activities(self) -> tuple[str, ...]:
        """Give the names of all activities, as they stand from left to right."""
        if self.name is not None:
            return (self.name,)
        return tuple(name for part in self.parts for name in part.activities())

    def in_words(self) -> str:
        """Tell the tree in plain words: first, then, either, or, in any order."""
        lines = _lines(self)
        if self.kind is Kind.SEQUENCE and len(lines) > 1:
            return textwrap.dedent("\n".join(lines[1:]))
        return "\n".join(lines)


SILENT = ProcessTree(Kind.SILENT)


def activity(name: str) -> ProcessTree:
    """Give the tree that is one activity."""
    return ProcessTree(Kind.ACTIVITY, name=name)


def sequence(*parts: ProcessTree) -> ProcessTree:
    """Put one part after the other; silent parts are left out."""
    return _joined(Kind.SEQUENCE, parts)


def parallel(*parts: ProcessTree) -> ProcessTree:
    """Let all parts happen, mingled in any order; silent parts are left out."""
    return _joined(Kind.PARALLEL, parts)


def choice(*parts: ProcessTree) -> ProcessTree:
    """Let exactly one part happen; nothing is offered once, and only where it adds.

    Without any part it is silent.
    """
    level = _flat(Kind.CHOICE, parts)
    loud = [part for part in level if part.kind is not Kind.SILENT]
    if len(loud) < len(level) and not any(part.allows_nothing for part in loud):
        loud = [SILENT, *loud]
    if not loud:
        return SILENT
    return loud[0] if len(loud) == 1 else ProcessTree(Kind.CHOICE, tuple(loud))


def optional(tree: ProcessTree) -> ProcessTree:
    """Let the tree happen or nothing."""
    return choice(SILENT, tree)


def loop(body: ProcessTree, *back: ProcessTree) -> ProcessTree:
    """Let the body happen once or more, with one of the ways back between two times."""
    if not back and body.kind is Kind.LOOP and body.parts[1] == SILENT:
        return body
    return ProcessTree(Kind.LOOP, (body, choice(*back)))


def _joined(kind: Kind, parts: Iterable[ProcessTree]) -> ProcessTree:
    level = [part for part in _flat(kind, parts) if part.kind is not Kind.SILENT]
    if not level:
        return SILENT
    return level[0] if len(level) == 1 else ProcessTree(kind, tuple(level))


def _flat(kind: Kind, parts: Iterable[ProcessTree]) -> list[ProcessTree]:
    """Give parts with those of the same operator replaced by theirs."""
    level = [part.parts if part.kind is kind else (part,) for part in parts]
    return [one for parts_there in level for one in parts_there]


_WIDTH = 72
_BLOCKS = {
    Kind.SEQUENCE: ("in this order:", "first ", "then "),
    Kind.CHOICE: ("one of these:", "either ", "or "),
    Kind.PARALLEL: ("in any order:", "- ", "- "),
    Kind.LOOP: ("once or more:", "", "going back by way of "),
}


def _lines(tree: ProcessTree) -> list[str]:
    """Tell a tree in one line if that is short, else as a heading with lines."""
    parts = tuple(part for part in tree.parts if part.kind is not Kind.SILENT)
    if not parts:
        return [tree.name or "nothing"]
    if tree.kind is Kind.CHOICE and len(parts) < len(tree.parts):
        return _perhaps(choice(*parts))
    if all(map(_is_plain, parts)):
        line = _in_one_line(tree.kind, [_lines(part)[0] for part in parts])
        if len(parts) == 1 or len(line) <= _WIDTH:
            return [line]
    heading, first, further = _BLOCKS[tree.kind]
    leads = (first, *[further] * (len(parts) - 1))
    block = [
        f"{lead}{line}" if number == 0 else line
        for lead, part in zip(leads, parts, strict=True)
        for number, line in enumerate(_lines(part))
    ]
    return [heading, *(f"  {line}" for line in block)]


def _is_plain(tree: ProcessTree) -> bool:
    """Whether a tree is one activity, perhaps or again and again."""
    return len(tree.activities()) == 1


def _in_one_line(kind: Kind, parts: list[str]) -> str:
    match kind:
        case Kind.SEQUENCE:
            return f"first {', then '.join(parts)}"
        case Kind.CHOICE:
            return f"either {' or '.join(parts)}"
        case Kind.PARALLEL:
            return f"{' and '.join(parts)}, in any order"
    return f"once or more {', going back by way of '.join(parts)}"


def _perhaps(tree: ProcessTree) -> list[str]:
    first, *further = _lines(tree)
    if tree.kind is Kind.LOOP:
        return [first.replace("once or more", "any number of times", 1), *further]
    return [f"perhaps {first}", *further]
