"""A model and the map: begun from it, or tied to it by the names of processes.

The map says who hands people to whom and which roles work where. It has no times, no
numbers of patients and no capacities, so these are left to be filled in: `read_model`
refuses a draft and names the line of each. A model that was fitted to a log has the
numbers, and learns from the map whose each of its nodes is.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace

from wholeflow.errors import BadInput, NotFound
from wholeflow.processes import Map, Process

from .files.forms import VERSION, VERSION_FIELD
from .files.writing import Plain, as_yaml
from .model.model import Model
from .model.nodes import EVERY_CLASS

OPEN = "to fill in"
NOTES = (
    "Begun from the map. Fill in every number that is left open.",
    (
        "A pool stands for each role on a card, and a patient needs all of them at once; "
        "take out what does not bind, and add beds and rooms."
    ),
    "What is left of the shares of a route leaves.",
)


def draft_of_map(of: Map, *, within: str | None = None) -> str:
    """Begin a model with what a map says of people who go from process to process.

    Parameters
    ----------
    of
        A map, on which some interlocks pass people.
    within
        Id or name of a process, to take what it is made of alone; None is all.

    Returns
    -------
    str
        The file of a model in YAML. A node for each process that people come to or are
        passed on from, with the process's id; a route along each interlock that passes
        people; a source wherever nobody passes people in; and a pool for each role on
        these cards, which nodes share whose cards name the same.

    Notes
    -----
    Raises `NotFound` if there is no such process, and `BadInput` if the map says of no
    people who pass, or two of these processes have one name.

    Examples
    --------
    >>> from wholeflow.processes import read_template
    >>> access = read_template("single-point-of-access")
    >>> for line in draft_of_map(access).splitlines():
    ...     if "Improving" in line:
    ...         print(line)
    - name: Coming to Improving web access
      node: Improving web access
    - name: Improving web access
    """
    inside = _inside(of, within)
    passed = dict.fromkeys(
        (lock.giver, lock.receiver)
        for lock in of.interlocks
        if lock.passes == "people" and {lock.giver, lock.receiver} <= inside
    )
    ends = {end for pair in passed for end in pair}
    processes = [process for process in of.processes if process.id in ends]
    _refuse_unfit(of, processes)
    return as_yaml(_draft(of.name, processes, [*passed]))


def tied_to_map(model: Model, of: Map) -> Model:
    """Let nodes know the processes of a map that have their name, or it for an alias.

    Parameters
    ----------
    model
        Such as was fitted to a log.
    of
        A map; capitals in its names make no difference.

    Returns
    -------
    Model
        With the process of each such node. Others, and those whose name several
        processes have, are left as they are.
    """
    named: dict[str, set[str]] = {}
    for process in of.processes:
        for name in (process.name, *process.aliases):
            named.setdefault(name.casefold(), set()).add(process.id)
    nodes = []
    for node in model.nodes:
        ids = named.get(node.name.casefold(), set())
        nodes.append(replace(node, process=min(ids)) if len(ids) == 1 else node)
    return replace(model, nodes=tuple(nodes))


def _inside(of: Map, within: str | None) -> set[str]:
    if within is None:
        return set(of.by_id)
    inside = {each.id for each in of.processes if within in {each.id, each.name}}
    if not inside:
        names = [each.name for each in of.processes]
        near = difflib.get_close_matches(within, names, n=1, cutoff=0.4)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        raise NotFound(f'There is no process "{within}" on the map.{hint}')
    for whole in of.top_down():
        if whole in inside:
            inside.update(link.part for link in of.parts_of(whole))
    return inside


def _refuse_unfit(of: Map, processes: Sequence[Process]) -> None:
    if not processes:
        fault = (
            "expected people to pass from one process to another, and the map says of "
            'none; add interlocks with "passes: people", or take more of the map'
        )
        raise BadInput(of.name, [fault])
    names = [process.name for process in processes]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadInput(
            of.name,
            [f'two processes are named "{name}"; name one otherwise' for name in twice],
        )


def _draft(
    name: str, processes: Sequence[Process], passed: Sequence[tuple[str, str]]
) -> dict[str, Plain]:
    """Give the draft as plain values."""
    named = {process.id: process.name for process in processes}
    given = {receiver for _, receiver in passed}
    begin = [process for process in processes if process.id not in given]
    roles = dict.fromkeys(role for process in processes for role in _roles(process))
    return {
        VERSION_FIELD: VERSION,
        "name": name,
        "notes": [*NOTES],
        "sources": [
            {
                "name": f"Coming to {process.name}",
                "node": process.name,
                "arrivals": {"random": {"per_hour": OPEN}},
            }
            for process in begin
            or processes[:1]  # people who go in a ring come somewhere
        ],
        **_if_any("pools", [{"name": role, "capacity": OPEN} for role in roles]),
        "nodes": [
            _node(process, [named[to] for giver, to in passed if giver == process.id])
            for process in processes
        ],
    }


def _node(process: Process, onward: Sequence[str]) -> dict[str, Plain]:
    to: Plain = {"shares": {"to": dict.fromkeys(onward, OPEN)}}
    claims: list[Plain] = [{"pool": role, "hold": False} for role in _roles(process)]
    return {
        "name": process.name,
        "service": {EVERY_CLASS: {"lognormal": {"mean": OPEN, "sd": OPEN}}},
        **_if_any("claims", claims),
        **_if_any("routes", {EVERY_CLASS: to} if onward else None),
        "process": process.id,
    }


def _if_any(field: str, held: Plain) -> dict[str, Plain]:
    return {field: held} if held else {}


def _roles(process: Process) -> list[str]:
    found = (entry.text.strip() for entry in process.entries if entry.kind == "role")
    return [*dict.fromkeys(found)]
