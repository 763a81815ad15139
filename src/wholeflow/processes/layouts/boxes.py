"""Rectangles on whole pixels: sharing out a length, and which edges two of them share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Side = Literal["top", "right", "bottom", "left"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; y grows downwards, as on a screen.

    Parameters
    ----------
    x, y
        Left and top edge in pixels.
    w, h
        Width and height in pixels, above 0.
    """

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        """Right edge in pixels."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """Bottom edge in pixels."""
        return self.y + self.h

    def within(self, *, before: int, after: int) -> Box:
        """Give the box with a margin taken off: `before` at left and top, else `after`."""
        off = before + after
        return Box(self.x + before, self.y + before, self.w - off, self.h - off)


@dataclass(frozen=True, slots=True)
class SharedEdge:
    """The stretch along which two boxes meet.

    Parameters
    ----------
    side
        Which side of the first box it is.
    start, end
        From where to where along that side in pixels: y for left and right, x for top
        and bottom; `start` < `end`.
    """

    side: Side
    start: int
    end: int

    @property
    def length(self) -> int:
        """Length in pixels."""
        return self.end - self.start


def shares_edge(first: Box, second: Box) -> SharedEdge | None:
    """Find the edge along which two boxes that do not overlap meet exactly.

    Parameters
    ----------
    first, second
        Boxes that tile an area, so that neighbours have the same coordinate.

    Returns
    -------
    SharedEdge or None
        None where they are apart or meet at a corner only.

    Examples
    --------
    >>> shares_edge(Box(0, 0, 10, 10), Box(10, 4, 10, 10))
    SharedEdge(side='right', start=4, end=10)
    """
    top, bottom = max(first.y, second.y), min(first.bottom, second.bottom)
    if top < bottom:
        if first.right == second.x:
            return SharedEdge("right", top, bottom)
        if second.right == first.x:
            return SharedEdge("left", top, bottom)
    left, right = max(first.x, second.x), min(first.right, second.right)
    if left < right:
        if first.bottom == second.y:
            return SharedEdge("bottom", left, right)
        if second.bottom == first.y:
            return SharedEdge("top", left, right)
    return None


def share_out(
    total: int, weights: Sequence[float], least: Sequence[int]
) -> tuple[int, ...]:
    """Share a length by weight, giving nobody less than they need.

    Parameters
    ----------
    total
        Length in pixels, at least the sum of `least`.
    weights
        One above 0 for each who shares.
    least
        What each needs in pixels.

    Returns
    -------
    tuple of int
        Whole pixels that add up to `total`, each at least its `least`; the pixels
        that rounding leaves go to the first.

    Examples
    --------
    >>> share_out(100, [1, 1, 8], [20, 0, 0])
    (20, 9, 71)
    """
    assert total >= sum(least), "nobody can be given less than the least"
    given = list(least)
    free = list(range(len(weights)))
    while True:
        each = (total - sum(given) + sum(given[i] for i in free)) / sum(
            weights[i] for i in free
        )
        enough = [i for i in free if weights[i] * each >= least[i]]
        if not enough or len(enough) == len(free):
            break
        free = enough
    for i in free:
        given[i] = max(least[i], int(weights[i] * each))
    left_over = total - sum(given)
    for i in free[:left_over]:
        given[i] += 1
    return tuple(given)
