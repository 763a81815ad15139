"""What of a model can be turned by a slider, and how that is said in a scenario's words.

A scenario is its words (`wholeflow.simulation.experiments.FORMS`). Sliders are another
way to say the commonest of them, so each is read back from the words: whatever no slider
can say stays as words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from wholeflow.errors import BadInput
from wholeflow.simulation import (
    Appointments,
    ByHour,
    Changes,
    Model,
    Node,
    Pool,
)
from wholeflow.simulation.experiments import Change, Scenario, change_of
from wholeflow.simulation.experiments.changes import (
    Amount,
    DemandChange,
    NoShowChange,
    Opening,
    PlacesChange,
    PoolChange,
    ServiceChange,
)
from wholeflow.simulation.experiments.parts import NotPossible
from wholeflow.simulation.experiments.words import quoted

Kind = Literal[
    "units", "more", "opens", "closes", "places", "demand", "no-show", "stay"
]
HOURS_A_DAY = 24
HOURS_OF_ANY_RUN = 2184.0  # to compare two models, any will do
AS_TODAY = 100  # in hundredths
MOST_NO_SHOW = 50  # in hundredths, where fewer stay away today
ROOM = 10  # units by which even the smallest pool can grow


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """One number of a model that can be turned.

    Parameters
    ----------
    kind
        units of a pool; more (or fewer) units in each hour in which it has some; the hour
        at which it opens or closes; places of a node; demand from a source, or the stay
        at a node, in hundredths of today's; appointments that nobody comes to, in
        hundredths of all.
    at
        Where its pool, node or source stands in the model.
    of
        The name of that.
    now, least, most, step
        As it is today, and how far it can be turned.
    places_of
        Nodes whose places are these very units, and change with them.
    """

    kind: Kind
    at: int
    of: str
    now: float
    least: float
    most: float
    step: float = 1.0
    places_of: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name of its field."""
        return f"{self.kind}-{self.at}"

    def holds(self, value: float) -> bool:
        """Whether it can be turned to a value."""
        steps = (value - self.least) / self.step
        return self.least <= value <= self.most and abs(steps - round(steps)) < 1e-6


Turned = dict[str, float]  # the value of each dial by its key


def dials_of(model: Model) -> tuple[Dial, ...]:
    """Give the dials of a model, in the order of a form."""
    together = {node.name: pool.name for pool, node in _places_that_are_units(model)}
    return (
        *_of_pools(model, together),
        *(
            _places(at, node)
            for at, node in enumerate(model.nodes)
            if node.places is not None and node.name not in together
        ),
        *(
            _hundredths("demand", at, source.name, most=200)
            for at, source in enumerate(model.sources)
        ),
        *(
            _no_show(at, source.name, source.arrivals.no_show)
            for at, source in enumerate(model.sources)
            if isinstance(source.arrivals, Appointments)
        ),
        *(
            _hundredths("stay", at, node.name, most=150)
            for at, node in enumerate(model.nodes)
        ),
    )


def in_words(dials: Sequence[Dial], turned: Mapping[str, float]) -> list[str]:
    """Say in the words of a scenario what dials were turned to; the others are as now."""
    lines = []
    for dial in dials:
        value = turned.get(dial.key, dial.now)
        if dial.kind == "opens":
            closes = next(
                each for each in dials if (each.kind, each.of) == ("closes", dial.of)
            )
            until = turned.get(closes.key, closes.now)
            if (value, until) != (dial.now, closes.now):
                lines.append(f"opening {quoted(dial.of)} {value:.0f}-{until:.0f}")
        elif value != dial.now:
            lines += _line(dial, value)
    return lines


def read_back(
    dials: Sequence[Dial], model: Model, changes: str
) -> tuple[Turned, list[str]]:
    """Give what dials were turned to by the words of a scenario, and the other lines.

    Parameters
    ----------
    dials
        Of the model.
    model
        The base.
    changes
        Lines, such as fit the model; it may have been replaced since they were written.

    Returns
    -------
    Turned
        So that what `in_words` makes of it, and then the other lines, say the same as
        all lines did; nothing, and all lines, where that cannot be, or one of them does
        not fit.
    """
    turned: Turned = {}
    others: list[str] = []
    lines = [line.strip() for line in changes.splitlines() if line.strip()]
    for line in lines:
        found = _turned_by(line, dials, model, turned)
        if found is None or found.keys() & turned.keys():
            others.append(line)
        else:
            turned |= found
    again = "\n".join([*in_words(dials, turned), *others])
    try:
        same = _applied(again, model) == _applied("\n".join(lines), model)
    except BadInput:
        return {}, lines
    return (turned, others) if same else ({}, lines)


def _applied(changes: str, model: Model) -> Model:
    return Scenario("as it is read", changes).applied(model, HOURS_OF_ANY_RUN)


def _of_pools(model: Model, together: Mapping[str, str]) -> Iterator[Dial]:
    for at, pool in enumerate(model.pools):
        capacity = pool.capacity
        if isinstance(capacity, ByHour):
            most = max(capacity.units)
            open_at = [hour % 24 for hour, units in enumerate(capacity.units) if units]
            if not open_at:
                continue
            yield Dial(
                kind="more",
                at=at,
                of=pool.name,
                now=0,
                least=-most,
                most=max(most, ROOM),
                step=pool.quantum,
            )
            yield _hour("opens", at, pool, min(open_at))
            yield _hour("closes", at, pool, max(open_at) + 1)
        elif not isinstance(capacity, Changes):
            places_of = tuple(name for name, of in together.items() if of == pool.name)
            yield Dial(
                kind="units",
                at=at,
                of=pool.name,
                now=capacity,
                least=1 if places_of else 0,
                most=max(2 * capacity, capacity + ROOM),
                step=pool.quantum,
                places_of=places_of,
            )


def _places_that_are_units(model: Model) -> Iterator[tuple[Pool, Node]]:
    """Give pools and nodes where each place of a ward is one of its beds.

    More of one alone would change nothing, so the two are turned together.
    """
    for pool in model.pools:
        claiming = [
            (node, claim.units)
            for node in model.nodes
            for claim in node.claims
            if claim.pool == pool.name
        ]
        if len(claiming) == 1:
            node, units = claiming[0]
            if units == 1 and node.places == pool.capacity and pool.quantum == 1:
                yield pool, node


def _hour(kind: Kind, at: int, pool: Pool, now: int) -> Dial:
    least, most = (0, HOURS_A_DAY - 1) if kind == "opens" else (1, HOURS_A_DAY)
    return Dial(kind=kind, at=at, of=pool.name, now=now, least=least, most=most)


def _places(at: int, node: Node) -> Dial:
    now = node.places or 0
    most = max(2 * now, now + ROOM)
    return Dial(kind="places", at=at, of=node.name, now=now, least=1, most=most)


def _hundredths(kind: Kind, at: int, of: str, *, most: float) -> Dial:
    return Dial(kind=kind, at=at, of=of, now=AS_TODAY, least=50, most=most)


def _no_show(at: int, of: str, share: float) -> Dial:
    now = round(AS_TODAY * share, 1)
    return Dial(
        kind="no-show",
        at=at,
        of=of,
        now=now,
        least=0,
        most=max(MOST_NO_SHOW, 10 * math.ceil(now / 10)),
        step=1 if now.is_integer() else 0.1,
    )


def _line(dial: Dial, value: float) -> list[str]:
    name, figures = quoted(dial.of), _figures(abs(value))
    part_of_today = _figures(value / AS_TODAY)
    lines: dict[Kind, list[str]] = {
        "units": [
            f"pool {name} = {figures}",
            *(f"places {quoted(node)} = {figures}" for node in dial.places_of),
        ],
        "more": [f"pool {name} {'+' if value > 0 else '-'} {figures}"],
        "places": [f"places {name} = {figures}"],
        "demand": [f"source {name} x {part_of_today}"],
        "no-show": [f"no-show {name} = {part_of_today}"],
        "stay": [f"service {name} x {part_of_today}"],
    }
    return lines.get(dial.kind, [])  # hours are said with those at which it opens


def _figures(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _turned_by(
    line: str, dials: Sequence[Dial], model: Model, turned: Turned
) -> Turned | None:
    """Give what a line turns; nothing for one that is said already, None for others."""
    by_name = {(dial.kind, dial.of): dial for dial in dials}
    found: Turned = {}
    try:
        said = list(_said(change_of(line), model))
    except NotPossible:
        return None
    for kind, of, value in said:
        dial = by_name.get((kind, of))
        if kind == "places" and dial is None:
            return {} if _is_said(of, value, dials, turned) else None
        if dial is None or not dial.holds(value):
            return None
        found[dial.key] = value
    return found or None


def _is_said(node: str, places: float, dials: Sequence[Dial], turned: Turned) -> bool:
    """Whether the places of a node were said with the units that they are."""
    return any(
        node in dial.places_of and turned.get(dial.key) == places for dial in dials
    )


def _said(change: Change, model: Model) -> Iterator[tuple[Kind, str, float]]:
    """Give the kinds, names and values of dials that say the same as a change."""
    match change:
        case PoolChange(pool=name, amount=amount, during=None):
            yield from _said_of_pool(name, amount, model)
        case PlacesChange(node=name, amount=Amount() as amount):
            places = {node.name: node.places for node in model.nodes}.get(name)
            yield "places", name, amount.of(places or 0)
        case Opening(pool=name, weekdays=None):
            yield "opens", name, change.from_hour
            yield "closes", name, change.to_hour
        case DemandChange(source=str() as name, during=None):
            yield "demand", name, round(AS_TODAY * change.factor, 6)
        case NoShowChange(source=name):
            yield "no-show", name, round(AS_TODAY * change.share, 6)
        case ServiceChange(node=name, patient_class=None):
            yield "stay", name, round(AS_TODAY * change.factor, 6)


def _said_of_pool(
    name: str, amount: Amount, model: Model
) -> Iterator[tuple[Kind, str, float]]:
    now = {pool.name: pool.capacity for pool in model.pools}.get(name)
    if isinstance(now, int | float):
        yield "units", name, amount.of(now)
    elif amount.sign in {"+", "-"}:
        yield "more", name, amount.of(0)
