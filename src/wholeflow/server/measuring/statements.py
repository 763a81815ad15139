"""Rows of evidence as the library's statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Model, QuerySet

from wholeflow import evidence
from wholeflow.governance import Disclosure
from wholeflow.improvement import PresentState
from wholeflow.server.history.changes import AT_ONCE
from wholeflow.server.measuring import charts, disclosing
from wholeflow.server.measuring.models import (
    Feedback,
    Indicator,
    Judgement,
    Knot,
    Point,
    Rebase,
)

Row = TypeVar("Row", bound=Model)

# A series shorter than this does not tell how far a value is like the one before it.
LEAST_TO_CORRELATE = 12
LEAST_KNOTS = 2  # fewer, as after an undo, draw nothing


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of evidence with the row it came from."""

    row: Judgement | Indicator | Feedback
    statement: evidence.Statement


@dataclass(slots=True)
class Rows:
    """The rows, all standing, from which statements about some processes are made."""

    judgements: Iterable[Judgement]
    indicators: Iterable[Indicator]
    points: Iterable[Point]
    knots: Iterable[Knot]
    rebases: Iterable[Rebase]
    feedback: Iterable[Feedback]


@dataclass(slots=True)
class Series:
    """What belongs to one indicator: its values, oldest first, and its owner's say."""

    points: list[Point] = field(default_factory=list)
    knots: list[Knot] = field(default_factory=list)
    rebases: list[Rebase] = field(default_factory=list)


def of(process_ids: Collection[str]) -> dict[str, list[Told]]:
    """Give the statements of some processes; six queries in any case."""

    def own(rows: QuerySet[Row]) -> QuerySet[Row]:
        return _among(rows.order_by("id"), process_ids, "process")

    def of_indicators(rows: QuerySet[Row]) -> QuerySet[Row]:
        standing = rows.filter(indicator__removed=False)
        return _among(standing, process_ids, "indicator__process")

    return told_by(
        Rows(
            own(Judgement.objects.all()),
            own(Indicator.objects.all()),
            of_indicators(Point.objects.all()),
            of_indicators(Knot.objects.all()),
            of_indicators(Rebase.objects.all()),
            own(Feedback.objects.filter(interlock=None)),
        )
    )


def told_by(rows: Rows) -> dict[str, list[Told]]:
    """Give the statements that rows make, by process."""
    told: dict[str, list[Told]] = defaultdict(list)
    for judgement in rows.judgements:
        told[judgement.process_id].append(Told(judgement, judged(judgement)))
    series = _series(rows)
    for indicator in rows.indicators:
        reading = read(indicator, series.get(indicator.pk, Series()))
        if reading is not None:
            told[indicator.process_id].append(Told(indicator, reading))
    for feedback in rows.feedback:
        if feedback.interlock_id is None:
            told[feedback.process_id].append(Told(feedback, disclosing.heard(feedback)))
    return told


def judged(row: Judgement) -> evidence.Judgement:
    """Give a judgement as the library has it."""
    return evidence.Judgement(
        flag=evidence.Flag.from_weights(row.evidence_for, row.evidence_against),
        reason=row.reason,
        by=row.by or "somebody",
        basis=evidence.Basis(row.basis) if row.basis else None,
        fuzziness=row.fuzziness,
        randomness=row.randomness,
        on=row.on,
        half_life_days=row.half_life_days,
        grace_days=row.grace_days,
        reliability=row.reliability,
        ref=str(row.pk),
    )


def read(row: Indicator, series: Series) -> evidence.IndicatorReading | None:
    """Give an indicator's reading as the library has it; None if it says nothing.

    It says nothing without a value that counts, and where it is only watched.
    """
    scale = scale_of(row, series.knots)
    points = sorted(series.points, key=lambda point: point.on)
    policy = disclosing.for_flags(open_data=row.open_data)
    if not row.by_person:
        points = disclosing.disclosed(row, points, policy)
    chart = charts.chart_of(row, points, series.rebases)
    if scale is None or chart is None:
        return None
    state = charts.counting(row, chart)
    if row.by_person:
        counted = _persons(points, state)
        flag = _flag_of_people(counted, scale, policy)
        last = max((point.on for point in counted), default=None)
    else:
        flag = _flag_of_values([value for _, value in state.points], scale)
        last = max((on for on, _ in state.points), default=None)
    if last is None:
        return None
    return evidence.IndicatorReading(
        flag=flag,
        indicator=row.name,
        source=row.source,
        on=last,
        half_life_days=row.half_life_days,
        grace_days=row.grace_days,
        reliability=row.reliability,
        sufficiency=evidence.Chance(row.sufficiency_low, row.sufficiency_high),
        necessity=evidence.Chance(row.necessity_low, row.necessity_high),
        ref=str(row.pk),
    )


def scale_of(row: Indicator, knots: Sequence[Knot]) -> evidence.ValueScale | None:
    """Give what an indicator's values are worth; None if it is only watched."""
    if len(knots) >= LEAST_KNOTS:
        drawn = sorted((knot.value, knot.worth) for knot in knots)
        return evidence.ValueScale.from_knots(drawn)
    if row.target is None:
        return None
    if row.fail is not None:
        return evidence.ValueScale(fail=row.fail, target=row.target)
    if row.better == "up":
        return evidence.ValueScale.met_at_least(row.target)
    return evidence.ValueScale.met_at_most(row.target)


def _persons(points: Sequence[Point], state: PresentState) -> list[Point]:
    """Give the points that count where each person does.

    Those of people of whom nothing is known are on no chart, and count as well.
    """
    days = {on for on, _ in state.points}
    return [
        point
        for point in points
        if not point.set_aside
        and (point.on in days or (point.people == 0 and point.on >= state.begins))
    ]


def _flag_of_values(
    values: Sequence[float], scale: evidence.ValueScale
) -> evidence.Flag:
    """Turn values into a flag, oldest first.

    Each is one observation, or less where it is like the one before it.
    """
    alike = len(values) >= LEAST_TO_CORRELATE
    return evidence.flag_from_points(
        map(evidence.Point, values),
        scale,
        correlation=evidence.lag_one_correlation(values) if alike else 0.0,
    )


def _flag_of_people(
    points: Sequence[Point], scale: evidence.ValueScale, policy: Disclosure
) -> evidence.Flag:
    """Turn what each of some people met into a flag; the others stay not known."""
    people = sum(point.people or 0 for point in points)
    met = round(sum((point.people or 0) * scale.worth(point.value) for point in points))
    good, bad, not_known = disclosing.as_known(
        met, people - met, sum(point.not_known for point in points), policy
    )
    return evidence.flag_from_counts(
        good, of=good + bad + not_known, not_known=not_known
    )


def _series(rows: Rows) -> Mapping[object, Series]:
    series: dict[object, Series] = defaultdict(Series)
    for point in rows.points:
        series[point.indicator_id].points.append(point)
    for knot in rows.knots:
        series[knot.indicator_id].knots.append(knot)
    for rebase in rows.rebases:
        series[rebase.indicator_id].rebases.append(rebase)
    return series


def _among(
    rows: QuerySet[Row], process_ids: Collection[str], way: str
) -> QuerySet[Row]:
    """Give the rows that stand, of some processes if they are not most of them all."""
    standing = rows.filter(removed=False, **{f"{way}__removed": False})
    if len(process_ids) > AT_ONCE:
        return standing
    return standing.filter(**{f"{way}__in": process_ids})
