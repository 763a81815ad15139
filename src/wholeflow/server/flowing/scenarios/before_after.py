"""The map before and after a change: one layer with today's flags, and with those predicted.

Both are the jigsaw of the map itself, and a table tells the same. Whoever looks sees the
processes that they may read, as on the map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from wholeflow.server.flowing.models import Scenario
from wholeflow.server.flowing.scenarios.foretelling import Predicted, Told
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.queries import Visitor
from wholeflow.server.measuring import flagging, scenes
from wholeflow.server.measuring.flagging import Shown


@dataclass(frozen=True, slots=True)
class Row:
    """A process whose flag is predicted: today's flag, and the predicted ones."""

    process: Process
    path: list[Process]
    today: Shown | None
    now: Shown | None
    then: Shown | None
    told: list[Told]


@dataclass(frozen=True, slots=True)
class Picture:
    """One of the two jigsaws: what it holds, and where to ask for it in another width."""

    scene: dict[str, object]
    url: str
    flag: Shown | None  # of the whole whose parts it shows


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """What a page shows of it.

    Parameters
    ----------
    rows
        Every process with a predicted flag that the visitor may read, wholes first.
    layers
        The layers in which one of them is a piece; None is the top of the map.
    focus
        The whole whose parts are drawn; None at the top.
    before, after
        The pictures.
    """

    rows: list[Row]
    layers: list[Process | None]
    focus: Process | None
    before: Picture
    after: Picture


def shown(
    visitor: Visitor, scenario: Scenario, predicted: Predicted, layer: str = ""
) -> BeforeAfter | None:
    """Give the map before and after; None where the visitor may read none of it.

    Parameters
    ----------
    visitor
        Who looks.
    scenario
        The scenario that was tried.
    predicted
        What follows from it.
    layer
        The id of the whole whose parts are drawn, `top` for the top of the map; else the
        nearest whole of all that is predicted is taken.
    """
    rows = _rows(visitor, predicted)
    if not rows:
        return None
    layers = _layers(rows)
    asked = {each.pk if each else "top": each for each in layers}
    focus = asked[layer] if layer in asked else _nearest(rows)
    drawn = scenes.fetch(visitor, focus)
    address = reverse("flow-scenario-scene", args=[scenario.pk])
    return BeforeAfter(
        rows,
        layers,
        focus,
        before=Picture(
            scenes.draw(drawn),
            reverse("process-scene", args=[focus.pk]) if focus else reverse("scene"),
            flagging.shown(focus) if focus else None,
        ),
        after=Picture(
            scenes.draw(replace(drawn, predicted=predicted.then)),
            f"{address}?layer={focus.pk}" if focus else address,
            predicted.then.get(focus.pk) if focus else None,
        ),
    )


def scene(
    visitor: Visitor,
    predicted: Predicted | None,
    layer: str,
    room: Mapping[str, int],
) -> dict[str, object]:
    """Give the predicted picture of a layer for the room that a page has."""
    focus = queries.process(visitor, layer) if layer else None
    drawn = scenes.fetch(visitor, focus)
    flags = predicted.then if predicted else {}
    return scenes.draw(replace(drawn, predicted=flags), **room)


def _rows(visitor: Visitor, predicted: Predicted) -> list[Row]:
    keys = {*predicted.then, *predicted.told}
    seen = queries.processes(visitor).in_bulk(keys)
    paths = queries.paths_to(visitor, seen)
    rows = [
        Row(
            process,
            paths[key],
            flagging.shown(process),
            predicted.now.get(key),
            predicted.then.get(key),
            predicted.told.get(key, []),
        )
        for key, process in seen.items()
    ]
    return sorted(rows, key=lambda row: [each.name for each in _down_to(row)])


def _down_to(row: Row) -> list[Process]:
    return [*row.path, row.process]


def _layers(rows: Sequence[Row]) -> list[Process | None]:
    """Give the top, and the wholes of what is predicted, each below its own."""
    wholes = {whole.pk: whole for row in rows for whole in row.path}
    return [None, *wholes.values()]


def _nearest(rows: Sequence[Row]) -> Process | None:
    """Give the nearest whole of all the lowest that are predicted; None for the top."""
    wholes = {whole.pk for row in rows for whole in row.path}
    paths = [row.path for row in rows if row.process.pk not in wholes]
    nearest = None
    for level in zip(*paths, strict=False):
        if len({whole.pk for whole in level}) > 1:
            break
        nearest = level[0]
    return nearest
