"""The small marks of a chart: a dot for each type of point, and the two icons.

The meanings are Making Data Count's; the drawing is ours. No mark depends on colour:
improvement is a circle, concern a diamond, neutral a triangle that points up or down,
common cause a small circle, and a point set aside is hollow.
"""

from __future__ import annotations

from html import escape

from wholeflow.improvement.spc.chart import Assurance, Chart, PointType
from wholeflow.improvement.spc.style import stylesheet

ICON = 48  # pixels, the side of an icon as drawn
_ASSURANCE = {
    Assurance.PASSES: ("P", "for"),
    Assurance.FAILS: ("F", "against"),
    Assurance.HIT_AND_MISS: ("?", ""),
}
_RISING = ((16, 35.5), (21.5, 34.5), (27, 32.5), (33, 29))
_FALLING = ((15, 29.5), (20.5, 32), (26, 34), (32, 35))
_WAVE = ((11, 26), (17.5, 21), (24, 26), (30.5, 21), (37, 26))


def dot(kind: PointType, x: float, y: float, size: float) -> str:
    """Draw one point; `size` is the radius of a common-cause dot."""
    big = size * 1.45
    if kind is PointType.IMPROVEMENT:
        return _circle("spc__dot spc__dot--improvement", x, y, big)
    if kind is PointType.CONCERN:
        side = big * 1.25
        path = f"M{_at(x, y - side)}L{_at(x + side, y)} {_at(x, y + side)} {_at(x - side, y)}Z"
        return f'<path class="spc__dot spc__dot--concern" d="{path}"/>'
    if kind in {PointType.NEUTRAL_HIGH, PointType.NEUTRAL_LOW}:
        tip = -big * 1.2 if kind is PointType.NEUTRAL_HIGH else big * 1.2
        path = f"M{_at(x, y + tip)}L{_at(x + big * 1.1, y - tip * 0.7)} {_at(x - big * 1.1, y - tip * 0.7)}Z"
        return f'<path class="spc__dot spc__dot--neutral" d="{path}"/>'
    if kind is PointType.SET_ASIDE:
        return _circle("spc__dot spc__dot--set-aside", x, y, big)
    return _circle("spc__dot", x, y, size)


def variation_mark(chart: Chart) -> str:
    """Draw the variation icon in a square of 48; nothing if the point is not judged."""
    kind, last = chart.variation, chart.last
    if kind is None or last is None:
        return ""
    if kind is PointType.COMMON_CAUSE:
        return _ring("") + _dots(_WAVE, PointType.COMMON_CAUSE)
    high = last.direction > 0
    band = {PointType.IMPROVEMENT: "for", PointType.CONCERN: "against"}.get(
        kind, "neutral"
    )
    trail = _RISING if high else _FALLING
    return _ring(band) + _letter("H" if high else "L") + _dots(trail, kind)


def assurance_mark(chart: Chart) -> str:
    """Draw the assurance icon in a square of 48; nothing without an assurance."""
    if chart.assurance is None:
        return ""
    letter, band = _ASSURANCE[chart.assurance]
    line = '<path class="spc__aim" d="M13 32h8m2.25 0h1.5m2.25 0h8"/>'
    return _ring(band) + _letter(letter) + line


def variation_in_words(chart: Chart) -> str:
    """Say what the variation icon says."""
    if chart.variation is None or chart.last is None:
        return "Variation: not judged"
    height = {1: ", high", -1: ", low", 0: ""}[chart.last.direction]
    word = chart.variation.value
    return f"Variation: {word if 'neutral' in word else word + height}"


def assurance_in_words(chart: Chart) -> str:
    """Say what the assurance icon says."""
    if chart.assurance is None:
        return "Assurance: not judged"
    return f"Assurance: {chart.assurance.value} the target"


def variation_icon(chart: Chart, *, styled: bool = True) -> str:
    """Draw the variation icon as a picture of its own.

    Parameters
    ----------
    chart
        Any chart.
    styled
        Whether it brings its own colours; without, the page must have `CHART_STYLE`.

    Returns
    -------
    str
        An SVG picture with its meaning as title; empty if the point is not judged.
    """
    return _alone(variation_mark(chart), variation_in_words(chart), styled=styled)


def assurance_icon(chart: Chart, *, styled: bool = True) -> str:
    """Draw the assurance icon as a picture of its own.

    Parameters
    ----------
    chart
        Any chart.
    styled
        Whether it brings its own colours; without, the page must have `CHART_STYLE`.

    Returns
    -------
    str
        An SVG picture with its meaning as title; empty without an assurance.
    """
    return _alone(assurance_mark(chart), assurance_in_words(chart), styled=styled)


def _alone(mark: str, words: str, *, styled: bool) -> str:
    if not mark:
        return ""
    style = f"<style>{stylesheet()}</style>" if styled else ""
    said = escape(words)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="spc" role="img" '
        f'aria-label="{said}" viewBox="0 0 {ICON} {ICON}" width="{ICON}" '
        f'height="{ICON}"><title>{said}</title>{style}{mark}</svg>'
    )


def _ring(band: str) -> str:
    disc = '<circle class="spc__disc" cx="24" cy="24" r="21"/>'
    if band == "against":
        edges = "".join(
            f'<circle class="spc__ring spc__ring--edge" cx="24" cy="24" r="{r}"/>'
            for r in (18.5, 23)
        )
        return disc + _band("against", 5) + _band("hatch", 5) + edges
    return disc + (_band(band, 4) if band else _band("", 2))


def _band(name: str, width: float) -> str:
    more = f" spc__ring--{name}" if name else ""
    return (
        f'<circle class="spc__ring{more}" cx="24" cy="24" r="20.75" '
        f'stroke-width="{width}"/>'
    )


def _letter(letter: str) -> str:
    return (
        '<text class="spc__words spc__words--strong" x="24" y="25.5" font-size="17" '
        f'text-anchor="middle">{letter}</text>'
    )


def _dots(places: tuple[tuple[float, float], ...], last: PointType) -> str:
    *before, (x, y) = places
    trail = "".join(dot(PointType.COMMON_CAUSE, *place, 1.7) for place in before)
    return trail + dot(last, x, y, 1.9)


def _circle(name: str, x: float, y: float, r: float) -> str:
    return f'<circle class="{name}" cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>'


def _at(x: float, y: float) -> str:
    return f"{x:.1f} {y:.1f}"
