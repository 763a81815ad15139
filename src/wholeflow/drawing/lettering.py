"""How wide words are, where no screen can be asked.

The server lays a map out before anybody looks at it, so it must know how many lines
a name takes. Widths are those of Inter, regular weight, in hundredths of the letter
size, measured once in a browser and rounded to the next even number; bold is taken as
six hundredths wider, the most that was measured for a common letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

_HUNDREDTHS = {
    24: "ijl",
    26: "I",
    28: " !,.:·",
    30: "';\u2018\u2019",
    32: "`t",
    34: "|",
    36: "()/[\\]f",
    38: "r",
    40: "1",
    42: "{}",
    46: '"-_“”',
    48: "^",
    50: "*",
    52: "?s",
    54: "kx",
    56: "7Lavyz",
    58: "Jce",
    60: "25EFhnou",
    62: "3689Zbdgpq",
    64: "04#$&PRST\u2013",
    66: "+<=>B~",
    68: "AKVXY",
    72: "CD",
    74: "GHU",
    76: "NOQ",
    82: "w",
    88: "m",
    90: "M",
    98: "@%W—…",
}
_OF_LETTER = {
    letter: wide for wide, letters in _HUNDREDTHS.items() for letter in letters
}
_OF_ANOTHER = 64  # letters of other alphabets: about as wide as a capital
_BOLD = 1.06


@lru_cache(maxsize=8192)  # the same few words are met for every width tried
def text_width(text: str, *, size: float, bold: bool = False) -> float:
    """Tell how wide a line of text is.

    Parameters
    ----------
    text
        One line; a line break counts as a letter.
    size
        Letter size in pixels, above 0.
    bold
        Whether it is set at weight 600.

    Returns
    -------
    float
        Width in pixels; 0 for no text.

    Examples
    --------
    >>> text_width("lil", size=100)
    72.0
    """
    hundredths = sum(_OF_LETTER.get(letter, _OF_ANOTHER) for letter in text)
    return hundredths * size * (_BOLD if bold else 1.0) / 100


@lru_cache(maxsize=8192)
def wrap(
    text: str, width: float, *, size: float, bold: bool = False
) -> tuple[str, ...]:
    """Break text into lines that fit, at spaces where it can.

    A word wider than a line is broken inside, so nothing is ever cut off.

    Parameters
    ----------
    text
        Words with spaces between them.
    width
        Room for a line in pixels.
    size
        Letter size in pixels, above 0.
    bold
        Whether it is set at weight 600.

    Returns
    -------
    tuple of str
        Lines, none empty; no lines for a text without words.

    Examples
    --------
    >>> wrap("Arranging support at home", 110, size=16)
    ('Arranging', 'support at', 'home')
    """
    space = text_width(" ", size=size, bold=bold)
    lines: list[str] = []
    used = 0.0
    for word in text.split():
        for start, piece in enumerate(_pieces(word, width, size, bold)):
            wide = text_width(piece, size=size, bold=bold)
            if lines and start == 0 and used + space + wide <= width:
                lines[-1] += f" {piece}"
                used += space + wide
            else:
                lines.append(piece)
                used = wide
    return tuple(lines)


def _pieces(word: str, width: float, size: float, bold: bool) -> Iterator[str]:
    if text_width(word, size=size, bold=bold) <= width:
        yield word
        return
    start = 0
    for end in range(1, len(word) + 1):
        too_wide = text_width(word[start:end], size=size, bold=bold) > width
        if too_wide and end - start > 1:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]
