"""A waiting list as a model to simulate.

Treatments are a pool of slots. A slot treats one patient and is there again a week later,
so the units of the pool are treatments a week: "pool treatments + 100" is a hundred more.
Slots come free one after another over the week, and none is lost but for want of a
patient. What is known of a list is how many are treated, not how long a treatment takes
or who gives it, so nothing more is made up. A single quick server would treat as many,
but "one more" of it would be twice as many.

A wait ends when the slot begins. Whoever leaves without one is drawn as patience without
memory: in any week the same share of those who wait leaves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from wholeflow.errors import BadInput
from wholeflow.simulation.model.arrivals import HOURS_A_WEEK, Random, Source
from wholeflow.simulation.model.checking import check
from wholeflow.simulation.model.distributions import Constant, Exponential
from wholeflow.simulation.model.model import Model, PatientClass, Present
from wholeflow.simulation.model.nodes import ByClass, Claim, Node, Patience
from wholeflow.simulation.model.pools import Changes, Pool

from .lists import Band, Group, WaitingList, Weekly, faults_of_list
from .spreading import whole

NODE = "Waiting for treatment"
POOL = "treatments"
STANDARD_WEEKS = 18.0  # from referral to treatment, in England
_PIECES_A_WEEK = 7  # in which a band of waits is laid out
_MOST_PIECES = 168  # in which the slots in use at the start are
_JUST_BEFORE = 1 / 3600  # hours


def list_model(of: WaitingList) -> Model:
    """Give a waiting list as a model to simulate.

    Parameters
    ----------
    of
        The list.

    Returns
    -------
    Model
        Of one node, `NODE`, one pool, `POOL`, and a class and a source for each group.
        Where somebody waits at the start, all slots are in use then.

    Raises
    ------
    BadInput
        With all that is wrong with the numbers; more than a million who wait are too
        many for one model.

    Examples
    --------
    >>> hips = WaitingList(
    ...     name="Hips",
    ...     groups=(
    ...         Group(
    ...             waiting=(Band(from_weeks=0, to_weeks=30, patients=600),),
    ...             new_per_week=20,
    ...         ),
    ...     ),
    ...     treated_per_week=25,
    ... )
    >>> model = list_model(hips)
    >>> model.pools[0].capacity, model.nodes[0].service["*"].hours, model.n_present
    (25, 168.0, 625)
    """
    if faults := faults_of_list(of):
        raise BadInput(of.name or "waiting list", faults)
    slot, capacity = _slots(of.treated_per_week)
    model = Model(
        name=of.name,
        nodes=(
            Node(
                name=NODE,
                service={"*": Constant(hours=slot)},
                claims=(Claim(pool=POOL),),
                patience=_patience(of.groups),
            ),
        ),
        pools=(Pool(name=POOL, capacity=capacity),),
        sources=tuple(
            Source(
                name=f"New, {group.name}",
                node=NODE,
                arrivals=Random(per_hour=_by_hour(group.new_per_week)),
                classes={group.name: 1.0},
            )
            for group in of.groups
        ),
        classes=tuple(
            PatientClass(
                name=group.name,
                priority=group.priority,
                due_hours=STANDARD_WEEKS * HOURS_A_WEEK,
            )
            for group in of.groups
        ),
        start=f"{of.start}T00:00",
        present=(*_in_use(of, slot, capacity), *_waiting(of.groups)),
        notes=(*of.notes, *_NOTES),
    )
    check(model)
    return model


_NOTES = (
    "Within a priority all are treated in turn; real lists are not.",
    "Any treatment is as good for any patient, and nobody comes back.",
    "Whoever leaves without a treatment does so by chance, however long they have waited.",
)


def _slots(treated: Weekly) -> tuple[float, float | Changes]:
    """Give the hours that a slot is in use, and how many slots there are.

    Slots are whole. Of one number, the week is stretched by what rounding takes away; of
    a number for each week, what is left over goes to the next. Slots go just before a
    week begins, so that those which end there are not used once more.
    """
    if not isinstance(treated, tuple):
        slots = max(1, round(treated))
        return HOURS_A_WEEK * slots / treated, slots
    units = whole(treated)
    falls = [after < before for before, after in pairwise([0, *units])]
    at = tuple(
        HOURS_A_WEEK * week - _JUST_BEFORE * fall for week, fall in enumerate(falls)
    )
    return HOURS_A_WEEK, Changes(at=at, units=tuple(float(each) for each in units))


def _by_hour(weekly: Weekly) -> tuple[float, ...]:
    """Give rates an hour, for all weeks or hour by hour."""
    if not isinstance(weekly, tuple):
        return (weekly / HOURS_A_WEEK,)
    weeks = weekly if len(weekly) > 1 else weekly * 2  # one week alone is every week
    return tuple(each / HOURS_A_WEEK for each in weeks for _ in range(HOURS_A_WEEK))


def _patience(groups: Sequence[Group]) -> Patience | None:
    hours: ByClass = {
        group.name: Exponential(
            mean=HOURS_A_WEEK * group.patients / group.removed_per_week
        )
        for group in groups
        if group.removed_per_week > 0
    }
    return Patience(hours=hours) if hours else None


def _in_use(
    of: WaitingList, slot: float, capacity: float | Changes
) -> tuple[Present, ...]:
    """Give those who are being treated at the start, begun one after another."""
    units = round(capacity.units[0] if isinstance(capacity, Changes) else capacity)
    pieces = min(units, _MOST_PIECES) if of.patients else 0
    counts = whole([units / max(pieces, 1)] * pieces)
    since = [slot * (at + 0.5) / max(pieces, 1) for at in range(pieces)]
    return tuple(
        Present(node=NODE, since_hours=hours, in_service_hours=hours, patients=count)
        for hours, count in zip(since, counts, strict=True)
    )


def _waiting(groups: Sequence[Group]) -> list[Present]:
    """Give those who wait at the start, whoever has waited longest first."""
    found = [
        Present(
            node=NODE,
            patient_class=group.name,
            since_hours=since * HOURS_A_WEEK,
            patients=count,
        )
        for group in groups
        for band in group.waiting
        for since, count in _pieces(band)
    ]
    return sorted(found, key=lambda each: -each.since_hours)


def _pieces(band: Band) -> list[tuple[float, int]]:
    """Give the middle of each day or so of a band, in weeks, and how many stand there."""
    wide = band.to_weeks - band.from_weeks
    pieces = max(1, math.ceil(wide * _PIECES_A_WEEK))
    counts = whole([band.patients / pieces] * pieces)
    return [
        (band.from_weeks + wide * (at + 0.5) / pieces, count)
        for at, count in enumerate(counts)
        if count
    ]
