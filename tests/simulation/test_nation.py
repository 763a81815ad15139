"""The hospitals of a country as one model, here of few trusts."""

from __future__ import annotations

import math

import pytest

from wholeflow.errors import BadInput
from wholeflow.simulation import check, estimate, loads_of, national_model
from wholeflow.simulation.engine.running import compile_model, run_once

HOURS_A_YEAR = 8766
ATTENDANCES, ADMISSIONS = 600_000, 156_000
ADMITTING = ("acute medicine", "surgical", "critically")


@pytest.fixture(scope="module")
def model():
    return national_model(trusts=3, attendances=ATTENDANCES, admissions=ADMISSIONS)


@pytest.fixture(scope="module")
def of_patients_by_trust(model):
    """Half a year, after three weeks in which the beds fill: counts by trust and step."""
    ready = compile_model(model, hours=4368 + 504, warm_up_hours=504)
    return run_once(ready, seed=1).counts[0].reshape(3, 8, 2, -1)


def test_nothing_is_wrong_with_it(model):
    check(model)

    assert max(load.share for load in loads_of(model)) < 0.99


def test_as_many_attend_as_is_said(model):
    a_year = [
        math.fsum(source.arrivals.per_hour) * HOURS_A_YEAR / 168
        for source in model.sources
    ]

    assert math.fsum(a_year) == pytest.approx(ATTENDANCES)
    assert a_year == pytest.approx([100_000, 200_000, 300_000])


def test_as_many_are_admitted_as_is_said(of_patients_by_trust):
    ended = of_patients_by_trust[..., 7].sum(axis=(0, 2))
    treated, after = ended[1], ended[3:6].sum()

    # Of those in acute medicine and surgery, 2 % go on to critical care.
    admitted = after - 0.02 * ended[3:5].sum()
    share = ADMISSIONS / ATTENDANCES
    spread = math.sqrt(share * (1 - share) / treated)

    assert admitted / treated == pytest.approx(share, abs=5 * spread)


def test_nobody_waits_without_end(of_patients_by_trust):
    arrivals, ended = (of_patients_by_trust[..., kind].sum() for kind in (0, 7))

    assert ended / arrivals > 0.98


def test_minor_patients_are_treated_and_go_home(of_patients_by_trust):
    minor = of_patients_by_trust[:, :, 1, 0].sum(axis=0)

    assert (minor[:2] > 10_000).all()
    assert not minor[2:].any()


def test_a_whole_country_is_a_large_run():
    model = national_model()

    check(model)

    assert len(model.nodes) == 992
    assert estimate(model, 8760).services == pytest.approx(61e6, rel=0.02)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"trusts": 0}, "trusts: expected at least 1, got 0"),
        ({"attendances": 0}, "attendances: expected a number above 0, got 0"),
        (
            {"admissions": 20e6},
            "admissions: expected more than 0, and at most 50% of the 25,000,000 ",
        ),
        ({"admissions": 0}, "attendances, got 0"),
        ({"attendances": math.nan}, "attendances: expected a number above 0, got nan"),
    ],
)
def test_what_cannot_be_is_refused(given, said):
    with pytest.raises(BadInput) as refused:
        national_model(**given)

    assert said in str(refused.value)
