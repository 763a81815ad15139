"""Every change of what is measured: keyword-only, by a person, all or nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wholeflow.errors import BadInput, Fault, NotFound
from wholeflow.evidence import ValueScale
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.history.changes import changing
from wholeflow.server.mapping.actions import editable
from wholeflow.server.measuring.actions import require_success
from wholeflow.server.measuring.models import Indicator, Point


@dataclass(frozen=True, slots=True)
class NewIndicator:
    """An indicator as it is given: from which value fails, to which succeeds."""

    name: str
    fail: float
    target: float
    source: str
    unit: str = ""
    by_person: bool = False
    counts_from: date | None = None
    half_life_days: int | None = None
    grace_days: int = 0
    open_data: bool = False
    example: bool = False


@dataclass(frozen=True, slots=True)
class NewPoint:
    """One value: on a day, of so many people, with so many more not known."""

    on: date
    value: float
    people: int | None = None
    not_known: int = 0


def add_indicator(
    *,
    by: Person,
    process_id: str,
    indicator: NewIndicator,
    points: Sequence[NewPoint] = (),
    reason: str = "",
) -> None:
    """Give a process something that is measured, with the values there are.

    Raises
    ------
    InvalidFlag
        If target and failure are the same, or nobody has said what success is.
    BadInput
        With every point that cannot be: in the future, twice on a day, not a number.
    """
    ValueScale(fail=indicator.fail, target=indicator.target)
    _require_points(indicator.name, points)
    with changing(by=str(by.pk), command="measure", reason=reason) as draft:
        process = editable(by, process_id)
        require_success(process)
        row = Indicator(
            process=process,
            **{name: getattr(indicator, name) for name in NewIndicator.__slots__},
        )
        draft.add(row)
        for point in points:
            draft.add(Point(indicator=row, **_columns(point)))


def record_point(
    *, by: Person, process_id: str, indicator_id: UUID, point: NewPoint
) -> None:
    """Add a value to an indicator; a value for the same day takes the old one's place."""
    with changing(by=str(by.pk), command="record a value") as draft:
        process = editable(by, process_id)
        indicator = process.indicators.filter(pk=indicator_id, removed=False).first()
        if indicator is None:
            raise NotFound("This indicator is not here any more.")
        _require_points(indicator.name, [point])
        for earlier in indicator.points.filter(on=point.on, removed=False):
            draft.set(earlier, removed=True)
        draft.add(Point(indicator=indicator, **_columns(point)))


def take_out_indicator(*, by: Person, process_id: str, indicator_id: UUID) -> None:
    """Stop counting an indicator as evidence; its values stay in the history."""
    with changing(by=str(by.pk), command="take out an indicator") as draft:
        process = editable(by, process_id)
        indicator = process.indicators.filter(pk=indicator_id).first()
        if indicator is None:
            raise NotFound("This indicator is not here any more.")
        draft.set(indicator, removed=True)


def _columns(point: NewPoint) -> dict[str, object]:
    return {name: getattr(point, name) for name in NewPoint.__slots__}


def _require_points(name: str, points: Sequence[NewPoint]) -> None:
    today = clock.today()
    seen: set[date] = set()
    faults = []
    for row, point in enumerate(points, start=1):
        if point.on > today:
            faults.append(
                Fault(f"expected a day up to {today}; got {point.on}", row, "on")
            )
        if point.on in seen:
            faults.append(
                Fault(f"expected each day once; got {point.on} again", row, "on")
            )
        if not math.isfinite(point.value):
            faults.append(Fault(f"expected a number; got {point.value}", row, "value"))
        seen.add(point.on)
    if faults:
        raise BadInput(f"indicator “{name}”", faults)
