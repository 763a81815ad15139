"""What a whole needs of its parts, from its row and the links that stand.

An owner's logic was checked when it was declared. Parts come and go afterwards, so what
was declared may not fit the parts there are now. Then as much is claimed as still
follows, and never an error in the middle of somebody else's change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from wholeflow.evidence import (
    NOT_DECLARED,
    Chance,
    Combining,
    Dependence,
    Logic,
    can_be_all_cases,
    guarded,
    may_share,
)


class Declared(Protocol):
    """The columns in which an owner declares how a process follows from its parts."""

    parts_suffice: bool | None
    combining: str
    at_least: int | None
    dependence: str
    sufficiency_low: float
    sufficiency_high: float


class Shared(Protocol):
    """The columns in which a share of the cases stands, of a part in its whole."""

    share_low: float | None
    share_high: float | None


class Below(Protocol):
    """What a flag knows of what is below its process; see `evidence.mask_of`."""

    @property
    def shared_below(self) -> int:
        """A bit for each shared part at or below it."""

    @property
    def independent_below(self) -> bool:
        """Whether it gains from independent chances only."""


COLUMNS = tuple(Declared.__annotations__)
"""The names of these columns."""


def logic_of(declared: Declared, n_parts: int) -> Logic:
    """Give the logic of a whole with so many parts.

    If it needs more parts than there are, parts are missing from the map: it cannot
    succeed without all that are there, and these alone do not show that it does.
    """
    combining = Combining(declared.combining)
    sufficiency = NOT_DECLARED
    if declared.parts_suffice:
        sufficiency = Chance(declared.sufficiency_low, declared.sufficiency_high)
    needed = declared.at_least
    if needed is not None and needed > n_parts:
        combining, needed = Combining.ALL, None
        sufficiency = replace(sufficiency, low=0.0)
    return Logic(
        combining=combining,
        sufficiency=sufficiency,
        dependence=Dependence.from_words(declared.dependence),
        at_least=needed,
    )


def shares_of(links: Sequence[Shared]) -> list[Chance]:
    """Give the share of the cases that each part takes.

    A part without a share takes any; where the shares cannot add up to all cases any
    more, because a part came or went, nothing is known of any.
    """
    shares = [
        (0.0, 1.0)
        if link.share_low is None or link.share_high is None
        else (link.share_low, link.share_high)
        for link in links
    ]
    if not can_be_all_cases(shares):
        shares = [(0.0, 1.0)] * len(links)
    return [Chance(low, high) for low, high in shares]


def that_counts(logic: Logic, parts: Sequence[Below]) -> Logic:
    """Give the logic that counts: a claim about parts that may share a process is wider."""
    if not may_share(part.shared_below for part in parts):
        return logic
    return guarded(logic, parts=all(part.independent_below for part in parts))


def parts_first(
    keys: Collection[str], wholes: Mapping[str, Collection[str]]
) -> Iterator[str]:
    """Put processes in an order in which parts come before their wholes.

    Parameters
    ----------
    keys
        The processes.
    wholes
        The wholes of each, those that are not among the processes too.
    """
    inside = {key: [w for w in wholes.get(key, ()) if w in keys] for key in keys}
    waits_for: dict[str, int] = dict.fromkeys(keys, 0)
    for above_it in inside.values():
        for whole in above_it:
            waits_for[whole] += 1
    ready = [key for key, count in waits_for.items() if count == 0]
    for key in ready:
        yield key
        for whole in inside[key]:
            waits_for[whole] -= 1
            if waits_for[whole] == 0:
                ready.append(whole)
