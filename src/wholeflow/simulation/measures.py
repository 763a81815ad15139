"""What an outcome says, as numbers with names: waits, censuses, use of staff and beds.

A measure is one number of one run. Those of a model stand in a fixed order, so an
outcome becomes a row, and many replications a table.

Means are over patients who came within the window, censuses over its time. Shares are of
those who came, but "waited over 4 h", "waited over 12 h" and "past due" of those who
joined the queue. Utilisation is what of the time scheduled was used; use beyond it is
overtime, told apart. What nobody came for has no mean: NaN.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from wholeflow.errors import BadInput

from .engine.lengths import percentile
from .engine.outcome import AT_NODE, COUNTED, IN_POOL, SUMMED, Counts, Outcome
from .model.model import Model

Row = npt.NDArray[np.float64]  # one number for each measure of a model
Number = TypeVar("Number", np.int64, np.float64)
HOURS_A_DAY = 24
_PERCENTILES = {"median": 0.5, "90th percentile": 0.9, "95th percentile": 0.95}
AT_NODE_BY_CLASS = (
    ("arrivals", "patients a day"),
    ("served", "patients a day"),
    ("lost", "share"),
    ("balked", "share"),
    ("gave up", "share"),
    ("blocked", "share"),
    ("waited over 4 h", "share"),
    ("waited over 12 h", "share"),
    ("past due", "share"),
    ("mean wait", "hours"),
    ("mean service", "hours"),
    ("mean blocked", "hours"),
    *((f"{name} wait", "hours") for name in _PERCENTILES),
)
CENSUS = (
    ("patients waiting", "patients"),
    ("patients in service", "patients"),
    ("patients blocked", "patients"),
    ("places being made ready", "places"),
)
OF_POOL = (
    ("utilisation", "share"),
    ("units in use", "units"),
    ("units there", "units"),
    ("overtime", "unit-hours a day"),
)
OF_JOURNEYS = (
    ("journeys begun", "patients a day"),
    ("journeys ended", "patients a day"),
    ("turned away", "share"),
    ("mean time in system", "hours"),
    *((f"{name} time in system", "hours") for name in _PERCENTILES),
)
WHOLE = (("patients present", "patients"), ("deadlocks", "rings a day"))
CHIEF = frozenset({
    "mean wait", "90th percentile wait", "waited over 4 h", "lost", "gave up",
    "patients waiting", "patients in service", "patients blocked", "utilisation",
    "mean time in system", "patients present", "deadlocks",
})  # fmt: skip
"""Measures that are told first: by node, by pool and of the whole."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a run.

    Parameters
    ----------
    what
        What is measured, such as "mean wait".
    of
        The node or pool; empty is the whole system.
    patient_class
        Of which class; empty is all together.
    unit
        "hours", "share" (from 0 to 1), "patients a day", "patients", "units" and so on.
    """

    what: str
    of: str = ""
    patient_class: str = ""
    unit: str = ""

    def __str__(self) -> str:
        of = f" at {self.of}" if self.of else ""
        return self.what + of + (f", {self.patient_class}" * bool(self.patient_class))


def measures_of(model: Model) -> tuple[Measure, ...]:
    """Give every measure of a model, in the order of the rows of `measured`."""
    classes = _classes(model)
    return (
        *(
            Measure(what, node.name, name, unit)
            for node in model.nodes
            for name in classes
            for what, unit in AT_NODE_BY_CLASS
        ),
        *(
            Measure(what, node.name, "", unit)
            for node in model.nodes
            for what, unit in CENSUS
        ),
        *(
            Measure(what, pool.name, "", unit)
            for pool in model.pools
            for what, unit in OF_POOL
        ),
        *(
            Measure(what, "", name, unit)
            for name in classes
            for what, unit in OF_JOURNEYS
        ),
        *(Measure(what, "", "", unit) for what, unit in WHOLE),
    )


def chief_measures(model: Model) -> tuple[Measure, ...]:
    """Give the measures of a model that are told first, of all classes together."""
    return tuple(
        each
        for each in measures_of(model)
        if each.what in CHIEF and not each.patient_class
    )


def measure_of(
    model: Model, what: str, of: str = "", *, patient_class: str = ""
) -> Measure:
    """Give a measure by its name.

    Parameters
    ----------
    model
        Whose.
    what, of, patient_class
        As in `Measure`.

    Raises
    ------
    BadInput
        If the model has none of that name, with the nearest that it has.
    """
    asked = what, of, patient_class
    measures = measures_of(model)
    for measure in measures:
        if (measure.what, measure.of, measure.patient_class) == asked:
            return measure
    raise BadInput("measure", [_nearest(measures, str(Measure(*asked)))])


def measure_named(model: Model, words: str) -> Measure:
    """Give a measure of a model by its words, such as "mean wait at Ward, urgent".

    What it has not is told as `BadInput`, as by `measure_among`.
    """
    return measure_among(measures_of(model), words)


def measure_among(measures: Sequence[Measure], words: str) -> Measure:
    """Give one of some measures by its words.

    Raises
    ------
    BadInput
        If there is none of that name, with the nearest that there is.
    """
    for measure in measures:
        if str(measure) == words.strip():
            return measure
    raise BadInput("measure", [_nearest(measures, words.strip())])


def _nearest(measures: Sequence[Measure], asked: str) -> str:
    names = [str(measure) for measure in measures]
    near = difflib.get_close_matches(asked, names, n=3, cutoff=0.3) or names[:3]
    wanted = " or ".join(f"'{name}'" for name in near)
    return f"expected one such as {wanted}, got '{asked}'"


def census_of(model: Model) -> tuple[Measure, ...]:
    """Give who is at each node of a model: waiting, in service and blocked.

    Three for each node, in the order of the model; what a picture of a census needs.
    """
    kinds = CENSUS[: AT_NODE.index("being made ready")]
    return tuple(
        Measure(what, node.name, "", unit)
        for node in model.nodes
        for what, unit in kinds
    )


def measured(model: Model, outcome: Outcome) -> Row:
    """Give every measure of an outcome, in the order of `measures_of`.

    Returns
    -------
    array of float
        Shape (n_measures,). Percentiles are read from classes of length: see
        `.engine.lengths` for how near they are.
    """
    whole = _Part(
        counts=outcome.counts.sum(0, keepdims=True),
        sums=outcome.sums.sum(0, keepdims=True),
        levels=outcome.levels.sum(0, keepdims=True),
        pools=outcome.pools.sum(0, keepdims=True),
        hours=outcome.hours_in_bin.sum(keepdims=True),
    )
    deadlocks = sum(ring.hours >= outcome.warm_up_hours for ring in outcome.deadlocks)
    row = np.concatenate(
        [
            _at_nodes(whole, _percentiles(outcome.waits)[None]),
            _censuses(whole),
            _of_pools(model, whole),
            _of_journeys(outcome)[None],
            _of_whole(whole, deadlocks),
        ],
        axis=1,
    )
    return np.ravel(row)


def measured_by_bin(model: Model, outcome: Outcome) -> Row:
    """Give the measures of each bin of an outcome, such as each hour of the week.

    Returns
    -------
    array of float
        Shape (n_bins, n_measures). Patients stand in the bin in which they came to the
        node, censuses and units in that in which they were there. Percentiles and
        journeys are not kept by bin: NaN.
    """
    bins = _Part(
        outcome.counts,
        outcome.sums,
        outcome.levels,
        outcome.pools,
        outcome.hours_in_bin,
    )
    n_bins, n_nodes, n_classes, _ = outcome.counts.shape
    slots = n_classes + 1 if n_classes > 1 else 1
    unknown = np.full((n_bins, n_nodes, slots, len(_PERCENTILES)), np.nan)
    return np.concatenate(
        [
            _at_nodes(bins, unknown),
            _censuses(bins),
            _of_pools(model, bins),
            np.full((n_bins, slots * len(OF_JOURNEYS)), np.nan),
            _of_whole(bins, np.nan),
        ],
        axis=1,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The counts, sums and levels of some bins, and their hours; bins come first."""

    counts: Counts
    sums: Row
    levels: Row
    pools: Row
    hours: Row


def _classes(model: Model) -> list[str]:
    """Give the classes that measures are told by: all together, then each."""
    names = [each.name for each in model.classes]
    return ["", *names] if len(names) > 1 else [""]


def _with_all(by_class: npt.NDArray[Number], axis: int) -> npt.NDArray[Number]:
    """Put all classes together in front of each, where there are several."""
    if by_class.shape[axis] == 1:
        return by_class
    return np.concatenate([by_class.sum(axis, keepdims=True), by_class], axis)


def _per(numbers: Row | Counts, of: Row | Counts) -> Row:
    with np.errstate(divide="ignore", invalid="ignore"):
        shares: Row = np.divide(numbers, of)
        return shares


def _at_nodes(part: _Part, percentiles: Row) -> Row:
    counts, sums = _with_all(part.counts, 2), _with_all(part.sums, 2)
    count = {name: counts[..., at] for at, name in enumerate(COUNTED)}
    total = {name: sums[..., at] for at, name in enumerate(SUMMED)}
    days = part.hours[:, None, None] / HOURS_A_DAY
    came = count["arrivals"]
    joined = came - count["lost"] - count["balked"]
    columns = [
        _per(came, days),
        _per(count["served"], days),
        *(_per(count[name], came) for name in ("lost", "balked", "gave up")),
        _per(count["blocked"], count["served"]),
        *(_per(count[name], joined) for name in ("over 4 h", "over 12 h", "past due")),
        _per(total["wait"], count["starts"]),
        _per(total["service"], count["ended"]),
        _per(total["blocked"], count["served"]),
    ]
    together = np.concatenate([np.stack(columns, axis=-1), percentiles], axis=-1)
    return together.reshape(len(part.hours), -1)


def _percentiles(counts: Counts) -> Row:
    by_class = _with_all(counts, -2)
    shares = _PERCENTILES.values()
    return np.stack([percentile(by_class, share) for share in shares], axis=-1)


def _censuses(part: _Part) -> Row:
    assert part.levels.shape[-1] == len(AT_NODE) == len(CENSUS), "one measure for each"
    return _per(part.levels, part.hours[:, None, None]).reshape(len(part.hours), -1)


def _of_pools(model: Model, part: _Part) -> Row:
    quanta = np.array([pool.quantum for pool in model.pools])
    unit_hours = part.pools * quanta[:, None]
    used, there, overtime = (unit_hours[..., at] for at in range(len(IN_POOL)))
    hours = part.hours[:, None]
    columns = [
        _per(used - overtime, there),
        _per(used, hours),
        _per(there, hours),
        _per(overtime * HOURS_A_DAY, hours),
    ]
    return np.stack(columns, axis=-1).reshape(len(part.hours), -1)


def _of_journeys(outcome: Outcome) -> Row:
    begun, ended, hours, _, away = _with_all(outcome.journeys, 0).T
    days = outcome.hours_in_bin.sum() / HOURS_A_DAY
    columns = [
        _per(begun, days),
        _per(ended, days),
        _per(away, begun),
        _per(hours, ended),
    ]
    lengths = _percentiles(outcome.journey_lengths)
    return np.concatenate([np.stack(columns, axis=-1), lengths], axis=-1).ravel()


def _of_whole(part: _Part, deadlocks: float) -> Row:
    present = part.levels[..., : AT_NODE.index("being made ready")].sum((1, 2))
    days = part.hours / HOURS_A_DAY
    rings = np.full_like(days, deadlocks)
    return np.stack([_per(present, part.hours), _per(rings, days)], axis=-1)


def places_of(model: Model, measures: Sequence[Measure]) -> list[int]:
    """Give where measures stand in a row of a model; those it has not are left out."""
    at = {measure: place for place, measure in enumerate(measures_of(model))}
    return [at[measure] for measure in measures if measure in at]
