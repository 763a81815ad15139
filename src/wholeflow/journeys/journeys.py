"""The one type of this room: events of many cases, sorted once, never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from .arrays import Codes, Hours, Mask, Microseconds
from .columns import Columns
from .times import HOUR, as_datetime

NOBODY = -1  # code of an event whose group or resource is not recorded


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
    activities, groups, resources
        Names, sorted.
    case, activity, group, resource
        Code of each event, pointing into the names; `NOBODY` where a group or
        resource is empty. Shape (n_events,).
    start, end
        Microseconds since 1970 in UTC; where a log has only one time, or one of the
        two is empty, both are that time. Shape (n_events,).
    only_half
        Events whose start or end is empty though the log has both. Shape (n_events,).
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
    activities: tuple[str, ...]
    groups: tuple[str, ...]
    resources: tuple[str, ...]
    case: Codes
    activity: Codes
    group: Codes
    resource: Codes
    start: Microseconds
    end: Microseconds
    only_half: Mask
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

    def names_of(self, cases: npt.ArrayLike) -> tuple[str, ...]:
        """Names of cases, sorted, each once.

        Parameters
        ----------
        cases
            Codes of cases, in any order, repeated or not.
        """
        return tuple(self.case_names.gather(np.unique(cases)).to_list())

    def events_of(self, activities: Iterable[str]) -> Mask:
        """Which events are of these activities; unknown names are of none."""
        wanted = set(activities)
        codes = [code for code, name in enumerate(self.activities) if name in wanted]
        return np.isin(self.activity, codes)

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
