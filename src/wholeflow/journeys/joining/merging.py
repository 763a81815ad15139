"""Several logs as one: names are put together, events stand in one order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from wholeflow.journeys.arrays import Codes, Mask, Places
from wholeflow.journeys.checking.quality import NOTHING_WORDS
from wholeflow.journeys.choosing import regrouped
from wholeflow.journeys.columns import ROLES, Columns
from wholeflow.journeys.identifying import (
    Key,
    one_spelling,
    pseudonyms,
    refuse_identifiers_left,
)
from wholeflow.journeys.identifying.pseudonyms import keyed_as_written
from wholeflow.journeys.journeys import NOBODY, Coded, Journeys

_Column = tuple[Codes | Places, pl.Series | tuple[str, ...]]  # codes and their names
_FILLING = "^(?:" + "|".join(f"{sign}{{4,}}" for sign in "0123456789x") + ")$"
_TOLD = "as told"  # in place of a heading, where there is no such column


@dataclass(frozen=True, slots=True)
class Keyed:
    """How persons and cases get pseudonyms, in a log that names people nowhere else."""

    key: Key
    purpose: str
    but: Collection[str] = ()

    def check(self, journeys: Journeys) -> None:
        """Refuse a log that names people in another column, as `BadLog`."""
        refuse_identifiers_left(journeys, but=self.but)

    def persons(self, names: pl.Series) -> pl.Series:
        """Give pseudonyms by which logs can be joined."""
        return pseudonyms(names, key=self.key, purpose=self.purpose)

    def cases(self, names: pl.Series) -> pl.Series:
        """Give pseudonyms for numbers of one file, which are not joined by."""
        return keyed_as_written(
            names, key=self.key, purpose=f"{self.purpose}: cases of a file"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One of the logs, with the names by which it is joined to the others.

    Parameters
    ----------
    name
        Of the organisation, or of the file; different for each part.
    journeys
        As read.
    organisation
        Of every event, in a log that has no column for it; None for "not known".
    persons
        Name of each person, by code of `journeys`; several may get the same.
    cases
        Name of each case, likewise.
    """

    name: str
    journeys: Journeys
    organisation: str | None
    persons: pl.Series
    cases: pl.Series


def part_of(
    name: str, journeys: Journeys, organisation: str | None, keyed: Keyed | None
) -> Part:
    """Name persons and cases as all parts do; what else names people is refused.

    Persons are those whose identifier is the same in one spelling. Cases that are
    persons are named as these; others are the file's own, so their names begin with the
    name of the part: spell 17 of one hospital is not spell 17 of the next.
    """
    who = journeys.person_names
    if keyed:
        keyed.check(journeys)
    persons = keyed.persons(who) if keyed else one_spelling(who)
    if journeys.columns.person is None:
        return Part(name, journeys, organisation, persons, persons)
    own = keyed.cases(journeys.case_names) if keyed else journeys.case_names
    return Part(name, journeys, organisation, persons, f"{name}: " + own)


def pseudonymised(
    journeys: Journeys, *, key: Key, purpose: str, but: Collection[str] = ()
) -> Journeys:
    """Put pseudonyms in place of the names of persons and cases.

    Parameters
    ----------
    journeys
        The log. One that names people in another column is refused as `BadLog`
        (`refuse_identifiers_left`).
    key, purpose
        As for `pseudonyms`; an empty purpose is refused as `BadInput`.
    but
        Headings of columns not to look at, such as one with postcodes of surgeries.

    Returns
    -------
    Journeys
        The same events; those of two spellings of one identifier are now together.

    Examples
    --------
    >>> from wholeflow.journeys import Key, example_log, read_log
    >>> journeys = read_log(example_log())
    >>> hidden = pseudonymised(journeys, key=Key(bytes(range(32))), purpose="a lesson")
    >>> hidden.n_cases, hidden.case_names[0]
    (1050, ...)
    """
    keyed = Keyed(key, purpose, but)
    keyed.check(journeys)
    persons = keyed.persons(journeys.person_names)
    cases = persons
    if journeys.columns.person is not None:
        cases = keyed.cases(journeys.case_names)
    noted = replace(journeys, notes=(*journeys.notes, *filled_in(journeys)))
    return merged([Part("", noted, None, persons, cases)])


def filled_in(journeys: Journeys) -> tuple[str, ...]:
    """Tell of words and numbers that people type where they know no identifier.

    Once they are pseudonyms nobody can see it any more.
    """
    names = one_spelling(journeys.person_names)
    typed = names.is_in(list(NOTHING_WORDS)) | names.str.contains(_FILLING)
    codes = np.flatnonzero(typed.to_numpy())
    if not len(codes):
        return ()
    events = int(np.isin(journeys.person[journeys.case], codes).sum())
    told = (
        "Events whose person reads like a filling for an empty field, such as NA or "
        f"0000000000: {events:,}. All of one filling count as one person, in every file."
    )
    return (told,)


def merged(parts: Sequence[Part]) -> Journeys:
    """Make one log of several.

    Parameters
    ----------
    parts
        At least one, in the order in which ties between them are to stand.

    Returns
    -------
    Journeys
        As if the rows of all parts stood in one file, one part below the other.
    """
    person, person_names = united((_all(part.persons), part.persons) for part in parts)
    case, case_names = united((part.journeys.case, part.cases) for part in parts)
    of_case, _ = united((_all(part.cases), part.cases) for part in parts)
    first_person = np.cumsum([0, *(len(part.persons) for part in parts)])
    persons = [
        person[first + part.journeys.person]
        for first, part in zip(first_person, parts, strict=False)
    ]
    person_of = np.empty(len(case_names), dtype=np.int32)
    person_of[of_case] = np.concatenate(persons)
    stacked = replace(_stacked(parts), person_names=person_names)
    return regrouped(stacked, case, case_names, person_of)


def united(columns: Iterable[_Column]) -> tuple[Codes, pl.Series]:
    """Put coded columns below each other, with one list of names.

    Parameters
    ----------
    columns
        Codes and names of each; names may repeat, and codes may be `NOBODY`.

    Returns
    -------
    tuple
        Codes of all, and the names, sorted, each once.
    """
    every = [(codes, pl.Series(names, dtype=pl.String)) for codes, names in columns]
    names = pl.concat([names for _, names in every]).unique().sort()
    new = [old.cast(pl.Enum(names)).to_physical().cast(pl.Int32) for _, old in every]
    codes = [
        np.append(to.to_numpy(), np.int32(NOBODY))[codes]
        for to, (codes, _) in zip(new, every, strict=True)
    ]
    return np.concatenate(codes), names


def _all(names: pl.Series) -> Places:
    return np.arange(len(names))


def _stacked(parts: Sequence[Part]) -> Journeys:
    """Put the events of all below each other, as yet without order and cases."""
    logs = [part.journeys for part in parts]
    columns = _columns(parts)
    both = columns.start is not None
    activity, activities = united((log.activity, log.activities) for log in logs)
    organisation, organisations = united(_organisation(part) for part in parts)
    group, groups = united((log.group, log.groups) for log in logs)
    resource, resources = united((log.resource, log.resources) for log in logs)
    kind, kinds = united((log.kind, log.kinds) for log in logs)
    below = np.cumsum([0, *(int(log.row.max()) + 1 for log in logs)])
    rows = [log.row + first for first, log in zip(below, logs, strict=False)]
    return replace(
        logs[0],
        activity=activity,
        activities=tuple(activities),
        organisation=organisation,
        organisations=tuple(organisations),
        group=group,
        groups=tuple(groups),
        resource=resource,
        resources=tuple(resources),
        kind=kind,
        kinds=tuple(kinds),
        more={heading: _more(heading, logs) for heading in columns.more},
        start=np.concatenate([log.start for log in logs]),
        end=np.concatenate([log.end for log in logs]),
        only_half=np.concatenate([_only_half(log, both=both) for log in logs]),
        row=np.concatenate(rows),
        source=" + ".join(log.source for log in logs),
        columns=columns,
        notes=_notes(logs),
    )


def _organisation(part: Part) -> _Column:
    log = part.journeys
    if log.columns.organisation is not None or part.organisation is None:
        return log.organisation, log.organisations
    return np.zeros(log.n_events, dtype=np.int32), (part.organisation,)


def _more(heading: str, logs: Sequence[Journeys]) -> Coded:
    def of(log: Journeys) -> _Column:
        if heading in log.more:
            return log.more[heading].codes, log.more[heading].names
        return np.full(log.n_events, NOBODY, dtype=np.int32), ()

    codes, names = united(of(log) for log in logs)
    return Coded(heading, codes, tuple(names))


def _only_half(log: Journeys, *, both: bool) -> Mask:
    """Where one log has both times, an event of another that has one is half known."""
    if both and not log.has_both_times:
        return np.ones(log.n_events, dtype=np.bool_)
    return log.only_half


def _columns(parts: Sequence[Part]) -> Columns:
    """Headings of all parts for each role, the different ones with a stroke between."""
    found = Columns()
    for role in ROLES:
        headings = [getattr(part.journeys.columns, role) for part in parts]
        if role == "person" and any(headings):
            headings = [
                heading or part.journeys.columns.case
                for heading, part in zip(headings, parts, strict=True)
            ]
        if role == "organisation":
            headings = [
                heading or (_TOLD if part.organisation else None)
                for heading, part in zip(headings, parts, strict=True)
            ]
        different = dict.fromkeys(heading for heading in headings if heading)
        found = found.saying(role, " / ".join(different) or None)
    more = dict.fromkeys(h for part in parts for h in part.journeys.columns.more)
    return replace(found, more=tuple(more))


def _notes(logs: Sequence[Journeys]) -> tuple[str, ...]:
    if len(logs) == 1:
        return logs[0].notes
    return tuple(f"{log.source}: {note}" for log in logs for note in log.notes)
