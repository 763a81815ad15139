"""Where a picture is to stand: how wide, on which page, and with whose colours."""

from __future__ import annotations

from dataclasses import dataclass

from .sheet import Sheet


@dataclass(frozen=True, slots=True)
class Frame:
    """What a picture is told of the place it will stand in.

    Parameters
    ----------
    width
        In pixels. Letters keep their size: draw a narrow picture for a phone.
    key
        Begins the ids inside, so that several pictures can stand on one page.
    styled
        Whether it brings its own colours; without, the page must have the style that
        the room of the picture gives.
    """

    width: int = 768
    key: str = "picture"
    styled: bool = True

    def sheet(self, kind: str) -> Sheet:
        """Give an empty sheet of this width for a kind of picture."""
        return Sheet(kind, self.width)

    def finished(
        self, sheet: Sheet, title: str, description: str, *, style: str
    ) -> str:
        """Give what was drawn as an SVG element, with what it says in words."""
        rules = style if self.styled else ""
        return sheet.as_svg(
            key=self.key, title=title, description=description, rules=rules
        )


PLAIN = Frame()
