"""A flag as a picture of its own, as a notebook shows it."""

from __future__ import annotations

from wholeflow.processes.layouts.flag_bar import TEXTURES, flag_bar

_WIDTH, _HEIGHT, _BAR, _LETTERS = 264, 48, 18, 13


def flag_picture(ends: tuple[float, float], *, words: str, word: str) -> str:
    """Draw a flag as a bar with its three numbers beneath.

    Parameters
    ----------
    ends
        Lower and upper end of the flag.
    words
        The flag in words, such as "40 for, 50 not known, 10 against".
    word
        The one word for it.

    Returns
    -------
    str
        An SVG document, which needs nothing beside it and tells a screen reader the
        numbers too.
    """
    # The name and the description need no ids, of which a notebook would get many alike.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        'font-family="Inter, Arial, sans-serif">'
        f"<title>Flag: {words}</title>"
        f"<desc>A bar: evidence for from the left, evidence against from the right, "
        f"between them what is not known or contested. In one word: {word}."
        "</desc>"
        f'{TEXTURES}<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
        f"{flag_bar(ends, 4, 4, _WIDTH - 8, _BAR)}"
        f'<text x="4" y="{_BAR + 22}" font-size="{_LETTERS}" fill="#000">{words}</text>'
        "</svg>"
    )
