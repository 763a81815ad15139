"""The page of one indicator: what its chart says, what it counts for, who decided what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wholeflow import evidence, improvement
from wholeflow.days import day_in_words
from wholeflow.governance import OPEN, Act
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.history.changes import Operation
from wholeflow.server.history.models import Change
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring import charts, disclosing, flagging, statements
from wholeflow.server.measuring.models import Indicator, Knot, Point, Rebase

WIDE, NARROW = 820, 328  # pixels; a phone is drawn for, not shrunk to
ROWS = 40  # of the table, newest first, unless all are asked for
FEW_DAYS = 3  # that one line of the history names
LOOKED_AT = 60  # newest changes among which decisions about one indicator are sought

DECIDED = {
    "measure": "added it",
    "judge values": "said what values are worth",
    "judge an indicator": "said how far it speaks for success",
    "balance an indicator": "named what balances it",
    "rebase": "began new limits",
    "take back a rebase": "took new limits back",
    "set a value aside": "set a value aside",
    "count a value again": "let a value count again",
    "choose the chart": "chose how it is drawn",
    "record a value": "recorded a value",
    "undo": "undid a change",
}

VARIATION = {
    improvement.PointType.IMPROVEMENT: "Improvement, beyond the usual ups and downs.",
    improvement.PointType.CONCERN: "Concern, beyond the usual ups and downs.",
    improvement.PointType.COMMON_CAUSE: "Common cause: ups and downs, and no more.",
    improvement.PointType.NEUTRAL_HIGH: "Higher than the usual ups and downs.",
    improvement.PointType.NEUTRAL_LOW: "Lower than the usual ups and downs.",
}
LEAVE_IT = "Nothing to do: leave it be."
ON_TRIAL = (
    "Go on measuring: with so few values it cannot be told yet whether it will meet its "
    "target."
)
DECIDE = " If you know it, decide whether new limits begin."
ASKED = {
    improvement.PointType.CONCERN: "Find out what changed, with those who do it.",
    improvement.PointType.IMPROVEMENT: "Find out what made it better, and keep it.",
    improvement.PointType.NEUTRAL_HIGH: "Find out what changed.",
    improvement.PointType.NEUTRAL_LOW: "Find out what changed.",
}
COMMON_CAUSE = {
    improvement.Assurance.PASSES: LEAVE_IT,
    improvement.Assurance.FAILS: "Waiting will not help: only a change of the process "
    "will bring the target.",
    improvement.Assurance.HIT_AND_MISS: "Do not chase single values: to meet the target "
    "each time, the process has to change.",
}
ASSURANCE = {
    improvement.Assurance.PASSES: "As it is, it will meet its target.",
    improvement.Assurance.FAILS: "As it is, it will not meet its target.",
    improvement.Assurance.HIT_AND_MISS: "Whether it meets its target is chance.",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about the indicator as a line of its history."""

    at: datetime
    who: str
    what: str
    about: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table behind the chart."""

    on: date
    value: str
    people: str
    centre: str
    lower: str
    upper: str
    label: str
    note: str
    point: Point | None
    is_aside: bool


def page(
    visitor: queries.Visitor,
    process: Process,
    indicator: Indicator,
    *,
    everything: bool = False,
) -> dict[str, object]:
    """Give everything the page shows; the number of questions asked is the same always."""
    stands = list(indicator.points.filter(removed=False).order_by("on"))
    rebases = list(indicator.rebases.all().order_by("on"))
    knots = list(indicator.knots.all().order_by("value"))
    history = _decisions(process, indicator, stands, rebases, knots)
    deciders = _deciders(history.changes, history.names, stands)
    policy = disclosing.policy_for(visitor, process, open_data=indicator.open_data)
    shown = disclosing.disclosed(indicator, stands, policy)
    standing = [each for each in rebases if not each.removed]
    chart = charts.chart_of(indicator, shown, standing, deciders)
    drawn_as = charts.kind_drawn(indicator, shown)
    drawn = [each for each in knots if not each.removed]
    caption = caption_of(indicator, drawn_as, drawn)
    rows = _rows(chart, caption, shown) if chart else []
    told = statements.of([process.pk])[process.pk]
    own = next((each for each in told if each.row.pk == indicator.pk), None)
    may_edit = queries.decision(visitor, Act.EDIT, process)
    return {
        "process": process,
        "indicator": indicator,
        "sentence": sentence(chart, caption, indicator),
        "to_do": to_do(chart),
        "wide": _picture(chart, caption, WIDE, "wide"),
        "narrow": _picture(chart, caption, NARROW, "narrow"),
        "variation": VARIATION.get(chart.variation)
        if chart and chart.variation
        else "",
        "assurance": ASSURANCE.get(chart.assurance)
        if chart and chart.assurance
        else "",
        "chart_name": charts.NAMES[drawn_as],
        "not_as_chosen": charts.why_not_drawn_as(
            indicator.chart, indicator.unit, shown
        ),
        "proposal": improvement.propose_rebase(chart) if chart else None,
        "people_caution": _people_caution(indicator, chart, shown, standing),
        "flag": flagging.of(evidence.flag_on(own.statement, clock.today()))
        if own
        else None,
        "stale": own is not None and evidence.is_stale(own.statement, clock.today()),
        "counting": charts.counting(indicator, chart) if chart else None,
        "scale": scale_in_words(indicator, drawn),
        "bearing": bearing_in_words(indicator),
        "rows": rows if everything else rows[:ROWS],
        "more_rows": 0 if everything else max(0, len(rows) - ROWS),
        "has_people": any(row.people for row in rows),
        "hidden": len(stands) - len(shown),
        "is_rounded": policy != OPEN and any(point.people for point in stands),
        "partner": _partner(visitor, indicator),
        "rebases": standing,
        "decisions": history.told,
        "may_edit": may_edit.allowed,
        "why_not_edit": may_edit.reason,
    }


def _people_caution(
    indicator: Indicator,
    chart: improvement.Chart | None,
    points: Sequence[Point],
    rebases: Iterable[Rebase],
) -> str:
    """Say when limits that allow for the number of people would be others."""
    unit = indicator.unit
    if chart is None or chart.kind != "XmR":
        return ""
    if not charts.is_share(indicator) or charts.why_not_drawn_as("p", unit, points):
        return ""
    primed = copy(indicator)
    primed.chart = "p"
    counted = charts.chart_of(primed, points, rebases)
    assert counted is not None, "what an XmR chart draws, P' draws as well"
    return improvement.p_prime_caution(chart, counted) or ""


def caption_of(
    indicator: Indicator, kind: str, knots: Sequence[Knot] = ()
) -> improvement.Caption:
    """Give how a chart of this kind is captioned, with what values are worth."""
    shares = kind == "p" or indicator.by_person
    unit = {"t": "days between events", "g": "cases between events"}.get(kind)
    return improvement.Caption(
        name=indicator.name,
        unit="" if shares else unit or indicator.unit,
        per_cent=shares,
        source=indicator.source,
        marks=_marks(indicator, kind, knots),
    )


def _marks(
    indicator: Indicator, kind: str, knots: Sequence[Knot]
) -> tuple[tuple[float, str], ...]:
    """Mark on the chart where the process fails and, as it is drawn, where it succeeds."""
    marks = [(each.value, "fails at") for each in knots if each.worth == 0]
    marks += [(each.value, "succeeds at") for each in knots if each.worth == 1]
    if not knots and indicator.fail is not None:
        marks.append((indicator.fail, "fails at"))
    scale = charts.scale_of(indicator, kind)
    return tuple((value / scale, words) for value, words in marks)


def sentence(
    chart: improvement.Chart | None, caption: improvement.Caption, indicator: Indicator
) -> str:
    """Say first what the chart says."""
    if chart is None:
        return f"There are too few values of “{indicator}” to draw yet."
    return f"{improvement.headline(chart, caption)}."


def to_do(chart: improvement.Chart | None) -> str:
    """Say what to do, or that there is nothing to do."""
    if chart is None or chart.variation is None:
        return (
            "Nothing to do but to go on measuring: a chart needs seven values to tell."
        )
    if chart.variation in ASKED:
        decide = DECIDE if improvement.propose_rebase(chart) else ""
        return f"{ASKED[chart.variation]}{decide}"
    if chart.assurance is None:
        return LEAVE_IT if chart.target is None else ON_TRIAL
    return COMMON_CAUSE[chart.assurance]


def scale_in_words(indicator: Indicator, knots: Sequence[Knot]) -> str:
    """Say what values are worth; nothing for one that is only watched."""
    unit = f" {indicator.unit}" if indicator.unit else ""
    if knots:
        drawn = ", ".join(
            f"{each.value:g}{unit} is worth {each.worth:g}" for each in knots
        )
        return f"As its owner drew it: {drawn}; straight in between."
    if indicator.target is None:
        return ""
    target = f"{indicator.target:g}{unit}"
    if indicator.fail is None:
        least = "at least" if indicator.better == "up" else "at most"
        return f"Met or not met: a value succeeds if it is {least} {target}."
    return (
        f"It fails at {indicator.fail:g}{unit} and succeeds at {target}; values in "
        "between count in proportion."
    )


def bearing_in_words(indicator: Indicator) -> str:
    """Say how far it speaks for success; nothing where it does so wholly."""
    told = []
    if indicator.sufficiency_low < 1:
        told.append(
            "If it is well, the process succeeds with a chance from "
            f"{indicator.sufficiency_low:g} to {indicator.sufficiency_high:g}."
        )
    if indicator.necessity_low < 1:
        told.append(
            "If it is not, the process fails with a chance from "
            f"{indicator.necessity_low:g} to {indicator.necessity_high:g}."
        )
    if indicator.reliability < 1:
        told.append(
            f"Its numbers are relied on for {100 * indicator.reliability:.0f} in 100; "
            "the rest stays not known."
        )
    return " ".join(told)


def _picture(
    chart: improvement.Chart | None, caption: improvement.Caption, width: int, key: str
) -> str:
    if chart is None:
        return ""
    return improvement.as_svg(chart, caption, width=width, key=key, styled=False)


def _rows(
    chart: improvement.Chart, caption: improvement.Caption, points: Sequence[Point]
) -> list[Row]:
    """Give the table behind the chart, newest first."""
    by_day = {point.on: point for point in points}

    def told(value: float | None) -> str:
        return "" if value is None else caption.measured(value, 2)

    return [
        Row(
            on=row.on,
            value=told(row.value),
            people=f"{point.people:,}" if point and point.people else "",
            centre=told(row.centre),
            lower=told(row.lower),
            upper=told(row.upper),
            label=row.label,
            note=point.note if point else "",
            point=point,
            is_aside=bool(point and point.set_aside),
        )
        for row in reversed(improvement.table_behind(chart))
        for point in [by_day.get(row.on)]
    ]


@dataclass(frozen=True, slots=True)
class Partner:
    """What balances an indicator, and how it does now; nothing where it is hidden."""

    indicator: Indicator | None
    variation: str


def _partner(visitor: queries.Visitor, indicator: Indicator) -> Partner | None:
    """Give the balancing partner with its variation now."""
    if indicator.balanced_by_id is None:
        return None
    standing = Indicator.objects.filter(pk=indicator.balanced_by_id, removed=False)
    if not standing.exists():
        return None  # it was taken out, and watches nothing any more
    readable = queries.readable_by(visitor, through="process__")
    row = standing.filter(readable).select_related("process").first()
    if row is None:
        return Partner(None, "")
    points = disclosing.disclosed(
        row,
        row.points.filter(removed=False),
        disclosing.policy_for(visitor, row.process, open_data=row.open_data),
    )
    chart = charts.chart_of(row, points, row.rebases.filter(removed=False))
    caption = caption_of(row, charts.kind_drawn(row, points))
    return Partner(row, sentence(chart, caption, row))


@dataclass(frozen=True, slots=True)
class _History:
    """Decisions told, and what they came from."""

    told: list[Decision]
    changes: list[tuple[Change, list[Operation]]]
    names: Mapping[str, str]


def _decisions(
    process: Process,
    indicator: Indicator,
    points: Iterable[Point],
    rebases: Iterable[Rebase],
    knots: Iterable[Knot],
) -> _History:
    """Give the newest decisions about one indicator, newest first."""
    ids = {str(row.pk) for row in (indicator, *points, *rebases, *knots)}
    days = {str(row.pk): row.on for row in points}
    days |= {str(row.pk): row.on for row in rebases}
    found = Change.objects.filter(touched__process=process.pk, command__in=DECIDED)
    changes = [
        (change, operations)
        for change in found.order_by("-seq")[:LOOKED_AT]
        if (operations := [each for each in change.operations if each["id"] in ids])
    ]
    people = {change.by for change, _ in changes} | {row.by for row in rebases}
    named = Person.objects.filter(pk__in=people - {""})
    names = {str(person.pk): str(person) for person in named}
    told = [
        Decision(
            change.at,
            names.get(change.by, "the system"),
            DECIDED[change.command],
            _days(operations, days),
            change.reason,
        )
        for change, operations in changes
    ]
    return _History(told, changes, names)


def _days(operations: Sequence[Operation], days: Mapping[str, date]) -> str:
    """Name the days that a decision is about, if they are few."""
    about = [days[each["id"]] for each in operations if each["id"] in days]
    return ", ".join(map(day_in_words, about)) if len(about) <= FEW_DAYS else ""


def deciders_of(
    indicator: Indicator, points: Sequence[Point], rebases: Sequence[Rebase]
) -> charts.Deciders:
    """Give who decided about an indicator, for whoever draws its chart alone."""
    history = _decisions(indicator.process, indicator, points, rebases, ())
    return _deciders(history.changes, history.names, points)


def _deciders(
    changes: Iterable[tuple[Change, list[Operation]]],
    names: Mapping[str, str],
    points: Iterable[Point],
) -> charts.Deciders:
    """Give who decided, for the notes under the chart."""
    aside: dict[UUID, tuple[str, date]] = {}
    keys = {str(point.pk): point.pk for point in points}
    for change, operations in changes:  # newest first
        for operation in operations:
            if change.command == "set a value aside" and operation["id"] in keys:
                who = names.get(change.by, "the owner")
                aside.setdefault(keys[operation["id"]], (who, change.at.date()))
    return charts.Deciders(names, aside)
