"""The kernel's draws are those of the plain forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from wholeflow.simulation.chance.keys import mixed, uniform
from wholeflow.simulation.engine import draws

# Of SplitMix64 from seed 0, as Vigna's C program prints them.
FIRST_OF_SPLITMIX = 0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F


@pytest.mark.parametrize(("number", "expected"), list(enumerate(FIRST_OF_SPLITMIX)))
def test_the_stream_is_that_of_splitmix64(number: int, expected: int) -> None:
    assert mixed(0, number) == expected


@pytest.mark.parametrize("key", [0, 1, 2**63, 2**64 - 1, 0x123456789ABCDEF])
def test_keys_mix_as_in_plain_python(key: int) -> None:
    with np.errstate(over="ignore"):
        mixed_here = draws.mixed(np.uint64(key), np.uint64(7))

    assert int(mixed_here) == mixed(key, 7)
    assert draws.uniform(mixed_here) == uniform(mixed(key, 7))


def test_normal_scores_are_right_to_the_last_digits() -> None:
    shares = [2.0**-53, 1e-12, 1e-5, 0.02, 0.075, 0.3, 0.5, 0.7, 0.93, 0.999, 1 - 1e-12]

    scores = [draws.normal_score(share) for share in shares]

    np.testing.assert_allclose(scores, special.ndtri(shares), rtol=1e-12, atol=1e-15)
