"""Sliders say what the words of a scenario say, and are read back from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.server.flowing.scenarios.dials import (
    Dial,
    dials_of,
    in_words,
    read_back,
)
from wholeflow.simulation import Model, example_model, read_model
from wholeflow.simulation.experiments import Scenario


def emergency() -> Model:
    return read_model(example_model().read_bytes(), "yaml")


MODEL = emergency()
DIALS = dials_of(MODEL)
BY_KEY = {dial.key: dial for dial in DIALS}


def changed(lines: list[str]) -> Model:
    return Scenario("test", "\n".join(lines)).applied(MODEL, 1000)


def test_the_example_has_a_dial_for_each_thing_that_can_be_turned() -> None:
    told = [(dial.kind, dial.of, dial.now) for dial in DIALS]

    assert told == [
        ("units", "cubicles", 16),
        ("more", "nurses", 0),
        ("opens", "nurses", 0),
        ("closes", "nurses", 24),
        ("units", "beds", 60),
        ("demand", "front door", 100),
        ("stay", "Treating", 100),
        ("stay", "Caring on the ward", 100),
    ]


def test_beds_that_are_the_places_of_a_ward_change_with_them() -> None:
    lines = in_words(DIALS, {"units-2": 64})

    assert lines == ['pool "beds" = 64', 'places "Caring on the ward" = 64']
    model = changed(lines)
    assert model.nodes[1].places == 64
    assert model.pools[2].capacity == 64
    assert BY_KEY["units-2"].least == 1  # a ward without places is refused


def test_what_is_left_as_it_is_says_nothing() -> None:
    assert in_words(DIALS, {dial.key: dial.now for dial in DIALS}) == []


def positions(dial: Dial) -> st.SearchStrategy[float]:
    steps = round((dial.most - dial.least) / dial.step)
    return st.integers(0, steps).map(lambda at: dial.least + at * dial.step)


@given(st.fixed_dictionaries({}, optional={k: positions(d) for k, d in BY_KEY.items()}))
def test_what_sliders_say_is_read_back_from_the_words(turned: dict[str, float]) -> None:
    opens = turned.get("opens-1", 0.0)
    if opens >= turned.get("closes-1", 24.0):
        turned["closes-1"] = opens + 1

    found, others = read_back(DIALS, MODEL, "\n".join(in_words(DIALS, turned)))

    assert others == []
    for key, dial in BY_KEY.items():
        now = dial.now
        assert found.get(key, now) == pytest.approx(turned.get(key, now)), key


@pytest.mark.parametrize(
    ("changes", "turned", "others"),
    [
        ("pool cubicles + 2", {"units-0": 18}, []),
        ("pool cubicles x 2", {"units-0": 32}, []),
        ("pool nurses - 0.5", {"more-1": -0.5}, []),
        ("demand x 1.1", {}, ["demand x 1.1"]),
        ("pool cubicles = 99", {}, ["pool cubicles = 99"]),
        ("# a note\npool cubicles + 1", {"units-0": 17}, ["# a note"]),
        (
            "pool cubicles + 2 from day 3 for 4 days",
            {},
            ["pool cubicles + 2 from day 3 for 4 days"],
        ),
        # More beds and no more places is something else than the slider of beds says.
        ("pool beds + 4", {}, ["pool beds + 4"]),
        (
            "places Caring on the ward + 4\npool beds + 4",
            {},
            ["places Caring on the ward + 4", "pool beds + 4"],
        ),
    ],
)
def test_only_what_a_slider_can_say_becomes_one(
    changes: str, turned: dict[str, float], others: list[str]
) -> None:
    found, rest = read_back(DIALS, MODEL, changes)

    assert (found, rest) == (turned, others)
    assert changed([*in_words(DIALS, found), *rest]) == changed(changes.splitlines())


@pytest.mark.parametrize(
    ("share", "now", "most", "step"),
    [(0.05, 5, 50, 1), (0.125, 12.5, 50, 0.1), (0.72, 72, 80, 1)],
)
def test_who_stays_away_from_an_appointment_can_be_turned(
    share: float, now: float, most: float, step: float
) -> None:
    ward = example_model("ward").read_text("utf-8")
    model = read_model(ward.replace("no_show: 0.05", f"no_show: {share}"), "yaml")
    dials = dials_of(model)
    (dial,) = (each for each in dials if each.kind == "no-show")

    lines = in_words(dials, {dial.key: 0.0})

    assert (dial.of, dial.now, dial.most, dial.step) == (
        *("admissions office", now, most, step),
    )
    assert lines == ['no-show "admissions office" = 0']
    assert read_back(dials, model, lines[0]) == ({dial.key: 0.0}, [])
    assert in_words(dials, {dial.key: dial.now}) == []
