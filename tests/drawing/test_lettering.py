"""Words are broken into lines that fit, and none of them is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wholeflow.drawing.lettering import text_width, wrap

sentences = st.text(alphabet="abcdefghijklm WM.-", max_size=80)


@given(sentences, st.integers(30, 300), st.booleans())
def test_no_letter_is_lost(text: str, width: int, bold: bool) -> None:
    lines = wrap(text, width, size=16, bold=bold)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(sentences, st.integers(30, 300), st.booleans())
def test_every_line_fits(text: str, width: int, bold: bool) -> None:
    lines = wrap(text, width, size=16, bold=bold)

    assert all(text_width(line, size=16, bold=bold) <= width + 1e-9 for line in lines)


def test_words_break_at_spaces() -> None:
    assert wrap("Testing blood now", 60, size=16) == ("Testing", "blood", "now")


def test_a_word_too_long_for_a_line_is_broken_inside() -> None:
    lines = wrap("Llanfairpwllgwyngyll", 60, size=16)

    assert len(lines) > 1
    assert "".join(lines) == "Llanfairpwllgwyngyll"


def test_no_words_make_no_lines() -> None:
    assert wrap("  ", 60, size=16) == ()


def test_width_is_close_to_what_a_browser_measured() -> None:
    # Chromium, Inter 400 at 1000 px: 12,715 px; the table rounds each letter.
    measured = 12.715

    told = text_width("Arranging support at home", size=1)

    assert abs(told / measured - 1) < 0.02
