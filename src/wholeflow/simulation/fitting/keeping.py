"""A fit in a file, so that all of it may be asked again without the log.

The file is JSON. It keeps what was fitted with how unsure it is, what could not be told,
and what the weeks held out said, and ends with a digest: a file that was changed by hand
would tell intervals and verdicts of something else, and is refused. Lengths stand by
themselves, rising, without case, moment or order.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import replace

import numpy as np

from wholeflow.simulation.files import DEFAULT_MAX_MB, tree_of
from wholeflow.simulation.files.forms import FIT_VERSION as VERSION
from wholeflow.simulation.files.reading import ModelFaults, value_of
from wholeflow.simulation.files.schema import Schema, schema_of
from wholeflow.simulation.files.writing import plain
from wholeflow.simulation.model.nodes import EVERY_CLASS

from .arrivals import DAYS, HOURS, ArrivalFit
from .building import Frame
from .estimates import Estimates, Reading
from .fitted import Fitted, model_of_fit
from .kept import (
    Hours,
    KeptArrivals,
    KeptFit,
    KeptLengths,
    KeptReading,
    KeptWays,
)
from .lengths import LengthFit
from .routing import RoutingFit
from .survival import Array, Lengths
from .validating import Check, Validation


def schema() -> Schema:
    """Give the schema of the file of a fit, draft 2020-12."""
    return schema_of(
        KeptFit,
        version=VERSION,
        title="A model fitted to an event log, with how unsure it is",
        description="What was fitted, and what the weeks held out said of it. It is "
        "written and read as a whole: the digest says whether it was changed.",
    )


def write_fitted(fitted: Fitted) -> str:
    """Write a fit as JSON.

    Parameters
    ----------
    fitted
        The fit.

    Returns
    -------
    str
        Text of which `read_fitted` makes a fit that answers alike, number for number.
    """
    kept = _kept(fitted)
    signed = replace(kept, digest=_digest(kept))
    return json.dumps(plain(signed, VERSION), ensure_ascii=False) + "\n"


def read_fitted(
    content: bytes | str, *, source: str = "fit", max_mb: float = DEFAULT_MAX_MB
) -> Fitted:
    """Read a fit from JSON.

    Parameters
    ----------
    content
        What stands in the file; bytes are UTF-8.
    source
        Name of the file for messages, as the person knows it.
    max_mb
        Largest file to read, in millions of bytes.

    Notes
    -----
    Raises `BadModel` with every fault of its form, and if it was changed since it was
    written.
    """
    faults = ModelFaults(source)
    kept = value_of(
        KeptFit, tree_of(content, "json", faults, max_mb), faults, version=VERSION
    )
    if kept.digest != _digest(kept):
        raise faults.refusal(
            "expected a fit as wholeflow fit --output wrote it, got one that was changed "
            "since: what is known of how sure it is says nothing of another model. Fit "
            "the log again; a model to be changed by hand is written by --model"
        )
    return _fitted(kept)


def _digest(kept: KeptFit) -> str:
    text = json.dumps(plain(replace(kept, digest=""), VERSION), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


# -- from a fit to its file ---------------------------------------------------------------


def _kept(fitted: Fitted) -> KeptFit:
    of, frame = fitted.estimates, fitted.frame
    service: dict[str, dict[str, KeptLengths]] = {}
    for (activity, of_class), fit in of.service.items():
        by_class = service.setdefault(frame.activities[activity], {})
        by_class[_class_name(frame, of_class)] = _kept_lengths(fit)
    return KeptFit(
        digest="",
        frame=frame,
        identifiable=fitted.identifiable,
        validation=_known(fitted.validation),
        division=fitted.division,
        arrivals=KeptArrivals(
            counts=tuple(of.arrivals.counts.ravel().tolist()),
            hours=tuple(of.arrivals.hours.ravel().tolist()),
            days=tuple(of.arrivals.days.tolist()),
            dispersion=of.arrivals.dispersion,
            day_variance=of.arrivals.day_variance,
            busiest_week=of.arrivals.busiest_week,
            by_day=of.arrivals.by_day,
        ),
        ways=_kept_ways(frame, of.routing.counts),
        service=service,
        waits={
            frame.activities[activity]: tuple(
                _kept_reading(frame, each) for each in readings
            )
            for activity, readings in of.readings.items()
        },
    )


def _known(validation: Validation) -> Validation:
    """Leave out checks of what is not known: they say as little as if not there."""

    def is_known(check: Check) -> bool:
        return not any(map(math.isnan, (check.low, check.high)))

    return replace(validation, checks=tuple(filter(is_known, validation.checks)))


def _class_name(frame: Frame, of_class: int | None) -> str:
    return EVERY_CLASS if of_class is None else frame.classes[of_class]


def _kept_reading(frame: Frame, of: Reading) -> KeptReading:
    return KeptReading(
        share=of.share,
        units=of.units,
        most_at_once=of.most_at_once,
        unexplained=None if math.isnan(of.unexplained) else of.unexplained,
        delay={
            _class_name(frame, of_class): _kept_lengths(fit)
            for of_class, fit in of.delay.items()
        },
    )


def _kept_ways(frame: Frame, counts: Array) -> tuple[KeptWays, ...]:
    names: tuple[str | None, ...] = (*frame.activities, None)
    return tuple(
        KeptWays(
            patient_class=name,
            left=left,
            to={
                to: n
                for to, n in zip(frame.activities, row.tolist(), strict=False)
                if n
            },
            gone=float(row[-1]),
        )
        for name, of_class in zip(frame.classes, counts, strict=True)
        for left, row in zip(names, of_class, strict=True)
        if row.any()
    )


def _kept_lengths(of: LengthFit) -> KeptLengths:
    lengths = of.lengths
    ended, bounds = lengths.ended, _bounds(lengths)
    going_on = ~ended & np.isinf(bounds)
    between = ~ended & ~going_on
    return KeptLengths(
        kind=of.form,
        n=of.n,
        spike=of.spike,
        step_minutes=of.step_minutes,
        ended=_hours(lengths.hours[ended]),
        going_on=_hours(lengths.hours[going_on]),
        between=_hours(lengths.hours[between], bounds[between]),
    )


def _bounds(lengths: Lengths) -> Array:
    if lengths.most is None:
        return np.full(len(lengths.hours), np.inf)
    return lengths.most


def _hours(hours: Array, *most: Array) -> Hours:
    told, times = np.unique(np.array((hours, *most)), axis=1, return_counts=True)
    several = bool((times > 1).any())
    return Hours(
        hours=tuple(told[0].tolist()),
        most=tuple(told[1].tolist()) if most else (),
        times=tuple(times.tolist()) if several else (),
    )


# -- and back -----------------------------------------------------------------------------


def _fitted(kept: KeptFit) -> Fitted:
    frame = kept.frame
    activities = {name: at for at, name in enumerate(frame.activities)}
    classes: dict[str, int | None] = {EVERY_CLASS: None}
    classes |= {name: at for at, name in enumerate(frame.classes)}
    arrivals = kept.arrivals
    estimates = Estimates(
        arrivals=ArrivalFit(
            counts=np.array(arrivals.counts).reshape(DAYS, HOURS),
            hours=np.array(arrivals.hours).reshape(DAYS, HOURS),
            days=np.array(arrivals.days),
            dispersion=arrivals.dispersion,
            day_variance=arrivals.day_variance,
            busiest_week=arrivals.busiest_week,
            by_day=arrivals.by_day,
        ),
        routing=_routing(kept, activities),
        service={
            (activities[name], classes[of_class]): _length_fit(fit)
            for name, by_class in kept.service.items()
            for of_class, fit in by_class.items()
        },
        readings={
            activities[name]: tuple(_reading(each, classes) for each in readings)
            for name, readings in kept.waits.items()
        },
    )
    return Fitted(
        model=model_of_fit(frame, estimates, kept.validation),
        identifiable=kept.identifiable,
        validation=kept.validation,
        estimates=estimates,
        division=kept.division,
        frame=frame,
    )


def _routing(kept: KeptFit, activities: dict[str, int]) -> RoutingFit:
    size = len(activities) + 1
    classes = kept.frame.classes
    counts = np.zeros((len(classes), size, size))
    for ways in kept.ways:
        left = size - 1 if ways.left is None else activities[ways.left]
        row = counts[classes.index(ways.patient_class), left]
        for name, n in ways.to.items():
            row[activities[name]] = n
        row[-1] = ways.gone
    return RoutingFit(counts)


def _reading(of: KeptReading, classes: dict[str, int | None]) -> Reading:
    return Reading(
        units=of.units,
        share=of.share,
        most_at_once=of.most_at_once,
        unexplained=math.nan if of.unexplained is None else of.unexplained,
        delay={
            classes[name]: _length_fit(fit) for name, fit in (of.delay or {}).items()
        },
    )


def _length_fit(of: KeptLengths) -> LengthFit:
    ended, going_on, between = map(_columns, (of.ended, of.going_on, of.between))
    hours, most = np.concatenate((ended, going_on, between), axis=1)
    bounded = between.shape[1] > 0
    return LengthFit(
        lengths=Lengths(
            hours, np.arange(len(hours)) < ended.shape[1], most if bounded else None
        ),
        form=of.kind,
        spike=of.spike,
        n=of.n,
        step_minutes=of.step_minutes,
    )


def _columns(of: Hours) -> Array:
    """Give lengths and what each can have been at most. Shape (2, n)."""
    most = of.most or (math.inf,) * len(of.hours)
    columns = np.array((of.hours, most), dtype=np.float64)
    return np.repeat(columns, of.times or 1, axis=1)
