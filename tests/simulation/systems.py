"""Small systems whose answers are known, or that a reader can do in their head."""

from __future__ import annotations

from dataclasses import replace

from wholeflow.simulation.model.arrivals import Random, Recorded, Source, Step
from wholeflow.simulation.model.distributions import Exponential
from wholeflow.simulation.model.model import Model, PatientClass
from wholeflow.simulation.model.nodes import Claim, Node
from wholeflow.simulation.model.pools import Pool
from wholeflow.simulation.model.routing import Shares


def one_queue(*, per_hour: float = 0.8, mean: float = 1.0, servers: int = 1) -> Model:
    """M/M/c: arrivals at random, exponential service."""
    return Model(
        name="one queue",
        nodes=(
            Node(
                name="Clinic",
                service={"*": Exponential(mean=mean)},
                claims=(Claim(pool="doctors"),),
            ),
        ),
        pools=(Pool(name="doctors", capacity=servers),),
        sources=(
            Source(name="door", node="Clinic", arrivals=Random(per_hour=(per_hour,))),
        ),
    )


def recorded(*arrivals: tuple[float, float], beds: int = 1) -> Model:
    """One ward; each patient comes at a time and stays for some hours."""
    return Model(
        name="a ward",
        nodes=(
            Node(
                name="Ward",
                service={"*": Exponential(mean=1.0)},
                claims=(Claim(pool="beds"),),
            ),
        ),
        pools=(Pool(name="beds", capacity=beds),),
        sources=(
            Source(
                name="list",
                node="Ward",
                arrivals=Recorded(
                    at=tuple(at for at, _ in arrivals),
                    paths=tuple((Step(node="Ward", hours=h),) for _, h in arrivals),
                ),
            ),
        ),
    )


def hospital() -> Model:
    """A front door, a ward with few beds that the door is blocked by, and home."""
    return Model(
        name="hospital",
        nodes=(
            Node(
                name="ED",
                service={"*": Exponential(mean=2.0)},
                claims=(Claim(pool="nurses", hold=False),),
                places=12,
                routes={"*": Shares(to={"Ward": 0.4, "Clinic": 0.2})},
            ),
            Node(
                name="Ward",
                service={"*": Exponential(mean=24.0)},
                claims=(Claim(pool="beds"),),
                places=20,
            ),
            Node(name="Clinic", service={"*": Exponential(mean=0.5)}),
        ),
        pools=(Pool(name="nurses", capacity=5), Pool(name="beds", capacity=20)),
        sources=(
            Source(name="Front door", node="ED", arrivals=Random(per_hour=(1.8,))),
        ),
    )


def two_classes() -> Model:
    """M/M/1 where urgent patients, a third of all, go first."""
    return replace(
        one_queue(per_hour=0.6),
        classes=(PatientClass(name="urgent"), PatientClass(name="routine", priority=1)),
        sources=(
            Source(
                name="door",
                node="Clinic",
                arrivals=Random(per_hour=(0.6,)),
                classes={"urgent": 1 / 3, "routine": 2 / 3},
            ),
        ),
    )
