"""How well logs fit together: who of one is found in the others.

A join that went wrong looks like people who never meet. So the share of those who are in
no other log is told for each, and where it is near everybody, what may be the cause.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import polars as pl

from wholeflow.journeys.arrays import Mask
from wholeflow.journeys.identifying import one_spelling
from wholeflow.journeys.times import DAY

from .merging import Part, filled_in, united

_NEARLY_ALL = 0.95  # share of persons found nowhere else, from which the key is doubted


@dataclass(frozen=True, slots=True)
class SourceMatch:
    """One of the logs that were joined.

    Parameters
    ----------
    name
        Of the organisation, or of the file.
    file
        Name of the file.
    events, persons
        Counts.
    alone
        Persons who are in no other log; None where there is no other.
    first, last
        Aware, UTC.
    looks_like
        How most identifiers of persons are written in the file: "10 digits".
    """

    name: str
    file: str
    events: int
    persons: int
    alone: int | None
    first: dt.datetime
    last: dt.datetime
    looks_like: str

    @property
    def unmatched(self) -> float | None:
        """Share of persons who are in no other log; None where there is no other."""
        return None if self.alone is None else self.alone / self.persons


@dataclass(frozen=True, slots=True)
class PairMatch:
    """Who of one log is found in another.

    Parameters
    ----------
    one, other
        Names of the two.
    found
        Persons of `one` who are in `other` too.
    of
        Persons of `one`.
    shared_days
        Days, in UTC, that the periods of both files touch; 0 where they do not meet.
    """

    one: str
    other: str
    found: int
    of: int
    shared_days: int

    @property
    def share(self) -> float:
        """Share of the persons of `one` who are in `other` too."""
        return self.found / self.of


def matches(
    parts: Sequence[Part],
) -> tuple[tuple[SourceMatch, ...], tuple[PairMatch, ...]]:
    """Count who is found where.

    Parameters
    ----------
    parts
        The logs, with persons named alike.

    Returns
    -------
    tuple
        What is to be said of each, in their order, and of each ordered pair.
    """
    present = _present(parts)
    alone = present[:, present.sum(axis=0) == 1].sum(axis=1)
    of_each = tuple(
        SourceMatch(
            name=part.name,
            file=part.journeys.source,
            events=part.journeys.n_events,
            persons=int(here.sum()),
            alone=int(lonely) if len(parts) > 1 else None,
            first=part.journeys.first,
            last=part.journeys.last,
            looks_like=_looks_like(part.journeys.person_names),
        )
        for part, here, lonely in zip(parts, present, alone, strict=True)
    )
    pairs = tuple(
        PairMatch(
            one=parts[a].name,
            other=parts[b].name,
            found=int((present[a] & present[b]).sum()),
            of=int(present[a].sum()),
            shared_days=_shared_days(parts[a], parts[b]),
        )
        for a, b in permutations(range(len(parts)), 2)
    )
    return of_each, pairs


def _present(parts: Sequence[Part]) -> Mask:
    """Which persons are in which part. Shape (n_parts, n_persons)."""
    codes, names = united(
        (np.arange(len(each.persons)), each.persons) for each in parts
    )
    part_of = np.repeat(np.arange(len(parts)), [len(part.persons) for part in parts])
    present = np.zeros((len(parts), len(names)), dtype=np.bool_)
    present[part_of, codes] = True
    return present


def _shared_days(one: Part, other: Part) -> int:
    first = max(int(part.journeys.start.min()) // DAY for part in (one, other))
    last = min(int(part.journeys.end.max()) // DAY for part in (one, other))
    return max(0, last - first + 1)


def _looks_like(identifiers: pl.Series) -> str:
    """Say how most are written, in words that give none away."""
    text = one_spelling(identifiers)
    kind = (
        pl.when(text.str.contains("^[0-9]+$"))
        .then(pl.lit("digits"))
        .when(text.str.contains("^[a-z]+$"))
        .then(pl.lit("letters"))
        .when(text.str.contains("^[0-9a-z]+$"))
        .then(pl.lit("letters and digits"))
        .otherwise(pl.lit("letters, digits and other signs"))
    )
    shapes = pl.DataFrame({"long": text.str.len_chars()}).with_columns(kind=kind)
    most = shapes.group_by("long", "kind").len().sort("len", "long", "kind")[-1]
    return f"{most['long'].item()} {most['kind'].item()}"


def doubts(
    parts: Sequence[Part], sources: Sequence[SourceMatch], pairs: Sequence[PairMatch]
) -> tuple[str, ...]:
    """Tell what may be wrong with a join, in sentences."""
    lonely = (
        _lonely(source, sources)
        for source in sources
        if source.unmatched is not None and source.unmatched >= _NEARLY_ALL
    )
    apart = (
        f"The periods of {pair.one} and {pair.other} do not meet, so nobody is seen in "
        "both at the same time."
        for pair in pairs
        if not pair.shared_days and pair.one < pair.other
    )
    filled = (
        f"{part.name}: {told}" for part in parts for told in filled_in(part.journeys)
    )
    return (*lonely, *apart, *filled, *_clocks(parts))


def _clocks(parts: Sequence[Part]) -> tuple[str, ...]:
    zones = tuple(dict.fromkeys(part.journeys.timezone for part in parts))
    if len(zones) == 1:
        return ()
    told = f"hours of the day are told on that of {zones[0]}."
    return (f"The files have different clocks ({', '.join(zones)}); {told}",)


def _lonely(source: SourceMatch, sources: Sequence[SourceMatch]) -> str:
    others = dict.fromkeys(o.looks_like for o in sources if o is not source)
    who = f"{source.alone:,} of {source.persons:,} persons"
    return (
        f"{who} of {source.name} are in no other file. That may be so; or the files "
        "have pseudonyms of another key or purpose, another number, or another way of "
        f"writing it: here most have {source.looks_like}, elsewhere "
        f"{' or '.join(others)}."
    )
