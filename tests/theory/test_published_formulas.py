"""Formulas in print beside exact answers: the examples of docs/explanation.

Each is written here as it is printed, so that nobody has to take its fault on trust.
"""

from __future__ import annotations

import pytest

from wholeflow.evidence import (
    CERTAIN,
    Chance,
    Flag,
    all_of,
    any_of,
    bears_on,
    meet,
)


def ends(flag: Flag) -> tuple[float, float]:
    return flag.lower, flag.upper


def test_and_by_a_degree_forgets_what_two_great_chances_must_share() -> None:
    lower, rho_low = 0.9, 0.0

    printed = rho_low * min(lower, lower)

    assert printed == 0.0
    assert all_of([Flag(0.9, 0.9)] * 2).lower == pytest.approx(0.8)


def test_or_by_a_degree_as_printed_stands_upside_down() -> None:
    chance, rho_low, rho_high = 0.6, 0.0, 1.0

    printed = (
        chance + chance - rho_low * min(chance, chance),
        chance + chance - rho_high * min(chance, chance),
    )

    assert printed == (1.2, 0.6)
    assert ends(any_of([Flag(0.6, 0.6)] * 2)) == (0.6, 1.0)


def test_a_degree_is_no_free_choice() -> None:
    """Two chances of 0.9 or more overlap by 0.8 or more, so rho cannot be 0.5."""
    least_overlap = all_of([Flag(0.9, 0.9)] * 2).lower

    assert least_overlap / 0.9 == pytest.approx(8 / 9)


def test_the_chance_without_the_evidence_is_not_one_number() -> None:
    for_, against, sufficiency, necessity = 0.4, 0.1, 1.0, 0.5

    printed = sufficiency * for_ + (1 - necessity) * (1 - against)

    exact = bears_on(Flag(0.4, 0.9), sufficiency=CERTAIN, necessity=Chance(0.5, 0.5))
    assert printed == pytest.approx(0.85)
    assert ends(exact) == pytest.approx((0.7, 0.95))


def test_the_least_red_hides_the_part_that_fails() -> None:
    parts = [Flag(0.8, 0.9), Flag(0.1, 0.2)]

    printed = min(part.evidence_against for part in parts)

    assert printed == pytest.approx(0.1)
    assert all_of(parts).evidence_against == pytest.approx(0.8)


def test_support_added_up_as_if_independent_is_too_sure() -> None:
    parts = [Flag(0.5, 1.0)] * 2

    printed = 1 - (1 - 0.5) * (1 - 0.5)

    assert printed == 0.75
    assert any_of(parts).lower == 0.5


def dempster(
    one: tuple[float, float], other: tuple[float, float]
) -> tuple[float, float]:
    """Masses for and against of two sources, with their conflict divided away."""
    (given, against), (more, less) = one, other
    left = 1 - (given * less + against * more)
    both_for = given + more - given * more - (given * less + against * more)
    both_against = against + less - against * less - (given * less + against * more)
    return both_for / left, both_against / left


def test_dempsters_rule_grows_sure_by_hearing_the_same_again() -> None:
    source = heard = (0.6, 0.1)

    for _ in range(4):
        heard = dempster(heard, source)

    assert (heard[0], 1 - heard[1]) == pytest.approx((0.983, 0.987), abs=5e-4)
    assert ends(meet([Flag(0.6, 0.9)] * 5)) == (0.6, 0.9)


def test_the_mean_of_parts_that_are_all_needed_is_no_success() -> None:
    parts = [Flag(1, 1), Flag(0, 0), Flag(0, 0)]

    assert sum(part.lower for part in parts) / 3 == pytest.approx(0.333, abs=5e-4)
    assert ends(all_of(parts)) == (0.0, 0.0)
