"""Rows of evidence as the library's statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from wholeflow import evidence
from wholeflow.server.history.changes import AT_ONCE
from wholeflow.server.measuring.models import Indicator, Judgement, Point


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of evidence with the row it came from."""

    row: Judgement | Indicator
    statement: evidence.Statement


def of(process_ids: Collection[str]) -> dict[str, list[Told]]:
    """Give the statements of some processes; three queries in any case."""
    told: dict[str, list[Told]] = defaultdict(list)
    judgements = Judgement.objects.filter(removed=False).order_by("id")
    indicators = Indicator.objects.filter(removed=False).order_by("id")
    points = Point.objects.filter(removed=False, indicator__removed=False)
    if len(process_ids) <= AT_ONCE:  # else all are read, and most are wanted
        judgements = judgements.filter(process__in=process_ids)
        indicators = indicators.filter(process__in=process_ids)
        points = points.filter(indicator__process__in=process_ids)
    series: dict[object, list[Point]] = defaultdict(list)
    for point in points.order_by("on"):
        series[point.indicator_id].append(point)
    for judgement in judgements:
        told[judgement.process_id].append(Told(judgement, judged(judgement)))
    for indicator in indicators:
        if series[indicator.pk]:
            reading = read(indicator, series[indicator.pk])
            told[indicator.process_id].append(Told(indicator, reading))
    return told


def judged(row: Judgement) -> evidence.Judgement:
    """Give a judgement as the library has it."""
    return evidence.Judgement(
        flag=evidence.Flag.from_weights(row.evidence_for, row.evidence_against),
        reason=row.reason,
        by=row.by or "somebody",
        on=row.on,
        half_life_days=row.half_life_days,
        grace_days=row.grace_days,
    )


def read(row: Indicator, points: list[Point]) -> evidence.IndicatorReading:
    """Give an indicator with its points, oldest first, as the library has it."""
    return evidence.IndicatorReading(
        flag=flag_of_points(row, points),
        indicator=row.name,
        source=row.source,
        on=points[-1].on,
        half_life_days=row.half_life_days,
        grace_days=row.grace_days,
    )


def flag_of_points(row: Indicator, points: Iterable[Point]) -> evidence.Flag:
    """Turn points into a flag; people of whom nothing is recorded stay not known."""
    scale = evidence.ValueScale(fail=row.fail, target=row.target)
    good = of = not_known = 0.0
    for point in points:
        if row.counts_from is not None and point.on < row.counts_from:
            continue
        people = (point.people or 0) if row.by_person else 1
        good += people * scale.worth(point.value)
        of += people + point.not_known
        not_known += point.not_known
    return evidence.flag_from_counts(good, of=of, not_known=not_known)
