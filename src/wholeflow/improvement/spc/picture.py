"""A chart as one SVG picture, for a screen, a phone, paper or a notebook.

The headline comes first, then the key, the plot with its lines named where they end,
and beneath it every decision, every caution, and the source. Words are measured and
wrapped, so a narrow picture is drawn anew and never shrunk.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import numpy as np

from wholeflow.drawing import Scale, Sheet, day_ticks, nice_range, room_for, spread
from wholeflow.drawing.sheet import EDGE, LINE, TITLE, Tone
from wholeflow.improvement.spc.chart import Chart, PointType
from wholeflow.improvement.spc.days import to_date
from wholeflow.improvement.spc.decisions import FEWEST_FOR_LIMITS
from wholeflow.improvement.spc.marks import ICON, assurance_mark, dot, variation_mark
from wholeflow.improvement.spc.series import Floats
from wholeflow.improvement.spc.style import CHART_STYLE
from wholeflow.improvement.spc.words import (
    NAMES_OF_CENTRE,
    Caption,
    decimal_places,
    describe,
    headline,
    notes_beneath,
)

LEAST_WIDTH = 280
_ROOMY = 560  # from here on lines are named in full
_AIR_FOR_LABEL = 14


def as_svg(
    chart: Chart,
    caption: Caption | None = None,
    *,
    width: int = 768,
    key: str = "spc",
    styled: bool = True,
) -> str:
    """Draw a chart.

    Parameters
    ----------
    chart
        Any chart.
    caption
        What it is of.
    width
        In pixels, at least 280. Letters keep their size: draw a narrow picture for a
        phone, do not shrink a wide one.
    key
        Begins the ids inside, so that several charts can stand on one page.
    styled
        Whether it brings its own colours for light and dark; without, the page must
        have `CHART_STYLE` and the tokens it names.

    Returns
    -------
    str
        An SVG element with title and description.
    """
    picture = _Picture(chart, caption or Caption(), max(width, LEAST_WIDTH))
    return picture.drawn(key, styled=styled)


class _Picture:
    """The layout of one picture, from the top down."""

    def __init__(self, chart: Chart, caption: Caption, width: int) -> None:
        self.chart, self.caption, self.width = chart, caption, width
        self.places = decimal_places(chart, caption)
        self.sheet = Sheet("spc", width)
        self._head()
        self._plot()
        self._notes()

    def drawn(self, key: str, *, styled: bool) -> str:
        name, said = self.caption.name, headline(self.chart, self.caption)
        return self.sheet.as_svg(
            key=key,
            title=f"{name}. {said}" if name else said,
            description=describe(self.chart, self.caption),
            rules=CHART_STYLE if styled else "",
        )

    def _head(self) -> None:
        """Headline with the icons beside it, or, on a phone, under it."""
        icons = list(
            filter(None, (variation_mark(self.chart), assurance_mark(self.chart)))
        )
        wide = (ICON + 6) * len(icons)
        beside = self.width >= _ROOMY
        room = self.width - 2 * EDGE - (wide + 6) * beside
        self.sheet.write(self.caption.name, room=room)
        self.sheet.write(
            headline(self.chart, self.caption), "strong", size=TITLE, room=room
        )
        self.sheet.y += 4
        top = EDGE if beside else self.sheet.y
        left = self.width - EDGE - wide if beside else EDGE
        for place, mark in enumerate(icons):
            x = left + (ICON + 6) * place
            self.sheet.marks.append(
                f'<g transform="translate({x} {top:.1f})">{mark}</g>'
            )
        under = top + ICON * bool(icons)
        if beside:
            self.sheet.y = max(self.sheet.y, under)
        self._key(EDGE if beside else EDGE + wide + 6 * bool(icons))
        self.sheet.y = max(self.sheet.y, under) + 6

    def _key(self, left: float) -> None:
        """Name the kinds of points that are there, and no others."""
        order = list(PointType)
        kinds = sorted({point.type for point in self.chart.points}, key=order.index)
        shown = [kind for kind in kinds if kind is not PointType.NOT_JUDGED]
        x = left
        for kind in shown:
            wide = room_for(kind.value) + 32
            if x > left and x + wide - 18 > self.width - EDGE:
                x, self.sheet.y = left, self.sheet.y + LINE
            self.sheet.marks.append(dot(kind, x + 6, self.sheet.y + 9, 3.5))
            self.sheet.words(kind.value, x + 16, self.sheet.y + 13.5, "quiet")
            x += wide
        self.sheet.y += LINE * bool(shown)

    def _plot(self) -> None:
        series, width = self.chart.series, self.width
        names = list(self._named_lines())
        labels = max(room_for(t, bold=s) for _, t, s in names)
        bounds = (0.0, 1.0) if self._are_shares() else None
        low, high, ticks = nice_range(self._all_drawn(), bounds)
        numbers = [self._tick(tick, ticks) for tick in ticks]
        left = EDGE + max(room_for(n) for n in numbers) + 8
        right = width - EDGE - labels - _AIR_FOR_LABEL
        unit = "%" if self.caption.per_cent else self.caption.unit
        self.sheet.write(unit)
        top = self.sheet.y + (26 if len(self.chart.segments) > 1 else 8)
        bottom = top + min(300.0, max(190.0, 0.4 * width))
        self.up = Scale(low, high, bottom, top)
        first, last = _number(series.days[0]), _number(series.days[-1])
        half = 0.5 if first == last else 0.0
        self.along = Scale(first - half, last + half, left + 8, right - 6)
        for tick, number in zip(ticks, numbers, strict=True):
            y = self.up.at(tick)
            self.sheet.path("grid", f"M{left:.1f} {y:.1f}H{right:.1f}")
            self.sheet.words(number, left - 8, y + 4.5, "quiet", anchor="end")
        self._days(bottom, right)
        self._lines()
        self._rebases(top - 12, bottom)
        self._course()
        self._names(names, right, top, bottom)
        self.sheet.y = bottom + 26

    def _are_shares(self) -> bool:
        return self.caption.per_cent or self.chart.kind == "P'"

    def _all_drawn(self) -> Floats:
        lines = self.chart.limits
        target = np.nan if self.chart.target is None else self.chart.target
        shown = np.ones(len(lines.upper), dtype=np.bool_)
        for segment in self.chart.segments:
            if len(segment.counted) < self.chart.decisions.fewest_judged:
                shown[segment.first : segment.stop] = False
        return np.concatenate(
            [
                self.chart.series.values,
                lines.centre,
                lines.lower[shown],
                lines.upper[shown],
                [target],
                [value for value, _ in self.caption.marks],
            ]
        )

    def _tick(self, tick: float, ticks: tuple[float, ...]) -> str:
        scale = 100 if self.caption.per_cent else 1
        step = scale * (ticks[1] - ticks[0]) if len(ticks) > 1 else 1.0
        places = max(0, -int(np.floor(np.log10(step) + 1e-9)))
        return self.caption.number(tick, places)

    def _days(self, bottom: float, right: float) -> None:
        ended, days = 0.0, self.chart.series.days
        for day, words in day_ticks(
            to_date(days[0]), to_date(days[-1]), right - self.along.start
        ):
            x = self.along.at(day.toordinal())
            half = room_for(words) / 2
            middle = min(max(x, half + 2), self.width - half - 2)
            if middle - half < ended + 8:
                continue
            ended = middle + half
            self.sheet.path("grid", f"M{x:.1f} {bottom:.1f}v5")
            self.sheet.words(words, middle, bottom + 18, "quiet", anchor="middle")

    def _lines(self) -> None:
        chart, ends = self.chart, (self.along.start - 8, self.along.end + 6)
        if chart.target is not None:
            y = self.up.at(chart.target)
            self.sheet.path("target", f"M{ends[0]:.1f} {y:.1f}H{ends[1]:.1f}")
        for value, _ in self.caption.marks:
            y = self.up.at(value)
            self.sheet.path("mark", f"M{ends[0]:.1f} {y:.1f}H{ends[1]:.1f}")
        for segment in chart.segments:
            points = len(segment.counted)
            self._step(chart.limits.centre, segment.first, segment.stop, "centre")
            if points < chart.decisions.fewest_judged:
                continue
            trial = " spc__limit--trial" if points < FEWEST_FOR_LIMITS else ""
            for line in (chart.limits.lower, chart.limits.upper):
                self._step(line, segment.first, segment.stop, f"limit{trial}")

    def _step(self, line: Floats, first: int, stop: int, name: str) -> None:
        """Draw a line that is level round each point and steps halfway between."""
        if np.isnan(line[first:stop]).any():
            return
        edges = [self._left_of(i) for i in range(first, stop + 1)]
        path = [f"M{edges[0]:.1f} {self.up.at(line[first]):.1f}"]
        for i in range(first, stop):
            last = i == stop - 1
            if last or line[i + 1] != line[i]:
                path.append(f"H{edges[i + 1 - first]:.1f}")
            if not last and line[i + 1] != line[i]:
                path.append(f"V{self.up.at(line[i + 1]):.1f}")
        self.sheet.path(name, "".join(path))

    def _left_of(self, place: int) -> float:
        days = self.chart.series.days
        if place == 0:
            return self.along.start - 8
        if place == len(days):
            return self.along.end + 6
        return self.along.at((_number(days[place - 1]) + _number(days[place])) / 2)

    def _rebases(self, y: float, bottom: float) -> None:
        for number, segment in enumerate(self.chart.segments[1:], start=1):
            x = self._left_of(segment.first)
            self.sheet.path("rebase", f"M{x:.1f} {y:.1f}V{bottom:.1f}")
            self.sheet.marks.append(
                f'<circle class="spc__number" cx="{x:.1f}" cy="{y:.1f}" r="9"/>'
            )
            self.sheet.words(str(number), x, y + 4.5, anchor="middle")

    def _course(self) -> None:
        points = self.chart.points
        places = [(self._x(p.on), self.up.at(p.value)) for p in points]
        counted = [i for i, p in enumerate(points) if p.type is not PointType.SET_ASIDE]
        path = []
        for before, i in pairwise([-1, *counted]):
            broken = before < 0 or bool(
                self.chart.series.missing_before[before + 1 : i + 1].any()
            )
            path.append(
                f"{'M' if broken else 'L'}{places[i][0]:.1f} {places[i][1]:.1f}"
            )
        self.sheet.path("course", "".join(path))
        dense = len(points) * 7 > self.along.end - self.along.start
        quiet = (PointType.COMMON_CAUSE, PointType.NOT_JUDGED)
        order = sorted(range(len(points)), key=lambda i: points[i].type not in quiet)
        size = 2.2 if dense else 3.4
        self.sheet.marks += (dot(points[i].type, *places[i], size) for i in order)

    def _x(self, day: date) -> float:
        return self.along.at(day.toordinal())

    def _named_lines(self) -> Iterator[tuple[float, str, bool]]:
        # Value, words and weight of each label at the right.
        chart, wide, last = self.chart, self.width >= _ROOMY, self.chart.last

        def told(name: str, value: float) -> str:
            return f"{name} {self.caption.measured(value, self.places)}"

        if last is None:
            yield chart.series.values[-1], "", False
            return
        yield last.value, told("latest", last.value), True
        yield last.centre, told(NAMES_OF_CENTRE[chart.kind], last.centre), False
        if len(chart.segments[-1].counted) >= chart.decisions.fewest_judged:
            for side, value in (("upper ", last.upper), ("lower ", last.lower)):
                if value is not None:
                    yield value, told(f"{side if wide else ''}limit", value), False
        if chart.target is not None:
            target = self.caption.measured(chart.target, 4)
            yield chart.target, f"target {target}", False
        for value, said in self.caption.marks:
            yield value, f"{said} {self.caption.measured(value, 4)}", False

    def _names(
        self,
        names: list[tuple[float, str, bool]],
        right: float,
        top: float,
        bottom: float,
    ) -> None:
        names = sorted(names, reverse=True)
        wanted = [self.up.at(value) for value, _, _ in names]
        places = spread(wanted, 17, top + 2, bottom - 2)
        for (_, words, strong), want, place in zip(names, wanted, places, strict=True):
            ends = f"M{right:.1f} {want:.1f}L{right + 10:.1f} {place:.1f}"
            self.sheet.path("leader", ends)
            tone: Tone = "strong" if strong else ""
            self.sheet.words(words, right + _AIR_FOR_LABEL, place + 4.5, tone)

    def _notes(self) -> None:
        for note in self._told():
            self.sheet.write(note)
            self.sheet.y += 3

    def _told(self) -> Iterator[str]:
        when, day = self.chart.series.when, self.chart.series.day
        yield from notes_beneath(self.chart)
        if self.up.low > 0.0:
            low = self.caption.measured(self.up.low, self.places)
            yield f"The axis begins at {low}, not at 0."
        source = f"Source: {self.caption.source}, " if self.caption.source else ""
        yield f"{source}{when(day(0))} to {when(day(-1))}."


def _number(day: np.datetime64) -> float:
    epoch = date(1970, 1, 1).toordinal()
    return epoch + float(day.astype("datetime64[D]").astype(np.int64))
