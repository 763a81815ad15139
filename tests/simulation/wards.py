"""A small model of which a test changes what it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wholeflow.simulation import (
    Claim,
    Exponential,
    Model,
    Node,
    PatientClass,
    Pool,
    Random,
    Shares,
    Source,
)

WARD = Node(
    name="Ward",
    service={"*": Exponential(mean=72)},
    claims=(Claim(pool="beds"),),
)
BEDS = Pool(name="beds", capacity=24)
DOOR = Source(name="door", node="Ward", arrivals=Random(per_hour=(0.25,)))
CLASSES = (PatientClass(name="urgent"), PatientClass(name="planned", priority=1))
CLINIC = Node(
    name="Clinic",
    service={"*": Exponential(mean=1)},
    routes={"*": Shares(to={"Ward": 0.1})},
)


def a_model(**changed: Any) -> Model:
    """A ward of 24 beds to which 18 beds' worth of patients come."""
    model = Model(name="A ward", nodes=(WARD,), pools=(BEDS,), sources=(DOOR,))
    return replace(model, **changed)


def a_ward(**changed: Any) -> Model:
    """The model, with a change to its ward."""
    return a_model(nodes=(replace(WARD, **changed),), classes=CLASSES)


def a_pool(**changed: Any) -> Model:
    """The model, with a change to its pool."""
    return a_model(pools=(replace(BEDS, **changed),))


def a_source(**changed: Any) -> Model:
    """The model, with a change to its source."""
    return a_model(sources=(replace(DOOR, **changed),), classes=CLASSES)
