"""The performance spectrum: each passage between two activities as a line in time.

Above one another stand the activities of a chain; each passage from one to the next is
a line from when it began to when it ended. Steep lines are quick. Lines that fan out
from one moment are people who arrived together and were taken one by one; lines that
meet in one moment are people who were gathered and let go together; lines that cross
overtook each other. After Denisov, Fahland and van der Aalst, "Unbiased, fine-grained
description of processes performance from event data" (BPM 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from wholeflow.drawing import Scale, Sheet, day_ticks
from wholeflow.drawing.frame import PLAIN, Frame
from wholeflow.drawing.sheet import EDGE, TITLE
from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Hours, Mask, Microseconds
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.measures.follows import steps
from wholeflow.journeys.times import HOUR, local_time

from .axis import first_and_last_day, on_days
from .style import KIND, PICTURE_STYLE

_LINES = 1500  # of a segment; of more, each second, third ... is drawn
_BAND = 96  # pixels between two activities
_SLOW = 0.75  # quantile from which a passage is one of the slow


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """All passages from an activity straight to the next.

    Parameters
    ----------
    before, after
        Names of the activities.
    left, reached
        When each passage began and ended, in microseconds since 1970, UTC, in the
        order in which they began. Shape (n_passages,).
    """

    before: str
    after: str
    left: Microseconds
    reached: Microseconds

    def hours(self) -> Hours:
        """How long each passage took. Shape (n_passages,)."""
        taken: Hours = (self.reached - self.left) / HOUR
        return taken

    def slow(self) -> Mask:
        """Which passages are among the slowest quarter; none where all are alike."""
        taken = self.hours()
        if not len(taken):
            return np.zeros(0, dtype=np.bool_)
        return np.asarray(taken > np.quantile(taken, _SLOW), dtype=np.bool_)


def spectrum(journeys: Journeys, chain: Sequence[str]) -> tuple[Segment, ...]:
    """Find the passages along a chain of activities.

    Parameters
    ----------
    journeys
        The log.
    chain
        Two activities or more, in the order in which they are to be looked at.

    Returns
    -------
    tuple of Segment
        One for each two neighbours of the chain; a segment may have no passage.

    Raises
    ------
    BadInput
        If the chain is too short or names an activity that the log does not have.
    """
    unknown = [name for name in chain if name not in journeys.activities]
    if len(chain) < 2 or unknown:
        wanted = "expected the names of two activities or more, in order"
        known = f"; the log has {', '.join(journeys.activities[:20])}"
        got = f"got {', '.join(repr(name) for name in unknown or chain) or 'none'}"
        raise BadInput("the chain of activities", [f"{wanted}; {got}{known}"])
    taken = steps(journeys)
    first, second = journeys.activity[taken.first], journeys.activity[taken.second]
    found = []
    for before, after in pairwise(chain):
        this = (first == journeys.activities.index(before)) & (
            second == journeys.activities.index(after)
        )
        left = journeys.end[taken.first[this]]
        order = np.argsort(left, kind="stable")
        reached = np.maximum(journeys.start[taken.second[this]], left)
        found.append(Segment(before, after, left[order], reached[order]))
    return tuple(found)


def draw_spectrum(
    segments: Sequence[Segment],
    *,
    timezone: str,
    frame: Frame = PLAIN,
) -> str:
    """Draw the spectrum of a chain.

    Parameters
    ----------
    segments
        From `spectrum`, at least one with a passage.
    timezone
        On whose calendar days are marked.
    frame
        Where it is to stand.

    Returns
    -------
    str
        An SVG element.
    """
    sheet = frame.sheet(KIND)
    names = " to ".join([segments[0].before, *(each.after for each in segments)])
    sheet.write(f"From {names}", "strong", size=TITLE)
    sheet.write(
        "Each line is one passage: down in time to the right. The slowest quarter is dark."
    )
    begun = np.concatenate([each.left for each in segments])
    ended = np.concatenate([each.reached for each in segments])
    if not len(begun):
        sheet.write("Nobody passed from one to the next.")
    else:
        local = local_time(np.array([begun.min(), ended.max()]), timezone)
        along = Scale(float(local[0]), float(local[1]) + 1, EDGE, frame.width - EDGE)
        for each in segments:
            _draw_segment(sheet, each, along, timezone)
        _draw_days(sheet, along, local)
    return frame.finished(
        sheet, f"Passages from {names}", _described(segments), style=PICTURE_STYLE
    )


def _draw_segment(sheet: Sheet, each: Segment, along: Scale, timezone: str) -> None:
    one_in = -(-len(each.left) // _LINES) or 1
    drawn = f"; 1 in {one_in} is drawn" if one_in > 1 else ""
    people = f"{len(each.left):,} passages{drawn}"
    sheet.y += 6
    sheet.write(f"{each.before} → {each.after}: {people}", "")
    top, bottom = sheet.y, sheet.y + _BAND
    edges = f"M{EDGE} {top:.1f}H{sheet.width - EDGE}M{EDGE} {bottom:.1f}H{sheet.width - EDGE}"
    left = along_pixels(along, local_time(each.left[::one_in], timezone))
    reached = along_pixels(along, local_time(each.reached[::one_in], timezone))
    slow = each.slow()[::one_in]
    for name, these in (("thread", ~slow), ("thread flow__thread--slow", slow)):
        lines = (
            f"M{x:.1f} {top:.1f}L{to:.1f} {bottom:.1f}"
            for x, to in zip(left[these], reached[these], strict=True)
        )
        sheet.path(name, "".join(lines))
    sheet.path("rail", edges)
    sheet.y = bottom


def along_pixels(along: Scale, moments: Microseconds) -> Hours:
    """Give the pixel of each moment. Shape (n_moments,)."""
    share = (moments - along.low) / (along.high - along.low)
    return np.asarray(along.start + share * (along.end - along.start), np.float64)


def _draw_days(sheet: Sheet, along: Scale, local: Microseconds) -> None:
    first, last = first_and_last_day(local)
    on_days(sheet, along, day_ticks(first, last, along.end - along.start))


def _described(segments: Sequence[Segment]) -> str:
    said = []
    for each in segments:
        if not len(each.left):
            said.append(f"Nobody passed straight from {each.before} to {each.after}.")
            continue
        half, most = np.quantile(each.hours(), [0.5, 0.9])
        said.append(
            f"{len(each.left):,} passages from {each.before} to {each.after}: half took "
            f"{half:.1f} hours or less, 9 in 10 {most:.1f} or less."
        )
    return " ".join(said)
