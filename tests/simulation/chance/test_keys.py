"""The stream of random numbers stays what it is: other results would change with it."""

from __future__ import annotations

import numpy as np
import pytest

from wholeflow.simulation.chance.keys import mixed, named, of_run, uniform
from wholeflow.simulation.chance.purposes import key_of


def test_mixing_gives_the_published_stream_of_splitmix64() -> None:
    # The first numbers from seed 0, as java.util.SplittableRandom gives them.
    first = [mixed(0, number) for number in range(3)]

    assert first == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("", 0xCBF29CE484222325),
        ("a", 0xAF63DC4C8601EC8C),
        ("foobar", 0x85944171F73967E8),
    ],
)
def test_a_name_has_the_published_number_of_fnv_1a(name: str, number: int) -> None:
    assert named(name) == number


def test_the_keys_of_a_run_and_of_a_purpose_are_pinned() -> None:
    run = of_run(7, 3)
    draw = mixed(mixed(run, key_of("service", "Ward")), 12)

    # As they were when first drawn; a change here changes the results of every seed.
    assert (run, draw) == (2185661678744672605, 1432655333241966408)
    assert uniform(draw) == 0.07766440123619411


def test_uniforms_lie_within_and_are_as_even_as_chance_would_have_it() -> None:
    drawn = np.array([uniform(mixed(5, number)) for number in range(40_000)])
    in_tenths = np.histogram(drawn, bins=10, range=(0, 1))[0]

    # Chi-squared of 9: above 27.9 once in a thousand.
    assert ((in_tenths - 4_000) ** 2 / 4_000).sum() < 27.9
    assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 3.3 / 200


def test_the_ends_are_never_drawn() -> None:
    assert 0 < uniform(0) < uniform(2**64 - 1) < 1
