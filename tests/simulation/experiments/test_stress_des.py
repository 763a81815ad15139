"""A record says what was run, so that it can be run again, and what is left out."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.simulation.outcomes import run_plainly
from tests.simulation.runners import runner_of
from tests.simulation.systems import hospital, one_queue, two_classes
from wholeflow import __version__
from wholeflow.simulation.experiments.plans import Plan
from wholeflow.simulation.experiments.replications import replicate
from wholeflow.simulation.experiments.stress_des import Record, fingerprint, left_out
from wholeflow.simulation.model.arrivals import Random
from wholeflow.simulation.model.distributions import Exponential
from wholeflow.simulation.model.model import Present
from wholeflow.simulation.model.nodes import Patience


@pytest.fixture(scope="module")
def record() -> Record:
    model = replace(hospital(), notes=("Rates are made up.",))
    plan = Plan(hours=50, seed=77, warm_up_hours=8, runs=3)
    return replicate(model, plan, runner=runner_of(run_plainly)).stress_report()


def test_the_headings_are_those_of_the_guideline(record: Record) -> None:
    assert [section.title for section in record.sections] == [
        "1 Objectives",
        "2 Logic",
        "3 Data",
        "4 Experimentation",
        "5 Implementation",
        "6 Code access",
        "What this model leaves out",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "# hospital",
        "seed 77",
        "3 replications, as planned",
        "the first 8 hours are not counted",
        f"wholeflow {__version__}",
        fingerprint(replace(hospital(), notes=("Rates are made up.",))),
        "Rates are made up.",
        "shares, to {'Ward': 0.4, 'Clinic': 0.2}",
        "Service, Ward, all: exponential, mean 24.0",
        "mean wait at ED: ",
    ],
)
def test_a_record_says_how_to_do_it_again(record: Record, said: str) -> None:
    assert said in record.markdown()


def test_a_record_says_what_is_prevented() -> None:
    (door,) = two_classes().sources
    less = replace(door, prevented={"urgent": 0.25, "*": 0.1})
    model = replace(two_classes(), sources=(less,))
    plan = Plan(hours=5, seed=1, runs=1)

    ran = replicate(model, plan, runner=runner_of(run_plainly))

    assert "1 rates; 25.0% of urgent prevented; 10.0% of all others prevented" in (
        ran.stress_report().markdown()
    )


def test_json_says_what_the_page_says(record: Record) -> None:
    told = json.loads(record.json())

    says = [
        line
        for section in told["sections"]
        for item in section["items"]
        for line in item["says"]
    ]
    assert all(line in record.markdown() for line in says)


def test_a_model_that_is_changed_in_anything_has_another_fingerprint() -> None:
    model = one_queue()
    same, other = one_queue(), one_queue(mean=1.0000001)

    assert fingerprint(model) == fingerprint(same)
    assert fingerprint(model) != fingerprint(other)


def test_what_a_plain_queue_leaves_out_is_told() -> None:
    said = " ".join(left_out(one_queue()))

    assert "Demand at door is the same at every hour" in said
    assert "Any number may wait at Clinic" in said
    assert "Nobody gives up waiting at Clinic" in said
    assert "empty at the start" in said
    assert "All patients are of one class" in said
    assert "doctors: the same number at every hour" in said


def test_what_a_model_has_is_not_told_as_left_out() -> None:
    model = one_queue()
    node = replace(
        model.nodes[0],
        places=8,
        turnaround=Exponential(mean=0.1),
        patience=Patience(hours={"*": Exponential(mean=4.0)}),
    )
    source = replace(model.sources[0], arrivals=Random(per_hour=tuple(range(24))))
    fuller = replace(
        model, nodes=(node,), sources=(source,), present=(Present(node="Clinic"),)
    )

    said = " ".join(left_out(fuller))

    assert "Demand" not in said
    assert "may wait" not in said
    assert "gives up" not in said
    assert "ready for the next patient at once" not in said
    assert "empty at the start" not in said


def test_one_length_of_service_for_several_classes_is_told() -> None:
    said = left_out(two_classes())

    assert "Service at Clinic takes as long for every class of patient." in said
