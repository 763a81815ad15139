"""A layer of the map as one picture to print: the same layout as on the page."""

from __future__ import annotations

from wholeflow.processes.layouts import Label, as_svg
from wholeflow.server.history.models import System
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring import scenes
from wholeflow.server.measuring.flagging import NO_FLAG, shown

WIDTH, HEIGHT = 1400, 900  # about the shape of a landscape page


def draw(visitor: queries.Visitor, focus: Process | None) -> str:
    """Give a layer as SVG text."""
    layer = scenes.fetch(visitor, focus)
    pieces, locks = scenes.pieces_of(layer)
    scene = scenes.laid_out(pieces, locks, WIDTH, HEIGHT)
    parts = [part for some in layer.layer.parts.values() for part in some]
    more = {piece.id: piece.more for piece in pieces}
    labels = {
        process.pk: _label(process, more.get(process.pk, 0))
        for process in (*parts, *layer.pieces)
    }
    name = focus.name if focus else System.objects.values_list("name", flat=True).get()
    return as_svg(scene, labels, title=name, description=f"The parts of {name}")


def _label(process: Process, more: int) -> Label:
    flag = shown(process)
    return Label(
        name=process.name,
        owner=scenes.owner_line(process) if process.owner else None,
        flag=(flag.lower, flag.upper) if flag else None,
        words=flag.words if flag else NO_FLAG,
        tint=process.organisation.tint,
        more=more,
    )
