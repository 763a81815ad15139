"""Two pools that become one: wards that share their beds, bodies that share staff."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wholeflow.simulation.model import calendar
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.nodes import Claim
from wholeflow.simulation.model.pools import ByHour, Capacity, Changes, Pool

from .changes import Change
from .parts import NotPossible, found, week_of, with_pool


@dataclass(frozen=True, slots=True)
class Sharing(Change):
    """The units of another pool join those of a pool, and may be used wherever either is.

    The other pool stays, with no units: what it had is told as the pool's.
    """

    pool: str
    other: str

    def _changed(self, model: Model, hours: float, /) -> Model:
        pool = found(model.pools, "pool", self.pool)
        other = found(model.pools, "pool", self.other)
        if pool == other:
            raise NotPossible(
                f"expected another pool than {self.pool} to share with it"
            )
        quantum = min(pool.quantum, other.quantum)
        if not (max(pool.quantum, other.quantum) / quantum).is_integer():
            raise NotPossible(
                f"expected a quantum of {self.pool} and {self.other} that is a whole "
                f"multiple of the other, got {pool.quantum:g} and {other.quantum:g}"
            )
        together = replace(
            pool, quantum=quantum, capacity=_sum_of(model, (pool, other), hours)
        )
        nodes = tuple(
            replace(node, claims=_moved(node.claims, self.other, self.pool))
            for node in model.nodes
        )
        model = with_pool(replace(model, nodes=nodes), together)
        return with_pool(model, replace(other, capacity=0))


def _moved(claims: tuple[Claim, ...], other: str, pool: str) -> tuple[Claim, ...]:
    """Give claims on a pool in place of those on another; on both, their sum.

    Raises
    ------
    NotPossible
        If only one of both stays with a patient who is done.
    """
    both = {claim.pool: claim for claim in claims}
    if not {other, pool} <= both.keys():
        return tuple(
            replace(claim, pool=pool) if claim.pool == other else claim
            for claim in claims
        )
    if both[other].hold != both[pool].hold:
        raise NotPossible(
            f"a node holds one of {pool} and {other} and not the other, so they cannot "
            "be one"
        )
    whole = replace(both[pool], units=both[pool].units + both[other].units)
    return tuple(
        whole if claim.pool == pool else claim
        for claim in claims
        if claim.pool != other
    )


def _sum_of(model: Model, pools: tuple[Pool, ...], hours: float) -> Capacity:
    """Give the units of some pools together, for a run of so many hours."""
    some = [pool.capacity for pool in pools]
    constant = [each for each in some if isinstance(each, int | float)]
    if len(constant) == len(some):
        return sum(constant)
    weekly = [week_of(each) for each in some if not isinstance(each, Changes)]
    if len(weekly) == len(some):
        return ByHour(units=tuple(map(sum, zip(*weekly, strict=True))))
    week = calendar.hours_of_week(model, hours)
    steps = [dict(calendar.steps(each, week)) for each in some]
    times = sorted(set().union(*steps))
    units = [
        sum(each[max(at for at in each if at <= now)] for each in steps)
        for now in times
    ]
    return Changes(at=tuple(times), units=tuple(units))
