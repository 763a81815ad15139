"""Reference cases of the flag calculus, worked by hand or by linear programming.

Each is written as flag = (lower, upper); the expected numbers hold to six digits and
were made outside this code base.
"""

from __future__ import annotations

import pytest

from wholeflow.evidence import (
    Chance,
    Dependence,
    Flag,
    Logic,
    Point,
    ValueScale,
    ageing,
    all_of,
    any_of,
    at_least,
    bears_on,
    flag_from_points,
    hull,
    link,
    meet,
    share_of,
    shares_of_missing,
)

SIX_DIGITS = 5e-7
THREE = (Flag(0.9, 0.95), Flag(0.8, 1.0), Flag(0.85, 0.9))
WEEKLY_PERCENTAGES = (92, 95, 84, 97, 93, 96)


def ends(flag: Flag) -> tuple[float, float]:
    return flag.lower, flag.upper


@pytest.mark.parametrize(
    ("dependence", "expected"),
    [
        pytest.param("unknown", (0.55, 0.9), id="unknown"),
        pytest.param("independent", (0.612, 0.855), id="independent"),
        pytest.param("not opposed", (0.612, 0.9), id="not opposed"),
        pytest.param("stand or fall together", (0.8, 0.9), id="together"),
        pytest.param("compete", (0.55, 0.855), id="compete"),
    ],
)
def test_three_necessary_parts(dependence: str, expected: tuple[float, float]) -> None:
    flag = all_of(THREE, dependence=Dependence.from_words(dependence))

    assert ends(flag) == pytest.approx(expected, abs=SIX_DIGITS)


def test_evidence_that_bears_on_a_process() -> None:
    flag = bears_on(
        Flag(0.4, 0.9), sufficiency=Chance(0.8, 1.0), necessity=Chance(0.5, 0.7)
    )

    assert ends(flag) == pytest.approx((0.5, 0.95), abs=SIX_DIGITS)


def test_evidence_that_speaks_against_a_process() -> None:
    flag = bears_on(
        Flag(0.3, 0.6), sufficiency=Chance(0.2, 0.3), necessity=Chance(0.1, 0.2)
    )

    assert ends(flag) == pytest.approx((0.44, 0.72), abs=SIX_DIGITS)


def test_any_of_three() -> None:
    flag = any_of([Flag(0.3, 0.5), Flag(0.2, 0.4), Flag(0.1, 0.6)])

    assert ends(flag) == pytest.approx((0.3, 1.0), abs=SIX_DIGITS)


def test_three_of_four() -> None:
    four = [Flag(0.9, 0.95), Flag(0.7, 0.8), Flag(0.6, 0.9), Flag(0.5, 0.55)]

    assert ends(at_least(3, four)) == pytest.approx((0.35, 1.0), abs=SIX_DIGITS)


def test_three_that_share_the_cases() -> None:
    flag = share_of(
        [Flag(0.8, 0.9), Flag(0.5, 0.7), Flag(0.2, 0.6)],
        [Chance(0.4, 0.6), Chance(0.2, 0.4), Chance(0.1, 0.3)],
    )

    assert ends(flag) == pytest.approx((0.53, 0.81), abs=SIX_DIGITS)


def test_three_parts_of_different_necessity_and_doubtful_sufficiency() -> None:
    necessities = (Chance(0.9, 1.0), Chance(0.4, 0.6), Chance(0.2, 0.2))

    linked = [link(*pair) for pair in zip(THREE, necessities, strict=True)]
    flag = all_of(linked, sufficiency=Chance(0.9, 0.95))

    assert ends(flag) == pytest.approx((0.675, 0.90725), abs=SIX_DIGITS)


def test_ninety_days_at_a_half_life_of_a_hundred_and_eighty() -> None:
    flag = ageing(Flag(0.7, 0.8), 90, half_life_days=180)

    assert ends(flag) == pytest.approx((0.494975, 0.858579), abs=SIX_DIGITS)


def test_statements_that_agree_leave_what_all_of_them_allow() -> None:
    flag = meet([Flag(0.5, 0.9), Flag(0.3, 0.7), Flag(0.0, 0.8)])

    assert ends(flag) == (0.5, 0.7)
    widths = (flag.evidence_for, flag.contested, flag.unknown, flag.evidence_against)
    assert widths == pytest.approx((0.5, 0.0, 0.2, 0.3))


def test_statements_that_disagree_stay_contested() -> None:
    flag = meet([Flag(0.7, 0.95), Flag(0.1, 0.4)])

    assert ends(flag) == (0.7, 0.4)
    assert hull([Flag(0.7, 0.95), Flag(0.1, 0.4)]) == Flag(0.1, 0.95)
    widths = (flag.evidence_for, flag.contested, flag.unknown, flag.evidence_against)
    assert widths == pytest.approx((0.4, 0.3, 0.0, 0.3))


def test_six_points_of_an_indicator() -> None:
    points = map(Point, WEEKLY_PERCENTAGES)

    flag = flag_from_points(points, ValueScale(fail=85, target=95))

    assert ends(flag) == pytest.approx((0.340802, 0.969818), abs=SIX_DIGITS)


def test_six_points_of_an_indicator_forty_five_days_later() -> None:
    points = map(Point, WEEKLY_PERCENTAGES)

    flag = flag_from_points(points, ValueScale(fail=85, target=95))
    aged = ageing(flag, 45, half_life_days=180)

    assert ends(aged) == pytest.approx((0.286579, 0.97462), abs=SIX_DIGITS)


def test_a_shared_part_is_safe_though_not_tight() -> None:
    """The exact answer is (0.7, 0.95); 0.814506 for the upper end would be too sure."""
    leaf = Flag(0.9, 0.95)
    side = all_of([leaf, leaf])

    assert ends(all_of([side, side])) == pytest.approx((0.6, 0.95), abs=SIX_DIGITS)


def test_two_layers_with_evidence_of_their_own() -> None:
    linked = [
        link(Flag(0.9, 0.95), Chance(0.5, 0.5)),
        link(Flag(0.6, 0.8), Chance(0.8, 0.8)),
    ]
    by_parts = all_of(linked, sufficiency=Chance(0.95, 1.0))

    first = meet([by_parts, Flag(0.3, 0.82)])
    top = all_of(
        [
            link(first, Chance(0.5, 0.5)),
            link(Flag(0.7, 0.75), Chance(0.25, 0.25)),
        ]
    )

    assert ends(by_parts) == pytest.approx((0.5985, 0.84), abs=SIX_DIGITS)
    assert ends(first) == pytest.approx((0.5985, 0.82), abs=SIX_DIGITS)
    assert ends(top) == pytest.approx((0.72425, 0.91), abs=SIX_DIGITS)


def test_what_is_missing_at_the_top_of_two_layers() -> None:
    """Two layers as above: shares of shares, down to the leaves, add up at the top."""
    (by_first, by_second), _ = shares_of_missing([0.79925, 0.925], Logic())
    (first, second), doubt = shares_of_missing(
        [0.95, 0.68], Logic(sufficiency=Chance(0.95, 1.0))
    )

    of_first = by_first / (1 - 0.5985)
    shares = (of_first * first, of_first * second, of_first * doubt, by_second)
    assert shares == pytest.approx((0.02375, 0.152, 0.025, 0.075), abs=SIX_DIGITS)
    assert sum(shares) == pytest.approx(1 - 0.72425, abs=SIX_DIGITS)
