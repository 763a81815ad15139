"""The way out for what is measured: counts of people as a visitor may see them."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy

from wholeflow.evidence import SHARE
from wholeflow.governance import OPEN, Disclosure
from wholeflow.server.measuring.charts import is_percent
from wholeflow.server.measuring.models import Indicator, Point

PEOPLE = {"people", "persons", "patients", "residents", "carers", "children", "adults"}
PEOPLE |= {"staff", "deaths", "admissions", "discharges", "attendances", "falls"}
"""Units whose values are counts of people, or of what happened to people."""


def disclosed(
    indicator: Indicator, points: Iterable[Point], policy: Disclosure
) -> list[Point]:
    """Give points as they may be shown; what would point at a person is left out.

    Shares are worked out again from rounded counts, so that nobody works the counts out
    from them.
    """
    if policy == OPEN:
        return list(points)
    shown = (_shown(indicator, point, policy) for point in points)
    return [point for point in shown if point is not None]


def _shown(indicator: Indicator, point: Point, policy: Disclosure) -> Point | None:
    shown = copy(point)
    shown.not_known = policy.count(point.not_known) or 0
    if point.people is None:
        if indicator.unit.strip().casefold() not in PEOPLE:
            return shown
        count = policy.count(max(0, round(point.value)))
        shown.value = float(count or 0)
        return None if count is None else shown
    shown.people = policy.count(point.people)
    if not shown.people:
        return None
    if not _counts(indicator):
        return shown
    scale = 100.0 if is_percent(indicator.unit) else 1.0
    met = policy.count(max(0, round(point.value / scale * point.people)))
    shown.value = scale * min(1.0, (met or 0) / shown.people)
    return None if met is None else shown


def _counts(indicator: Indicator) -> bool:
    """Tell whether values are so many of the people, and no measure of each."""
    unit = indicator.unit.strip().casefold()
    share = is_percent(unit) or unit in SHARE
    return indicator.by_person or share or indicator.chart in {"p", "u"}
