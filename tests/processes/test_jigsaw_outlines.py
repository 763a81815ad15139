"""Outlines are closed, and a knob reaches where its socket is."""

from __future__ import annotations

import re

import pytest

from wholeflow.processes.layouts.boxes import Box, Side
from wholeflow.processes.layouts.inside import PADDING
from wholeflow.processes.layouts.outlines import (
    DEPTH,
    GAP,
    Bump,
    knob_outline,
    piece_outline,
    strand_outline,
)

GIVER = Box(0, 0, 100, 100)


def points(path: str) -> list[tuple[float, float]]:
    """End points of the commands of a path."""
    ends = re.findall(r"(-?[\d.]+) (-?[\d.]+)(?=[MLACQZ]|$)", path)
    return [(float(x), float(y)) for x, y in ends]


def test_a_piece_without_knobs_is_a_rounded_rectangle() -> None:
    assert piece_outline(Box(0, 0, 100, 50), []) == (
        "M10 0L90 0A10 10 0 0 1 100 10L100 40A10 10 0 0 1 90 50"
        "L10 50A10 10 0 0 1 0 40L0 10A10 10 0 0 1 10 0Z"
    )


@pytest.mark.parametrize("side", ["top", "right", "bottom", "left"])
def test_a_knob_goes_out_on_its_side_and_a_socket_in(side: Side) -> None:
    knob = piece_outline(GIVER, [Bump(side, 50, outwards=True)])
    socket = piece_outline(GIVER, [Bump(side, 50, outwards=False)])

    def outside(path: str) -> list[tuple[float, float]]:
        return [
            (x, y) for x, y in points(path) if not (0 <= x <= 100 and 0 <= y <= 100)
        ]

    assert len(outside(knob)) == 2
    assert outside(socket) == []
    assert len(points(socket)) == len(points(knob))


def test_the_bulb_of_a_knob_turns_outwards_and_that_of_a_socket_inwards() -> None:
    knob = piece_outline(GIVER, [Bump("top", 50, outwards=True)])
    socket = piece_outline(GIVER, [Bump("top", 50, outwards=False)])

    assert "A9.5 9.5 0 1 1 " in knob
    assert "A12 12 0 1 0 " in socket


def test_a_socket_leaves_the_words_of_a_piece_alone() -> None:
    assert PADDING > DEPTH > GAP


def test_a_single_knob_is_an_open_path_on_its_edge() -> None:
    path = knob_outline(GIVER, "right", 30)

    assert not path.endswith("Z")
    assert points(path)[0] == (100.0, 17.5)
    assert points(path)[-1] == (100.0, 42.5)


def test_several_knobs_on_a_side_follow_the_walk() -> None:
    path = piece_outline(
        GIVER, [Bump("bottom", 25, outwards=True), Bump("bottom", 75, outwards=True)]
    )

    on_the_edge = [x for x, y in points(path) if y == 100]
    assert on_the_edge == sorted(on_the_edge, reverse=True)


def test_a_strand_turns_round_its_corners() -> None:
    assert strand_outline([(0, 0), (0, 20), (30, 20)]) == ("M0 0L0 14Q0 20 6 20L30 20")


def test_a_turn_is_never_wider_than_half_the_stretch_before_it() -> None:
    assert strand_outline([(0, 0), (0, 4), (30, 4)]) == "M0 0L0 2Q0 4 2 4L30 4"
