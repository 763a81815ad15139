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
        if series[indicator.pk] and None not in {indicator.target, indicator.fail}:
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
        reliability=row.reliability,
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
    """Turn an indicator's points into a flag, from the day from which they count.

    Each point is one observation; or, for a standard, each person is one, and people of
    whom nothing is recorded stay not known.
    """
    since = row.counts_from
    counted = [p for p in points if since is None or p.on >= since]
    assert row.fail is not None, "read only where there is a scale"
    assert row.target is not None, "as above"
    scale = evidence.ValueScale(fail=row.fail, target=row.target)
    if not row.by_person:
        return evidence.flag_from_points(
            (evidence.Point(point.value) for point in counted), scale
        )
    people = [(point.people or 0, point.not_known) for point in counted]
    not_known = sum(more for _, more in people)
    return evidence.flag_from_counts(
        sum((p.people or 0) * scale.worth(p.value) for p in counted),
        of=sum(known for known, _ in people) + not_known,
        not_known=not_known,
    )
