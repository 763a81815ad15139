"""Look for what names a person: before a log is kept anywhere, not after.

Found are NHS numbers (and CHI and Health and Care numbers, which have the same check
digit), full postcodes, e-mail addresses, telephone numbers of the United Kingdom, and
birth dates, in any column and in headings. No finding and no message holds the value.

A birth date is a date with day, month and year in a column whose heading says birth,
born or DOB; or one in a text within 15 characters after "DOB", "date of birth", "birth
date" or "born", or within 5 before. A date alone is none.

*Not* found are names of people, addresses without a postcode, hospital numbers, and
whatever is written in a way nobody foresaw. A log in which nothing is found may still
name people.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from wholeflow.errors import BadLog, Fault
from wholeflow.journeys.formats import RawLog
from wholeflow.journeys.journeys import NOBODY, Coded, Journeys

from .kinds import BIRTH_DATE_BY_HEADING, BIRTH_HEADING, KINDS, Kind

_ROWS_KEPT = 5
_ENOUGH = 20  # different things in the same place, from which a share says something
_DEVIATIONS = 4.0  # above what chance gives; fewer than 1 column in 1,000 is beyond
_MARK = "\N{SECTION SIGN}"
_A_TIME = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)?"
    r"(?:Z|[+-][0-9:]{2,6})?$"
)
_NEVER = (pl.Boolean, pl.Null, pl.Duration, pl.Time)


@dataclass(frozen=True, slots=True)
class IdentifierFinding:
    """Identifiers of one kind in one column.

    Parameters
    ----------
    kind
        Such as "NHS number".
    column
        Heading of the column; "column 3" where the heading itself is the identifier.
    cells
        How many cells have one; 0 where it is the heading.
    rows
        Numbers of the first of them, from 0.
    by_chance
        True if they are told and no more: of many things that look alike, no more pass
        the check than chance lets through.
    words
        What was found, without any value.
    """

    kind: str
    column: str
    cells: int
    rows: tuple[int, ...]
    by_chance: bool
    words: str


def find_identifiers(
    table: pl.DataFrame, *, but: Collection[str] = ()
) -> tuple[IdentifierFinding, ...]:
    """Look for identifiers of people.

    What stands in the same surroundings, such as "order §" or a cell of its own, is
    judged together. From 20 different ones on, and if no more pass the check than
    chance would let through (1 in 11 for NHS numbers, plus four standard deviations),
    they are taken for other numbers and the finding is `by_chance`. So a single NHS
    number in a text is found, and a column of order numbers is not taken for one; but
    fewer than 20 order numbers may be.

    Parameters
    ----------
    table
        Any columns; text in any case, with the spaces and dashes that people use.
    but
        Headings of columns to leave out, because they are pseudonymised, not kept, or
        read as times.

    Returns
    -------
    tuple of IdentifierFinding
        In the order of columns. None is found in an empty table, unless in a heading.

    Examples
    --------
    >>> notes = pl.DataFrame({"note": ["see 943 476 5919", "call 07700 900123"]})
    >>> for found in find_identifiers(notes):
    ...     print(found.words)
    NHS numbers in 1 cell of the column 'note'
    telephone numbers in 1 cell of the column 'note'
    """
    return tuple(
        finding
        for place, column in enumerate(table.iter_columns(), start=1)
        if column.name not in but
        for finding in (*_in_heading(place, column.name), *_in_column(column))
    )


def hide_identifiers(text: str) -> str:
    """Blot out of a message what may name a person, such as a cell that it shows.

    >>> hide_identifiers("row 3, column time: '943 476 5919' is no time")
    "row 3, column time: '(hidden)' is no time"
    """
    cell = pl.Series([text])
    for kind in KINDS:
        cell = cell.str.replace_all(kind.pattern, "(hidden)")
    hidden: str = cell.item()
    return hidden


def refuse_identifiers(raw: RawLog, *, but: Collection[str] = ()) -> None:
    """Stop a load if the file has identifiers of people.

    Parameters
    ----------
    raw
        The file, opened (`wholeflow.journeys.formats.open_log`).
    but
        As for `find_identifiers`, whose findings `by_chance` stop nothing.

    Raises
    ------
    BadLog
        With each kind in each column, the line of the first, and what to do.
    """
    table = raw.fetch([name for name in raw.headings if name not in but])
    stopping = [found for found in find_identifiers(table) if not found.by_chance]
    if not stopping:
        return
    rows = sorted({found.rows[0] for found in stopping if found.rows})
    lines = dict(zip(rows, raw.lines(rows), strict=True))
    raise BadLog(raw.name, [_fault(found, lines) for found in stopping])


def refuse_identifiers_left(journeys: Journeys, *, but: Collection[str] = ()) -> None:
    """Stop if a log names people beside its cases and persons, which get pseudonyms.

    Looked at are activities, organisations, groups, kinds and what was kept as `more`.
    Members of staff are not: they are never shown.

    Parameters
    ----------
    journeys
        The log, as read.
    but
        Headings of columns to leave out.

    Raises
    ------
    BadLog
        With each kind in each column, and what to do.
    """
    faults = [
        _fault(found, {})
        for heading, column in _kept(journeys)
        if heading not in but
        and find_identifiers(pl.DataFrame({heading: column.names}))
        for found in find_identifiers(_cells(heading, column))
        if not found.by_chance
    ]
    if faults:
        raise BadLog(journeys.source, faults)


def _kept(journeys: Journeys) -> Iterator[tuple[str, Coded]]:
    read = {
        "activity": (journeys.activity, journeys.activities),
        "organisation": (journeys.organisation, journeys.organisations),
        "group": (journeys.group, journeys.groups),
        "kind": (journeys.kind, journeys.kinds),
    }
    for role, heading in journeys.columns.named().items():
        if role in read:
            yield heading, Coded(role, *read[role])
    yield from journeys.more.items()


def _cells(heading: str, column: Coded) -> pl.DataFrame:
    """Write a column out. Names are few, so this is done only where one is at fault."""
    said = column.codes[column.codes != NOBODY]
    return pl.DataFrame(
        {heading: pl.Series(column.names, dtype=pl.String).gather(said)}
    )


def _fault(found: IdentifierFinding, lines: dict[int, int]) -> Fault:
    if not found.rows:
        return Fault(found.words, row=1)
    return Fault(
        f"{found.words}. Nothing was kept. Leave the column out, take them out of the "
        "text, or name the column as the one to pseudonymise",
        lines.get(found.rows[0]),
        found.column,
    )


def _in_heading(place: int, heading: str) -> Iterator[IdentifierFinding]:
    text = _readable(pl.Series([heading]))
    for kind in KINDS:
        found = text.str.extract_all(kind.pattern).explode().drop_nulls()
        if len(found) and kind.passes(found).any():
            words = (
                f"the heading of column {place} reads as one of the {kind.plural}; "
                "has the file a header?"
            )
            yield IdentifierFinding(
                kind.name, f"column {place}", 0, (), by_chance=False, words=words
            )


def _in_column(column: pl.Series) -> Iterator[IdentifierFinding]:
    heading = re.sub("([a-z])([A-Z])", r"\1 \2", column.name.replace("_", " "))
    of_birth = re.search(BIRTH_HEADING, heading) is not None
    if column.dtype in _NEVER or (column.dtype.is_temporal() and not of_birth):
        return
    cells = _as_text(column)
    distinct = cells.unique().drop_nulls()
    distinct = distinct.filter(distinct.str.contains(r"[\p{N}@]"))
    if not of_birth:  # millions of different times, in which nothing else can be
        distinct = distinct.filter(~distinct.str.contains(_A_TIME))
    texts = pl.DataFrame({"cell": distinct, "text": _readable(distinct)})
    for kind in (*KINDS[:-1], BIRTH_DATE_BY_HEADING) if of_birth else KINDS:
        for by_chance, found in _judged(texts, kind, heading):
            where = cells.is_in(found.implode()).fill_null(value=False)
            yield _finding(kind, column.name, where, by_chance=by_chance)


def _finding(
    kind: Kind, heading: str, where: pl.Series, *, by_chance: bool
) -> IdentifierFinding:
    rows = np.flatnonzero(where.to_numpy())
    cells = f"{len(rows):,} cell{'' if len(rows) == 1 else 's'}"
    words = f"{kind.plural} in {cells} of the column '{heading}'"
    if by_chance:
        words = (
            f"{cells} of the column '{heading}' would pass for {kind.plural}, as many "
            "as chance gives among others like them; taken for something else"
        )
    first = tuple(int(row) for row in rows[:_ROWS_KEPT])
    return IdentifierFinding(kind.name, heading, len(rows), first, by_chance, words)


def _judged(
    texts: pl.DataFrame, kind: Kind, heading: str
) -> Iterator[tuple[bool, pl.Series]]:
    # The cells that have one for certain, and those that may by chance, if there are any.
    holding = texts.filter(pl.col("text").str.contains(kind.pattern))
    if not len(holding):
        return
    around = pl.col("text").str.replace_all(kind.pattern, _MARK)
    each = holding.select(
        "cell",
        found=pl.col("text").str.extract_all(kind.pattern),
        around=around.str.replace_all(r"[0-9]", "0"),
    ).explode("found")
    each = each.with_columns(passes=pl.Series(kind.passes(each["found"])))
    number = pl.col("found").n_unique().over("around")
    passing = pl.col("found").filter("passes").n_unique().over("around")
    usual = (
        number * kind.chance
        + _DEVIATIONS * (number * kind.chance * (1 - kind.chance)).sqrt()
    )
    beside = pl.concat_str(pl.lit(heading), "around", "found", separator=" ")
    by_chance = (
        (number >= _ENOUGH) & (passing <= usual) & ~beside.str.contains(kind.label)
    )
    each = each.with_columns(by_chance=by_chance).filter("passes")
    for chance in (False, True):
        cells = each.filter(pl.col("by_chance") == chance)["cell"].unique()
        if len(cells):
            yield chance, cells


def _readable(texts: pl.Series) -> pl.Series:
    """Make of digits, spaces and joined words what patterns know.

    Full-width digits and the fixed spaces of word processors become plain ones,
    invisible marks go, and "_" parts words.
    """
    if (texts.str.len_bytes() > texts.str.len_chars()).any():  # not plain ASCII
        texts = texts.str.normalize("NFKC").str.replace_all(r"\p{Cf}", "")
    return texts.str.replace_all("_", " ", literal=True)


def _as_text(column: pl.Series) -> pl.Series:
    """Give every cell as text, those of nested columns as JSON."""
    if column.dtype.is_nested():
        cells = column.alias("cell").to_frame()
        return cells.select(pl.struct("cell").struct.json_encode()).to_series()
    if column.dtype in (pl.Binary, pl.Object):
        return pl.Series([_spelled(cell) for cell in column], dtype=pl.String)
    return column.cast(pl.String)


def _spelled(cell: object) -> str | None:
    if isinstance(cell, bytes):
        return cell.decode("utf-8", errors="replace")
    return None if cell is None else str(cell)
