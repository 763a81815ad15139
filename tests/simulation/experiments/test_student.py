"""Student's t as SciPy has it."""

from __future__ import annotations

import pytest
from scipy import stats

from wholeflow.simulation.experiments.student import quantile, share_within

DEGREES = (1, 2, 3, 4, 9, 10, 19, 100, 999)


@pytest.mark.parametrize("degrees", DEGREES)
@pytest.mark.parametrize("share", [0.0, 0.5, 0.8, 0.95, 0.99, 0.999999])
def test_quantiles_are_scipys(degrees: int, share: float) -> None:
    expected = stats.t.ppf((1 + share) / 2, degrees)

    assert quantile(share, degrees) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("degrees", DEGREES)
@pytest.mark.parametrize("t", [0.0, 0.3, 1.0, 2.5, 40.0])
def test_shares_are_scipys(degrees: int, t: float) -> None:
    expected = 1 - 2 * stats.t.sf(t, degrees)

    assert share_within(t, degrees) == pytest.approx(expected, abs=1e-13)
