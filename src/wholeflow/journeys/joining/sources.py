"""`read_logs`: several files of several organisations, joined on who the person is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from wholeflow.errors import BadInput, BadLog, Fault
from wholeflow.journeys.columns import Columns
from wholeflow.journeys.identifying import Key, hide_identifiers
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.reading import read_log
from wholeflow.journeys.times import LONDON

from .matching import PairMatch, SourceMatch, doubts, matches
from .merging import Keyed, Part, merged, part_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSource:
    """One of several files, and how it is to be read.

    Parameters
    ----------
    path
        As for `read_log`.
    organisation
        Whose file it is; of every event, unless the file has a column that says it.
    columns, timezone, day_first
        As for `read_log`, for this file.
    """

    path: str | Path
    organisation: str | None = None
    columns: Columns | None = None
    timezone: str = LONDON
    day_first: bool | None = None


@dataclass(frozen=True, slots=True, eq=False)
class JoinedLog:
    """Several logs as one, and how well they fit together.

    Parameters
    ----------
    journeys
        The events of all, with persons in common. `by_person` gives each person one
        journey through all organisations.
    sources
        What is to be said of each file.
    pairs
        For each ordered pair of files, who of the one is found in the other.
    doubts
        What may be wrong with the join, in sentences; empty where nothing was seen.
    """

    journeys: Journeys
    sources: tuple[SourceMatch, ...]
    pairs: tuple[PairMatch, ...]
    doubts: tuple[str, ...]

    def in_words(self) -> tuple[str, ...]:
        """Give a sentence for each file, each pair and each doubt."""
        return (
            *(_source_in_words(source) for source in self.sources),
            *(_pair_in_words(pair) for pair in self.pairs),
            *self.doubts,
        )


def _source_in_words(one: SourceMatch) -> str:
    events, persons = _counted(one.events, "event"), _counted(one.persons, "person")
    if one.unmatched is None:
        return f"{one.name}: {events} of {persons}."
    return (
        f"{one.name}: {events} of {persons}, of whom {one.alone:,} "
        f"({100 * one.unmatched:.0f} %) in no other file."
    )


def _pair_in_words(one: PairMatch) -> str:
    return (
        f"{one.one} in {one.other}: {one.found:,} of {_counted(one.of, 'person')} "
        f"({100 * one.share:.0f} %), {_counted(one.shared_days, 'day')} in common."
    )


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def read_logs(
    sources: Sequence[LogSource],
    *,
    key: Key | None = None,
    purpose: str = "",
    but: Collection[str] = (),
    tell: Callable[[str], None] | None = None,
) -> JoinedLog:
    """Read several files and join them on who the person is.

    Two identifiers are the same person if they are the same in one spelling
    (`one_spelling`): capitals, spaces and the dashes of an NHS number do not part
    people. Where a file names no persons beside its cases, its cases are the persons.

    Parameters
    ----------
    sources
        The files; their order decides only how events at one time stand.
    key, purpose
        With a key, persons and cases get pseudonyms (`pseudonyms`), and a file that
        names people in another column that is read is refused, as far as that can be
        seen (`find_identifiers`). Without one, names stay; the files may have
        pseudonyms already.
    but
        Headings of columns not to look at, such as one with postcodes of surgeries.
    tell
        As for `read_log`.

    Returns
    -------
    JoinedLog
        The events of all, and who is found where.

    Raises
    ------
    BadLog
        With the faults of all files together, each with its file; nothing is kept.
        A key without a purpose, or the other way round, is refused as `BadInput`.
    """
    names = _names(sources)
    keyed = _keyed(key, purpose, but)
    parts: list[Part] = []
    faults: list[list[Fault]] = []
    for name, source in zip(names, sources, strict=True):
        try:
            read = _read(source, tell)
            parts.append(part_of(name, read, source.organisation, keyed))
        except BadInput as bad:
            file = Path(source.path).name
            told = [replace(fault, file=file) for fault in bad.faults]
            faults.append([_hidden(fault) for fault in told] if keyed else told)
    if faults:
        raise BadLog("the files to join", _in_turn(faults))
    if tell:
        tell(f"Joining {len(parts)} files")
    return _joined(parts)


def join_logs(
    logs: Mapping[str, Journeys],
    *,
    key: Key | None = None,
    purpose: str = "",
    but: Collection[str] = (),
) -> JoinedLog:
    """Join logs that are in memory already, as `read_logs` joins files.

    Parameters
    ----------
    logs
        By the organisation of each, at least one; it is that of every event in a log
        that has no column for it.
    key, purpose, but
        As for `read_logs`.
    """
    keyed = _keyed(key, purpose, but)
    return _joined([part_of(name, log, name, keyed) for name, log in logs.items()])


def _keyed(key: Key | None, purpose: str, but: Collection[str]) -> Keyed | None:
    if (key is None) == bool(purpose.strip()):
        missing = "key" if key is None else "purpose"
        fault = f"expected a key and a purpose, or neither; there is no {missing}"
        raise BadInput("the pseudonyms", [fault])
    return Keyed(key, purpose, but) if key is not None else None


def _joined(parts: Sequence[Part]) -> JoinedLog:
    of_each, pairs = matches(parts)
    return JoinedLog(merged(parts), of_each, pairs, doubts(parts, of_each, pairs))


def _read(source: LogSource, tell: Callable[[str], None] | None) -> Journeys:
    journeys = read_log(
        source.path,
        columns=source.columns,
        timezone=source.timezone,
        day_first=source.day_first,
        tell=tell,
    )
    if journeys.columns.organisation is None and source.organisation is None:
        fault = (
            "no column was recognised as the organisation; say whose file it is "
            "(LogSource(organisation=...)), or which column says it "
            "(Columns(organisation=...))"
        )
        raise BadLog(journeys.source, [fault])
    return journeys


def _hidden(fault: Fault) -> Fault:
    """Who asks for pseudonyms must not see a number in a message about a wrong cell."""
    return replace(fault, message=hide_identifiers(fault.message))


def _names(sources: Sequence[LogSource]) -> list[str]:
    # For its organisation or file; where two are alike, with the file or a number.
    faults = _wrong_files([Path(source.path) for source in sources])
    if faults:
        raise BadInput("the files to join", faults)
    names = [source.organisation or Path(source.path).stem for source in sources]
    files = [
        f"{name} ({Path(s.path).name})" for name, s in zip(names, sources, strict=True)
    ]
    names = [
        name if names.count(name) == 1 else longer
        for name, longer in zip(names, files, strict=True)
    ]
    return [
        name if names.count(name) == 1 else f"{name} {place}"
        for place, name in enumerate(names, start=1)
    ]


def _wrong_files(paths: Sequence[Path]) -> list[str]:
    if not paths:
        return ["expected at least one, got none"]
    times = Counter(path.resolve() for path in paths)
    return [
        f"{path.name} is named {many} times; its events would count as often"
        for path, many in times.items()
        if many > 1
    ]


def _in_turn(faults: Sequence[Sequence[Fault]]) -> list[Fault]:
    """Give the first of each file, then the second, so that a cut list has them all."""
    turns = zip_longest(*faults)
    return [fault for turn in turns for fault in turn if fault is not None]
