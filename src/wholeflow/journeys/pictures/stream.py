"""A value stream drawn: who waits before each step, the step, and the ladder of time."""

from __future__ import annotations

from wholeflow.drawing import Sheet, wrap
from wholeflow.drawing.frame import PLAIN, Frame
from wholeflow.drawing.sheet import EDGE, FALLBACK, LINE, SMALL, TITLE, Tone
from wholeflow.journeys.measures.spreads import hours
from wholeflow.journeys.measures.value_stream import ValueStep, ValueStream

from .style import KIND, PICTURE_STYLE

_CELL = 168.0  # pixels a step needs, with the queue before it
_QUEUE = 44.0
_PAD = 8.0
_LOADED = 0.8  # from here on queues grow long


def draw_value_stream(
    stream: ValueStream,
    headline: str,
    frame: Frame = PLAIN,
) -> str:
    """Draw a value stream, in as many rows as it takes.

    Parameters
    ----------
    stream
        From `wholeflow.journeys.value_stream`.
    headline
        What it shows, in a sentence.
    frame
        Where it is to stand.

    Returns
    -------
    str
        An SVG element.
    """
    sheet = frame.sheet(KIND)
    sheet.write(headline, "strong", size=TITLE)
    sheet.write(_whole(stream))
    in_row = max(1, int((frame.width - 2 * EDGE) // _CELL))
    for first in range(0, len(stream.steps), in_row):
        _row(
            sheet,
            stream.steps[first : first + in_row],
            (frame.width - 2 * EDGE) / in_row,
        )
    return frame.finished(
        sheet,
        headline,
        f"{_whole(stream)} {' '.join(map(_said, stream.steps))}",
        style=PICTURE_STYLE,
    )


def _whole(stream: ValueStream) -> str:
    spent = (
        f"In all {hours(stream.touch_hours)} of being seen to and "
        f"{hours(stream.waiting_hours)} of waiting"
    )
    if stream.efficiency is None:
        return f"{spent}."
    return f"{spent}: {100 * stream.efficiency:.0f} % of the time somebody was seen to."


def _row(sheet: Sheet, steps: tuple[ValueStep, ...], cell: float) -> None:
    room = cell - _QUEUE - 2 * _PAD - 6
    texts = [_box(step, room) for step in steps]
    top = sheet.y + 12
    high = max(map(len, texts)) * LINE + 2 * _PAD
    rail = top + high + 30
    for at, (step, lines) in enumerate(zip(steps, texts, strict=True)):
        x = EDGE + at * cell
        _queue(sheet, step, (x + _QUEUE / 2, top + high / 2))
        left = x + _QUEUE
        sheet.marks.append(
            f'<rect class="flow__step" x="{left:.1f}" y="{top:.1f}" '
            f'width="{cell - _QUEUE - 6:.1f}" height="{high:.1f}" rx="6"/>'
        )
        for place, (words, tone) in enumerate(lines):
            y = top + _PAD + SMALL + place * LINE
            sheet.words(words, left + _PAD, y, tone)
        _ladder(sheet, step, (x, rail), cell)
    sheet.y = rail + LINE + 10


def _box(step: ValueStep, room: float) -> list[tuple[str, Tone]]:
    names = wrap(step.name, room / FALLBACK, size=SMALL, bold=True)
    load = "unknown" if step.load is None else f"{100 * step.load:.0f} %"
    facts = (
        f"{hours(step.touch_hours)} each",
        f"{step.at_once} at once",
        f"takt {hours(step.takt_hours)}",
        f"load {load}",
    )
    heavy = step.load is not None and step.load >= _LOADED
    tones: list[Tone] = ["quiet", "quiet", "quiet", "strong" if heavy else "quiet"]
    lines: list[tuple[str, Tone]] = [(name, "strong") for name in names]
    return [*lines, *zip(facts, tones, strict=True)]


def _queue(sheet: Sheet, step: ValueStep, centre: tuple[float, float]) -> None:
    """Draw those who wait before a step, as the triangle that value streams have."""
    x, y = centre
    sheet.path("pool", f"M{x:.1f} {y - 20:.1f}l18 32h-36z")
    sheet.words(f"{step.inventory:.1f}", x, y + 28, "quiet", anchor="middle")


def _ladder(
    sheet: Sheet, step: ValueStep, place: tuple[float, float], cell: float
) -> None:
    """Draw waiting on the upper rung and being seen to on the lower one."""
    x, y = place
    down, end = x + _QUEUE, x + cell
    sheet.path(
        "rail",
        f"M{x:.1f} {y - 14:.1f}H{down:.1f}V{y:.1f}H{end - 3:.1f}V{y - 14:.1f}H{end:.1f}",
    )
    waited = step.wait.mean_hours
    if waited is not None:
        sheet.words(hours(waited), x + 2, y - 18, "quiet")
    sheet.words(hours(step.touch_hours), down + 6, y + 15, "quiet")


def _said(step: ValueStep) -> str:
    waited = f"{hours(step.wait.mean_hours or 0.0)} of waiting on average"
    load = "" if step.load is None else f", load {100 * step.load:.0f} %"
    return (
        f"{step.name}: {waited}, {step.inventory:.1f} waiting, "
        f"{hours(step.touch_hours)} each, {step.at_once} at once{load}."
    )
