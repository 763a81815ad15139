"""What a model foretells of an indicator becomes a predicted flag, and never evidence."""

from __future__ import annotations

import json

import pytest

from tests.builders import a_person, a_process, declared, judged, signed_in
from tests.server.flowing.care_models import a_model, a_scenario
from wholeflow import evidence
from wholeflow.errors import BadInput, NotFound, Refused
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing.models import CareModel, Scenario, ScenarioResult
from wholeflow.server.flowing.scenarios import actions, foretelling
from wholeflow.server.flowing.scenarios.findings import Ends, findings_of
from wholeflow.server.flowing.scenarios.units import UNITS
from wholeflow.server.history import clock
from wholeflow.server.mapping import actions as map_actions
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.flagging import Shown
from wholeflow.server.measuring.indicating import (
    NewIndicator,
    NewPoint,
    add_indicator,
    record_point,
)
from wholeflow.server.measuring.models import Flag, Indicator

WAIT = {"what": "mean wait", "of": "Desk"}


@pytest.fixture
def desk(ann: Person) -> Process:
    return a_process("Seeing people", by=ann, label="public", success="Nobody waits")


@pytest.fixture
def indicator(ann: Person, desk: Process) -> Indicator:
    """An indicator that fails at an hour and succeeds without a wait, in minutes."""
    asked = NewIndicator("Wait at the desk", 60, 0, "the desk", unit="min")
    add_indicator(by=ann, process_id=desk.pk, indicator=asked)
    return Indicator.objects.get()


@pytest.fixture
def model(ann: Person, process: Process, desk: Process) -> CareModel:
    model = a_model(ann, process, label="public")
    actions.tie(by=ann, model_id=model.pk, ties={"Desk": desk.pk})
    return model


def foretell_in(by: Person, model: CareModel, indicator: Indicator, unit: str) -> None:
    """Say that the wait at the desk foretells an indicator."""
    actions.foretell(
        by=by, model_id=model.pk, indicator_id=indicator.pk, told_in=unit, **WAIT
    )


def ends(flag: Shown) -> tuple[float, float]:
    return flag.lower, flag.upper


def a_result(
    scenario: Scenario, now: tuple[float, ...], then: tuple[float, ...]
) -> ScenarioResult:
    """Give a result in which the mean wait, in hours, lies between some ends."""
    difference = [one - other for one, other in zip(then, now, strict=True)]
    wait = {**WAIT, "unit": "hours", "now": now, "then": then, "p": 0.001}
    return ScenarioResult.objects.create(
        scenario=scenario,
        changes=scenario.changes,
        model_hash=scenario.model.model_hash,
        days=60,
        warm_up_hours=0,
        long_enough=True,
        runs=40,
        seed=7,
        version="0",
        findings=json.dumps([{**wait, "difference": difference}]),
        on=clock.today(),
    )


@pytest.mark.parametrize(
    ("ends", "scale", "lower", "upper"),
    [
        ((5, 4, 6), evidence.ValueScale(fail=10, target=0), 0.4, 0.6),
        ((5, -1, 11), evidence.ValueScale(fail=10, target=0), 0.0, 1.0),
        ((3, 2, 4), evidence.ValueScale.met_at_most(4), 1.0, 1.0),
        ((4, 3, 5), evidence.ValueScale.met_at_most(4), 0.0, 1.0),
        ((6, 5, 7), evidence.ValueScale.met_at_most(4), 0.0, 0.0),
        # Best in the middle, so neither end of the interval tells the most.
        (
            (5, 4, 7),
            evidence.ValueScale.from_knots([(0, 0), (5, 1), (10, 0)]),
            0.6,
            1.0,
        ),
    ],
)
def test_a_flag_runs_from_the_least_to_the_most_a_value_in_it_is_worth(
    ends: tuple[float, float, float],
    scale: evidence.ValueScale,
    lower: float,
    upper: float,
) -> None:
    flag = foretelling.flag_of(Ends(*ends), scale)

    assert (flag.lower, flag.upper) == pytest.approx((lower, upper))


@pytest.mark.parametrize(
    ("unit", "told"),
    [
        ("hours", (0.5, 0.25, 1)),
        ("minutes", (30, 15, 60)),
        ("share of the others", (0.5, 0, 0.75)),
        ("per cent of the others", (50, 0, 75)),
    ],
)
def test_ends_are_told_in_the_unit_of_the_indicator(
    unit: str, told: tuple[float, ...]
) -> None:
    ends = UNITS[unit].told(Ends(0.5, 0.25, 1))

    assert (ends.mean, ends.low, ends.high) == told


def test_a_process_has_flags_predicted_as_it_is_and_with_the_change(
    ann: Person, model: CareModel, desk: Process, indicator: Indicator
) -> None:
    foretell_in(ann, model, indicator, "minutes")
    result = a_result(a_scenario(ann, model), (0.5, 0.4, 0.6), (0.1, 0.0, 0.2))

    found = foretelling.predicted(model, findings_of(result))

    assert found is not None
    assert ends(found.now[desk.pk]) == pytest.approx((0.4, 0.6))
    assert ends(found.then[desk.pk]) == pytest.approx((0.8, 1.0))
    assert found.told[desk.pk][0].then == "0 to 12 min"


def test_what_is_foretold_stands_in_for_the_reading_and_all_else_stays(
    ann: Person, model: CareModel, desk: Process, indicator: Indicator
) -> None:
    failing = NewPoint(clock.today(), 60)
    record_point(by=ann, process_id=desk.pk, indicator_id=indicator.pk, point=failing)
    judged(desk, by=ann, good=0.3, bad=0.1)
    foretell_in(ann, model, indicator, "minutes")
    result = a_result(a_scenario(ann, model), (0.5, 0.4, 0.6), (0.1, 0.0, 0.2))

    found = foretelling.predicted(model, findings_of(result))

    assert found is not None
    assert ends(found.now[desk.pk]) == pytest.approx((0.4, 0.6))
    assert ends(found.then[desk.pk]) == pytest.approx((0.8, 0.9))  # as far as the judge


def test_predicted_flags_go_up_into_the_wholes_as_evidence_does(
    ann: Person, model: CareModel, desk: Process, indicator: Indicator
) -> None:
    whole = a_process("Getting in", by=ann, label="public", success="All are seen")
    map_actions.add_part(by=ann, process_id=whole.pk, part_id=desk.pk)
    declared(whole, by=ann)
    foretell_in(ann, model, indicator, "minutes")
    result = a_result(a_scenario(ann, model), (0.5, 0.4, 0.6), (0.1, 0.0, 0.2))
    before = list(Flag.objects.order_by("pk").values())

    found = foretelling.predicted(model, findings_of(result))

    assert found is not None
    assert ends(found.now[whole.pk]) == pytest.approx((0.4, 0.6))
    assert ends(found.then[whole.pk]) == pytest.approx((0.8, 1.0))
    assert list(Flag.objects.order_by("pk").values()) == before


def test_what_bears_little_on_its_process_says_little(
    ann: Person, model: CareModel, desk: Process, indicator: Indicator
) -> None:
    Indicator.objects.update(reliability=0.5)
    foretell_in(ann, model, indicator, "minutes")
    result = a_result(a_scenario(ann, model), (1, 1, 1), (0, 0, 0))

    found = foretelling.predicted(model, findings_of(result))

    assert found is not None
    assert ends(found.now[desk.pk]) == (0, 0.5)
    assert ends(found.then[desk.pk]) == (0.5, 1)


def test_a_process_of_which_nobody_said_what_success_is_has_no_predicted_flag(
    ann: Person, model: CareModel, desk: Process, indicator: Indicator
) -> None:
    success = desk.successes.get()
    map_actions.take_out_success(by=ann, process_id=desk.pk, success_id=success.pk)
    foretell_in(ann, model, indicator, "minutes")
    result = a_result(a_scenario(ann, model), (1, 1, 1), (0, 0, 0))

    found = foretelling.predicted(model, findings_of(result))

    assert found is not None
    assert (found.now, found.then) == ({}, {})
    assert found.told[desk.pk][0].now == "60 to 60 min"


def test_the_page_marks_what_is_predicted_and_the_evidence_stays_as_it_is(
    ann: Person, model: CareModel, desk: Process, indicator: Indicator
) -> None:
    before = Flag.objects.filter(process=desk).values().get()
    client, form = signed_in(ann), f"/flow/models/{model.pk}/foretell"
    sent = {"indicator": str(indicator.pk), "measure": "0", "told_in": "minutes"}
    client.post(
        form, {**sent, "measure": _place_of_wait(client.get(form).content.decode())}
    )
    scenario = a_scenario(ann, model)
    a_result(scenario, (0.5, 0.4, 0.6), (0.1, 0.0, 0.2))

    page = client.get(f"/flow/scenarios/{scenario.pk}").content.decode()

    assert "With “A second clerk”" in page
    assert "40 for, 20 not known, 40 against" in page
    assert "80 for, 20 not known, 0 against" in page
    assert Flag.objects.filter(process=desk).values().get() == before
    assert "80 for" not in client.get(f"/p/{desk.pk}").content.decode()


def _place_of_wait(page: str) -> str:
    option = next(
        line for line in page.split("<option") if "Desk: Wait, on average" in line
    )
    return option.split('"')[1]


def test_it_is_foretold_in_a_unit_that_fits(
    ann: Person, model: CareModel, indicator: Indicator
) -> None:
    with pytest.raises(
        BadInput, match="expected hours or minutes or days; got per cent"
    ):
        actions.foretell(
            by=ann,
            model_id=model.pk,
            indicator_id=indicator.pk,
            told_in="per cent",
            **WAIT,
        )


def test_only_indicators_of_its_own_processes_that_judge_are_foretold(
    ann: Person, process: Process, model: CareModel, indicator: Indicator
) -> None:
    watched = NewIndicator("Calls", None, None, "the desk")
    add_indicator(by=ann, process_id=indicator.process_id, indicator=watched)

    assert foretelling.indicators_of(ann, model) == [indicator]
    actions.tie(by=ann, model_id=model.pk, ties={"Desk": process.pk})
    with pytest.raises(NotFound):
        actions.foretell(
            by=ann,
            model_id=model.pk,
            indicator_id=indicator.pk,
            told_in="hours",
            **WAIT,
        )


def test_what_foretells_a_process_that_is_not_shared_is_not_listed(
    ann: Person, model: CareModel, desk: Process, indicator: Indicator
) -> None:
    foretell_in(ann, model, indicator, "hours")
    Process.objects.filter(pk=desk.pk).update(label="organisation")
    cai = a_person("Cai", organisation="Council")

    assert foretelling.ties(cai, model) == []
    assert len(foretelling.ties(ann, model)) == 1


def test_who_may_not_change_the_model_foretells_nothing(
    model: CareModel, indicator: Indicator
) -> None:
    with pytest.raises(Refused):
        actions.foretell(
            by=a_person("Bob"),
            model_id=model.pk,
            indicator_id=indicator.pk,
            told_in="hours",
            **WAIT,
        )


def test_it_is_taken_back(ann: Person, model: CareModel, indicator: Indicator) -> None:
    actions.foretell(
        by=ann, model_id=model.pk, indicator_id=indicator.pk, told_in="hours", **WAIT
    )
    (tie,) = foretelling.ties(ann, model)

    signed_in(ann).post(f"/flow/models/{model.pk}/foretell/{tie.pk}/out")

    assert foretelling.ties(ann, model) == []
