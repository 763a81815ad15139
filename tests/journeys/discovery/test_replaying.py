"""Token replay: sums that can be done by hand, and logs that must fit what was drawn."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.discovery.languages import (
    Trace,
    allows,
    log_of,
    sets_of_traces,
    traces,
    traces_of,
    trees,
)
from wholeflow.journeys import Journeys, read_log
from wholeflow.journeys.discovery import (
    PetriNet,
    ProcessTree,
    Replay,
    Transition,
    as_net,
    discover,
    replay,
)
from wholeflow.journeys.discovery.process_tree import (
    activity,
    choice,
    loop,
    optional,
    parallel,
    sequence,
)

A, B, C = (activity(name) for name in "abc")
DATA = Path(__file__).parents[1] / "data"


def played(tree: ProcessTree, *log: str) -> Replay:
    return replay(log_of(log), as_net(tree))


def tokens(found: Replay) -> tuple[int, int, int, int]:
    """Tokens missing, remaining, consumed and produced of the first variant."""
    return tuple(
        int(count[0])
        for count in (found.missing, found.remaining, found.consumed, found.produced)
    )


def test_a_trace_that_fits_leaves_no_token_and_lacks_none() -> None:
    found = played(sequence(A, B), "ab")

    # The beginning, a and b each produce one; a, b and the end each consume one.
    assert tokens(found) == (0, 0, 3, 3)
    assert found.trace_fitness.tolist() == [1.0]


def test_what_was_skipped_lacks_a_token_and_leaves_one() -> None:
    found = played(sequence(A, B, C), "ac")

    assert tokens(found) == (1, 1, 3, 3)
    assert found.trace_fitness.tolist() == pytest.approx([2 / 3])
    assert found.fitting_share == 0


def test_an_unfinished_journey_lacks_its_end() -> None:
    assert tokens(played(sequence(A, B), "a")) == (1, 1, 2, 2)


def test_tokens_move_on_to_the_end_only_until_there_is_one() -> None:
    # b is in the loop; a is missing its token, and ends it. The loop's token remains
    # where it is: the silent step out of the loop is not counted.
    assert tokens(played(choice(A, loop(B, C)), "ba")) == (1, 1, 4, 4)


def test_the_way_to_the_end_is_one_that_can_be_gone() -> None:
    # The shorter one, over the place of d, would need c besides.
    short = parallel(optional(activity("d")), C)
    long = sequence(loop(optional(B)), *(optional(activity(n)) for n in "efgh"))

    assert played(sequence(A, choice(short, long)), "a").fitting_share == 1


def test_silent_transitions_fire_on_the_way() -> None:
    tree = sequence(A, optional(B), parallel(C, optional(activity("d"))))

    assert played(tree, "ac", "abcd", "adc").fitting_share == 1


def test_an_unknown_activity_is_passed_over_and_counted() -> None:
    found = played(sequence(A, B), "axb", "ab")

    assert found.fitting_cases == 2
    assert found.cases_with_unknown == 1
    assert found.cases_where(found.unknown > 0).tolist() == [0]


def test_the_fitness_of_a_log_is_that_of_all_its_tokens() -> None:
    found = played(sequence(A, B, C), "abc", "abc", "ac")

    assert found.fitting_share == pytest.approx(2 / 3)
    assert found.mean_trace_fitness == pytest.approx((1 + 1 + 2 / 3) / 3)
    assert found.log_fitness == pytest.approx(1 - 1 / 11)  # of 4 + 4 + 3 tokens


def test_the_cases_that_do_not_fit_are_found() -> None:
    found = played(sequence(A, B), "ab", "ba", "ab", "b")

    assert found.cases_where(~found.fits).tolist() == [1, 3]


def test_a_choice_that_a_later_event_shows_to_be_wrong_is_taken_back() -> None:
    # After b, a, the second a begins the body anew: that shows at the second b only.
    tree = loop(parallel(loop(A), B))

    assert played(tree, "baab", "abab", "abba").fitting_share == 1
    assert played(tree, "bab").fitting_share == 0


def test_transitions_may_share_an_activity() -> None:
    net = PetriNet(
        (
            Transition("see", (0,), (1,)),
            Transition("treat", (1,), (2,)),
            Transition("see", (2,), (3,)),
        ),
        initial=(1, 0, 0, 0),
        final=(0, 0, 0, 1),
    )

    assert replay(log_of([("see", "treat", "see")]), net).fitting_share == 1


def test_a_net_may_begin_and_end_with_several_tokens() -> None:
    net = PetriNet(
        (Transition("a", (0, 0), (1,)), Transition("b", (1,), (2, 2))),
        initial=(2, 0, 0),
        final=(0, 0, 2),
    )

    found = replay(log_of(["ab"]), net)

    assert tokens(found) == (0, 0, 5, 5)


def test_a_net_that_never_rests_still_comes_to_an_end() -> None:
    """Its silent transition makes two tokens of one, for ever."""
    net = PetriNet(
        (
            Transition(None, (0,), (0, 1)),
            Transition("a", (2,), (3,)),
            Transition(None, (1, 4), (2,)),
        ),
        initial=(1, 0, 0, 0, 0),
        final=(0, 0, 0, 1, 0),
    )

    assert replay(log_of(["a"]), net).missing.tolist() == [1]


@pytest.mark.parametrize(
    ("transitions", "initial", "final", "fault"),
    [
        ((), (1,), (0, 1), "differ in length"),
        ((), (1, 0), (0, 0), "need a token each"),
        ((Transition("a", (0,), (2,)),), (1, 0), (0, 1), "place that is not in"),
    ],
)
def test_a_net_that_cannot_be_is_refused(
    transitions: tuple[Transition, ...],
    initial: tuple[int, ...],
    final: tuple[int, ...],
    fault: str,
) -> None:
    with pytest.raises(ValueError, match=fault):
        PetriNet(transitions, initial, final)


@given(sets_of_traces)
def test_a_log_fits_what_was_drawn_from_it(log: list[Trace]) -> None:
    journeys = log_of(log)

    assert replay(journeys, as_net(discover(journeys))).fitting_cases == len(log)


@given(st.data())
def test_whatever_a_tree_allows_fits_its_net(data: st.DataObject) -> None:
    tree = data.draw(trees())
    log = data.draw(st.lists(traces_of(tree).filter(bool), min_size=1, max_size=8))

    assert replay(log_of(log), as_net(tree)).fitting_cases == len(log)


@given(trees(), st.lists(traces, min_size=1, max_size=8))
def test_a_trace_fits_only_if_the_tree_allows_it(
    tree: ProcessTree, log: list[Trace]
) -> None:
    found = replay(log_of(log), as_net(tree))

    fits = np.isin(np.arange(len(log)), found.cases_where(found.fits))
    assert fits.tolist() == [allows(tree, trace) for trace in log]


@given(trees(), st.lists(traces, min_size=1, max_size=8))
def test_tokens_are_neither_lost_nor_made(tree: ProcessTree, log: list[Trace]) -> None:
    found = replay(log_of(log), as_net(tree))

    there = found.produced + found.missing
    assert there.tolist() == (found.consumed + found.remaining).tolist()
    assert np.all((found.trace_fitness >= 0) & (found.trace_fitness <= 1))


@given(trees(), st.lists(traces, min_size=1, max_size=8), st.integers(2, 5))
def test_more_cases_of_each_variant_change_no_share(
    tree: ProcessTree, log: list[Trace], times: int
) -> None:
    once, often = (replay(log_of(some), as_net(tree)) for some in (log, log * times))

    assert often.fitting_share == pytest.approx(once.fitting_share)
    assert often.mean_trace_fitness == pytest.approx(once.mean_trace_fitness)
    assert often.log_fitness == pytest.approx(once.log_fitness)


def test_the_running_example_of_the_book_fits_what_is_drawn_from_it() -> None:
    journeys = read_log(DATA / "running-example.xes")

    assert replay(journeys, as_net(discover(journeys))).fitting_share == 1


def test_the_real_log_fits_what_is_drawn_from_it(sepsis: Journeys) -> None:
    found = replay(sepsis, as_net(discover(sepsis)))

    assert (found.fitting_cases, len(found.cases)) == (1050, 846)
    assert found.log_fitness == 1


def test_the_patients_fit_what_is_drawn_from_them(patients: Journeys) -> None:
    assert replay(patients, as_net(discover(patients))).fitting_cases == 500


def test_billing_fits_what_is_drawn_from_it() -> None:
    ways = pl.read_csv(DATA / "hospital_billing_variants.csv").with_columns(
        pl.col("activities").str.split(";")
    )
    log = [way for cases, way in ways.iter_rows() for _ in range(cases)]
    journeys = log_of(log)

    found = replay(journeys, as_net(discover(journeys)))

    assert (found.fitting_cases, len(found.cases)) == (10_000, 288)


def test_noise_left_out_is_told_as_what_does_not_fit(sepsis: Journeys) -> None:
    found = replay(sepsis, as_net(discover(sepsis, noise=0.2)))

    assert 0.5 < found.fitting_share < 1
    assert found.cases_with_unknown > 0
    assert len(found.cases_where(~found.fits)) == 1050 - found.fitting_cases
