"""The jigsaw as one SVG file: to print, to hang on a wall, to show in a notebook.

It needs nothing beside it: no stylesheet, no script, no font file. Black on white, and
readable in grey: what speaks against is hatched, what is not known is white.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from wholeflow.drawing.lettering import text_width, wrap
from wholeflow.processes.layouts.flag_bar import GREY, TEXTURES, flag_bar
from wholeflow.processes.layouts.inside import (
    LABEL_LINE,
    LABEL_SIZE,
    NAME_LINE,
    NAME_SIZE,
    PADDING,
    PART_PADDING,
    UNDER_NAME,
)
from wholeflow.processes.layouts.jigsaw import (
    PlacedPart,
    PlacedPiece,
    Scene,
    Strand,
)

NOBODY = "nobody owns this yet"
_INK = "#000"
_TINTS = ("#eef3fa", "#f3f0fa", "#edf6f1", "#fbf1ec", "#f4f4f0")
_BAR, _SMALL_BAR = 11, 6


@dataclass(frozen=True, slots=True)
class Label:
    """What is written on a piece or a part.

    Parameters
    ----------
    name
        As it should be read.
    owner
        None while nobody owns it, which is then said.
    flag
        Lower and upper bound of success, from 0 to 1, where evidence against is 1 less
        the upper; lower above upper is contested; None where there is no flag.
    words
        The flag in words, or why there is none.
    tint
        Number of the organisation's tint, from 0 to 4.
    more
        How many further parts are not shown.
    """

    name: str
    owner: str | None = None
    flag: tuple[float, float] | None = None
    words: str = ""
    tint: int = 0
    more: int = 0


def as_svg(
    scene: Scene, labels: Mapping[str, Label], *, title: str, description: str
) -> str:
    """Write a scene as a picture that stands alone.

    Parameters
    ----------
    scene
        From `lay_out`.
    labels
        For the id of every piece and part.
    title, description
        What the picture is and what it shows, for those who hear it read.

    Returns
    -------
    str
        An SVG document.
    """
    body = [
        *(_strand(strand) for strand in scene.strands),
        *(mark for piece in scene.pieces for mark in _piece(piece, labels)),
        *(
            f'<path d="{knob.outline}" fill="#fff" stroke="{GREY}" '
            'stroke-width="1.75" stroke-dasharray="4 3"/>'
            for knob in scene.knobs
            if knob.interlock.state == "proposed"
        ),
        *(_ends(strand) for strand in scene.strands),
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        'aria-labelledby="title description" '
        f'viewBox="0 0 {scene.width} {scene.height}" '
        f'width="{scene.width}" height="{scene.height}" '
        'font-family="Inter, Arial, sans-serif">'
        f'<title id="title">{_plain(title)}</title>'
        f'<desc id="description">{_plain(description)}</desc>'
        f"{TEXTURES}{''.join(body)}</svg>"
    )


def _strand(strand: Strand) -> str:
    dashes = ' stroke-dasharray="4 4"' if strand.interlock.state == "proposed" else ""
    return f'<path d="{strand.outline}" fill="none" stroke="{GREY}"{dashes}/>'


def _ends(strand: Strand) -> str:
    (x, y), (to_x, to_y) = strand.points[0], strand.points[-1]
    return (
        f'<circle cx="{x}" cy="{y}" r="2.75" fill="{GREY}"/>'
        f'<circle cx="{to_x}" cy="{to_y}" r="2.75" fill="#fff" stroke="{GREY}"/>'
    )


def _piece(piece: PlacedPiece, labels: Mapping[str, Label]) -> Iterator[str]:
    label = labels[piece.id]
    yield (
        f'<path d="{piece.outline}" fill="{_TINTS[label.tint % len(_TINTS)]}" '
        f'stroke="{GREY}" stroke-width="1.5"/>'
    )
    left, width = piece.x + PADDING, piece.w - 2 * PADDING
    y = piece.y + PADDING
    for line in wrap(label.name, width, size=NAME_SIZE, bold=True):
        yield _words(line, left, y + 17, NAME_SIZE, _INK, bold=True)
        y += NAME_LINE
    y += UNDER_NAME
    if label.owner is None:
        wide = text_width(NOBODY, size=LABEL_SIZE) + 16
        yield (
            f'<rect x="{left}" y="{y}" width="{wide:.0f}" height="19" rx="9.5" '
            f'fill="#fff" stroke="{_INK}" stroke-dasharray="3 3"/>'
        )
        yield _words(NOBODY, left + 8, y + 14, LABEL_SIZE, _INK)
        y += LABEL_LINE
    for line in wrap(label.owner or "", width, size=LABEL_SIZE):
        yield _words(line, left, y + 13, LABEL_SIZE, GREY)
        y += LABEL_LINE
    if label.flag is not None:
        yield flag_bar(label.flag, left, y + 7, width, _BAR)
        y += 7 + _BAR + 8
    for number, line in enumerate(_flag_words(label, width)):
        yield _words(line, left, y + 10 + number * LABEL_LINE, LABEL_SIZE, GREY)
    for part in piece.parts:
        yield from _part(part, labels[part.id])
    if label.more:
        foot = piece.y + piece.h - PADDING - 3
        yield _words(f"and {label.more} more", left, foot, LABEL_SIZE, GREY)


def _part(part: PlacedPart, label: Label) -> Iterator[str]:
    yield (
        f'<rect x="{part.x}" y="{part.y}" width="{part.w}" height="{part.h}" rx="6" '
        f'fill="#fff" stroke="{GREY}"/>'
    )
    left, width = part.x + PART_PADDING, part.w - 2 * PART_PADDING
    lines = wrap(label.name, width, size=LABEL_SIZE)
    for number, line in enumerate(lines):
        y = part.y + PART_PADDING + 12 + number * LABEL_LINE
        yield _words(line, left, y, LABEL_SIZE, _INK)
    if label.flag is not None:
        y = part.y + part.h - PART_PADDING - _SMALL_BAR
        yield flag_bar(label.flag, left, y, width, _SMALL_BAR)


def _flag_words(label: Label, width: int) -> tuple[str, ...]:
    """Say the flag in words where they fit on a line, else in its three numbers."""
    if label.flag is None or text_width(label.words, size=LABEL_SIZE) <= width:
        return wrap(label.words, width, size=LABEL_SIZE)
    lower, against = round(label.flag[0] * 100), round(100 - label.flag[1] * 100)
    return (f"{lower} · {100 - lower - against} · {against}",)


def _words(
    text: str, x: int, y: int, size: int, colour: str, *, bold: bool = False
) -> str:
    weight = ' font-weight="600"' if bold else ""
    # With its length given, a line fits whatever font the reader has.
    length = text_width(text, size=size, bold=bold)
    return (
        f'<text x="{x}" y="{y}" font-size="{size}"{weight} fill="{colour}" '
        f'textLength="{length:.0f}" lengthAdjust="spacingAndGlyphs">{_plain(text)}</text>'
    )


def _plain(text: str) -> str:
    """Leave out what XML cannot hold, and write the rest so that it is read as text."""
    return escape("".join(letter for letter in text if letter.isprintable()))
