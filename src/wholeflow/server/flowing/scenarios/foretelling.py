"""What a model foretells of indicators, and which flags would follow from that.

An indicator's owner has said what its values are worth. The same scale, and the same rules
by which an indicator bears on its process and a process on its wholes, are applied to an
interval that a model gives: the flag is white where values within it are worth more or
less. Such a flag is predicted; it is kept nowhere and is no evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import QuerySet

from wholeflow import evidence
from wholeflow.server.flowing.models import CareModel, Foretold
from wholeflow.server.flowing.scenarios.findings import Ends, Finding
from wholeflow.server.flowing.scenarios.units import UNITS
from wholeflow.server.history import clock
from wholeflow.server.mapping import queries as of_the_map
from wholeflow.server.mapping.queries import Visitor
from wholeflow.server.measuring import flagging, statements
from wholeflow.server.measuring.models import Flag, Indicator
from wholeflow.server.measuring.supposing import flags_if

FROM = "a simulation"  # the source of what is foretold


@dataclass(frozen=True, slots=True)
class Told:
    """An indicator, and between which values a model foretells it."""

    indicator: Indicator
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Predicted:
    """What follows from what a model foretells, for a process and for all above it.

    Parameters
    ----------
    now, then
        Predicted flags by process, as the model is and with the change; of those that
        have a flag.
    told
        What is foretold, by the process of its indicator.
    """

    now: dict[str, flagging.Shown]
    then: dict[str, flagging.Shown]
    told: dict[str, list[Told]]


def ties(visitor: Visitor, model: CareModel) -> list[Foretold]:
    """Give what a model foretells, of indicators whose process the visitor may read."""
    seen = of_the_map.readable_by(visitor, through="indicator__process__")
    return list(_standing(model).filter(seen))


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


def predicted(model: CareModel, findings: Sequence[Finding]) -> Predicted | None:
    """Give the flags that would follow; None where nothing is foretold.

    A foretold indicator reads as the model says, and everything else is as today. So a
    process has the same predicted flag for everybody who may read it, as it has one flag.
    """
    by_measure = {(each.what, each.of): each for each in findings}
    read = defaultdict[str, list[_Read]](list)
    for tie in _standing(model):
        found = _read(tie, by_measure.get((tie.what, tie.of)))
        if found is not None:
            read[tie.indicator.process_id].append(found)
    if not read:
        return None
    said, day = statements.of(read), clock.today()
    now, then = flags_if(
        [
            {
                key: _own(said[key], some, when=when, day=day)
                for key, some in read.items()
            }
            for when in ("now", "then")
        ]
    )
    told = {key: [_told(each) for each in some] for key, some in read.items()}
    return Predicted(_shown(now), _shown(then), told)


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


def _standing(model: CareModel) -> QuerySet[Foretold]:
    rows = model.foretells.filter(
        removed=False, indicator__removed=False, indicator__process__removed=False
    )
    found = rows.select_related("indicator__process").order_by("id")
    return found.prefetch_related("indicator__knots")


def _own(
    said: Sequence[statements.Told],
    read: Sequence[_Read],
    *,
    when: Literal["now", "then"],
    day: date,
) -> evidence.Flag:
    """Give what a process would bring itself: what is foretold in place of its reading."""
    foretold = {each.indicator.pk for each in read}
    others = [each.statement for each in said if each.row.pk not in foretold]
    instead = [_statement(each, getattr(each, when), day) for each in read]
    return evidence.own_flag([*others, *instead], day)


def _shown(flags: Mapping[str, Flag]) -> dict[str, flagging.Shown]:
    return {
        key: flagging.of(evidence.Flag(flag.lower, flag.upper))
        for key, flag in flags.items()
        if flag.has_success
    }


def _told(read: _Read) -> Told:
    return Told(read.indicator, _in_words(read, read.now), _in_words(read, read.then))


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
