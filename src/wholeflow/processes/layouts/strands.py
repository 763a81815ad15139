"""Ways through the gaps between pieces, for interlocks whose pieces do not touch.

Pieces with half a gap around them tile the picture, so the edges of those tiles are
all the ways there are. A strand takes the shortest, a turn counting as a detour, and
never crosses a piece; so it never crosses words.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from wholeflow.processes.layouts.boxes import Box, Side

Point = tuple[int, int]
_TURN = 30  # a turn is as bad as this many pixels more

_Ways = dict[Point, set[Point]]


def ways(tiles: Iterable[Box]) -> _Ways:
    """Find the ways along the edges of tiles.

    Parameters
    ----------
    tiles
        Boxes that meet without gaps.

    Returns
    -------
    dict
        For each corner, and each middle of an edge, the points next to it.
    """
    tiles = list(tiles)
    across: dict[int, set[int]] = defaultdict(set)  # y: the x where something meets
    down: dict[int, set[int]] = defaultdict(set)
    for tile in tiles:
        for x, y in [*_corners(tile), *doors(tile)]:
            across[y].add(x)
            down[x].add(y)
    found: _Ways = defaultdict(set)
    for tile in tiles:
        for y in (tile.y, tile.bottom):
            stops = sorted(x for x in across[y] if tile.x <= x <= tile.right)
            _join(found, [(x, y) for x in stops])
        for x in (tile.x, tile.right):
            stops = sorted(y for y in down[x] if tile.y <= y <= tile.bottom)
            _join(found, [(x, y) for y in stops])
    return found


def doors(tile: Box) -> dict[Point, Side]:
    """Give the points where a strand may leave a tile: three on each edge.

    Parameters
    ----------
    tile
        A piece with half a gap around it.

    Returns
    -------
    dict
        Point on the edge of the tile, and which edge it is.
    """
    found: dict[Point, Side] = {}
    for quarter in (2, 1, 3):
        x, y = tile.x + tile.w * quarter // 4, tile.y + tile.h * quarter // 4
        found |= {
            (x, tile.y): "top",
            (tile.right, y): "right",
            (x, tile.bottom): "bottom",
            (tile.x, y): "left",
        }
    return found


def route(
    starts: Iterable[Point], goals: Iterable[Point], by: Mapping[Point, set[Point]]
) -> tuple[Point, ...]:
    """Find the shortest way from one of some points to one of others, with few turns.

    Parameters
    ----------
    starts, goals
        Points of `by`, at least one each.
    by
        Ways from `ways`.

    Returns
    -------
    tuple of points
        Ends and turns only.
    """
    ends = set(goals)
    heap: list[tuple[int, Point, bool, tuple[Point, ...]]] = [
        (0, start, level, (start,)) for start in starts for level in (False, True)
    ]
    heapq.heapify(heap)
    seen: set[tuple[Point, bool]] = set()
    while True:  # tiles that meet leave a way between any two
        length, here, level, path = heapq.heappop(heap)
        if here in ends:
            return _turns(path)
        if (here, level) in seen:
            continue
        seen.add((here, level))
        for there in by[here]:
            is_level = there[1] == here[1]
            step = abs(there[0] - here[0]) + abs(there[1] - here[1])
            cost = length + step + (_TURN if is_level != level else 0)
            heapq.heappush(heap, (cost, there, is_level, (*path, there)))


def _corners(tile: Box) -> tuple[Point, ...]:
    return (
        (tile.x, tile.y),
        (tile.right, tile.y),
        (tile.right, tile.bottom),
        (tile.x, tile.bottom),
    )


def _join(found: _Ways, stops: list[Point]) -> None:
    for here, there in pairwise(stops):
        found[here].add(there)
        found[there].add(here)


def _turns(path: tuple[Point, ...]) -> tuple[Point, ...]:
    kept = [path[0]]
    for before, here, after in zip(path, path[1:], path[2:], strict=False):
        straight = before[0] == here[0] == after[0] or before[1] == here[1] == after[1]
        if not straight:
            kept.append(here)
    kept.append(path[-1])
    return tuple(kept)
