"""A fit that is written and read again answers as it did, number for number."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from tests.simulation.fitting.clinics import clinic, log_of, read, rows_of, usual_log
from tests.simulation.fitting.test_recovery import two_classes
from wholeflow.errors import BadInput, BadModel
from wholeflow.journeys import Journeys, example_log, read_log
from wholeflow.simulation import read_model
from wholeflow.simulation.experiments import Plan, Scenario
from wholeflow.simulation.files import is_fitted
from wholeflow.simulation.fitting import (
    Fitted,
    ask,
    fit,
    read_fitted,
    refuse,
    write_fitted,
)
from wholeflow.simulation.fitting.keeping import schema
from wholeflow.simulation.fitting.survival import MOST, Lengths

PLAN = Plan(hours=30 * 24, seed=3, runs=4, warm_up_hours=5 * 24)


@lru_cache(maxsize=1)
def usual() -> Fitted:
    return fit(usual_log(), seed=1, runs=19)


def one_time() -> Journeys:
    return read(rows_of(log_of(clinic())), both_times=False)


def again(fitted: Fitted) -> Fitted:
    return read_fitted(write_fitted(fitted))


@pytest.mark.parametrize("scenario", [None, Scenario("more", "pool Ward + 2")])
def test_it_answers_alike_to_the_last_digit(scenario: Scenario | None) -> None:
    assert ask(again(usual()), PLAN, scenario=scenario) == ask(
        usual(), PLAN, scenario=scenario
    )


@pytest.mark.parametrize(
    ("log", "column"),
    [(usual_log, None), (one_time, None), (two_classes, "class")],
    ids=["usual", "one time", "two classes"],
)
def test_nothing_is_lost(log: Callable[[], Journeys], column: str | None) -> None:
    fitted = fit(log(), seed=1, runs=19, patient_class=column)
    found = again(fitted)

    assert found.model == fitted.model
    assert found.identifiable == fitted.identifiable
    assert found.division == fitted.division
    drawn = [of.estimates.drawn(np.random.default_rng(1)) for of in (fitted, found)]
    assert drawn[0].service == drawn[1].service
    assert drawn[0].delay == drawn[1].delay
    assert drawn[0].limits == drawn[1].limits
    for name in ("rates", "classes", "ways"):
        assert np.array_equal(*(getattr(of, name) for of in drawn))


def test_what_was_refused_is_refused_again_in_the_same_words() -> None:
    fitted = fit(read_log(example_log()), seed=1, runs=19)
    said = []
    for each in (fitted, again(fitted)):
        with pytest.raises(BadInput) as refused:
            refuse(each, None)
        said.append(str(refused.value))

    assert "does not know how many come" in said[0]
    assert said[0] == said[1]


def test_the_file_is_of_its_schema_and_of_no_patient() -> None:
    text = write_fitted(usual())
    told = json.loads(text)

    Draft202012Validator(schema()).validate(told)
    assert is_fitted(text.encode())
    stays = told["service"]["Ward"]["*"]["ended"]["hours"]
    assert stays == sorted(stays)
    assert not {"case", "cases", "person"} & set(told)


def test_a_file_that_was_changed_is_refused() -> None:
    told = json.loads(write_fitted(usual()))
    told["waits"]["Ward"][0]["units"] = 40

    with pytest.raises(BadModel, match="changed since"):
        read_fitted(json.dumps(told))


def test_what_is_no_fit_is_told_with_its_line() -> None:
    with pytest.raises(BadModel, match='expected a field "frame"'):
        read_fitted('{"wholeflow": "fitted-model 1", "digest": ""}')
    with pytest.raises(BadModel, match='expected "fitted-model 1", got nothing'):
        read_fitted("{}")


def test_who_reads_a_fit_as_a_model_is_told_what_it_is() -> None:
    with pytest.raises(BadModel, match="expected a model alone, got a fit"):
        read_model(write_fitted(usual()), "json")


def test_a_plain_model_is_no_fit() -> None:
    assert not is_fitted(b'{"wholeflow": "simulation-model 1", "name": "a"}')


def test_many_lengths_are_kept_as_few_and_draw_alike() -> None:
    rng = np.random.default_rng(1)
    hours = rng.gamma(2, 15, size=50_000)
    lengths = Lengths(hours, rng.random(50_000) < 0.9)
    kept = lengths.in_order()

    assert len(kept.hours) == 50_000
    assert len(np.unique(kept.hours[kept.ended])) <= MOST
    assert kept.hours[kept.ended].mean() == pytest.approx(
        hours[lengths.ended].mean(), rel=1e-5
    )
    assert kept.n_ended == lengths.n_ended
    spread = np.quantile(kept.hours, [0.01, 0.5, 0.99])
    assert spread == pytest.approx(np.quantile(hours, [0.01, 0.5, 0.99]), rel=0.02)
