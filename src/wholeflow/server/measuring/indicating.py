"""Every change of what is measured: keyword-only, by a person, all or nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from wholeflow.errors import BadInput, Fault, NotFound
from wholeflow.evidence import target_faults
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.history.changes import Draft, changing
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.actions import editable, signature
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.actions import ageing_faults, require_success
from wholeflow.server.measuring.charts import direction
from wholeflow.server.measuring.models import MOST_PEOPLE, Indicator, Point


@dataclass(frozen=True, slots=True)
class NewIndicator:
    """An indicator as it is given.

    From a failing value to a target values count in proportion; with a target and a
    direction alone each is met or not met; without a target they are only watched.

    Raises
    ------
    BadInput
        With every text that is missing or too long, and every impossible duration.
    """

    name: str
    fail: float | None
    target: float | None
    source: str
    unit: str = ""
    better: str = ""
    balanced_by_id: UUID | None = None
    by_person: bool = False
    counts_from: date | None = None
    half_life_days: int | None = None
    grace_days: int = 0
    open_data: bool = False
    example: bool = False

    def __post_init__(self) -> None:
        faults = list(_faults(self))
        if faults:
            raise BadInput(f"indicator “{self.name[:60]}”", faults)


@dataclass(frozen=True, slots=True)
class NewPoint:
    """One value: on a day, of so many people, with so many more not known."""

    on: date
    value: float
    people: int | None = None
    not_known: int = 0
    note: str = ""


def add_indicator(
    *,
    by: Person | None,
    process_id: str,
    indicator: NewIndicator,
    points: Sequence[NewPoint] = (),
    reason: str = "",
) -> None:
    """Give a process something that is measured, with the values there are.

    Raises
    ------
    InvalidFlag
        If it has a target and nobody has said what success is.
    BadInput
        With every fault: a target that cannot judge, points that are in the future,
        twice on a day or not a number, and a name that is measured here already.
    """
    require_target(indicator.name, indicator.fail, indicator.target, indicator.better)
    require_points(indicator.name, points)
    with changing(by=signature(by), command="measure", reason=reason) as draft:
        if by is not None and indicator.balanced_by_id is not None:
            require_partner(by, indicator.balanced_by_id)
        process = editable(by, process_id)
        _refuse_twin(process, indicator.name)
        row = new_row(process, indicator)
        draft.add(row)
        for point in points:
            put(draft, row, None, point)


def record_point(
    *, by: Person, process_id: str, indicator_id: UUID, point: NewPoint
) -> None:
    """Add a value to an indicator; a value for the same day takes the old one's place."""
    with changing(by=str(by.pk), command="record a value") as draft:
        indicator = one_indicator(editable(by, process_id), indicator_id)
        require_points(indicator.name, [point])
        standing = indicator.points.filter(on=point.on, removed=False).first()
        put(draft, indicator, standing, point)


def take_out_indicator(*, by: Person, process_id: str, indicator_id: UUID) -> None:
    """Stop counting an indicator as evidence; its values stay in the history."""
    with changing(by=str(by.pk), command="take out an indicator") as draft:
        indicator = one_indicator(editable(by, process_id), indicator_id)
        draft.set(indicator, removed=True)


def new_row(process: Process, indicator: NewIndicator) -> Indicator:
    """Give the row of an indicator whose target has been checked.

    Raises
    ------
    InvalidFlag
        If it has a target and nobody has said what success is.
    """
    if indicator.target is not None:
        require_success(process)
    columns = {name: getattr(indicator, name) for name in NewIndicator.__slots__}
    columns["better"] = direction(indicator.fail, indicator.target, indicator.better)
    return Indicator(process=process, **columns)


def readable_indicators(by: Person) -> QuerySet[Indicator]:
    """Give the indicators that stand, of processes that this person reads."""
    readable = queries.readable_by(by, through="process__")
    return Indicator.objects.filter(readable, removed=False).select_related("process")


def _refuse_twin(process: Process, name: str) -> None:
    """Refuse an indicator whose name the process has, whatever its capitals."""
    twin = " ".join(name.split()).casefold()
    names = process.indicators.filter(removed=False).values_list("name", flat=True)
    standing = next((n for n in names if " ".join(n.split()).casefold() == twin), None)
    if standing is not None:
        message = (
            f"“{standing}” is measured here already. Record a value for it, or give the "
            "new one another name"
        )
        raise BadInput(f"indicator “{name}”", [Fault(message, column="name")])


def require_partner(by: Person, partner: UUID) -> Indicator:
    """Give the indicator that is to balance another, if this person reads its process.

    Raises
    ------
    NotFound
        If it is not there, or not for this person to know of.
    """
    found = readable_indicators(by).filter(pk=partner).first()
    if found is None:
        raise NotFound("There is no such indicator here, or it is not shared with you.")
    return found


def put(
    draft: Draft, indicator: Indicator, standing: Point | None, point: NewPoint
) -> None:
    """Write a value, in the place of the one that stands for its day if there is one."""
    columns = {name: getattr(point, name) for name in NewPoint.__slots__}
    if standing is None:
        draft.add(Point(indicator=indicator, **columns))
    else:
        draft.set(standing, **columns)


def one_indicator(process: Process, indicator_id: UUID) -> Indicator:
    """Give one indicator of a process.

    Raises
    ------
    NotFound
        If it is not there any more.
    """
    found = process.indicators.filter(pk=indicator_id, removed=False).first()
    if found is None:
        raise NotFound("This indicator is not here any more.")
    return found


def require_target(
    name: str, fail: float | None, target: float | None, better: str
) -> None:
    """Refuse a target that values cannot be judged by.

    Raises
    ------
    BadInput
        With what is missing or does not fit.
    """
    if faults := target_faults(fail, target, better):
        raise BadInput(f"indicator “{name}”", faults)


def require_points(name: str, points: Sequence[NewPoint]) -> None:
    """Refuse points that cannot be.

    Raises
    ------
    BadInput
        With every point that is in the future, twice on a day or not a number.
    """
    today = clock.today()
    seen: set[date] = set()
    faults: list[Fault] = []
    for row, point in enumerate(points, start=1):
        if point.on > today:
            faults.append(
                Fault(
                    f"expected a day up to {today}; got {point.on}. Give the day on "
                    "which it was measured",
                    row,
                    "on",
                )
            )
        if point.on in seen:
            faults.append(
                Fault(
                    f"expected each day once; got {point.on} again. Keep one of the two",
                    row,
                    "on",
                )
            )
        if not math.isfinite(point.value):
            faults.append(
                Fault(
                    f"expected a number; got {point.value}. Leave it out", row, "value"
                )
            )
        seen.add(point.on)
        faults += _people_faults(point, row)
    if faults:
        raise BadInput(f"indicator “{name}”", faults)


def _people_faults(point: NewPoint, row: int) -> Iterator[Fault]:
    counts = {"people": point.people or 0, "not_known": point.not_known}
    for column, people in counts.items():
        if not 0 <= people <= MOST_PEOPLE:
            yield Fault(
                f"expected a number of people from 0 to {MOST_PEOPLE:,}; got "
                f"{people:,}. Look whether a digit is too many",
                row,
                column,
            )


def _faults(given: NewIndicator) -> Iterator[Fault]:
    """Tell what keeps an indicator from being kept."""
    for column in ("name", "source"):
        if not getattr(given, column).strip():
            yield Fault(f"expected a {column}; got nothing. Write it", column=column)
    for column, most in (("name", 200), ("unit", 40), ("source", 300)):
        text = getattr(given, column)
        if len(text) > most or "\0" in text:  # PostgreSQL keeps no NUL
            yield Fault(
                f"expected at most {most} characters of text; got {len(text):,}, "
                f"beginning {text[:40]!r}. Shorten it",
                column=column,
            )
    if given.grace_days < 0:
        yield Fault(
            f"expected a grace of 0 days or more; got {given.grace_days}. Leave it out",
            column="grace_days",
        )
    yield from ageing_faults(given.half_life_days)
