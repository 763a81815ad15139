from __future__ import annotations

from xml.etree import ElementTree

import pytest

from wholeflow.evidence import UNKNOWN, Flag

SVG = "{http://www.w3.org/2000/svg}"


def drawn(flag: Flag) -> ElementTree.Element:
    return ElementTree.fromstring(flag._repr_svg_())  # noqa: S314 - made here


def bands(flag: Flag) -> list[tuple[str | None, float]]:
    """Fill and share of the bar, from left to right."""
    _, *rects = drawn(flag).findall(f"{SVG}rect")
    return [
        (rect.get("fill"), float(rect.get("width", 0)) / 256)
        for rect in rects
        if rect.get("fill") != "none"
    ]


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        pytest.param(
            Flag(0.25, 0.5),
            [("#005eb8", 0.25), ("#fff", 0.25), ("url(#against)", 0.5)],
            id="for, not known, against",
        ),
        pytest.param(
            Flag(0.75, 0.5),
            [("#005eb8", 0.5), ("url(#contested)", 0.25), ("url(#against)", 0.25)],
            id="contested",
        ),
        pytest.param(UNKNOWN, [("#fff", 1.0)], id="all white"),
    ],
)
def test_a_notebook_shows_a_flag_as_its_bar(
    flag: Flag, expected: list[tuple[str, float]]
) -> None:
    assert bands(flag) == expected


def test_the_numbers_stand_beneath_and_are_heard() -> None:
    picture = drawn(Flag(0.4, 0.9))

    words = "40 for, 50 not known, 10 against"
    assert picture.findtext(f"{SVG}text") == words
    assert picture.findtext(f"{SVG}title") == f"Flag: {words}"
    assert "mixed" in (picture.findtext(f"{SVG}desc") or "")
