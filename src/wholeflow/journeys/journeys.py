"""The one type of this room: events of many cases, sorted once, never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from wholeflow.errors import NotFound

from .arrays import Codes, Counts, Hours, Mask, Microseconds, Places, Rows
from .columns import Columns
from .times import HOUR, as_datetime

NOBODY = -1  # code of an event whose organisation, group, resource ... is not recorded


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """One column of a log: what each event says, as a code into sorted names.

    Parameters
    ----------
    role
        What the column is, for a person: "organisation", "group", a heading.
    codes
        `NOBODY` where nothing is recorded. Shape (n_events,).
    names
        Sorted. After events were chosen some names may have no event left.
    """

    role: str
    codes: Codes
    names: tuple[str, ...]

    def of(self, wanted: Iterable[str]) -> Mask:
        """Which events say one of these; unknown names are said by none."""
        asked = set(wanted)
        # The last is what `NOBODY` points to.
        is_asked = np.array([*(name in asked for name in self.names), False])
        return is_asked[self.codes]


@dataclass(frozen=True, slots=True, eq=False)
class Journeys:
    """Events of many cases, in order: by case, then start, end, and row of the file.

    The last of these is the *tie rule*: two events of a case at one time stay in the
    order the file has them. Names are sorted, so codes and answers do not depend on
    the order of rows as long as ties keep theirs.

    Parameters
    ----------
    case_names
        Name of each case, sorted; identifiers are text and no word means "missing".
    person_names
        Name of each person, sorted. In a log that names no persons each case is a
        person of its own.
    person
        Code of each case's person. Shape (n_cases,).
    activities, organisations, groups, resources, kinds
        Names, sorted.
    case, activity, organisation, group, resource, kind
        Code of each event, pointing into the names; `NOBODY` where nothing is
        recorded, which a case and an activity always are. Shape (n_events,).
    more
        Further columns that were kept, by heading.
    start, end
        Microseconds since 1970 in UTC; where a log has only one time, or one of the
        two is empty, both are that time. Shape (n_events,).
    only_half
        Events whose start or end is empty though the log has both. Shape (n_events,).
    row
        Place of each event among the rows of its file, from 0; of several files, as if
        they stood one below the other. Shape (n_events,).
    first_event
        Where each case begins, with the number of events at the end: events of case c
        are `first_event[c]` to `first_event[c + 1]`. Shape (n_cases + 1,).
    source
        Name of the file.
    columns
        Headings that were read, by what they say.
    timezone
        The zone whose clock was meant where times had no offset.
    notes
        What was decided while reading, in words.
    """

    case_names: pl.Series
    person_names: pl.Series
    person: Codes
    activities: tuple[str, ...]
    organisations: tuple[str, ...]
    groups: tuple[str, ...]
    resources: tuple[str, ...]
    kinds: tuple[str, ...]
    case: Codes
    activity: Codes
    organisation: Codes
    group: Codes
    resource: Codes
    kind: Codes
    more: Mapping[str, Coded]
    start: Microseconds
    end: Microseconds
    only_half: Mask
    row: Rows
    first_event: npt.NDArray[np.int64]
    source: str
    columns: Columns
    timezone: str
    notes: tuple[str, ...]

    @property
    def n_cases(self) -> int:
        """Number of cases."""
        return len(self.case_names)

    @property
    def n_events(self) -> int:
        """Number of events."""
        return len(self.case)

    @property
    def n_persons(self) -> int:
        """Number of persons; of cases, in a log that names no persons."""
        return len(self.person_names)

    @property
    def one_case_each(self) -> bool:
        """Whether the cases are of as many persons, as in a log that names none."""
        # Cases and persons are both sorted, so those of such a log have equal codes.
        return np.array_equal(self.person, np.arange(self.n_cases))

    @property
    def has_both_times(self) -> bool:
        """Whether the log has a start and an end, so that waiting can be told."""
        return self.columns.start is not None

    @property
    def first(self) -> dt.datetime:
        """When the earliest event began, in UTC."""
        return as_datetime(int(self.start.min()))

    @property
    def last(self) -> dt.datetime:
        """When the latest event ended, in UTC."""
        return as_datetime(int(self.end.max()))

    def column(self, role: str) -> Coded:
        """Give a column by what it says, or by the heading of one kept as `more`.

        Parameters
        ----------
        role
            "activity", "organisation", "group", "resource", "kind" or a heading.

        Raises
        ------
        NotFound
            If the log has no such column; the message lists what it has.
        """
        known = {
            "activity": (self.activity, self.activities),
            "organisation": (self.organisation, self.organisations),
            "group": (self.group, self.groups),
            "resource": (self.resource, self.resources),
            "kind": (self.kind, self.kinds),
        }
        if role in known and known[role][1]:
            return Coded(role, *known[role])
        if role in self.more:
            return self.more[role]
        there = [*(name for name, (_, names) in known.items() if names), *self.more]
        raise NotFound(
            f"The log has no column '{role}'; it has: {', '.join(there)}. Say which "
            f"heading it is when reading (in Python: Columns({role}=...), or "
            f"Columns(more=...) for a column of your own)."
        )

    def body(self) -> Coded:
        """Give who did each event: its organisation, or its group in a log without.

        A log with neither gives a column without names, in which nobody is recorded.
        """
        if self.organisations:
            return Coded("organisation", self.organisation, self.organisations)
        return Coded("group", self.group, self.groups)

    def names_of(self, cases: npt.ArrayLike) -> tuple[str, ...]:
        """Names of cases, sorted, each once.

        Parameters
        ----------
        cases
            Codes of cases, in any order, repeated or not.
        """
        return tuple(self.case_names.gather(np.unique(cases)).to_list())

    def persons_of(self, cases: Codes | Places | Mask) -> int:
        """How many persons some cases are of, each counted once.

        Parameters
        ----------
        cases
            Codes of cases, in any order, repeated or not; or a mask of shape (n_cases,).
        """
        return len(np.unique(self.person[cases]))

    def persons_by(self, group: Codes | Counts, case: Codes, groups: int) -> Counts:
        """How many persons each group has, a person counted once in each.

        Parameters
        ----------
        group
            Group of each member, from 0. Shape (n_members,), as `case`.
        case
            Case of each member.
        groups
            How many groups there can be. Shape of the answer: (groups,).
        """
        pairs = group.astype(np.int64) * self.n_persons + self.person[case]
        pairs.sort()  # `np.unique` takes many times as long
        new = np.diff(pairs, prepend=-1) != 0
        return np.bincount(pairs[new] // self.n_persons, minlength=groups)

    def events_of(self, activities: Iterable[str]) -> Mask:
        """Which events are of these activities; unknown names are of none."""
        return Coded("activity", self.activity, self.activities).of(activities)

    def cases_with(self, events: Mask) -> Mask:
        """Which cases have at least one of these events. Shape (n_cases,)."""
        having = np.zeros(self.n_cases, dtype=np.bool_)
        having[self.case[events]] = True
        return having

    def tied(self) -> Mask:
        """Which events have the same time as the event before them in their case."""
        same = np.zeros(self.n_events, dtype=np.bool_)
        same[1:] = (
            (self.case[1:] == self.case[:-1])
            & (self.start[1:] == self.start[:-1])
            & (self.end[1:] == self.end[:-1])
        )
        return same

    def duration_hours(self) -> Hours:
        """Hours from the first start to the last end of each case. Shape (n_cases,)."""
        begins = self.start[self.first_event[:-1]]
        ends = np.maximum.reduceat(self.end, self.first_event[:-1])
        hours: Hours = (ends - begins) / HOUR
        return hours
