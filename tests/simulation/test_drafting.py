"""A model begun from the map."""

from __future__ import annotations

import pytest

from wholeflow.errors import BadInput, BadModel, NotFound
from wholeflow.processes import Entry, Interlock, Map, Part, Process
from wholeflow.simulation import (
    Constant,
    Node,
    draft_of_map,
    read_model,
    tied_to_map,
)
from wholeflow.simulation.drafting import OPEN
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.routing import Shares

NURSE = Entry("who", "role", "nurse")
PHYSIO = Entry("who", "role", "physiotherapist")


def passing(giver: str, receiver: str, passes: str = "people") -> Interlock:
    return Interlock(giver, receiver, passes, "whoever is due")


def town(*interlocks: Interlock) -> Map:
    """Give a map of a ward, a home team, and a laboratory elsewhere."""
    return Map(
        "A town",
        (
            Process("care", "Caring for people"),
            Process("door", "Seeing people first", entries=(NURSE,)),
            Process("ward", "Nursing on the ward", entries=(NURSE, PHYSIO)),
            Process("home", "Supporting people at home", entries=(PHYSIO, PHYSIO)),
            Process("lab", "Testing blood"),
        ),
        tuple(Part("care", part) for part in ("door", "ward", "home")),
        interlocks,
    )


def filled_in(draft: str) -> Model:
    capacities = draft.replace(f"capacity: {OPEN}", "capacity: 3")
    return read_model(capacities.replace(OPEN, "0.3"), "yaml")


WHOLE = town(
    passing("door", "ward"), passing("door", "home"), passing("ward", "home"),
    passing("ward", "home", "information"), passing("lab", "ward"),
)  # fmt: skip


def test_a_draft_is_refused_with_each_line_that_is_open() -> None:
    with pytest.raises(BadModel) as refused:
        read_model(draft_of_map(WHOLE), "yaml")

    # 2 sources, 2 pools, 4 means and spreads, and 4 shares
    assert len(refused.value.faults) == 2 + 2 + 2 * 4 + 4
    assert all(fault.row and OPEN in fault.message for fault in refused.value.faults)


def test_filled_in_it_is_a_model_whose_nodes_know_their_processes() -> None:
    model = filled_in(draft_of_map(WHOLE))

    assert {node.process for node in model.nodes} == {"door", "ward", "home", "lab"}
    by_process = {node.process: node for node in model.nodes}
    assert by_process["door"].routes == {
        "*": Shares(to={"Nursing on the ward": 0.3, "Supporting people at home": 0.3})
    }
    assert by_process["home"].routes == {}
    assert [source.node for source in model.sources] == [
        "Seeing people first",
        "Testing blood",
    ]


def test_a_role_on_two_cards_is_one_pool_that_both_draw_on() -> None:
    model = filled_in(draft_of_map(WHOLE))

    claims = {node.process: [c.pool for c in node.claims] for node in model.nodes}
    assert [pool.name for pool in model.pools] == ["nurse", "physiotherapist"]
    assert claims == {
        "door": ["nurse"], "ward": ["nurse", "physiotherapist"],
        "home": ["physiotherapist"], "lab": [],
    }  # fmt: skip


@pytest.mark.parametrize("within", ["care", "Caring for people"])
def test_within_a_process_its_parts_alone_are_taken(within: str) -> None:
    model = filled_in(draft_of_map(WHOLE, within=within))

    assert [node.process for node in model.nodes] == ["door", "ward", "home"]


def test_people_who_go_in_a_ring_come_in_at_the_first() -> None:
    ring = town(passing("door", "ward"), passing("ward", "door"))

    model = filled_in(draft_of_map(ring))

    assert [source.node for source in model.sources] == ["Seeing people first"]


def test_a_map_on_which_nobody_passes_is_refused() -> None:
    with pytest.raises(BadInput, match='add interlocks with "passes: people"'):
        draft_of_map(town(passing("door", "ward", "money")))


def test_two_processes_of_one_name_are_refused() -> None:
    twins = Map(
        "Twins",
        (Process("a", "Caring"), Process("b", "Caring")),
        (),
        (passing("a", "b"),),
    )
    with pytest.raises(BadInput, match='two processes are named "Caring"'):
        draft_of_map(twins)


def test_a_process_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(NotFound, match='Did you mean "Caring for people"'):
        draft_of_map(WHOLE, within="Caring for people at home")


def test_nodes_learn_whose_they_are_by_name_or_alias() -> None:
    processes = (
        Process("t", "Triaging", aliases=("Triage",)),
        Process("w", "Nursing on the WARD"),
        Process("a", "Caring"),
        Process("b", "Caring"),
    )
    nodes = [
        Node(name=name, service={"*": Constant(hours=1.0)})
        for name in ("triage", "Nursing on the ward", "Caring", "Clinic")
    ]

    tied = tied_to_map(Model(name="fitted", nodes=tuple(nodes)), Map("town", processes))

    assert [node.process for node in tied.nodes] == ["t", "w", None, None]
