"""Rows of an indicator as the library's chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from wholeflow import improvement
from wholeflow.evidence import PERCENT, SHARE
from wholeflow.server.measuring.models import Indicator, Point, Rebase

FEWEST_EVENTS = 3  # of a chart of what is rare

NAMES = {
    "xmr": "XmR: each value as it is",
    "p": "P': shares of changing numbers of people",
    "u": "U': rates for changing numbers of people",
    "t": "T: days between rare events, each value one event",
    "g": "G: cases between rare events",
}


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who decided, as a chart names them.

    Parameters
    ----------
    names
        Of people, by id.
    aside
        Who set a point aside, and when, by the id of the point.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    aside: Mapping[UUID, tuple[str, date]] = field(default_factory=dict)


NOBODY_NAMED = Deciders()


def chart_of(
    indicator: Indicator,
    points: Iterable[Point],
    rebases: Iterable[Rebase],
    deciders: Deciders = NOBODY_NAMED,
) -> improvement.Chart | None:
    """Give an indicator's chart; asks the database for nothing.

    Parameters
    ----------
    indicator
        The row. Values that do not fit its kind of chart are drawn as XmR.
    points, rebases
        Its rows that stand, in any order.
    deciders
        Names for the decisions; without them it is the owner who decided.

    Returns
    -------
    Chart or None
        None if there are too few values to draw. A P' chart is in shares of 1, whatever
        the unit of the values.
    """
    # A month of nobody but people not known has no share; nought would be untrue.
    rows = sorted((p for p in points if p.people != 0), key=lambda each: each.on)
    kind = kind_drawn(indicator, rows)
    if not rows or (kind in {"t", "g"} and len(rows) < FEWEST_EVENTS):
        return None
    scale = scale_of(indicator, kind)
    way = direction(indicator.fail, indicator.target, indicator.better)
    better: improvement.Better = (
        "up" if way == "up" else "down" if way == "down" else "neither"
    )
    target = None if indicator.target is None or not way else indicator.target / scale
    decisions = _decisions(indicator, rows, rebases, deciders)
    match kind:
        case "p" | "u":
            draw = improvement.p_prime if kind == "p" else improvement.u_prime
            counts = [
                (row.on, row.value / scale * (row.people or 1), row.people)
                for row in rows
            ]
            return draw(counts, better=better, target=target, decisions=decisions)
        case "t":
            days = [row.on for row in rows]
            return improvement.t_chart(
                days, better=better, target=target, decisions=decisions
            )
        case "g":
            cases = [(row.on, int(row.value)) for row in rows]
            return improvement.g_chart(
                cases, better=better, target=target, decisions=decisions
            )
    values = [(row.on, row.value) for row in rows]
    return improvement.xmr(values, better=better, target=target, decisions=decisions)


def counting(
    indicator: Indicator, chart: improvement.Chart
) -> improvement.PresentState:
    """Give the values that speak for the process as it is now, and why those.

    They are those since the last signal or rebase, but none before the day from which
    the owner lets them count; in the unit of the indicator.
    """
    state = improvement.since_last_signal(chart)
    scale = scale_of(indicator, "p" if chart.kind == "P'" else "")
    points = tuple((on, value * scale) for on, value in state.points)
    since = indicator.counts_from
    if since is None or since <= state.begins:
        return replace(state, points=points)
    later = tuple((on, value) for on, value in points if on >= since)
    return improvement.PresentState(since, "its owner counts from this day", later)


def direction(fail: float | None, target: float | None, better: str) -> str:
    """Give which way is better: as it was said, or as failure and target tell."""
    if fail is None or target is None:
        return better
    return "up" if target > fail else "down"


def scale_of(indicator: Indicator, kind: str) -> float:
    """Give by how much values are larger than on their chart: P' charts are of shares."""
    return 100.0 if kind == "p" and is_percent(indicator.unit) else 1.0


def is_share(indicator: Indicator) -> bool:
    """Tell whether values are so many of the people, and no measure of each."""
    unit = indicator.unit.strip().casefold()
    share = is_percent(unit) or unit in SHARE
    return indicator.by_person or share or indicator.chart in {"p", "u"}


def is_percent(unit: str) -> bool:
    """Tell whether a unit says that values are out of a hundred."""
    return unit.strip().casefold() in PERCENT


def kind_drawn(indicator: Indicator, points: Sequence[Point]) -> str:
    """Give the kind of chart that is drawn: the one that was chosen, if values fit it."""
    fits = not why_not_drawn_as(indicator.chart, indicator.unit, points)
    return indicator.chart if fits else "xmr"


def why_not_drawn_as(kind: str, unit: str, points: Sequence[Point]) -> str:
    """Say why values cannot be drawn as a kind of chart; nothing if they can."""
    points = [point for point in points if point.people != 0]  # on no chart
    if kind in {"p", "u"}:
        without = sum(not point.people for point in points)
        if without:
            return (
                "expected of how many people each value is; "
                f"{without} of {len(points)} do not say"
            )
    most = 100.0 if is_percent(unit) else 1.0
    if kind == "p" and not all(0 <= point.value <= most for point in points):
        return f"expected shares from 0 to {most:g}; some values lie outside"
    if kind == "u" and not all(point.value >= 0 for point in points):
        return "expected rates of 0 or more; some values are below"
    if kind == "g" and not all(
        point.value >= 0 and point.value.is_integer() for point in points
    ):
        return "expected whole numbers of cases since the last event; some are not"
    return ""


def _decisions(
    indicator: Indicator,
    points: Sequence[Point],
    rebases: Iterable[Rebase],
    deciders: Deciders,
) -> improvement.Decisions:
    aside = []
    for point in points:
        if point.set_aside:
            usual = "the log" if indicator.log else "the owner"
            by, on = deciders.aside.get(point.pk, (usual, point.on))
            aside.append(improvement.SetAside(point.on, point.set_aside, by, on))
    return improvement.Decisions(
        baseline=indicator.baseline,
        rebases=tuple(
            improvement.Rebase(
                each.on,
                each.reason,
                deciders.names.get(each.by, "the owner"),
                each.made_on,
            )
            for each in rebases
        ),
        set_aside=tuple(aside),
    )
