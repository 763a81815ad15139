"""The printed jigsaw is a document that stands alone and says what the screen says."""

from __future__ import annotations

from xml.etree import ElementTree

from wholeflow.processes.layouts import (
    Interlock,
    Label,
    Piece,
    Scene,
    as_svg,
    lay_out,
)

SVG = "{http://www.w3.org/2000/svg}"


def a_scene() -> Scene:
    pieces = [
        Piece("ward", 2, (Piece("plan", name="Planning"),), "Caring on the ward"),
        Piece("home", 1, (), "Arranging support at home"),
    ]
    locks = [Interlock("ward", "home", "proposed", "people")]
    return lay_out(pieces, locks, width=700, height=300)


def draw(**changed: Label) -> ElementTree.Element:
    labels = {
        "ward": Label("Caring on the ward", "Ward sister", (0.5, 0.8), "50 for"),
        "home": Label("Arranging support at home", None),
        "plan": Label("Planning", None, (0.25, 1.0)),
    } | changed
    text = as_svg(a_scene(), labels, title="Riverside", description="Two processes")
    return ElementTree.fromstring(text)  # noqa: S314 - our own text, just made


def words(picture: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


def test_a_picture_says_what_it_is() -> None:
    picture = draw()

    assert picture.findtext(f"{SVG}title") == "Riverside"
    assert picture.findtext(f"{SVG}desc") == "Two processes"
    assert picture.get("viewBox") == "0 0 700 {}".format(picture.get("height"))


def test_names_and_owners_are_written() -> None:
    assert {"Caring on the ward", "Ward sister", "Planning"} <= set(words(draw()))


def test_a_process_without_owner_says_so() -> None:
    assert words(draw()).count("nobody owns this yet") == 1


def test_a_flag_has_its_bands_in_order_and_its_against_hatched() -> None:
    picture = draw()

    fills = [
        (rect.get("fill"), float(rect.get("width", "0")))
        for rect in picture.iter(f"{SVG}rect")
        if rect.get("height") == "11" and rect.get("fill") != "none"
    ]
    assert [fill for fill, _ in fills] == ["#005eb8", "#fff", "url(#against)"]
    whole = sum(width for _, width in fills)
    assert [round(width / whole, 2) for _, width in fills] == [0.5, 0.3, 0.2]


def test_contested_evidence_is_crosshatched() -> None:
    picture = draw(ward=Label("Caring on the ward", "Sister", (0.7, 0.4)))

    fills = [rect.get("fill") for rect in picture.iter(f"{SVG}rect")]
    assert "url(#contested)" in fills


def test_words_that_do_not_fit_give_way_to_the_three_numbers() -> None:
    long = "50 for, 30 not known and 20 against, by the judgement of eleven people"

    picture = draw(ward=Label("Caring on the ward", "Sister", (0.5, 0.8), long))

    assert "50 · 30 · 20" in words(picture)


def test_a_proposed_interlock_is_dashed() -> None:
    dashed = [
        path for path in draw().iter(f"{SVG}path") if path.get("stroke-dasharray")
    ]

    assert len(dashed) == 1


def test_a_name_cannot_break_the_document() -> None:
    name = 'A <b> & "c" \x00'

    picture = draw(home=Label(name, "x"))

    assert 'A <b> & "c"' in " ".join(words(picture))
