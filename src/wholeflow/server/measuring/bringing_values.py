"""Many indicators from one table: what it would change, and changing it, as one change.

A value for a day that has one takes its place and is told as restated, old and new. An
indicator that is not here yet is added; how one that is here is judged stays as its
owner said.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from wholeflow.days import day_in_words
from wholeflow.errors import BadInput, Fault, InvalidFlag
from wholeflow.evidence import IndicatorSeries, IndicatorTable, SeriesValue
from wholeflow.governance import Act
from wholeflow.server.accounts.models import Person
from wholeflow.server.history.changes import AT_ONCE, Draft, changing
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.indicating import (
    NewIndicator,
    NewPoint,
    new_row,
    put,
    require_points,
)
from wholeflow.server.measuring.models import Indicator, Point

HALF_LIFE_DAYS = 180  # of an indicator that a table brings; its owner may say otherwise

Key = tuple[str, str]  # of a process, and an indicator's name in small letters


@dataclass(frozen=True, slots=True)
class Restated:
    """A value that took the place of another."""

    on: date
    old: float
    new: float


@dataclass(frozen=True, slots=True)
class BroughtSeries:
    """What a table brought, or would bring, of one indicator.

    Parameters
    ----------
    process
        Of which it is.
    indicator
        Its row; one that was not here before is only kept if this was no dry run.
    is_new
        Whether it was not here before.
    added
        How many days have a value now that had none.
    restated
        Values that took the place of others, by day.
    unchanged
        How many stand in the table as they stood here.
    missing, hidden
        How many cells of the table held no value, and were left out.
    notes
        What the table says that was not taken over, or holds no value for.
    """

    process: Process
    indicator: Indicator
    is_new: bool
    added: int
    restated: tuple[Restated, ...]
    unchanged: int
    missing: int
    hidden: int
    notes: tuple[str, ...]

    @property
    def not_known(self) -> int:
        """How many cells of the table held no value."""
        return self.missing + self.hidden


MOST_SHOWN = 5  # days that a note names; the rest are counted
MOST_SOUGHT = 20  # unknown names looked for without minding capitals; the rest are told


def bring_in(
    *,
    by: Person | None,
    table: IndicatorTable,
    process_id: str | None = None,
    half_life_days: int | None = HALF_LIFE_DAYS,
    dry_run: bool = False,
) -> tuple[BroughtSeries, ...]:
    """Bring in the values of a table, all or nothing; in a dry run, only say what would be.

    Parameters
    ----------
    by
        Who brings it in; None for whoever keeps the machine.
    table
        As `evidence.read_indicator_table` gives it.
    process_id
        The process that indicators without one are about.
    half_life_days
        Of indicators that are new; None if they do not age.
    dry_run
        Whether to take all of it back at once.

    Returns
    -------
    tuple of BroughtSeries
        One for each indicator of the table that has values, in its order.

    Raises
    ------
    BadInput
        With every fault: a process that there is not, that may not be changed by this
        person, or of which nobody has said what success is.
    """
    series = [each for each in table.series if each.values]
    for each in series:
        require_points(each.name, [_point(value) for value in each.values])
    who = str(by.pk) if by else ""
    with transaction.atomic():
        with changing(by=who, command="bring in values", reason=table.source) as draft:
            processes = _processes(by, series, process_id, table.source)
            standing = _standing(process.pk for process in processes)
            keys = [
                (process.pk, each.name.casefold())
                for process, each in zip(processes, series, strict=True)
            ]
            _refuse_twins(keys, series, standing, table.source)
            rows = [standing[key][0] if standing.get(key) else None for key in keys]
            points = _points([row for row in rows if row])
            done = tuple(
                _bring_more(draft, process, each, row, points.get(row.pk, {}))
                if row
                else _bring_new(draft, process, each, table.source, half_life_days)
                for process, each, row in zip(processes, series, rows, strict=True)
            )
        if dry_run:
            transaction.set_rollback(True)
    return done


def _processes(
    by: Person | None,
    series: Sequence[IndicatorSeries],
    process_id: str | None,
    source: str,
) -> list[Process]:
    """Give the process of each indicator, all of which the person may change."""
    named = {each.process or process_id or "" for each in series}
    found = _named(by, named - {""})
    faults = [
        Fault(why, each.values[0].row or None, "process")
        for each in series
        if (why := _why_not(by, each, found[each.process or process_id or ""]))
    ]
    if faults:
        raise BadInput(source, faults)
    return [found[each.process or process_id or ""][0] for each in series]


def _named(by: Person | None, names: Iterable[str]) -> dict[str, list[Process]]:
    """Give the processes that each of some names or ids may mean."""
    readable = (
        queries.processes(by) if by else Process.objects.filter(removed=False)
    ).select_related("owner", "organisation")
    found: dict[str, list[Process]] = defaultdict(list)
    wanted = sorted(names)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        for process in readable.filter(Q(pk__in=some) | Q(name__in=some)):
            found[process.pk].append(process)
            found[process.name].append(process)
    unknown = [name for name in wanted if not found[name]][:MOST_SOUGHT]
    for name in unknown:  # people do not mind capitals
        found[name] = list(readable.filter(name__iexact=name)[:2])
    return found


def _why_not(
    by: Person | None, series: IndicatorSeries, found: Sequence[Process]
) -> str:
    """Say why an indicator's process cannot take its values; nothing if it can."""
    name = series.process
    if not found:
        if name:
            return f"expected the name or id of a process; got “{name}”, which is none"
        return f"expected a process for “{series.name}”; got none. Name it in a column"
    if len(found) > 1:
        return f"more than one process is called “{name}”; give its id in its place"
    decision = queries.decision(by, Act.EDIT, found[0]) if by else None
    if decision is not None and not decision.allowed:
        return f"“{found[0]}”: {decision.reason}"
    return ""


def _standing(process_ids: Iterable[str]) -> dict[Key, list[Indicator]]:
    """Give the indicators of some processes, by process and name."""
    standing: dict[Key, list[Indicator]] = defaultdict(list)
    keys = sorted(process_ids)
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        rows = Indicator.objects.filter(process__in=some, removed=False).order_by("id")
        for row in rows:
            standing[row.process_id, row.name.casefold()].append(row)
    return standing


def _points(rows: Sequence[Indicator]) -> dict[UUID, dict[date, Point]]:
    """Give the points of some indicators, by day."""
    points: dict[UUID, dict[date, Point]] = defaultdict(dict)
    for start in range(0, len(rows), AT_ONCE):
        some = [row.pk for row in rows[start : start + AT_ONCE]]
        stands = Point.objects.filter(indicator__in=some, removed=False)
        for point in stands.select_related("indicator"):
            points[point.indicator_id][point.on] = point
    return points


def _refuse_twins(
    keys: Sequence[Key],
    series: Sequence[IndicatorSeries],
    standing: Mapping[Key, Sequence[Indicator]],
    source: str,
) -> None:
    """Refuse an indicator that is in the table twice, or that two here could be.

    Raises
    ------
    BadInput
        With each of them.
    """
    times = Counter(keys)
    faults = [
        Fault(
            f"expected “{each.name}” to be one indicator of its process; there are "
            "several of that name. Give them different names",
            each.values[0].row or None,
            "indicator",
        )
        for key, each in zip(keys, series, strict=True)
        if times[key] > 1 or len(standing.get(key, ())) > 1
    ]
    if faults:
        raise BadInput(source, faults)


def _bring_new(
    draft: Draft,
    process: Process,
    series: IndicatorSeries,
    source: str,
    half_life_days: int | None,
) -> BroughtSeries:
    first = series.values[0].row or None
    try:
        indicator = NewIndicator(
            name=series.name,
            fail=series.fail,
            target=series.target,
            better=series.better,
            unit=series.unit,
            source=series.source or source,
            half_life_days=half_life_days,
        )
        row = new_row(process, indicator)
    except BadInput as bad:
        faults = [Fault(fault.message, first, fault.column) for fault in bad.faults]
        raise BadInput(source, faults) from None
    except InvalidFlag as no_success:
        raise BadInput(source, [Fault(str(no_success), first, "target")]) from None
    draft.add(row)
    for value in series.values:
        put(draft, row, None, _point(value))
    return BroughtSeries(
        process, row, True, len(series.values), (), 0, series.missing, series.hidden, ()
    )


def _bring_more(
    draft: Draft,
    process: Process,
    series: IndicatorSeries,
    row: Indicator,
    points: Mapping[date, Point],
) -> BroughtSeries:
    """Add to an indicator that stands; what the table does not say stays as it is."""
    restated, unchanged = [], 0
    for value in series.values:
        point = points.get(value.on)
        before = len(draft.operations)
        old = point.value if point else value.value
        put(draft, row, point, _point(value, over=point))
        if point is not None and len(draft.operations) == before:
            unchanged += 1
        elif point is not None:
            restated.append(Restated(value.on, old, value.value))
    added = len(series.values) - unchanged - len(restated)
    return BroughtSeries(
        process,
        row,
        False,
        added,
        tuple(restated),
        unchanged,
        series.missing,
        series.hidden,
        (*_not_taken_over(series, row), *_not_taken_away(series, points)),
    )


def _point(value: SeriesValue, *, over: Point | None = None) -> NewPoint:
    """Give a value as it is written, over the one that stands for its day."""
    return NewPoint(
        value.on,
        value.value,
        people=value.people if value.people or not over else over.people,
        not_known=value.not_known if value.people or not over else over.not_known,
        note=value.note or (over.note if over else ""),
    )


def _not_taken_over(series: IndicatorSeries, row: Indicator) -> tuple[str, ...]:
    said = (
        ("unit", series.unit, row.unit),
        ("failing value", series.fail, row.fail),
        ("target", series.target, row.target),
        ("direction", series.better, row.better),
    )
    return tuple(
        f"The {what} stays {_told(stands)}, not {_told(given)}: its owner decides on "
        "its page."
        for what, given, stands in said
        if given not in {None, "", stands}
    )


def _not_taken_away(
    series: IndicatorSeries, points: Mapping[date, Point]
) -> tuple[str, ...]:
    """Say which values stand although the table holds none for their day."""
    given = {value.on for value in series.values}
    kept = sorted({*series.empty} & points.keys() - given)
    if not kept:
        return ()
    days = ", ".join(day_in_words(day) for day in kept[:MOST_SHOWN])
    more = f" and {len(kept) - MOST_SHOWN:,} more" if len(kept) > MOST_SHOWN else ""
    said = f"The table holds no value for {days}{more}; what stands here stays."
    return (f"{said} Its owner can set a value aside on its page.",)


def _told(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return f"“{value}”" if value else "as it is, not said"
