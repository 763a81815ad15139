"""Pieces tile the picture in their order; knobs stand where neighbours meet."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wholeflow.processes.layouts import Interlock, Piece, Scene, lay_out
from wholeflow.processes.layouts.boxes import Box, shares_edge
from wholeflow.processes.layouts.inside import PIECE_LEAST_WIDTH, least_height
from wholeflow.processes.layouts.jigsaw import MARGIN
from wholeflow.processes.layouts.outlines import GAP

NAMES = ("Triaging", "Treating in the emergency department", "Caring on the ward")


def a_piece(number: int, *, weight: float = 1.0, parts: int = 0) -> Piece:
    inner = tuple(
        Piece(f"{number}.{part}", name=NAMES[part % 3]) for part in range(parts)
    )
    return Piece(str(number), weight, inner, NAMES[number % 3], "Ward sister")


def some_pieces(count: int) -> list[Piece]:
    return [a_piece(n, weight=1 + n % 4, parts=n % 5) for n in range(count)]


pieces_of_a_map = st.lists(
    st.tuples(st.floats(0.1, 50), st.integers(0, 12)), min_size=1, max_size=14
).map(lambda drawn: [a_piece(n, weight=w, parts=p) for n, (w, p) in enumerate(drawn)])
widths = st.integers(320, 1920)
pairs = st.lists(
    st.tuples(
        st.integers(0, 13), st.integers(0, 13), st.sampled_from(["agreed", "proposed"])
    ),
    max_size=12,
)


def interlocks(drawn: list[tuple[int, int, str]]) -> list[Interlock]:
    return [Interlock(str(a), str(b), state) for a, b, state in drawn]  # type: ignore[arg-type]  # drawn from the two states


def tile(placed: object) -> Box:
    """Give back the half gap around a piece, so that pieces meet."""
    before = GAP // 2
    return Box(placed.x - before, placed.y - before, placed.w + GAP, placed.h + GAP)  # type: ignore[attr-defined]  # pieces and parts alike


def overlap(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


@settings(deadline=None, max_examples=40)
@given(pieces_of_a_map, widths, st.integers(300, 1200))
def test_pieces_tile_the_picture_and_never_overlap(
    pieces: list[Piece], width: int, height: int
) -> None:
    scene = lay_out(pieces, [], width=width, height=height)

    tiles = [tile(piece) for piece in scene.pieces]
    inner = (scene.width - 2 * MARGIN) * (scene.height - 2 * MARGIN)
    assert sum(one.w * one.h for one in tiles) == inner
    assert not any(overlap(a, b) for a, b in combinations(tiles, 2))
    assert all(one.x >= MARGIN and one.right <= width - MARGIN for one in tiles)


@settings(deadline=None, max_examples=40)
@given(pieces_of_a_map, widths)
def test_every_piece_has_room_for_its_words_and_parts(
    pieces: list[Piece], width: int
) -> None:
    scene = lay_out(pieces, [], width=width, height=500)

    for piece, placed in zip(pieces, scene.pieces, strict=True):
        assert placed.w >= PIECE_LEAST_WIDTH
        assert placed.h >= least_height(piece, placed.w)


@settings(deadline=None, max_examples=40)
@given(pieces_of_a_map, widths)
def test_parts_lie_inside_their_piece_and_apart(
    pieces: list[Piece], width: int
) -> None:
    scene = lay_out(pieces, [], width=width, height=500)

    for piece, placed in zip(pieces, scene.pieces, strict=True):
        boxes = [Box(part.x, part.y, part.w, part.h) for part in placed.parts]
        assert [part.id for part in placed.parts] == [part.id for part in piece.parts]
        assert not any(overlap(a, b) for a, b in combinations(boxes, 2))
        assert all(box.x >= placed.x and box.y >= placed.y for box in boxes)
        assert all(box.right <= placed.x + placed.w for box in boxes)
        assert all(box.bottom <= placed.y + placed.h for box in boxes)


@settings(deadline=None, max_examples=40)
@given(pieces_of_a_map, widths, pairs)
def test_knobs_stand_on_shared_edges_and_clear_of_corners(
    pieces: list[Piece], width: int, drawn: list[tuple[int, int, str]]
) -> None:
    scene = lay_out(pieces, interlocks(drawn), width=width, height=600)

    by_id = {piece.id: tile(piece) for piece in scene.pieces}
    for knob in scene.knobs:
        edge = shares_edge(by_id[knob.interlock.giver], by_id[knob.interlock.receiver])
        assert edge is not None
        assert knob.side == edge.side
        along = knob.y if knob.side in ("left", "right") else knob.x
        assert edge.start + knob.size / 2 < along < edge.end - knob.size / 2


@settings(deadline=None, max_examples=40)
@given(pieces_of_a_map, widths, pairs)
def test_each_interlock_is_drawn_once_as_a_knob_or_a_strand(
    pieces: list[Piece], width: int, drawn: list[tuple[int, int, str]]
) -> None:
    given_interlocks = interlocks(drawn)

    scene = lay_out(pieces, given_interlocks, width=width, height=600)

    known = {piece.id for piece in pieces}
    expected = [
        one
        for one in given_interlocks
        if one.giver != one.receiver and {one.giver, one.receiver} <= known
    ]
    shown = [one.interlock for one in scene.knobs]
    shown += [one.interlock for one in scene.strands]
    assert sorted(map(repr, shown)) == sorted(map(repr, expected))


@settings(deadline=None, max_examples=40)
@given(pieces_of_a_map, widths, pairs)
def test_a_strand_never_crosses_a_piece(
    pieces: list[Piece], width: int, drawn: list[tuple[int, int, str]]
) -> None:
    scene = lay_out(pieces, interlocks(drawn), width=width, height=600)

    insides = [Box(p.x + 1, p.y + 1, p.w - 2, p.h - 2) for p in scene.pieces]
    for strand in scene.strands:
        for (x, y), (to_x, to_y) in pairwise(strand.points):
            line = Box(min(x, to_x), min(y, to_y), abs(to_x - x) + 1, abs(to_y - y) + 1)
            assert x == to_x or y == to_y
            assert not any(overlap(line, inside) for inside in insides)


def test_the_same_map_is_always_drawn_the_same() -> None:
    locks = [Interlock("0", "5", "agreed"), Interlock("3", "4", "proposed")]

    first = lay_out(some_pieces(9), locks, width=1000, height=640)
    second = lay_out(some_pieces(9), locks, width=1000, height=640)

    assert first == second


def test_agreeing_what_was_proposed_moves_no_piece() -> None:
    pieces = some_pieces(9)

    before = lay_out(pieces, [Interlock("0", "1", "proposed")], width=900, height=600)
    after = lay_out(pieces, [Interlock("0", "1", "agreed")], width=900, height=600)

    assert places(before) == places(after)
    assert before.pieces[0].outline != after.pieces[0].outline


def places(scene: Scene) -> list[tuple[int, int, int, int]]:
    return [(piece.x, piece.y, piece.w, piece.h) for piece in scene.pieces]


def test_pieces_are_found_in_reading_order() -> None:
    scene = lay_out(some_pieces(11), [], width=1280, height=700)

    tiles = [tile(piece) for piece in scene.pieces]
    assert all(
        after.y >= before.bottom or after.x >= before.right or after.x == before.x
        for before, after in pairwise(tiles)
    )


def test_a_phone_shows_one_column() -> None:
    scene = lay_out(some_pieces(7), [], width=360, height=600)

    assert {piece.x for piece in scene.pieces} == {MARGIN + GAP // 2}
    assert [piece.y for piece in scene.pieces] == sorted(
        piece.y for piece in scene.pieces
    )


def test_interlocks_bring_pieces_together_where_order_allows() -> None:
    pieces = [a_piece(n) for n in range(6)]
    plain = [tile(placed) for placed in lay_out_at_desk(pieces).pieces]
    pairs = list(combinations(range(6), 2))

    touching = {pair for pair in pairs if shares_edge(plain[pair[0]], plain[pair[1]])}
    joined = {pair for pair in pairs if lay_out_at_desk(pieces, pair).knobs}

    assert len(joined) > len(touching)


def lay_out_at_desk(
    pieces: list[Piece], interlocked: tuple[int, int] | None = None
) -> Scene:
    pairs = [interlocked] if interlocked else []
    locks = [Interlock(str(a), str(b), "agreed") for a, b in pairs]
    return lay_out(pieces, locks, width=900, height=560)


def test_an_agreed_knob_has_a_matching_socket() -> None:
    pieces = [a_piece(0), a_piece(1)]

    plain = lay_out(pieces, [], width=800, height=300)
    agreed = lay_out(pieces, [Interlock("0", "1", "agreed")], width=800, height=300)

    arcs = [piece.outline.count("A") for piece in plain.pieces]
    assert arcs == [4, 4]
    assert [piece.outline.count("A") for piece in agreed.pieces] == [5, 5]


def test_a_proposed_knob_has_no_socket_yet() -> None:
    pieces = [a_piece(0), a_piece(1)]

    scene = lay_out(pieces, [Interlock("0", "1", "proposed")], width=800, height=300)

    assert [piece.outline.count("A") for piece in scene.pieces] == [4, 4]
    assert scene.knobs[0].outline.startswith("M")


def test_knobs_on_one_edge_stand_apart() -> None:
    pieces = [a_piece(0), a_piece(1)]
    both = [Interlock("0", "1", "agreed"), Interlock("1", "0", "agreed")]

    scene = lay_out(pieces, both, width=800, height=300)

    there, back = scene.knobs
    assert (there.side, back.side) == ("right", "left")
    assert abs(there.y - back.y) >= there.size


def test_a_map_without_pieces_is_an_empty_picture() -> None:
    scene = lay_out([], [], width=800, height=600)

    assert scene.pieces == ()
    assert scene.height == 2 * MARGIN


def test_a_width_that_holds_no_piece_is_refused() -> None:
    with pytest.raises(ValueError, match="160 pixels"):
        lay_out([a_piece(0)], [], width=100, height=600)


def test_an_id_that_comes_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="once among its siblings"):
        lay_out([a_piece(0), a_piece(0)], [], width=800, height=600)


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_a_weight_that_is_no_size_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Piece("one", weight)
