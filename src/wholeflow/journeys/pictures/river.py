"""A journey drawn as a river: bands as wide as the people in them, pools where they wait.

Where there is room the river runs from left to right; on a phone it runs down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wholeflow.drawing import Sheet, room_for, wrap
from wholeflow.drawing.frame import PLAIN, Frame
from wholeflow.drawing.sheet import EDGE, FALLBACK, LINE, SMALL, TITLE
from wholeflow.journeys.measures.spreads import hours

from .river_scene import Band, River, Stop
from .style import KIND, PICTURE_STYLE

NOBODY = "nobody owns this yet"

_ROOMY = 128  # pixels for a stop, from which the river runs from left to right
_HIGH, _NARROW = 132.0, 72.0  # of the widest band
_BAR = 14.0
_LEAST = 3.0  # a band is seen however few are in it
_POOL = 44.0  # pixels from the middle of the largest pool to its end
_FLAT = 0.72  # how high a pool is for its length
_FEW = 0.02  # share of journeys below which a band is not drawn


@dataclass(frozen=True, slots=True)
class RiverWords:
    """What is said beside a river.

    Parameters
    ----------
    headline
        What it shows, in a sentence.
    owners
        Owner of each stop by its name; None where nobody owns it yet, which is said.
        A stop that is not named here is drawn without an owner.
    """

    headline: str
    owners: Mapping[str, str | None] = field(default_factory=dict)


def draw_river(
    river: River,
    said: RiverWords,
    frame: Frame = PLAIN,
) -> str:
    """Draw a journey as a river.

    Parameters
    ----------
    river
        From `wholeflow.journeys.river`.
    said
        In words.
    frame
        Where it is to stand. Where a stop has less than 128 pixels the river runs down.

    Returns
    -------
    str
        An SVG element.
    """
    sheet = frame.sheet(KIND)
    sheet.write(said.headline, "strong", size=TITLE)
    sheet.write(_read_so(river))
    columns = max(stop.column for stop in river.stops) + 1
    across = (frame.width - 2 * EDGE) / columns >= _ROOMY
    (_across if across else _down)(sheet, river, said)
    if river.returned is not None:
        _coming_back(sheet, river, across=across)
    return frame.finished(
        sheet, said.headline, describe_river(river, said), style=PICTURE_STYLE
    )


def _read_so(river: River) -> str:
    if river.completion_only:
        return (
            "A band is as wide as the people in it. The pools say how long half took at "
            "most from one to the next: with one time for each event, waiting and being "
            "treated cannot be told apart."
        )
    return (
        "A band is as wide as the people in it. The pools say how long half waited at "
        "most from the end of one to the start of the next."
    )


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a stop's bar stands, in pixels."""

    x: float
    y: float
    high: float
    room: float


def _across(sheet: Sheet, river: River, said: RiverWords) -> None:
    boxes = _boxes(sheet, river, said)
    fed = dict.fromkeys(range(len(boxes)), 0.0)
    left = dict.fromkeys(range(len(boxes)), 0.0)
    shown = [band for band in river.bands if band.people >= _FEW * river.journeys]
    pools: list[tuple[Band, tuple[float, float]]] = []
    for band in sorted(shown, key=lambda b: (boxes[b.after].y, boxes[b.before].y)):
        high = _wide(band.people, river.journeys, _HIGH)
        one, other = boxes[band.before], boxes[band.after]
        start = one.x + _BAR, one.y + min(left[band.before], one.high - high)
        reach = other.x, other.y + min(fed[band.after], other.high - high)
        left[band.before] += high
        fed[band.after] += high
        _band(sheet, start, reach, high)
        if band.main:
            middle = (start[1] + reach[1] + high) / 2
            pools.append((band, ((start[0] + reach[0]) / 2, middle)))
    for band, centre in pools:  # above every band, so that no water covers words
        _pool(sheet, river, band, centre)
    for stop, box in zip(river.stops, boxes, strict=True):
        _name(sheet, stop, box)
        _bar(sheet, (box.x, box.y, _BAR, box.high))
        _owner(sheet, said, stop, (box.x, box.y + box.high + 4, box.room))
    sheet.y = max(
        box.y + box.high + 4 + LINE * _owner_lines(said, stop, box.room)
        for stop, box in zip(river.stops, boxes, strict=True)
    )


def _boxes(sheet: Sheet, river: River, said: RiverWords) -> list[_Box]:
    """Put stops of a column below one another, columns on one middle line."""
    columns = max(stop.column for stop in river.stops) + 1
    step = (sheet.width - 2 * EDGE) / (columns - 0.25)
    stacked: dict[int, float] = dict.fromkeys(range(columns), 0.0)
    places: list[_Box] = []
    for stop in river.stops:
        x = EDGE + stop.column * step
        room = min(step - 10, sheet.width - EDGE - x)
        high = _wide(stop.people, river.journeys, _HIGH)
        above = (len(_lines(stop.name, room, bold=True)) + 1) * LINE + 8
        below = _owner_lines(said, stop, room) * LINE + 14
        places.append(_Box(x, stacked[stop.column] + above, high, room))
        stacked[stop.column] += above + high + below
    tallest = max(stacked.values())
    return [
        _Box(
            box.x,
            sheet.y + 8 + box.y + (tallest - stacked[stop.column]) / 2,
            box.high,
            box.room,
        )
        for stop, box in zip(river.stops, places, strict=True)
    ]


def _name(sheet: Sheet, stop: Stop, box: _Box) -> None:
    lines = _lines(stop.name, box.room, bold=True)
    y = box.y - 8 - len(lines) * LINE
    for line in lines:
        sheet.words(line, box.x, y, "strong")
        y += LINE
    sheet.words(_people(stop.people), box.x, y, "quiet")


def _band(
    sheet: Sheet, start: tuple[float, float], stop: tuple[float, float], high: float
) -> None:
    (x, y), (to_x, to_y) = start, stop
    bend = (x + to_x) / 2
    sheet.path(
        "band",
        f"M{x:.1f} {y:.1f}C{bend:.1f} {y:.1f} {bend:.1f} {to_y:.1f} {to_x:.1f} "
        f"{to_y:.1f}v{high:.1f}C{bend:.1f} {to_y + high:.1f} {bend:.1f} {y + high:.1f} "
        f"{x:.1f} {y + high:.1f}Z",
    )


def _pool(sheet: Sheet, river: River, band: Band, centre: tuple[float, float]) -> None:
    x, y = centre
    length = _POOL * _depth(band, river)
    _ellipse(sheet, river, centre, length)
    words = hours(band.median_hours)
    fits = room_for(words, bold=True) < 1.8 * length
    sheet.words(
        words, x, y + (5 if fits else length * _FLAT + 15), "strong", anchor="middle"
    )


def _ellipse(
    sheet: Sheet, river: River, centre: tuple[float, float], length: float
) -> None:
    kind = "pool flow__pool--unsure" if river.completion_only else "pool"
    sheet.marks.append(
        f'<ellipse class="flow__{kind}" cx="{centre[0]:.1f}" cy="{centre[1]:.1f}" '
        f'rx="{length:.1f}" ry="{length * _FLAT:.1f}"/>'
    )


def _depth(band: Band, river: River) -> float:
    """Give the length of a pool, from 0.1 to 1: it goes with the wait's fourth root.

    Waits differ by hundreds; drawn to scale, all but one pool would be a dot.
    """
    longest = max((each.median_hours for each in river.bands if each.main), default=0.0)
    if not longest:
        return 0.1
    return max(0.1, float((band.median_hours / longest) ** 0.25))


def _down(sheet: Sheet, river: River, said: RiverWords) -> None:
    middle = EDGE + _NARROW / 2
    left = EDGE + _NARROW + 14
    room = sheet.width - EDGE - left
    sheet.y += 10
    into = {band.after: band for band in river.bands if band.main}
    bar_ends = sheet.y
    for at, stop in enumerate(river.stops):
        if at in into:
            begins = bar_ends if into[at].before == at - 1 else sheet.y
            _pool_down(sheet, river, into[at], (middle, left, begins))
        wide, top = _wide(stop.people, river.journeys, _NARROW), sheet.y
        y = top + SMALL
        for line in _lines(stop.name, room, bold=True):
            sheet.words(line, left, y, "strong")
            y += LINE
        sheet.words(_people(stop.people), left, y, "quiet")
        _bar(sheet, (middle - wide / 2, top, wide, _BAR))
        bar_ends = top + _BAR
        sheet.y = _owner(sheet, said, stop, (left, y + 4, room)) + 10


def _pool_down(
    sheet: Sheet, river: River, band: Band, place: tuple[float, float, float]
) -> None:
    """Draw what leads to a stop: its band, its pool, and from where it comes."""
    middle, left, top = place
    bottom = sheet.y + _NARROW * _FLAT
    half = _wide(band.people, river.journeys, _NARROW) / 2
    sheet.path(
        "band",
        f"M{middle - half:.1f} {top:.1f}V{bottom:.1f}H{middle + half:.1f}V{top:.1f}Z",
    )
    centre = (sheet.y + bottom) / 2
    _ellipse(sheet, river, (middle, centre), _NARROW / 2 * _depth(band, river))
    words = f"{hours(band.median_hours)} from {river.stops[band.before].name}"
    y = centre - 2
    for line in _lines(words, sheet.width - EDGE - left):
        sheet.words(line, left, y, "quiet")
        y += LINE
    sheet.y = max(bottom, y - 4)


def _coming_back(sheet: Sheet, river: River, *, across: bool) -> None:
    share = _wide(river.returned or 0, river.journeys, _HIGH / 4)
    said = f"Coming back: {_people(river.returned or 0)}"
    if river.within_days is not None:
        within = (
            f"{river.returned_within:,} within {river.within_days:g} days of leaving"
        )
        said = f"{said}, {within}"
    if across:
        columns = max(stop.column for stop in river.stops) + 1
        step = (sheet.width - 2 * EDGE) / (columns - 0.25)
        left, right = EDGE + _BAR / 2, EDGE + (columns - 1) * step + _BAR / 2
        top, low = sheet.y + 4, sheet.y + 44
        middle = (left + right) / 2
        sheet.marks.append(
            f'<path class="flow__return" stroke-width="{share:.1f}" d="M{right:.1f} '
            f"{top:.1f}C{right:.1f} {low:.1f} {right - 60:.1f} {low:.1f} {middle:.1f} "
            f'{low:.1f}S{left:.1f} {low:.1f} {left:.1f} {top:.1f}"/>'
        )
        sheet.y = low + share / 2 + 2
        sheet.words(said, middle, sheet.y + SMALL, "strong", anchor="middle")
        sheet.y += LINE
        return
    sheet.write(said, "strong")


def _bar(sheet: Sheet, box: tuple[float, float, float, float]) -> None:
    x, y, wide, high = box
    sheet.marks.append(
        f'<rect class="flow__bar" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" '
        f'height="{high:.1f}" rx="4"/>'
    )


def _owner(
    sheet: Sheet, said: RiverWords, stop: Stop, place: tuple[float, float, float]
) -> float:
    """Write whose process a stop is, and give how far down that went."""
    x, y, room = place
    if stop.name not in said.owners:
        return y
    owner = said.owners[stop.name]
    for line in _lines(owner or NOBODY, room, bold=owner is None):
        y += LINE
        sheet.words(line, x, y - 4, "quiet" if owner else "strong")
    return y


def _owner_lines(said: RiverWords, stop: Stop, room: float) -> int:
    if stop.name not in said.owners:
        return 0
    owner = said.owners[stop.name]
    return len(_lines(owner or NOBODY, room, bold=owner is None))


def _lines(text: str, room: float, *, bold: bool = False) -> tuple[str, ...]:
    return wrap(text, room / FALLBACK, size=SMALL, bold=bold)


def _wide(people: int, whole: int, most: float) -> float:
    return max(_LEAST, most * people / whole) if people else 0.0


def _people(count: int) -> str:
    return f"{count:,} {'person' if count == 1 else 'people'}"


def describe_river(river: River, said: RiverWords) -> str:
    """Say what a river shows, for those who hear it read and for a table beside it."""
    parts = [f"{_people(river.journeys)} in all."]
    for at, stop in enumerate(river.stops):
        owner = ""
        if stop.name in said.owners:
            owner = f", {said.owners[stop.name] or NOBODY}"
        parts.append(f"{stop.name}: {_people(stop.people)}{owner}.")
        parts += (
            f"{_people(band.people)} came from {river.stops[band.before].name}: half "
            f"within {hours(band.median_hours)}, 9 in 10 within {hours(band.p90_hours)}."
            for band in river.bands
            if band.after == at and band.main
        )
    if river.returned is not None:
        parts.append(f"{_people(river.returned)} came back.")
    return " ".join(parts)
