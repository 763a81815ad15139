"""Where a picture is to stand: how wide, on which page, and with whose colours."""

from __future__ import annotations

from dataclasses import dataclass

from wholeflow.drawing import Sheet

from .style import KIND, PICTURE_STYLE


@dataclass(frozen=True, slots=True)
class Frame:
    """What every picture of journeys is told of the place it will stand in.

    Parameters
    ----------
    width
        In pixels. Letters keep their size: draw a narrow picture for a phone.
    key
        Begins the ids inside, so that several pictures can stand on one page.
    styled
        Whether it brings its own colours; without, the page must have `PICTURE_STYLE`.
    """

    width: int = 768
    key: str = "picture"
    styled: bool = True

    def sheet(self) -> Sheet:
        """Give an empty sheet of this width."""
        return Sheet(KIND, self.width)

    def finished(self, sheet: Sheet, title: str, description: str) -> str:
        """Give what was drawn as an SVG element, with what it says in words."""
        rules = PICTURE_STYLE if self.styled else ""
        return sheet.as_svg(
            key=self.key, title=title, description=description, rules=rules
        )


PLAIN = Frame()
