"""A log in the words of a pathway: which step was done when, and what fits its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.arrays import Codes, Mask, Places
from wholeflow.journeys.choosing import chosen_events
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.measures.variants import variants
from wholeflow.journeys.rules.pathways import Pathway

from .aligning import kept_in_order
from .traces import traces_of

BESIDE, NOT_ON_IT = -1, -2  # codes of events that are of no step
FITS, OUT_OF_ORDER, REPEATED = range(3)

Fates = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Doings:
    """Every doing of a step, in order: a run of its events that no other step breaks.

    Parameters
    ----------
    first
        Places of the first events of the doings. Shape (n_doings,).
    case, step
        Of each doing. Shape (n_doings,).
    fate
        Whether it fits the order: `FITS`, `OUT_OF_ORDER` or `REPEATED`. Shape
        (n_doings,).
    justified
        Whether an event of it has a recorded reason. Shape (n_doings,).
    """

    first: Places
    case: Codes
    step: Codes
    fate: Fates
    justified: Mask


def steps_of(journeys: Journeys, pathway: Pathway) -> Codes:
    """Give the number of each event's step, or that it is of none. Shape (n_events,)."""
    number = dict.fromkeys(pathway.beside, BESIDE)
    for place, step in enumerate(pathway.steps):
        number |= dict.fromkeys(step.activities, place)
    lookup = [number.get(name, NOT_ON_IT) for name in journeys.activities]
    return np.array(lookup, dtype=np.int32)[journeys.activity]


def stages_of(pathway: Pathway) -> list[int]:
    """Give the number of the stage of each step."""
    return [number for number, stage in enumerate(pathway.stages) for _ in stage]


def doings_of(
    journeys: Journeys, pathway: Pathway, step: Codes, justified: Mask
) -> Doings:
    """Find the doings of a log and lay each journey along the pathway.

    Parameters
    ----------
    journeys, pathway
        What is compared.
    step
        Of each event, from `steps_of`. Shape (n_events,).
    justified
        Events with a recorded reason. Shape (n_events,).
    """
    on = np.flatnonzero(step >= 0)
    case, done = journeys.case[on], step[on]
    begins = np.ones(len(on), dtype=np.bool_)
    begins[1:] = (case[1:] != case[:-1]) | (done[1:] != done[:-1])
    doing = np.cumsum(begins) - 1
    first = on[begins]
    return Doings(
        first,
        case[begins],
        done[begins],
        _fates(journeys, pathway, step, first),
        np.bincount(doing, weights=justified[on]) > 0,
    )


def _fates(journeys: Journeys, pathway: Pathway, step: Codes, first: Places) -> Fates:
    """Lay each different order of doings along the pathway once."""
    if not len(first):
        return np.zeros(0, dtype=np.int8)
    is_first = np.zeros(journeys.n_events, dtype=np.bool_)
    is_first[first] = True
    names = tuple(one.name for one in pathway.steps)
    told = replace(
        chosen_events(journeys, is_first), activity=step[first], activities=names
    )
    ways = variants(told)
    traces = traces_of(told, ways)
    stages = stages_of(pathway)
    required = [step.required for step in pathway.steps]
    fate = np.concatenate(
        [_fates_of(trace.tolist(), stages, required) for trace in traces.each()]
    )
    place = np.arange(len(first)) - told.first_event[told.case]
    found: Fates = fate[traces.bounds[ways.of_case[told.case]] + place]
    repeatable = np.array([one.repeatable for one in pathway.steps])
    found[(found == REPEATED) & repeatable[told.activity]] = FITS
    return found


def _fates_of(
    steps: Sequence[int], stages: Sequence[int], required: Sequence[bool]
) -> Fates:
    kept = kept_in_order(steps, stages, required)
    fitting = {step for step, is_kept in zip(steps, kept, strict=True) if is_kept}
    fates = [
        FITS if is_kept else REPEATED if step in fitting else OUT_OF_ORDER
        for step, is_kept in zip(steps, kept, strict=True)
    ]
    return np.array(fates, dtype=np.int8)
