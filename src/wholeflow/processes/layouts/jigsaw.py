"""The map as a jigsaw: pieces that fit where their owners have agreed.

A piece is a process; inside it lie its parts. Where one process hands something over
to a neighbour there is a knob: solid when both owners agreed it, dashed when one has
proposed it. Where nobody has agreed anything there is a plain gap. Two processes that
are interlocked but do not touch are joined by a strand that runs in the gaps.

The picture is a function of names, weights and interlocks alone, so a flag that moves
leaves every piece where it was.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from wholeflow.processes.layouts.boxes import Box, Side, shares_edge
from wholeflow.processes.layouts.inside import (
    least_height,
    least_width,
    place_parts,
)
from wholeflow.processes.layouts.outlines import (
    CORNER,
    GAP,
    KNOB,
    Bump,
    knob_outline,
    piece_outline,
    strand_outline,
)
from wholeflow.processes.layouts.pieces import Interlock, Piece
from wholeflow.processes.layouts.rows import Block, pack
from wholeflow.processes.layouts.strands import Point, doors, route, ways

LEAST_WIDTH = 160
MARGIN = 4  # pixels around it all, where strands may run as well
_BEFORE, _AFTER = GAP // 2, GAP - GAP // 2


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """A part with its place; x, y, w, h in pixels of the whole picture."""

    id: str
    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True, slots=True)
class PlacedPiece:
    """A piece with its place, its outline as SVG path data and its parts."""

    id: str
    x: int
    y: int
    w: int
    h: int
    outline: str
    parts: tuple[PlacedPart, ...]


@dataclass(frozen=True, slots=True)
class Knob:
    """Where a giver's knob stands: x and y on its edge, and the knob's own outline.

    Parameters
    ----------
    x, y
        Middle of the knob on the edge of the giver, in pixels.
    side
        Side of the giver.
    size
        Length of edge it takes up, in pixels.
    interlock
        What it stands for.
    outline
        Open path in SVG path data.
    """

    x: int
    y: int
    side: Side
    size: int
    interlock: Interlock
    outline: str


@dataclass(frozen=True, slots=True)
class Strand:
    """A line through the gaps, from the giver's edge to the receiver's.

    Parameters
    ----------
    points
        Ends and turns in pixels.
    interlock
        What it stands for.
    outline
        Open path in SVG path data.
    """

    points: tuple[Point, ...]
    interlock: Interlock
    outline: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A laid-out jigsaw, in pixels from its top left corner."""

    width: int
    height: int
    pieces: tuple[PlacedPiece, ...]
    knobs: tuple[Knob, ...]
    strands: tuple[Strand, ...]


def lay_out(
    pieces: Sequence[Piece],
    interlocks: Sequence[Interlock],
    *,
    width: int,
    height: int,
) -> Scene:
    """Place pieces, their parts, knobs and strands.

    Parameters
    ----------
    pieces
        In reading order, which is kept; up to about 60, with up to about 12 parts each.
    interlocks
        Those with an end that is not among `pieces` are left out.
    width
        Of the picture in pixels, at least 160.
    height
        Wished for, in pixels; the scene tells the height it came to, which is more
        where names need it and less where pieces would be mostly empty.

    Returns
    -------
    Scene
        The same for the same input, always.

    Raises
    ------
    ValueError
        If the width is too small or an id comes twice.
    """
    if width < LEAST_WIDTH:
        raise ValueError(f"a jigsaw needs {LEAST_WIDTH} pixels of width; got {width}")
    for family in (pieces, *(piece.parts for piece in pieces)):
        ids = [piece.id for piece in family]
        if len(set(ids)) < len(ids):
            raise ValueError(f"each id may come once among its siblings; got {ids}")
    here = {piece.id for piece in pieces}
    shown = [
        interlock
        for interlock in interlocks
        if interlock.giver != interlock.receiver
        and {interlock.giver, interlock.receiver} <= here
    ]
    bonds: dict[str, set[str]] = defaultdict(set)
    for interlock in shown:
        bonds[interlock.giver].add(interlock.receiver)
        bonds[interlock.receiver].add(interlock.giver)
    packed = pack(
        [_block(piece) for piece in pieces],
        {name: frozenset(others) for name, others in bonds.items()},
        width=width - 2 * MARGIN,
        height=height - 2 * MARGIN,
    )
    tiles = {
        name: Box(tile.x + MARGIN, tile.y + MARGIN, tile.w, tile.h)
        for name, tile in packed.items()
    }
    knobs, apart = _knobs(tiles, shown)
    return Scene(
        width=width,
        height=max((tile.bottom for tile in tiles.values()), default=MARGIN) + MARGIN,
        pieces=tuple(_placed(piece, tiles[piece.id], knobs) for piece in pieces),
        knobs=tuple(knobs),
        strands=_strands(tiles, apart, knobs),
    )


def _block(piece: Piece) -> Block:
    @cache
    def tile_height(tile_width: int) -> int:
        return least_height(piece, tile_width - GAP) + GAP

    return Block(piece.id, piece.weight, least_width(piece) + GAP, tile_height)


def _placed(piece: Piece, tile: Box, knobs: Sequence[Knob]) -> PlacedPiece:
    box = tile.within(before=_BEFORE, after=_AFTER)
    return PlacedPiece(
        id=piece.id,
        x=box.x,
        y=box.y,
        w=box.w,
        h=box.h,
        outline=piece_outline(box, _bumps(piece.id, knobs)),
        parts=tuple(
            PlacedPart(part, inner.x, inner.y, inner.w, inner.h)
            for part, inner in place_parts(piece, box)
        ),
    )


_OPPOSITE: dict[Side, Side] = {
    "top": "bottom",
    "right": "left",
    "bottom": "top",
    "left": "right",
}


def _bumps(piece: str, knobs: Sequence[Knob]) -> list[Bump]:
    """Give the knobs and sockets of one piece; what is proposed has no socket yet."""
    bumps = []
    for knob in knobs:
        if knob.interlock.state != "agreed":
            continue
        at = knob.y if knob.side in ("left", "right") else knob.x
        if knob.interlock.giver == piece:
            bumps.append(Bump(knob.side, at, outwards=True))
        elif knob.interlock.receiver == piece:
            bumps.append(Bump(_OPPOSITE[knob.side], at, outwards=False))
    return bumps


def _knobs(
    tiles: dict[str, Box], interlocks: Sequence[Interlock]
) -> tuple[list[Knob], list[Interlock]]:
    """Stand knobs on shared edges; give back the interlocks that found no room."""
    along: dict[frozenset[str], list[Interlock]] = defaultdict(list)
    for interlock in interlocks:
        along[frozenset((interlock.giver, interlock.receiver))].append(interlock)
    knobs, apart = [], []
    for together in along.values():
        first = together[0]
        edge = shares_edge(tiles[first.giver], tiles[first.receiver])
        clear = GAP + CORNER + KNOB // 2
        room = 0 if edge is None else (edge.length - 2 * clear) // (KNOB + GAP) + 1
        fitting = together[: max(room, 0)]
        apart += together[len(fitting) :]
        for place, interlock in enumerate(fitting):
            assert edge is not None, "no edge, no room"
            span = edge.length - 2 * clear
            at = edge.start + clear + span * (2 * place + 1) // (2 * len(fitting))
            knobs.append(_knob(tiles, interlock, at))
    return knobs, apart


def _knob(tiles: dict[str, Box], interlock: Interlock, at: int) -> Knob:
    edge = shares_edge(tiles[interlock.giver], tiles[interlock.receiver])
    assert edge is not None, "only neighbours have knobs"
    box = tiles[interlock.giver].within(before=_BEFORE, after=_AFTER)
    x, y = {
        "top": (at, box.y),
        "right": (box.right, at),
        "bottom": (at, box.bottom),
        "left": (box.x, at),
    }[edge.side]
    return Knob(x, y, edge.side, KNOB, interlock, knob_outline(box, edge.side, at))


# Strands that share a gap run beside each other, this many pixels aside by turns.
_LANES = (0, 2, -2)
_OUTWARD: dict[Side, Point] = {
    "top": (0, -1),
    "right": (1, 0),
    "bottom": (0, 1),
    "left": (-1, 0),
}


def _strands(
    tiles: dict[str, Box], interlocks: Sequence[Interlock], knobs: Sequence[Knob]
) -> tuple[Strand, ...]:
    if not interlocks:
        return ()
    by = ways(tiles.values())
    open_doors = {name: _open_doors(tile, knobs) for name, tile in tiles.items()}
    strands = []
    for number, interlock in enumerate(interlocks):
        leaving, arriving = open_doors[interlock.giver], open_doors[interlock.receiver]
        way = route(leaving, arriving, by)
        sides = leaving[way[0]], arriving[way[-1]]
        for used, doors_left in ((way[0], leaving), (way[-1], arriving)):
            if len(doors_left) > 1:  # the next strand takes another door if it can
                del doors_left[used]
        aside = _LANES[number % len(_LANES)]
        points = (
            _on_piece(way[0], sides[0], aside),
            *((x + aside, y + aside) for x, y in way),
            _on_piece(way[-1], sides[1], aside),
        )
        strands.append(Strand(points, interlock, strand_outline(points)))
    return tuple(strands)


def _open_doors(tile: Box, knobs: Sequence[Knob]) -> dict[Point, Side]:
    """Give the doors that no knob stands in; all of them if there is one in each."""
    free = {
        door: side
        for door, side in doors(tile).items()
        if all(math.dist(door, (knob.x, knob.y)) > KNOB for knob in knobs)
    }
    return free or doors(tile)


def _on_piece(door: Point, side: Side, aside: int) -> Point:
    """Give the point on the piece's own edge that lies at a door of its tile."""
    out_x, out_y = _OUTWARD[side]
    inset = _AFTER if side in ("right", "bottom") else _BEFORE
    x = door[0] - out_x * inset + (0 if out_x else aside)
    y = door[1] - out_y * inset + (0 if out_y else aside)
    return x, y
