"""Inside a piece: how much room its words need, and where its parts go."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from wholeflow.drawing.lettering import text_width, wrap
from wholeflow.processes.layouts.boxes import Box, share_out
from wholeflow.processes.layouts.outlines import DEPTH
from wholeflow.processes.layouts.pieces import Piece

# What the painter draws inside a piece, in pixels; the painter keeps the same figures.
PADDING = DEPTH + 4  # a socket ends before words begin
NAME_SIZE, NAME_LINE = 17, 22
LABEL_SIZE, LABEL_LINE = 13, 18
UNDER_NAME = 5
FLAG_BAND = 26  # the bar with the space around it
PART_GAP = 5
PART_PADDING = 8
PART_BAND = 18  # the small bar at the foot of a part, with the space above it
PIECE_LEAST_WIDTH = 190
PART_LEAST_WIDTH = 84
PART_SHAPE = 2.2  # width over height that reads best


def least_width(piece: Piece) -> int:
    """Tell how wide a piece must be to show its longest word whole.

    Parameters
    ----------
    piece
        With its name.

    Returns
    -------
    int
        Pixels, at least `PIECE_LEAST_WIDTH`.
    """
    word = _longest_word(piece.name, size=NAME_SIZE, bold=True)
    return max(PIECE_LEAST_WIDTH, word + 2 * PADDING)


def least_height(piece: Piece, width: int) -> int:
    """Tell how tall a piece must be to show its words and its parts.

    Parameters
    ----------
    piece
        With its name, owner and parts.
    width
        Of the piece in pixels, at least `PIECE_LEAST_WIDTH`.

    Returns
    -------
    int
        Pixels.
    """
    inner = width - 2 * PADDING
    choices = _choices(piece.parts, inner) if piece.parts else []
    parts = min((_total(_least(lines, inner)) for lines in choices), default=0)
    return 2 * PADDING + _head(piece, inner) + parts + _foot(piece)


def place_parts(piece: Piece, box: Box) -> list[tuple[str, Box]]:
    """Give each part its box, under the words of its piece.

    Parameters
    ----------
    piece
        With its parts, in reading order, which is kept.
    box
        Where the piece is; as tall as `least_height` or taller.

    Returns
    -------
    list
        Id and box of each part; empty for a piece without parts.
    """
    if not piece.parts:
        return []
    inner = box.w - 2 * PADDING
    top = box.y + PADDING + _head(piece, inner)
    room = box.bottom - PADDING - _foot(piece) - top
    fitting = [
        lines
        for lines in _choices(piece.parts, inner)
        if _total(_least(lines, inner)) <= room
    ]
    lines = min(fitting, key=lambda lines: _strain(lines, inner, room))
    space = room - PART_GAP * len(lines)
    placed, y = [], top
    for line, tall in zip(
        lines, share_out(space, [1] * len(lines), _least(lines, inner)), strict=True
    ):
        y += PART_GAP
        x = box.x + PADDING
        for part, wide in zip(line, _widths(len(line), inner), strict=True):
            placed.append((part.id, Box(x, y, wide, tall)))
            x += wide + PART_GAP
        y += tall
    return placed


def _head(piece: Piece, width: int) -> int:
    """Give the height of name, owner, flag and its words, at a width in pixels."""
    names = len(wrap(piece.name, width, size=NAME_SIZE, bold=True)) or 1
    owners = len(wrap(piece.owner, width, size=LABEL_SIZE)) or 1
    return names * NAME_LINE + UNDER_NAME + owners * LABEL_LINE + FLAG_BAND + LABEL_LINE


def _longest_word(text: str, *, size: int, bold: bool) -> int:
    words = text.split()
    return math.ceil(
        max((text_width(w, size=size, bold=bold) for w in words), default=0)
    )


def _foot(piece: Piece) -> int:
    """Give the height of the line that tells of parts not shown."""
    return LABEL_LINE if piece.more else 0


def _part_least(part: Piece, width: int) -> int:
    lines = len(wrap(part.name, width - 2 * PART_PADDING, size=LABEL_SIZE)) or 1
    return 2 * PART_PADDING + lines * LABEL_LINE + PART_BAND


def _lines_of(parts: Sequence[Piece], columns: int) -> list[Sequence[Piece]]:
    """Set parts in lines of as even a length as can be, longer lines last."""
    count = math.ceil(len(parts) / columns)
    ends = [len(parts) * line // count for line in range(count + 1)]
    return [parts[start:stop] for start, stop in pairwise(ends)]


def _widths(count: int, width: int) -> tuple[int, ...]:
    return share_out(width - PART_GAP * (count - 1), [1] * count, [1] * count)


def _least(lines: Sequence[Sequence[Piece]], width: int) -> list[int]:
    return [
        max(
            _part_least(part, wide)
            for part, wide in zip(line, _widths(len(line), width), strict=True)
        )
        for line in lines
    ]


def _total(heights: Sequence[int]) -> int:
    """Give the height of lines of parts with the gap above each."""
    return sum(heights) + PART_GAP * len(heights)


def _choices(parts: Sequence[Piece], width: int) -> list[list[Sequence[Piece]]]:
    words = [_longest_word(part.name, size=LABEL_SIZE, bold=False) for part in parts]
    least = max(PART_LEAST_WIDTH, max(words) + 2 * PART_PADDING)
    most = max(1, (width + PART_GAP) // (least + PART_GAP))
    return [
        _lines_of(parts, columns) for columns in range(1, min(most, len(parts)) + 1)
    ]


def _strain(lines: Sequence[Sequence[Piece]], width: int, room: int) -> float:
    """Tell how far parts set in these lines are from a readable shape."""
    tall = room / len(lines)
    shapes = [math.log(width / len(line) / tall / PART_SHAPE) ** 2 for line in lines]
    return sum(strain * len(line) for strain, line in zip(shapes, lines, strict=True))
