"""Outlines of jigsaw pieces, as SVG path data.

A knob belongs to the piece that gives and reaches over the gap into the piece that
receives, which has a socket of the same shape, a little larger, so that the two are
seen to lock. The same path data is drawn on a canvas and printed as SVG.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wholeflow.processes.layouts.boxes import Box, Side

GAP = 7  # pixels of paper between two pieces
CORNER = 10  # radius of a piece's corner in pixels
KNOB = 25  # length of edge that a knob or socket takes up, in pixels
_BULB = 9.5  # radius of the round part
_REACH = GAP + 6.5  # from the giver's edge to the middle of the round part
_PLAY = 2.5  # paper between a knob and its socket

DEPTH = math.ceil(_REACH - GAP + _BULB + _PLAY)  # how far a socket cuts in, in pixels


@dataclass(frozen=True, slots=True)
class Bump:
    """A knob or a socket on one side of a piece.

    Parameters
    ----------
    side
        Side of the piece it is on.
    at
        Its middle along that side in pixels: y for left and right, x for top and bottom.
    outwards
        True for a knob, False for a socket.
    """

    side: Side
    at: int
    outwards: bool


@dataclass(frozen=True, slots=True)
class _Frame:
    """Turns places along an edge, and outwards from it, into x and y."""

    x: float
    y: float
    along: tuple[int, int]
    outward: tuple[int, int]

    def point(self, t: float, n: float) -> str:
        x = self.x + t * self.along[0] + n * self.outward[0]
        y = self.y + t * self.along[1] + n * self.outward[1]
        return f"{_plain(x)} {_plain(y)}"


def piece_outline(box: Box, bumps: Sequence[Bump]) -> str:
    """Draw round a piece, clockwise from its top left corner.

    Parameters
    ----------
    box
        The piece without its knobs.
    bumps
        Its knobs and sockets, in any order, clear of corners and of each other.

    Returns
    -------
    str
        A closed path in SVG path data.
    """
    path = [f"M{_plain(box.x + CORNER)} {_plain(box.y)}"]
    for side, frame, length in _edges(box):
        here = [bump for bump in bumps if bump.side == side]
        for along, bump in sorted(
            ((_along(box, bump), bump) for bump in here), key=lambda pair: pair[0]
        ):
            path += _bump(frame, along, bump.outwards)
        path.append(f"L{frame.point(length - CORNER, 0)}")
        path.append(f"A{CORNER} {CORNER} 0 0 1 {frame.point(length, -CORNER)}")
    return "".join(path) + "Z"


def knob_outline(box: Box, side: Side, at: int) -> str:
    """Draw a single knob of a piece, open at its edge.

    Parameters
    ----------
    box
        The piece it belongs to.
    side
        The side it stands on.
    at
        Its middle along that side in pixels.

    Returns
    -------
    str
        An open path in SVG path data.
    """
    frame = next(frame for name, frame, _ in _edges(box) if name == side)
    along = _along(box, Bump(side, at, outwards=True))
    start, *rest = _bump(frame, along, outwards=True)
    return "".join(["M" + start[1:], *rest])


def strand_outline(points: Sequence[tuple[int, int]], *, corner: float = 6) -> str:
    """Draw a line of straight stretches with rounded turns.

    Parameters
    ----------
    points
        At least two, each straight above, below or beside the one before.
    corner
        Radius of a turn in pixels.

    Returns
    -------
    str
        An open path in SVG path data.
    """
    path = [f"M{points[0][0]} {points[0][1]}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(corner, math.dist(before, here) / 2, math.dist(here, after) / 2)
        path.append(f"L{_towards(here, before, radius)}")
        path.append(f"Q{here[0]} {here[1]} {_towards(here, after, radius)}")
    path.append(f"L{points[-1][0]} {points[-1][1]}")
    return "".join(path)


def _edges(box: Box) -> Iterator[tuple[Side, _Frame, int]]:
    yield "top", _Frame(box.x, box.y, (1, 0), (0, -1)), box.w
    yield "right", _Frame(box.right, box.y, (0, 1), (1, 0)), box.h
    yield "bottom", _Frame(box.right, box.bottom, (-1, 0), (0, 1)), box.w
    yield "left", _Frame(box.x, box.bottom, (0, -1), (-1, 0)), box.h


def _along(box: Box, bump: Bump) -> int:
    """Tell how far along the clockwise walk of its side a bump stands."""
    return {
        "top": bump.at - box.x,
        "right": bump.at - box.y,
        "bottom": box.right - bump.at,
        "left": box.bottom - bump.at,
    }[bump.side]


def _bump(frame: _Frame, along: float, outwards: bool) -> list[str]:
    """Draw a bump: in by a fillet, round the bulb, out by the same fillet mirrored."""
    radius = _BULB if outwards else _BULB + _PLAY
    middle = _REACH if outwards else _REACH - GAP
    # The neck is where fillet and bulb meet; a socket's is just inside its edge.
    neck = 5.4 if outwards else math.sqrt(radius**2 - (middle - 1) ** 2)
    height = middle - math.sqrt(radius**2 - neck**2)
    slope = (math.sqrt(radius**2 - neck**2) / radius, neck / radius)
    pull = 0.45 * height + 0.8
    half = KNOB / 2
    mouth = (half + neck) / 2
    sign = 1 if outwards else -1

    def at(t: float, n: float) -> str:
        return frame.point(along + t, sign * n)

    inside = (neck - pull * slope[0], height - pull * slope[1])
    return [
        f"L{at(-half, 0)}",
        f"C{at(-mouth, 0)} {at(-inside[0], inside[1])} {at(-neck, height)}",
        f"A{radius:g} {radius:g} 0 1 {1 if outwards else 0} {at(neck, height)}",
        f"C{at(inside[0], inside[1])} {at(mouth, 0)} {at(half, 0)}",
    ]


def _towards(start: tuple[int, int], goal: tuple[int, int], length: float) -> str:
    part = length / math.dist(start, goal)
    x = start[0] + (goal[0] - start[0]) * part
    y = start[1] + (goal[1] - start[1]) * part
    return f"{_plain(x)} {_plain(y)}"


def _plain(number: float) -> str:
    return f"{round(number, 1):g}"
