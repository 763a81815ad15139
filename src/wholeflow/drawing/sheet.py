"""A picture that is written from the top down: words, marks, and at last one SVG."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Literal

from .lettering import text_width, wrap
from .palette import stylesheet

Tone = Literal["", "quiet", "strong"]
Anchor = Literal["start", "middle", "end"]

EDGE = 12
SMALL, TITLE, LEADING = 13, 17, 5
LINE = SMALL + LEADING
FALLBACK = 1.13  # where Inter is not there, the letters behind it may be wider


@dataclass(slots=True)
class Sheet:
    """A picture being made.

    Parameters
    ----------
    kind
        Begins every class inside: `kind__words`, `kind__words--quiet` and so on.
    width
        In pixels. Letters keep their size: draw a narrow picture for a phone, do not
        shrink a wide one.
    y
        How far down it is written, in pixels.
    marks
        What has been drawn, as SVG.
    """

    kind: str
    width: int
    y: float = float(EDGE)
    marks: list[str] = field(default_factory=list)

    def write(
        self, text: str, tone: Tone = "quiet", *, size: int = SMALL, room: float = 0.0
    ) -> None:
        """Write a text below what there is, in as many lines as it takes.

        `room` is how wide a line may be, in pixels; 0 for the whole width.
        """
        wide = (room or self.width - 2 * EDGE) / FALLBACK
        for line in wrap(text, wide, size=size, bold=tone == "strong"):
            self.words(line, EDGE, self.y + size, tone, size=size)
            self.y += size + LEADING

    def words(
        self,
        text: str,
        x: float,
        y: float,
        tone: Tone = "",
        *,
        size: int = SMALL,
        anchor: Anchor = "start",
    ) -> None:
        """Put a line of text at a place; `y` is the line that letters stand on."""
        more = f" {self.kind}__words--{tone}" if tone else ""
        self.marks.append(
            f'<text class="{self.kind}__words{more}" x="{x:.1f}" y="{y:.1f}" '
            f'font-size="{size}" text-anchor="{anchor}">{escape(text)}</text>'
        )

    def path(self, name: str, path: str) -> None:
        """Draw a path of the class `kind__name`."""
        self.marks.append(f'<path class="{self.kind}__{name}" d="{path}"/>')

    def as_svg(self, *, key: str, title: str, description: str, rules: str = "") -> str:
        """Give the picture as an SVG element.

        Parameters
        ----------
        key
            Begins the ids inside, so that several pictures can stand on one page.
        title, description
            What it is and what it shows, for those who hear it read.
        rules
            Its stylesheet, to stand alone; "" on a page that has it.
        """
        height = round(self.y + EDGE)
        style = f"<style>{stylesheet(f'.{self.kind}', rules)}</style>" if rules else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{self.kind}" role="img" '
            f'aria-labelledby="{key}-title {key}-desc" viewBox="0 0 {self.width} '
            f'{height}" width="{self.width}" height="{height}">'
            f'<title id="{key}-title">{escape(title)}</title>'
            f'<desc id="{key}-desc">{escape(description)}</desc>'
            f'{style}<rect class="{self.kind}__ground" width="{self.width}" '
            f'height="{height}"/>{"".join(self.marks)}</svg>'
        )


def room_for(text: str, *, bold: bool = False, size: int = SMALL) -> float:
    """How wide a line may be on a machine without Inter, in pixels."""
    return FALLBACK * text_width(text, size=size, bold=bold)
