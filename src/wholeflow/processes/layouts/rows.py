"""Packing blocks into rows, in their order, with those that belong together touching.

Blocks fill the width row by row, left to right; two that follow each other may stand
one above the other, so that the picture looks like a jigsaw and not like a table. The
breaks are chosen as a paragraph's line breaks are: the best of all ways to break, by
dynamic programming over the last row. What counts is a readable shape for each block,
room for what it must show, and bonds (pairs that should touch) kept.

Order is never changed: a block is found again where it was, and the picture does not
jump when a bond comes or goes further than one row.

Source of the idea: strip treemaps (Bederson, Shneiderman and Wattenberg, "Ordered and
quantum treemaps", ACM Transactions on Graphics 21, 2002) with the total-fit line
breaking of Knuth and Plass (Software: Practice and Experience 11, 1981).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wholeflow.processes.layouts.boxes import Box, share_out, shares_edge

SHAPE = 1.3  # width over height that reads best
STRETCH = 1.7  # a picture is never more than this much taller than its words need
EDGE = 64  # shorter shared edges in pixels have no room for a knob and its corners
_KEPT = 0.8  # what a kept bond is worth, against 2 for a shape e times too long
_CROSS = 0.6  # what it costs where four corners meet: a table, not a jigsaw
_STACKED = 0.05  # rows read more easily than stacks, all else being equal
_CROWDED = 3.0  # what it costs to ask for twice the height there is
_IN_A_ROW = 8  # blocks; 6 where there are many, since the ways to stack grow fast
_MANY = 24
_WAYS = 4  # ways to stack the same blocks that are looked at further


@dataclass(frozen=True, slots=True)
class Block:
    """Something to be given a place.

    Parameters
    ----------
    id
        Unlike every other's.
    weight
        Above 0; area grows with it as far as words leave room.
    least_width
        In pixels.
    least_height
        Height in pixels that it needs at a width in pixels.
    """

    id: str
    weight: float
    least_width: int
    least_height: Callable[[int], int]


Bonds = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Column:
    x: int
    width: int
    blocks: tuple[Block, ...]

    @property
    def least_heights(self) -> tuple[int, ...]:
        return tuple(block.least_height(self.width) for block in self.blocks)

    def boxes(self, y: int, height: int) -> Iterator[tuple[str, Box]]:
        weights = [block.weight for block in self.blocks]
        for block, tall in zip(
            self.blocks, share_out(height, weights, self.least_heights), strict=True
        ):
            yield block.id, Box(self.x, y, self.width, tall)
            y += tall


@dataclass(frozen=True, slots=True)
class _Row:
    columns: tuple[_Column, ...]
    weight: float
    least: int
    cost: float
    seams: frozenset[int]  # where columns meet, in pixels
    top: tuple[tuple[str, Box], ...]
    bottom: tuple[tuple[str, Box], ...]

    def boxes(self, y: int, height: int) -> Iterator[tuple[str, Box]]:
        for column in self.columns:
            yield from column.boxes(y, height)


def pack(
    blocks: Sequence[Block], bonds: Bonds, *, width: int, height: int
) -> dict[str, Box]:
    """Give every block a box; together they tile an area of the given width.

    Parameters
    ----------
    blocks
        In reading order; none gives no boxes.
    bonds
        For an id, the ids it should touch; both ways.
    width
        Of the area in pixels.
    height
        Wished for, in pixels. The area becomes taller where words need it, and less
        tall where blocks would be mostly empty.

    Returns
    -------
    dict
        Box of each id, in the order of `blocks`.
    """
    if not blocks:
        return {}
    rows = _best_rows(blocks, bonds, width, height)
    least = [row.least for row in rows]
    tall = max(sum(least), min(height, math.floor(sum(least) * STRETCH)))
    places: dict[str, Box] = {}
    y = 0
    for row, given in zip(
        rows, share_out(tall, [row.weight for row in rows], least), strict=True
    ):
        places.update(row.boxes(y, given))
        y += given
    return {block.id: places[block.id] for block in blocks}


def _best_rows(
    blocks: Sequence[Block], bonds: Bonds, width: int, height: int
) -> list[_Row]:
    """Choose the breaks with the least cost, bonds between rows included."""
    total = sum(block.weight for block in blocks)
    longest = _IN_A_ROW if len(blocks) <= _MANY else _IN_A_ROW - 2
    # For each count of blocks already placed: (cost so far, last row, its forerunner).
    ends: list[list[_Step]] = [[] for _ in range(len(blocks) + 1)]
    ends[0] = [_Step(0.0, None, None)]
    for start in range(len(blocks)):
        for stop in range(start + 1, min(start + longest, len(blocks)) + 1):
            for row in _rows_of(blocks[start:stop], bonds, width, height / total):
                ends[stop].append(
                    min(
                        (step.then(row, bonds) for step in ends[start]),
                        key=lambda step: step.cost,
                    )
                )
    best = min(ends[-1], key=lambda step: step.cost)
    return best.rows()


@dataclass(frozen=True, slots=True)
class _Step:
    cost: float
    row: _Row | None
    before: _Step | None

    def then(self, row: _Row, bonds: Bonds) -> _Step:
        if self.row is None:
            return _Step(row.cost, row, self)
        kept = _KEPT * _bonds_across(self.row, row, bonds)
        crosses = _CROSS * len(self.row.seams & row.seams)
        return _Step(self.cost + row.cost - kept + crosses, row, self)

    def rows(self) -> list[_Row]:
        step, rows = self, []
        while step.row is not None and step.before is not None:
            rows.append(step.row)
            step = step.before
        return rows[::-1]


def _rows_of(
    blocks: Sequence[Block], bonds: Bonds, width: int, pixels_per_weight: float
) -> list[_Row]:
    """Give the best few ways to set these blocks as one row."""
    rows = []
    for stacks in _stackings(blocks):
        least = [max(block.least_width for block in stack) for stack in stacks]
        if sum(least) > width and len(stacks) > 1:
            continue
        weights = [sum(block.weight for block in stack) for stack in stacks]
        widths = share_out(width, weights, [min(wide, width) for wide in least])
        columns, x = [], 0
        for stack, wide in zip(stacks, widths, strict=True):
            columns.append(_Column(x, wide, stack))
            x += wide
        rows.append(_row(tuple(columns), bonds, pixels_per_weight * sum(weights)))
    return sorted(rows, key=lambda row: row.cost)[:_WAYS]


def _stackings(
    blocks: Sequence[Block],
) -> Iterator[tuple[tuple[Block, ...], ...]]:
    # Every way to cut a sequence into stacks of one or two.
    if not blocks:
        yield ()
    for tall in (1, 2):
        if tall <= len(blocks):
            for rest in _stackings(blocks[tall:]):
                yield (tuple(blocks[:tall]), *rest)


def _row(columns: tuple[_Column, ...], bonds: Bonds, wished: float) -> _Row:
    least = max(sum(column.least_heights) for column in columns)
    height = max(least, round(wished))
    boxes = [list(column.boxes(0, height)) for column in columns]
    flat = [placed for column in boxes for placed in column]
    crowded = _CROWDED * (height / max(wished, 1) - 1) * len(flat)
    shapes = sum(_strain(box) for _, box in flat)
    kept = sum(
        1
        for at, (first, box) in enumerate(flat)
        for second, other in flat[at + 1 :]
        if second in bonds.get(first, ()) and _touch(box, other)
    )
    return _Row(
        columns=columns,
        weight=sum(block.weight for column in columns for block in column.blocks),
        least=least,
        cost=shapes
        + crowded
        + _CROSS * _crosses(boxes)
        + _STACKED * (len(flat) - len(columns))
        - _KEPT * kept,
        seams=frozenset(column.x for column in columns[1:]),
        top=tuple(column[0] for column in boxes),
        bottom=tuple(column[-1] for column in boxes),
    )


def _crosses(columns: Sequence[Sequence[tuple[str, Box]]]) -> int:
    """Count where stacks that stand side by side are cut at the same height."""
    cuts = [{box.y for _, box in column[1:]} for column in columns]
    return sum(len(left & right) for left, right in pairwise(cuts))


def _strain(box: Box) -> float:
    """Tell how far a box is from a shape that reads well; extremes weigh most."""
    away = abs(math.log(box.w / box.h / SHAPE))
    return away**2 * (1 + away)


def _touch(first: Box, second: Box) -> bool:
    edge = shares_edge(first, second)
    return edge is not None and edge.length >= EDGE


def _bonds_across(upper: _Row, lower: _Row, bonds: Bonds) -> int:
    """Count bonds between the bottom of one row and the top of the next."""
    return sum(
        1
        for first, box in upper.bottom
        if first in bonds
        for second, other in lower.top
        if second in bonds[first]
        and min(box.right, other.right) - max(box.x, other.x) >= EDGE
    )
