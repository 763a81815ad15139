"""Decisions about a chart, each by somebody, with the reason: never made by itself."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from wholeflow.errors import BadInput, Conflict, Fault, NotFound
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.history.changes import changing
from wholeflow.server.mapping.actions import editable
from wholeflow.server.measuring.charts import why_not_drawn_as
from wholeflow.server.measuring.indicating import one_indicator
from wholeflow.server.measuring.models import CHARTS, Indicator, Point, Rebase

FEWEST_FOR_BASELINE = 12


def rebase(
    *, by: Person, process_id: str, indicator_id: UUID, on: date, reason: str
) -> None:
    """Begin new limits on a day, because the process is known to have changed.

    Raises
    ------
    BadInput
        Without a reason, or if there are no values on both sides of the day.
    Conflict
        If new limits begin on that day already.
    """
    with changing(by=str(by.pk), command="rebase", reason=reason) as draft:
        indicator = one_indicator(editable(by, process_id), indicator_id)
        _require_reason(f"new limits from {on}", reason, "what changed in the process")
        _require_sides(indicator, on)
        if indicator.rebases.filter(on=on, removed=False).exists():
            raise Conflict(f"New limits begin on {on} already.")
        draft.add(
            Rebase(
                indicator=indicator,
                on=on,
                reason=reason,
                by=str(by.pk),
                made_on=clock.today(),
            )
        )


def take_back_rebase(
    *, by: Person, process_id: str, indicator_id: UUID, rebase_id: UUID
) -> None:
    """Let the limits before a rebase go on; the decision stays in the history."""
    with changing(by=str(by.pk), command="take back a rebase") as draft:
        indicator = one_indicator(editable(by, process_id), indicator_id)
        found = indicator.rebases.filter(pk=rebase_id, removed=False).first()
        if found is None:
            raise NotFound("These limits are not here any more.")
        draft.set(found, removed=True)


def set_aside(
    *, by: Person, process_id: str, indicator_id: UUID, point_id: UUID, reason: str
) -> None:
    """Show a value and let it count for nothing, because it belongs to something else.

    Raises
    ------
    BadInput
        Without a reason.
    """
    with changing(by=str(by.pk), command="set a value aside", reason=reason) as draft:
        point = _point(editable_indicator(by, process_id, indicator_id), point_id)
        _require_reason(f"{point}", reason, "why this value belongs to something else")
        draft.set(point, set_aside=reason)


def count_again(
    *, by: Person, process_id: str, indicator_id: UUID, point_id: UUID
) -> None:
    """Let a value count that was set aside."""
    with changing(by=str(by.pk), command="count a value again") as draft:
        point = _point(editable_indicator(by, process_id, indicator_id), point_id)
        draft.set(point, set_aside="")


def choose_chart(
    *,
    by: Person,
    process_id: str,
    indicator_id: UUID,
    chart: str,
    baseline: int | None = None,
    reason: str = "",
) -> None:
    """Choose the kind of chart, and from how many first points its limits come.

    Raises
    ------
    BadInput
        If there is no such chart, the values do not fit it, or the baseline is shorter
        than 12 points.
    """
    command = "choose the chart"
    with changing(by=str(by.pk), command=command, reason=reason) as draft:
        indicator = editable_indicator(by, process_id, indicator_id)
        faults = _baseline_faults(baseline) + _chart_faults(indicator, chart)
        if faults:
            raise BadInput(f"the chart of “{indicator}”", faults)
        draft.set(indicator, chart=chart, baseline=baseline)


def editable_indicator(by: Person, process_id: str, indicator_id: UUID) -> Indicator:
    """Give an indicator of a process that this person may change."""
    return one_indicator(editable(by, process_id), indicator_id)


def _point(indicator: Indicator, point_id: UUID) -> Point:
    found = indicator.points.filter(pk=point_id, removed=False).first()
    if found is None:
        raise NotFound("This value is not here any more.")
    return found


def _require_reason(what: str, reason: str, wanted: str) -> None:
    if not reason.strip():
        message = f"expected {wanted}, in a sentence; got nothing"
        raise BadInput(what, [Fault(message, column="reason")])


def _require_sides(indicator: Indicator, on: date) -> None:
    """Refuse a day before which, or from which on, there are no values.

    Raises
    ------
    BadInput
        With the first and the last day that would do.
    """
    days = list(
        indicator.points.filter(removed=False)
        .order_by("on")
        .values_list("on", flat=True)
    )
    if len(days) > 1 and days[0] < on <= days[-1]:
        return
    may = f"from {days[1]} to {days[-1]}" if len(days) > 1 else "once it has two values"
    message = f"expected a day {may}, with values before it and from it on; got {on}"
    raise BadInput(f"new limits of “{indicator}”", [Fault(message, column="on")])


def _baseline_faults(baseline: int | None) -> list[Fault]:
    if baseline is None or baseline >= FEWEST_FOR_BASELINE:
        return []
    message = (
        f"expected {FEWEST_FOR_BASELINE} points or more; got {baseline}. Limits of fewer "
        "are not trusted: give more, or none to take all"
    )
    return [Fault(message, column="baseline")]


def _chart_faults(indicator: Indicator, chart: str) -> list[Fault]:
    if chart not in CHARTS:
        message = f"expected one of {', '.join(CHARTS)}; got {chart}"
        return [Fault(message, column="chart")]
    points = list(indicator.points.filter(removed=False))
    why = why_not_drawn_as(chart, indicator.unit, points)
    return [Fault(why, column="chart")] if why else []
