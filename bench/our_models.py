"""The care systems of the bench, and a nation, as models of wholeflow."""

from __future__ import annotations

from dataclasses import replace

from bench.care_systems import CareSystem, system_of
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
    national_model,
)


def model_of(name: str) -> Model:
    """Give the model of a name that `system_of` knows, or of a nation."""
    if name == "nation":  # the loop in C knows no changes of the clock
        return replace(national_model(), timezone="UTC")
    return as_model(system_of(name))


def as_model(system: CareSystem) -> Model:
    """Make a system of the bench a model of wholeflow."""
    stations = list(enumerate(system.stations))
    return Model(
        name="of the bench",
        nodes=tuple(
            Node(
                name=f"n{at}",
                service={"*": Exponential(mean=of.mean_hours)},
                claims=(Claim(pool=f"p{at}"),),
                places=of.servers if of.finite else None,
                routes={
                    f"c{number}": Shares(to={f"n{to}": p for to, p in some[at].items()})
                    for number, some in enumerate(system.ways)
                },
            )
            for at, of in stations
        ),
        pools=tuple(Pool(name=f"p{at}", capacity=of.servers) for at, of in stations),
        sources=tuple(
            Source(
                name=f"s{which}", node=f"n{at}", arrivals=Random(per_hour=rates),
                classes={f"c{c}": share for c, share in enumerate(system.classes)},
            )
            for which, (at, rates) in enumerate(system.doors)
        ),
        classes=tuple(
            PatientClass(name=f"c{c}", priority=c) for c in range(len(system.classes))
        ),
    )  # fmt: skip
