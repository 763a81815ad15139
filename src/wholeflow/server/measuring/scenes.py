"""One layer of the map as a jigsaw: what the library lays out, with what pages show.

A scene costs what is in it, never what is in the whole map: at most `MOST_PIECES`
pieces with `MOST_PARTS` parts each, and the number that is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.urls import reverse

from wholeflow.processes.layouts import Interlock as LaidInterlock
from wholeflow.processes.layouts import Piece, Scene, State, lay_out
from wholeflow.processes.layouts.jigsaw import LEAST_WIDTH
from wholeflow.server import asking
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Interlock, Process
from wholeflow.server.measuring.flagging import NO_FLAG, shown
from wholeflow.server.measuring.flagging import Shown as Flag
from wholeflow.server.measuring.presenters import flags_of_steps

MOST_PIECES = 48
MOST_PARTS = 12
NOBODY = "nobody owns this yet"
WIDTH, HEIGHT = 960, 640  # until the page has measured its room
WIDEST, TALLEST = 4000, 4000  # pixels asked for; more is a mistake or mischief


@dataclass(frozen=True, slots=True)
class Shown:
    """One layer, fetched: pieces with their first parts and what passes between."""

    focus: Process | None
    pieces: list[Process]
    hidden: int
    layer: queries.Layer
    interlocks: list[Interlock]
    said: dict[tuple[str, str], Flag]  # what people say of a step, from whom to whom
    predicted: Mapping[str, Flag] = field(default_factory=dict)  # in place of today's


def fetch(visitor: queries.Visitor, focus: Process | None) -> Shown:
    """Fetch the layer below a process, or the top one; the same queries every time."""
    if focus is None:
        tops = list(queries.tops(visitor)[: MOST_PIECES + 1])
        pieces, hidden = tops[:MOST_PIECES], len(tops) - MOST_PIECES
    else:
        inside = queries.layer(visitor, [focus], most=MOST_PIECES)
        pieces = inside.parts.get(focus.pk, [])
        hidden = inside.part_counts.get(focus.pk, 0) - len(pieces)
    interlocks = queries.interlocks_among([piece.pk for piece in pieces])
    return Shown(
        focus,
        pieces,
        max(hidden, 0),
        queries.layer(visitor, pieces, most=MOST_PARTS),
        interlocks,
        flags_of_steps(interlocks),
    )


def draw(
    layer: Shown, *, width: int = WIDTH, height: int = HEIGHT
) -> dict[str, object]:
    """Lay a layer out and give it as the page's painter takes it."""
    scene = laid_out(*pieces_of(layer), width, height)
    return {
        "focus": {"id": layer.focus.pk, "name": layer.focus.name}
        if layer.focus
        else None,
        "width": scene.width,
        "height": scene.height,
        "pieces": _drawn_pieces(scene, layer),
        **_drawn_links(scene, layer),
    }


def room(asked: Mapping[str, str]) -> dict[str, int]:
    """Give the width and height that a page asks for in an address."""
    return {
        "width": asking.whole_number(
            asked, "width", WIDTH, least=LEAST_WIDTH, most=WIDEST
        ),
        "height": asking.whole_number(asked, "height", HEIGHT, least=1, most=TALLEST),
    }


Pieces = tuple[Piece, ...]
Locks = tuple[LaidInterlock, ...]


def pieces_of(layer: Shown) -> tuple[Pieces, Locks]:
    """Give a layer as the library lays it out."""
    pieces = tuple(_piece(process, layer.layer) for process in layer.pieces)
    locks = tuple(
        LaidInterlock(lock.giver_id, lock.receiver_id, _state(lock), lock.passes)
        for lock in layer.interlocks
    )
    return pieces, locks


@lru_cache(maxsize=256)
def laid_out(pieces: Pieces, locks: Locks, width: int, height: int) -> Scene:
    """Lay pieces out; the same pieces in the same room are laid out once.

    Flags are no part of the question, so a moved flag costs no layout.
    """
    return lay_out(pieces, locks, width=width, height=height)


def listed(processes: list[Process]) -> list[dict[str, object]]:
    """Give processes as rows of a plain list."""
    count = len(processes)
    return [_row(process, 1, (at, count)) for at, process in enumerate(processes, 1)]


def found(
    visitor: queries.Visitor, processes: list[Process]
) -> list[dict[str, object]]:
    """Give processes from anywhere as rows, each with the wholes it is part of."""
    wholes = queries.wholes_of_each(visitor, [process.pk for process in processes])
    rows = zip(listed(processes), processes, strict=True)
    return [{**row, "wholes": wholes[process.pk]} for row, process in rows]


def outline(layer: Shown) -> list[dict[str, object]]:
    """Give the same layer as rows of the outline, the picture's twin."""
    rows = []
    for place, process in enumerate(layer.pieces, start=1):
        parts = layer.layer.parts.get(process.pk, [])
        count = layer.layer.part_counts.get(process.pk, 0)
        whole = _row(process, 1, (place, len(layer.pieces)))
        whole |= {"has_parts": bool(parts), "more": count - len(parts)}
        rows.append(whole)
        rows += [_row(part, 2, (at, count)) for at, part in enumerate(parts, start=1)]
    return rows


def _row(process: Process, level: int, place: tuple[int, int]) -> dict[str, object]:
    return {
        "process": process,
        "flag": shown(process),
        "level": level,
        "position": place[0],
        "of": place[1],
        "has_parts": False,
        "more": 0,
    }


def _piece(process: Process, layer: queries.Layer) -> Piece:
    parts = layer.parts.get(process.pk, [])
    return Piece(
        process.pk,
        weight=1.5 + len(parts),
        parts=tuple(Piece(part.pk, name=part.name) for part in parts),
        name=process.name,
        owner=owner_line(process),
        more=layer.part_counts.get(process.pk, 0) - len(parts),
    )


def owner_line(process: Process) -> str:
    """Give the second line of a piece, as the painter writes it."""
    if not process.owner:
        return NOBODY
    example = process.example or process.owner_example
    return f"{process.owner} · example" if example else str(process.owner)


def _drawn_pieces(scene: Scene, layer: Shown) -> list[dict[str, object]]:
    processes = {process.pk: process for process in layer.pieces}
    parts = {part.pk: part for some in layer.layer.parts.values() for part in some}
    return [
        {
            **_told(processes[placed.id], layer),
            "owner": str(p.owner) if (p := processes[placed.id]).owner else None,
            "organisation": p.organisation.name,
            "tint": p.organisation.tint,
            "example": p.example or p.owner_example,
            "x": placed.x,
            "y": placed.y,
            "w": placed.w,
            "h": placed.h,
            "outline": placed.outline,
            "more": layer.layer.part_counts.get(placed.id, 0) - len(placed.parts),
            "parts": [
                {
                    **_told(parts[part.id], layer),
                    "x": part.x,
                    "y": part.y,
                    "w": part.w,
                    "h": part.h,
                }
                for part in placed.parts
            ],
        }
        for placed in scene.pieces
    ]


def _told(process: Process, layer: Shown) -> dict[str, object]:
    predicted = layer.predicted.get(process.pk)
    flag = predicted or shown(process)
    words = flag.words if flag else NO_FLAG
    return {
        "id": process.pk,
        "name": process.name,
        "href": reverse("process", args=[process.pk]),
        "flag": {
            "lower": flag.lower,
            "upper": flag.upper,
            "predicted": predicted is not None,
        }
        if flag
        else None,
        "flag_words": f"predicted: {words}" if predicted else words,
        "word": flag.word if flag else "",
    }


def _drawn_links(scene: Scene, layer: Shown) -> dict[str, object]:
    names = {process.pk: process.name for process in layer.pieces}
    told = {(lock.giver_id, lock.receiver_id): lock.what for lock in layer.interlocks}

    def words(lock: LaidInterlock) -> dict[str, object]:
        what = told[lock.giver, lock.receiver]
        said = layer.said.get((lock.giver, lock.receiver))
        return {
            "flag": {"lower": said.lower, "upper": said.upper} if said else None,
            "flag_words": f"people say {said.words}" if said else "",
            "state": lock.state,
            "passes": lock.passes,
            "giver": lock.giver,
            "receiver": lock.receiver,
            "words": f"{names[lock.giver]} gives {lock.passes} to "
            f"{names[lock.receiver]}: {what} ({lock.state})",
        }

    return {
        "knobs": [
            {
                "x": knob.x,
                "y": knob.y,
                "side": knob.side,
                "size": knob.size,
                "outline": knob.outline,
                **words(knob.interlock),
            }
            for knob in scene.knobs
        ],
        "strands": [
            {
                "points": strand.points,
                "outline": strand.outline,
                **words(strand.interlock),
            }
            for strand in scene.strands
        ],
    }


def _state(lock: Interlock) -> State:
    return "agreed" if lock.state == "agreed" else "proposed"
