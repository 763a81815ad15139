"""The models that come along are without fault, and say where their numbers come from."""

from __future__ import annotations

import pytest

from wholeflow.errors import NotFound
from wholeflow.simulation import EXAMPLES, Model, example_model, read_model
from wholeflow.simulation.experiments import (
    Comparison,
    Plan,
    Runner,
    Scenario,
    compare,
    left_out,
)
from wholeflow.simulation.measures import Measure, measure_of

BED = "Arranging support in hospital"
AT_HOME = f"service {BED} x 0.218182\nservice Caring at home x 1.102381"
MORE_CARE = "pool home care + 24\nplaces Caring at home + 24"
WHAT_IS_SAID = {"blocked": ("mean blocked", BED), "used": ("utilisation", "beds")}


def example(name: str) -> Model:
    return read_model(example_model(name).read_bytes(), "yaml", source=name)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_is_read_and_says_where_its_numbers_come_from(name: str) -> None:
    notes = " ".join(example(name).notes)

    assert "numbers are assumed" in notes or "https://doi.org/" in notes


def test_one_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="no example wards; there are emergency, ward"):
        example_model("wards")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("emergency", "Nobody gives up waiting at Treating."),
        ("ward", "Theatres are left out"),
        ("discharge-to-assess", "Nobody comes back to hospital"),
        ("falls", "Nobody falls again because of a stay in hospital."),
        ("treatment-centre", "trauma rooms: the same number at every hour"),
    ],
    ids=EXAMPLES,
)
def test_the_record_of_each_says_what_it_leaves_out(name: str, sentence: str) -> None:
    assert any(sentence in line for line in left_out(example(name)))


@pytest.fixture(scope="module")
def at_home() -> Comparison:
    model = example("discharge-to-assess")
    return compare(
        model,
        [
            Scenario("the same care", AT_HOME),
            Scenario("more care", f"{AT_HOME}\n{MORE_CARE}"),
            Scenario("less care", MORE_CARE.replace("+", "-")),
        ],
        Plan(hours=24 * 730, warm_up_hours=24 * 200, seed=1, runs=20),
        measures=[measure(model, name) for name in (*WHAT_IS_SAID, "wait")],
        runner=Runner(),
    )


def measure(model: Model, name: str) -> Measure:
    if name == "wait":
        return measure_of(model, "mean wait", "Treating on the ward")
    return measure_of(model, *WHAT_IS_SAID[name])


def days_to_home(at_home: Comparison, name: str | None) -> float:
    ran = at_home.scenarios[name] if name else at_home.base
    parts = ("mean wait", "mean service", "mean blocked")
    of = (measure_of(ran.model, part, BED) for part in parts)
    return sum(ran.interval(each).mean for each in of) / 24


@pytest.mark.parametrize(
    ("name", "days"), [(None, 5.5), ("more care", 1.2)], ids=["base", "more care"]
)
def test_the_time_from_ready_to_home_is_that_of_the_published_figures(
    at_home: Comparison, name: str | None, days: float
) -> None:
    assert days_to_home(at_home, name) == pytest.approx(days, abs=0.15)


def test_without_more_care_people_are_blocked_in_their_beds(
    at_home: Comparison,
) -> None:
    blocked = measure(at_home.base.model, "blocked")

    assert at_home.differences["the same care", blocked].interval.low > 12
    assert days_to_home(at_home, "the same care") > 2


def test_less_care_at_home_makes_people_wait_for_a_hospital_bed(
    at_home: Comparison,
) -> None:
    wait = measure(at_home.base.model, "wait")

    assert at_home.differences["less care", wait].interval.low > 0


def test_beds_are_freed_as_the_sum_of_patient_days_says(at_home: Comparison) -> None:
    """Five people a day, each 4.3 days less in one of 120 beds."""
    used = measure(at_home.base.model, "used")
    difference = at_home.differences["more care", used].interval

    assert difference.low < -5 * 4.3 / 120 < difference.high
    assert difference.half_width < 0.01


CUTS = (0, 8, 16, 24)  # of 240 who can be cared for at home


def with_less_care(places: str) -> dict[int, tuple[float, float, float]]:
    """Give the wait for a bed, who is blocked, and who waits at home, by how much is cut."""
    model = example("discharge-to-assess")
    measures = [
        measure(model, "wait"),
        measure_of(model, "patients blocked", BED),
        measure_of(model, "patients waiting", "Caring at home"),
    ]
    told = compare(
        model,
        [
            Scenario(
                str(cut), f"pool home care - {cut}\n{places.replace('CUT', str(cut))}"
            )
            for cut in CUTS
        ],
        Plan(hours=24 * 730, warm_up_hours=24 * 200, seed=1, runs=12),
        measures=measures,
        runner=Runner(),
    )
    waits, blocked, at_home = (
        [told.scenarios[str(cut)].interval(each).mean for cut in CUTS]
        for each in measures
    )
    return dict(zip(CUTS, zip(waits, blocked, at_home, strict=True), strict=True))


def test_less_care_at_home_reaches_the_front_door_step_by_step() -> None:
    told = with_less_care("places Caring at home - CUT")

    waits, blocked, at_home = zip(*told.values(), strict=True)
    assert sorted(waits) == [*waits]
    assert sorted(blocked) == [*blocked]
    assert waits[-1] > 10 * waits[0]
    assert not any(at_home)  # whoever waits does so in a hospital bed


def test_where_nobody_is_blocked_the_hospital_does_not_feel_it() -> None:
    told = with_less_care("places Caring at home = none")

    waits, blocked, at_home = zip(*told.values(), strict=True)
    assert len(set(waits)) == 1  # to the last bit: everybody's luck is their own
    assert not any(blocked)
    assert sorted(at_home) == [*at_home]
    assert at_home[-1] > 10 * at_home[0]


def test_more_beds_mean_fewer_operations_called_off_on_the_ward() -> None:
    ward = example("ward")
    called_off = measure_of(
        ward, "gave up", "Caring on the ward", patient_class="planned"
    )

    told = compare(
        ward,
        [Scenario("two more", "pool beds + 2")],
        Plan(hours=24 * 120, warm_up_hours=24 * 28, seed=1, runs=20),
        measures=[called_off],
        runner=Runner(),
    )

    assert told.base.interval(called_off).low > 0.03
    assert told.differences["two more", called_off].interval.high < -0.02
