"""The picture of a model beside its changed self shows each number where it lies."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from wholeflow.drawing.frame import Frame
from wholeflow.simulation.pictures import Group, Pair, draw_beside

SVG = "{http://www.w3.org/2000/svg}"
WAIT = Pair(label="Ward", now=(4, 2, 6), then=(1, 0, 2), says="4 h → 1 h")
BLOCKED = Pair(label="Ward", now=(8, 8, 8), then=(8, 7, 9), says="8 → 8")


def drawn(width: int = 768) -> ElementTree.Element:
    groups = [
        Group(title="Wait", pairs=(WAIT,)),
        Group(title="Blocked", pairs=(BLOCKED,)),
    ]
    return ElementTree.fromstring(draw_beside(groups, Frame(width)))  # noqa: S314 - our own


def lines(svg: ElementTree.Element, name: str) -> list[tuple[float, float]]:
    """Give where the intervals of a kind begin and end, past the key."""
    paths = [
        each.get("d") or ""
        for each in svg.iter(f"{SVG}path")
        if each.get("class") == f"beside__{name}"
    ]
    ends = (re.match(r"M([\d.]+) [\d.]+H([\d.]+)", path) for path in paths[1:])
    return [(float(each[1]), float(each[2])) for each in ends if each]


@pytest.mark.parametrize("width", [320, 768])
def test_intervals_are_in_proportion_on_one_axis(width: int) -> None:
    svg = drawn(width)

    (low, high), _ = lines(svg, "now")
    (from_, to), _ = lines(svg, "then")
    assert (high - low) / (to - from_) == pytest.approx(2, abs=0.02)
    assert to == pytest.approx(low, abs=0.11)
    assert 0 <= from_ < high <= width


def test_a_number_without_spread_is_a_dot_alone() -> None:
    _, (low, high) = lines(drawn(), "now")

    assert low == high


def test_all_numbers_are_told_to_who_hears_it() -> None:
    told = drawn().find(f"{SVG}desc")

    assert told is not None
    assert told.text == "Wait, Ward: 4 h → 1 h. Blocked, Ward: 8 → 8"


def test_no_words_leave_the_picture_on_a_phone() -> None:
    from wholeflow.drawing import text_width  # noqa: PLC0415 - only here

    for words in drawn(320).iter(f"{SVG}text"):
        x, wide = (
            float(words.get("x", 0)),
            text_width(words.text or "", size=float(words.get("font-size", 0))),
        )
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[words.get("text-anchor", "")]
        assert x - share * wide >= 0
        assert x + (1 - share) * wide <= 320


def test_a_number_that_is_not_known_is_not_drawn() -> None:
    nan = float("nan")
    unknown = Pair(label="Ward", now=(nan, nan, nan), then=(1, 0, 2), says="")
    picture = draw_beside([Group(title="Wait", pairs=(unknown,))])

    assert "nan" not in picture.split("</desc>")[1]
    svg = ElementTree.fromstring(picture)  # noqa: S314 - our own
    assert not lines(svg, "now")
    assert len(lines(svg, "then")) == 1


def test_a_headline_is_drawn_where_one_is_given() -> None:
    groups = [Group(title="Wait", pairs=(WAIT,))]

    assert ">Beds<" in draw_beside(groups, headline="Beds").split("</desc>")[1]
