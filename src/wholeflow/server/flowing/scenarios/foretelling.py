"""What a model foretells of indicators, and which flags would follow from that.

An indicator's owner has said what its values are worth. The same scale, and the same rules
by which an indicator bears on its process, are applied to an interval that a model gives:
the flag is white where values within it are worth more or less. Such a flag is predicted;
it is kept nowhere and is no evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wholeflow import evidence
from wholeflow.server.flowing.models import CareModel, Foretold
from wholeflow.server.flowing.scenarios.findings import Ends, Finding
from wholeflow.server.flowing.scenarios.units import UNITS
from wholeflow.server.history import clock
from wholeflow.server.mapping import queries as of_the_map
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.queries import Visitor
from wholeflow.server.measuring import flagging, statements
from wholeflow.server.measuring.models import Indicator

FROM = "a simulation"  # the source of what is foretold


@dataclass(frozen=True, slots=True)
class Told:
    """An indicator, and between which values a model foretells it."""

    indicator: Indicator
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A process: its flag today, and those predicted as it is and with the change."""

    process: Process
    path: list[Process]
    today: flagging.Shown | None
    now: flagging.Shown
    then: flagging.Shown
    told: list[Told]


def ties(visitor: Visitor, model: CareModel) -> list[Foretold]:
    """Give what a model foretells, of indicators whose process the visitor may read."""
    rows = model.foretells.filter(
        of_the_map.readable_by(visitor, through="indicator__process__"),
        removed=False,
        indicator__removed=False,
    )
    return list(rows.select_related("indicator__process").order_by("id"))


def indicators_of(visitor: Visitor, model: CareModel) -> list[Indicator]:
    """Give the indicators that judge, of the processes that a model's nodes stand for."""
    tied = model.ties.filter(removed=False).values("process")
    seen = of_the_map.readable_by(visitor, through="process__")
    rows = Indicator.objects.filter(seen, removed=False, process__in=tied)
    found = rows.select_related("process").prefetch_related("knots")
    return [row for row in found.order_by("process__name", "name") if scale_of(row)]


def scale_of(indicator: Indicator) -> evidence.ValueScale | None:
    """Give what an indicator's values are worth; None if it is only watched."""
    knots = [knot for knot in indicator.knots.all() if not knot.removed]
    return statements.scale_of(indicator, knots)


def beside(
    visitor: Visitor, model: CareModel, findings: Sequence[Finding]
) -> list[Beside]:
    """Give each process whose indicators are foretold, with its flags side by side."""
    by_measure = {(each.what, each.of): each for each in findings}
    read = defaultdict[str, list[_Read]](list)
    for tie in ties(visitor, model):
        found = _read(tie, by_measure.get((tie.what, tie.of)))
        if found is not None:
            read[tie.indicator.process_id].append(found)
    seen = of_the_map.processes(visitor).in_bulk(read)
    return [_beside(visitor, seen[key], some) for key, some in read.items()]


def flag_of(ends: Ends, scale: evidence.ValueScale) -> evidence.Flag:
    """Give the flag of a value that lies somewhere in an interval.

    It runs from the least to the most that any value in it is worth.
    """
    inside = [worth for at, worth in scale.knots if ends.low < at < ends.high]
    worths = [scale.worth(ends.low), scale.worth(ends.high), *inside]
    return evidence.Flag(min(worths), max(worths))


@dataclass(frozen=True, slots=True)
class _Read:
    """An indicator with its interval, as it is and with the change."""

    indicator: Indicator
    scale: evidence.ValueScale
    now: Ends
    then: Ends


def _read(tie: Foretold, finding: Finding | None) -> _Read | None:
    """Read an indicator in a measure; None where that says nothing."""
    scale = scale_of(tie.indicator)
    unit = UNITS.get(tie.told_in)
    if scale is None or unit is None or finding is None:
        return None
    if finding.now is None or finding.then is None:
        return None
    now, then = (unit.told(_possible(each)) for each in (finding.now, finding.then))
    return _Read(tie.indicator, scale, now, then)


def _possible(ends: Ends) -> Ends:
    """Leave out of an interval what is below 0: no wait, share or number of people is."""
    return Ends(ends.mean, max(0.0, ends.low), max(0.0, ends.high))


def _beside(visitor: Visitor, process: Process, read: Sequence[_Read]) -> Beside:
    today = clock.today()
    now = [_statement(each, each.now, today) for each in read]
    then = [_statement(each, each.then, today) for each in read]
    return Beside(
        process=process,
        path=of_the_map.path_to(visitor, process),
        today=flagging.shown(process),
        now=flagging.of(evidence.own_flag(now, today)),
        then=flagging.of(evidence.own_flag(then, today)),
        told=[
            Told(each.indicator, _in_words(each, each.now), _in_words(each, each.then))
            for each in read
        ],
    )


def _statement(read: _Read, ends: Ends, today: date) -> evidence.IndicatorReading:
    row = read.indicator
    return evidence.IndicatorReading(
        flag=flag_of(ends, read.scale),
        indicator=row.name,
        source=FROM,
        on=today,
        reliability=row.reliability,
        sufficiency=evidence.Chance(row.sufficiency_low, row.sufficiency_high),
        necessity=evidence.Chance(row.necessity_low, row.necessity_high),
        ref=str(row.pk),
    )


def _in_words(read: _Read, ends: Ends) -> str:
    unit = f" {read.indicator.unit}" if read.indicator.unit else ""
    return f"{ends.low:,.3g} to {ends.high:,.3g}{unit}"
