"""A flag as a bar of an SVG picture that stands alone, on paper or in a notebook.

For from the left, against from the right, white between. What speaks against is
hatched and what is contested is crosshatched, so that the bar reads in grey and without
telling colours apart.
"""

from __future__ import annotations

GREY = "#444"
_FOR, _AGAINST, _HATCH = "#005eb8", "#ed8b00", "#6b3d00"

TEXTURES = (
    '<defs><pattern id="against" width="5" height="5" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><rect width="5" height="5" fill="{_AGAINST}"/>'
    f'<path d="M0 0v5" stroke="{_HATCH}" stroke-width="2"/></pattern>'
    '<pattern id="contested" width="5" height="5" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><rect width="5" height="5" fill="{_FOR}"/>'
    f'<path d="M0 0v5M0 0h5" stroke="{_AGAINST}" stroke-width="2"/></pattern></defs>'
)
"""What bars are filled with; once in a picture, before them."""


def flag_bar(flag: tuple[float, float], x: int, y: int, w: int, h: int) -> str:
    """Draw a flag.

    Parameters
    ----------
    flag
        Lower and upper bound of success, from 0 to 1; lower above upper is contested.
    x, y
        Where its upper left corner is.
    w, h
        How wide and how high it is.

    Returns
    -------
    str
        SVG elements.
    """
    lower, upper = flag
    first, second = sorted(flag)
    middle = "url(#contested)" if lower > upper else "#fff"
    bands = (
        (0.0, first, _FOR),
        (first, second, middle),
        (second, 1.0, "url(#against)"),
    )
    drawn = "".join(
        f'<rect x="{x + w * start:.1f}" y="{y}" width="{w * (end - start):.1f}" '
        f'height="{h}" fill="{fill}"/>'
        for start, end, fill in bands
        if end > start
    )
    edge = f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="none" '
    return f'{drawn}{edge}stroke="{GREY}"/>'
