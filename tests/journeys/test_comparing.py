"""Two sides held together: what is told, what is left out, and how often it is right."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.errors import BadInput
from wholeflow.journeys import Columns, Journeys
from wholeflow.journeys.arrays import Hours
from wholeflow.journeys.measures import resampling
from wholeflow.journeys.measures.comparing import (
    Sides,
    before_and_after,
    case_mix,
    compare_hours,
    compare_shares,
)
from wholeflow.journeys.measures.confidence import newcombe, wilson
from wholeflow.journeys.measures.flow import span_hours
from wholeflow.journeys.measures.resampling import Sample, draw_again

ALog = Callable[..., Journeys]
MAY = dt.datetime(2024, 5, 10, tzinfo=dt.UTC)


def rng() -> np.random.Generator:
    return np.random.default_rng(11)


def giving(*hours: float) -> Callable[[Journeys], Hours]:
    """A measure that gives these hours for the cases named 0, 1, ..."""

    def measure(journeys: Journeys) -> Hours:
        return np.array([hours[int(name)] for name in journeys.case_names])

    return measure


@pytest.fixture
def cut_log(a_log: ALog) -> Journeys:
    """Two cases of 24 h before 10 May, one open then, two of 48 h after it."""
    return a_log(
        *(
            "a,come,2024-05-01",
            "a,go,2024-05-02",
            "b,come,2024-05-03",
            "b,go,2024-05-04",
        ),
        *("c,come,2024-05-09", "c,go,2024-05-20"),
        *(
            "d,ring,2024-05-10",
            "d,go,2024-05-12",
            "e,ring,2024-05-13",
            "e,go,2024-05-15",
        ),
    )


def test_what_was_open_at_the_change_is_left_out_and_told(cut_log: Journeys) -> None:
    sides = before_and_after(cut_log, MAY)

    assert sides.first.case_names.to_list() == ["a", "b"]
    assert sides.second.case_names.to_list() == ["d", "e"]
    assert sides.left_out == 1
    found = compare_hours(sides, span_hours, rng=rng())
    assert any("1 journeys were open at the change" in word for word in found.cautions)


def test_differences_are_of_the_second_less_the_first(cut_log: Journeys) -> None:
    found = compare_hours(before_and_after(cut_log, MAY), span_hours, rng=rng()).drawn

    assert [one.estimate for one in found.means] == [24, 48]
    assert [one.estimate for one in found.medians] == [24, 48]
    assert found.difference_of_means.estimate == 24
    assert found.difference_of_medians.estimate == 24
    assert found.ratio_of_means is not None
    assert found.ratio_of_means.estimate == 2


def test_what_is_told_first_is_that_it_is_no_cause(cut_log: Journeys) -> None:
    found = compare_hours(before_and_after(cut_log, MAY), span_hours, rng=rng())

    assert found.cautions[0].startswith("This is an association.")
    assert any("journeys begin differently: 100%" in word for word in found.cautions)
    assert any("2 people are too few" in word for word in found.cautions)


def test_the_mix_of_beginnings_stands_beside(cut_log: Journeys) -> None:
    mix = case_mix(before_and_after(cut_log, MAY))

    assert [(part.name, part.first, part.second) for part in mix] == [
        ("come", 2, 0), ("ring", 0, 2),
    ]  # fmt: skip


def test_no_mix_is_told_by_member_of_staff(patients: Journeys) -> None:
    with pytest.raises(BadInput, match="names members of staff"):
        case_mix(Sides(patients, patients, ("a", "b")), "resource")


def test_cases_of_which_nobody_knows_are_told_and_not_counted(a_log: ALog) -> None:
    log = a_log(*(f"{n},come,2024-05-0{n + 1}" for n in range(4)))
    sides = Sides(log, log, ("North", "South"))

    found = compare_shares(sides, giving(1, 0, float("nan"), 1))

    assert (found.first.cases, found.first.unknown) == (3, 1)
    assert found.shares[0].estimate == 2 / 3
    assert "North: of 1 more journeys it cannot be told." in found.cautions


def test_a_side_of_which_nothing_can_be_told_is_refused(a_log: ALog) -> None:
    log = a_log("0,come,2024-05-01")

    with pytest.raises(BadInput, match="North: there is no journey of which this can"):
        compare_shares(Sides(log, log, ("North", "South")), giving(float("nan")))


def test_shares_of_persons_with_one_case_each_have_newcombes_interval(
    a_log: ALog,
) -> None:
    first = a_log(*(f"{n},come,2024-05-01" for n in range(80)))
    second = replace(a_log(*(f"{n},come,2024-05-01" for n in range(70))), source="b")
    so = giving(*[1.0] * 48, *[0.0] * 32), giving(*[1.0] * 56, *[0.0] * 14)

    def condition(journeys: Journeys) -> Hours:
        return so[journeys.n_cases == 70](journeys)

    found = compare_shares(Sides(first, second, ("A", "B")), condition)

    assert found.shares == (wilson(48, 80), wilson(56, 70))
    assert found.difference.low == pytest.approx(0.0524, abs=5e-5)
    assert found.difference.high == pytest.approx(0.3339, abs=5e-5)


def test_cases_of_one_person_that_are_all_alike_count_as_one(a_log: ALog) -> None:
    rows = [f"{n},come,2024-05-01,P{n // 4}" for n in range(160)]
    log = a_log(*rows, columns="case,activity,time,person")
    alike = giving(*(float(n // 4 % 2) for n in range(160)))

    found = compare_shares(Sides(log, log, ("A", "B")), alike)

    one_each = wilson(20, 40)
    assert (found.first.cases, found.first.persons) == (160, 40)
    assert found.shares[0].low == pytest.approx(one_each.low, abs=0.005)


def sample(values: Hours, first_person: int = 0, cases_each: int = 1) -> Sample:
    persons = first_person + np.arange(len(values)) // cases_each
    return Sample(values, persons.astype(np.int32))


def test_the_same_state_of_chance_gives_the_same_interval() -> None:
    samples = sample(rng().exponential(5, 40)), sample(rng().exponential(6, 40), 40)

    first, second = (
        draw_again(*samples, rng=rng(), repeats=200, level=0.9) for _ in range(2)
    )

    assert first == second


def test_drawing_all_at_once_or_a_few_at_a_time_are_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    samples = sample(rng().exponential(5, 40)), sample(rng().exponential(6, 40), 40)
    at_once = draw_again(*samples, rng=rng(), repeats=4000, level=0.9)
    monkeypatch.setattr("wholeflow.journeys.measures.resampling._CELLS", 40 * 7)

    few = draw_again(*samples, rng=rng(), repeats=4000, level=0.9)

    assert few.difference_of_means.low == pytest.approx(
        at_once.difference_of_means.low, abs=0.15
    )


def test_a_person_on_both_sides_moves_both() -> None:
    values = rng().exponential(50, 60)
    before, after = sample(values), sample(values + 1)

    found = draw_again(before, after, rng=rng(), repeats=500, level=0.95)

    assert found.difference_of_means.low == pytest.approx(1)
    assert found.difference_of_means.high == pytest.approx(1)
    assert found.means[0].high - found.means[0].low > 10


def test_a_mean_of_nothing_has_no_ratio() -> None:
    nothing, some = sample(np.zeros(5)), sample(np.ones(5), 5)

    assert (
        draw_again(nothing, some, rng=rng(), repeats=50, level=0.9).ratio_of_means
        is None
    )


def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle() -> None:
    found = draw_again(
        sample(np.array([1.0, 2, 4, 9])), sample(np.ones(4), 4),
        rng=rng(), repeats=2000, level=0.95,
    )  # fmt: skip

    assert found.medians[0].estimate == 3
    # Drawing 1, 1, 2, 2 has a median of 1.5: halves are met too.
    assert (found.medians[0].low, found.medians[0].high) == (1, 9)


def test_logs_of_two_places_without_persons_share_nobody(a_log: ALog) -> None:
    first = a_log(*(f"{n},come,2024-05-01" for n in range(30)))
    other = replace(first, source="other.csv")
    hours = giving(*np.arange(30.0))

    same = compare_hours(Sides(first, first, ("A", "A")), hours, rng=rng())
    apart = compare_hours(Sides(first, other, ("A", "B")), hours, rng=rng())
    named = replace(first, columns=Columns(person="nhs"))
    linked = compare_hours(
        Sides(named, replace(named, source="other.csv"), ("A", "B")), hours, rng=rng()
    )

    assert same.drawn.difference_of_means.high == 0
    assert linked.drawn.difference_of_means.high == 0
    assert apart.drawn.difference_of_means.high > 2


def covered(case: str, repeats: int) -> dict[str, float]:
    """How often 95 % intervals cover the truth, in simulated pairs of samples."""
    chance = np.random.default_rng(5)
    true = {"mean": 2.0, "median": 2 * np.log(2), "ratio": 1.5}
    hits = dict.fromkeys(true, 0)
    for _ in range(repeats):
        if case == "one case each":
            first = sample(chance.exponential(4, 90))
            second = sample(chance.exponential(6, 110), 90)
        else:  # three cases of each person, that share most of what they are
            common = chance.exponential(1, 200)
            first = sample(np.repeat(4 * common[:90], 3), 0, 3)
            second = sample(np.repeat(6 * common[90:], 3), 90, 3)
        found = draw_again(first, second, rng=chance, repeats=400, level=0.95)
        assert found.ratio_of_means is not None
        for name, interval in (
            ("mean", found.difference_of_means),
            ("median", found.difference_of_medians),
            ("ratio", found.ratio_of_means),
        ):
            hits[name] += interval.low <= true[name] <= interval.high
    return {name: hit / repeats for name, hit in hits.items()}


@pytest.mark.parametrize("case", ["one case each", "three alike cases each"])
def test_intervals_of_95_percent_cover_as_often(
    case: str, tries: Callable[[int, int], int]
) -> None:
    shares = covered(case, tries(600, 4000))

    assert all(0.93 <= share <= 0.97 for share in shares.values()), shares


def test_intervals_of_shares_cover_as_often() -> None:
    chance = np.random.default_rng(5)
    first, second = chance.binomial(80, 0.3, 20_000), chance.binomial(120, 0.45, 20_000)
    found = [
        newcombe(wilson(int(a), 80), wilson(int(b), 120))
        for a, b in zip(first, second, strict=True)
    ]

    assert 0.94 <= np.mean([one.low <= 0.15 <= one.high for one in found]) <= 0.96


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), min_size=1, max_size=30),
    st.sampled_from([0.0, 0.5, 2.0]),
)
def test_medians_are_those_of_the_cases_drawn(
    cases: list[tuple[int, int]], reach: float
) -> None:
    values, persons = (np.array(column) for column in zip(*sorted(cases), strict=True))
    sample = Sample(values.astype(np.float64), persons.astype(np.int32))
    drawn = rng().integers(0, 4, (20, 5)).astype(np.float64)
    drawn = drawn[drawn[:, persons].sum(axis=1) > 0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resampling, "_REACH", reach)

        medians = resampling._medians(sample, drawn)

    assert medians.tolist() == [
        np.median(np.repeat(values, weights[persons].astype(int))) for weights in drawn
    ]
