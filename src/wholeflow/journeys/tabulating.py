"""From `Journeys` back to a table, such that reading it gives them again."""

from __future__ import annotations

import numpy as np
import polars as pl

from .arrays import Mask, Microseconds
from .journeys import NOBODY, Coded, Journeys

_TIME = pl.Datetime("us", "UTC")


def as_rows(journeys: Journeys, *, staff: bool = False) -> pl.DataFrame:
    """Give the events of a log as a table, in the order of its file.

    Parameters
    ----------
    journeys
        The log.
    staff
        Whether who did each event is to be in it. Leave it out of whatever leaves the
        team that holds the log.

    Returns
    -------
    polars.DataFrame
        A row an event, under headings that `read_table` knows; times in UTC. What is
        not recorded is null.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, read_log
    >>> as_rows(read_log(example_log())).columns
    ['case', 'activity', 'end', 'group']
    """
    known = ~journeys.only_half
    order = np.argsort(journeys.row, kind="stable")
    columns: dict[str, pl.Series] = {
        "case": journeys.case_names.gather(journeys.case),
        "activity": _named(Coded("activity", journeys.activity, journeys.activities)),
    }
    if journeys.has_both_times:
        columns["start"] = _times(journeys.start, known)
    columns["end"] = _times(journeys.end)
    if journeys.columns.person is not None:
        persons = journeys.person[journeys.case]
        columns["person"] = journeys.person_names.gather(persons)
    roles = ("organisation", "group", "kind", *(("resource",) if staff else ()))
    for role in roles:
        if getattr(journeys.columns, role) is not None:
            codes = getattr(journeys, role)
            columns[role] = _named(Coded(role, codes, getattr(journeys, f"{role}s")))
    more = {heading: _named(column) for heading, column in journeys.more.items()}
    return pl.DataFrame({**columns, **more})[order]


def _named(column: Coded) -> pl.Series:
    """Spell out a column; what nobody recorded is null."""
    names = pl.Series([*column.names, None], dtype=pl.String)
    places = np.where(column.codes == NOBODY, len(column.names), column.codes)
    return names.gather(places)


def _times(times: Microseconds, known: Mask | None = None) -> pl.Series:
    series = pl.Series(times).cast(_TIME)
    return series if known is None else series.set(pl.Series(~known), None)
