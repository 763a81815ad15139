"""PM4Py, an independent implementation of the miner and of token replay, as an oracle.

Its replay decides about silent transitions by shortest paths between places, ours by
ways that also have all the tokens they need. On nets where there is no choice, and on
the net of the Sepsis log, every token count is the same. Elsewhere a trace that it can
play fits here too, but not the other way round.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.discovery.languages import (
    Trace,
    log_of,
    traces,
    traces_of,
    trees,
)
from wholeflow.journeys import Journeys
from wholeflow.journeys.discovery import (
    PetriNet,
    ProcessTree,
    Transition,
    as_net,
    discover,
    replay,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pm4py

TOKENS = ("missing", "remaining", "consumed", "produced")


class Net(NamedTuple):
    """A net of PM4Py with its markings, and the same as ours."""

    theirs: tuple[Any, Any, Any]
    ours: PetriNet


def frame_of(log: Sequence[Sequence[str]]) -> pd.DataFrame:
    """A log as PM4Py wants it, a second between events."""
    rows = [
        (f"{number:05}", name, pd.Timestamp(place, unit="s", tz="UTC"))
        for number, trace in enumerate(log)
        for place, name in enumerate(trace)
    ]
    names = ["case:concept:name", "concept:name", "time:timestamp"]
    return pd.DataFrame(rows, columns=names)


def traces_in(journeys: Journeys) -> list[Trace]:
    """The trace of each case, in order of their codes."""
    codes = journeys.activity.tolist()
    bounds = journeys.first_event.tolist()
    return [
        tuple(journeys.activities[code] for code in codes[begin:end])
        for begin, end in pairwise(bounds)
    ]


def net_of(theirs: tuple[Any, Any, Any]) -> Net:
    """The same net in our own type."""
    net, initial, final = theirs
    places = sorted(net.places, key=lambda place: place.name)
    number = {place: at for at, place in enumerate(places)}
    transitions = tuple(
        Transition(
            one.label,
            tuple(sorted(number[arc.source] for arc in one.in_arcs)),
            tuple(sorted(number[arc.target] for arc in one.out_arcs)),
        )
        for one in sorted(net.transitions, key=lambda one: one.name)
    )
    markings = (
        tuple(marking.get(place, 0) for place in places) for marking in (initial, final)
    )
    return Net(theirs, PetriNet(transitions, *markings))


def tree_in_pm4py(tree: ProcessTree) -> Net:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return net_of(pm4py.convert_to_petri_net(pm4py.parse_process_tree(str(tree))))


def their_replay(log: Sequence[Trace], net: Net) -> pd.DataFrame:
    """Token counts of each trace, in order."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = pm4py.conformance_diagnostics_token_based_replay(
            frame_of(log), *net.theirs
        )
    counts = pd.DataFrame([[one[f"{name}_tokens"] for name in TOKENS] for one in found])
    return counts.set_axis(TOKENS, axis=1)


def our_replay(log: Sequence[Trace], net: PetriNet) -> pd.DataFrame:
    found = replay(log_of(log), net)
    return pd.DataFrame({name: getattr(found, name)[found.of_case] for name in TOKENS})


@pytest.fixture(scope="module")
def sepsis_net(sepsis: Journeys) -> Net:
    """What PM4Py draws from the Sepsis log with a noise of 0.2."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return net_of(
            pm4py.discover_petri_net_inductive(
                frame_of(traces_in(sepsis)), noise_threshold=0.2
            )
        )


def test_every_token_on_the_sepsis_net_is_counted_as_pm4py_counts(
    sepsis: Journeys, sepsis_net: Net
) -> None:
    log = traces_in(sepsis)

    pd.testing.assert_frame_equal(
        our_replay(log, sepsis_net.ours), their_replay(log, sepsis_net)
    )


def test_the_fitness_of_the_sepsis_net_is_the_known_one(
    sepsis: Journeys, sepsis_net: Net
) -> None:
    found = replay(sepsis, sepsis_net.ours)

    assert found.fitting_share == pytest.approx(0.80381, abs=5e-6)
    assert found.mean_trace_fitness == pytest.approx(0.97964, abs=5e-6)
    assert found.log_fitness == pytest.approx(0.98724, abs=5e-6)


@pytest.mark.parametrize("noise", [0, 0.1, 0.2])
def test_pm4py_plays_what_we_draw_from_the_patients_as_we_do(
    patients: Journeys, noise: float
) -> None:
    net = tree_in_pm4py(discover(patients, noise))
    log = traces_in(patients)

    pd.testing.assert_frame_equal(our_replay(log, net.ours), their_replay(log, net))


@pytest.mark.parametrize("noise", [0, 0.2])
def test_pm4py_finds_that_as_many_cases_fit_what_we_draw_from_sepsis(
    sepsis: Journeys, noise: float
) -> None:
    tree = discover(sepsis, noise)

    theirs = their_replay(traces_in(sepsis), tree_in_pm4py(tree))
    fitting = (theirs.missing == 0) & (theirs.remaining == 0)
    assert replay(sepsis, as_net(tree)).fitting_cases == fitting.sum()


@given(st.data())
def test_whatever_pm4py_can_play_fits(data: st.DataObject) -> None:
    tree = data.draw(trees())
    allowed = traces_of(tree).filter(bool)
    log = data.draw(st.lists(allowed | traces, min_size=1, max_size=8))
    net = tree_in_pm4py(tree)

    theirs, ours = their_replay(log, net), our_replay(log, net.ours)

    played = (theirs.missing == 0) & (theirs.remaining == 0)
    assert ((ours.missing == 0) & (ours.remaining == 0))[played].all()


@given(st.lists(traces, min_size=1, max_size=8))
def test_a_log_fits_what_pm4py_draws_from_it(log: list[Trace]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        net = net_of(pm4py.discover_petri_net_inductive(frame_of(log)))

    assert replay(log_of(log), net.ours).fitting_cases == len(log)
