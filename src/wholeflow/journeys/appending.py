"""A day's events added to a log, as if all had been read at once.

>>> import polars as pl
>>> from wholeflow.journeys import read_table
>>> day = {"case": ["A"], "activity": ["arrive"], "time": ["2024-05-01 10:00"]}
>>> next_day = {"case": ["A"], "activity": ["leave"], "time": ["2024-05-02 10:00"]}
>>> whole = appended(read_table(pl.DataFrame(day)), read_table(pl.DataFrame(next_day)))
>>> whole.n_cases, whole.n_events
(1, 2)
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from wholeflow.errors import BadInput

from .arrays import Codes
from .coding import named
from .journeys import NOBODY, Coded, Journeys
from .ordering import InOrder, in_order

_ROLES = {
    "activity": "activities", "organisation": "organisations", "group": "groups",
    "resource": "resources", "kind": "kinds",
}  # fmt: skip


def appended(journeys: Journeys, more: Journeys) -> Journeys:
    """Add events to a log: of new cases, and of cases it has already.

    Parameters
    ----------
    journeys
        The log.
    more
        A log of the same columns, whose rows stand below those of `journeys`. An event
        that stands in both counts twice.

    Returns
    -------
    Journeys
        What reading one file with all the rows gives, but for `source` and `notes`,
        which are of both. A case that names several persons has that of its first event.

    Notes
    -----
    If one of the two lacks a column that the other has it is told as `BadInput`.
    """
    _refuse_unlike(journeys, more)
    case_names, case = _joined(
        (journeys.case_names, journeys.case), (more.case_names, more.case)
    )
    order = in_order(
        case,
        len(case_names),
        np.concatenate((journeys.start, more.start)),
        np.concatenate((journeys.end, more.end)),
    )
    below = int(journeys.row.max()) + 1
    person_names, person = _persons(journeys, more, case_names, order)
    coded = {role: _coded(journeys, more, role, order) for role in _ROLES}
    return replace(
        journeys,
        case_names=case_names,
        person_names=person_names,
        person=person,
        activities=coded["activity"].names,
        organisations=coded["organisation"].names,
        groups=coded["group"].names,
        resources=coded["resource"].names,
        kinds=coded["kind"].names,
        activity=coded["activity"].codes,
        organisation=coded["organisation"].codes,
        group=coded["group"].codes,
        resource=coded["resource"].codes,
        kind=coded["kind"].codes,
        case=np.repeat(
            np.arange(len(case_names), dtype=np.int32), np.diff(order.first_event)
        ),
        more={
            heading: _both(one, more.more[heading], order)
            for heading, one in journeys.more.items()
        },
        start=order.start,
        end=order.end,
        only_half=order.put(np.concatenate((journeys.only_half, more.only_half))),
        row=order.put(np.concatenate((journeys.row, more.row + below))),
        first_event=order.first_event,
        source=" and ".join(dict.fromkeys((journeys.source, more.source))),
        notes=tuple(dict.fromkeys((*journeys.notes, *more.notes))),
    )


def _refuse_unlike(journeys: Journeys, more: Journeys) -> None:
    """Tell what one of two logs lacks.

    Raises
    ------
    BadInput
        If it lacks a column that the other has.
    """
    ours = {*journeys.columns.named(), *journeys.more}
    theirs = {*more.columns.named(), *more.more}
    faults = [f"{more.source} has no column '{name}'" for name in sorted(ours - theirs)]
    faults += [
        f"{journeys.source} has no column '{name}'" for name in sorted(theirs - ours)
    ]
    if faults:
        raise BadInput("the events to append", faults)


def _joined(
    one: tuple[pl.Series, Codes], other: tuple[pl.Series, Codes]
) -> tuple[pl.Series, Codes]:
    """Join two columns: sorted names of both, and the codes of one below the other."""
    joined = named(pl.concat([one[0], other[0]]))
    parts = np.split(joined.codes, [len(one[0])])
    return joined.names, np.concatenate(
        [
            # The last entry is that of nobody.
            np.append(part, np.int32(NOBODY))[codes]
            for part, (_, codes) in zip(parts, (one, other), strict=True)
        ]
    )


def _both(one: Coded, other: Coded, order: InOrder) -> Coded:
    names, codes = _joined(
        (pl.Series(one.names, dtype=pl.String), one.codes),
        (pl.Series(other.names, dtype=pl.String), other.codes),
    )
    return Coded(one.role, order.put(codes), tuple(names.to_list()))


def _coded(journeys: Journeys, more: Journeys, role: str, order: InOrder) -> Coded:
    one, other = (
        Coded(role, getattr(log, role), getattr(log, _ROLES[role]))
        for log in (journeys, more)
    )
    return _both(one, other, order)


def _persons(
    journeys: Journeys, more: Journeys, case_names: pl.Series, order: InOrder
) -> tuple[pl.Series, Codes]:
    if journeys.columns.person is None:
        return case_names, np.arange(len(case_names), dtype=np.int32)
    names, of_event = _joined(
        (journeys.person_names, journeys.person[journeys.case]),
        (more.person_names, more.person[more.case]),
    )
    return names, order.put(of_event)[order.first_event[:-1]]
