"""Every flag of a map file, from judgements about its processes; no system needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

import numpy as np

from wholeflow.errors import BadInput, Fault
from wholeflow.evidence.chances import NOT_DECLARED, Chance, Dependence
from wholeflow.evidence.explaining.descent import Opened
from wholeflow.evidence.flags import Flag
from wholeflow.evidence.formats.judgement_table import JudgementRow
from wholeflow.evidence.logic import Combining, Logic
from wholeflow.evidence.maps.columns import ground, logics_of
from wholeflow.evidence.maps.counting import count_below
from wholeflow.evidence.maps.layers import part_links
from wholeflow.evidence.maps.rolling import FlagMap, flag_map
from wholeflow.evidence.maps.sharing import guarded, may_share
from wholeflow.evidence.operators import can_be_all_cases
from wholeflow.evidence.own_evidence import is_stale, own_flag
from wholeflow.evidence.statements import Statement
from wholeflow.evidence.wholes import Part
from wholeflow.processes import Map, Process
from wholeflow.processes import Part as Link


@dataclass(frozen=True, slots=True)
class MapFlag:
    """The flag of one process of a map, with what lies below it.

    Parameters
    ----------
    process
        The process.
    flag
        None if nobody has said what success is.
    contested_below, stale_below, unassessed_below
        How many processes below it are so, each counted once.
    """

    process: Process
    flag: Flag | None
    contested_below: int
    stale_below: int
    unassessed_below: int


def flags_of_map(
    whole_map: Map, statements: Mapping[str, Sequence[Statement]], day: date
) -> tuple[MapFlag, ...]:
    """Work out every flag of a map.

    Parameters
    ----------
    whole_map
        The processes and which are parts of which.
    statements
        The evidence about each process itself, by id; none for those left out.
    day
        The day on which flags are told.

    Returns
    -------
    tuple of MapFlag
        In the order of the map's processes.

    Examples
    --------
    >>> from wholeflow.evidence import Judgement
    >>> from wholeflow.processes import Map, Part, Process, Statement
    >>> said = (Statement("It is done in time"),)
    >>> testing = Process("testing", "Testing blood", success=said)
    >>> sampling = Process("sampling", "Taking the sample", success=said)
    >>> blood = Map("Blood", (testing, sampling), (Part("testing", "sampling"),))
    >>> audit = Judgement(Flag(0.5, 0.75), "audit", "ward sister", on=date(2024, 3, 1))
    >>> for each in flags_of_map(blood, {"sampling": [audit]}, date(2024, 3, 1)):
    ...     print(each.process.name, "|", each.flag.in_words())
    Testing blood | 0 for, 75 not known, 25 against
    Taking the sample | 50 for, 25 not known, 25 against
    """
    flags = _rolled_up(whole_map, statements, day)
    counts = (
        count_below(flags.layers, marks).tolist()
        for marks in (flags.contested, flags.stale, flags.unassessed)
    )
    return tuple(
        MapFlag(process, flags.flag(at), *below)
        for at, (process, *below) in enumerate(
            zip(whole_map.processes, *counts, strict=True)
        )
    )


def opened_of_map(
    whole_map: Map, statements: Mapping[str, Sequence[Statement]], day: date
) -> dict[str, Opened]:
    """Open every process of a map, so that `trace` can follow any flag of it.

    Parameters
    ----------
    whole_map, statements, day
        As for `flags_of_map`.

    Returns
    -------
    dict
        By id; `trace(top, lambda keys: {key: opened[key] for key in keys})` takes the
        flag of the process with the id `top` apart.
    """
    flags = _rolled_up(whole_map, statements, day)
    masks, independent = flags.masks.tolist(), flags.independent.tolist()
    place = {process.id: at for at, process in enumerate(whole_map.processes)}
    parts: dict[str, list[Part]] = defaultdict(list)
    for link, share in zip(whole_map.parts, _shares(whole_map.parts), strict=True):
        at = place[link.part]
        name, necessity = whole_map.processes[at].name, Chance(*link.necessity)
        part = Part(name, flags.flag(at), necessity, link.part, Chance(*share))
        parts[link.whole].append(part)
    opened = {}
    for process in whole_map.processes:
        below = [place[part.ref] for part in parts[process.id]]
        logic = _logic(process)
        if may_share(masks[at] for at in below):
            logic = guarded(logic, parts=all(independent[at] for at in below))
        own = own_flag(statements.get(process.id, ()), day)
        here = Opened(own, tuple(parts[process.id]), logic, bool(process.success))
        opened[process.id] = here
    return opened


def statements_of_map(
    whole_map: Map, rows: Iterable[JudgementRow], *, source: str = "table"
) -> dict[str, list[Statement]]:
    """Find the process of a map that each judgement of a table is about.

    Parameters
    ----------
    whole_map
        The map.
    rows
        From `read_judgement_table`.
    source
        Name of the table, for messages.

    Returns
    -------
    dict
        Judgements by the id of their process, for `flags_of_map`.

    Raises
    ------
    BadInput
        With every row whose process is not in the map, is one of several of that name,
        or has no word of what success is.
    """
    called: dict[str, list[Process]] = defaultdict(list)
    for process in whole_map.processes:
        called[process.name.casefold()].append(process)
    ids = {process.id: process for process in whole_map.processes}
    found: dict[str, list[Statement]] = defaultdict(list)
    faults = []
    for row in rows:
        named = called.get(row.process.casefold(), [])
        meant = [ids[row.process]] if row.process in ids else named
        if why := _why_not(row.process, meant, called):
            faults.append(Fault(why, row.row or None, "process"))
        else:
            found[meant[0].id].append(row.judgement)
    if faults:
        raise BadInput(source, faults)
    return found


def _why_not(
    name: str, meant: Sequence[Process], called: Mapping[str, Sequence[Process]]
) -> str:
    """Say why a judgement cannot be about a process; nothing if it can."""
    if not meant:
        near = get_close_matches(name.casefold(), called, n=1)
        hint = f"; did you mean “{called[near[0]][0].name}”?" if near else ""
        return f"expected a process of the map; got “{name}”{hint}"
    if len(meant) > 1:
        choices = ", ".join(process.id for process in meant)
        return f"several processes are called “{name}”; give the id of one: {choices}"
    if not meant[0].success:
        return (
            f"nobody has said what success is for “{meant[0].name}”, so no flag would "
            "mean anything; write a sentence under success in the map"
        )
    return ""


def _rolled_up(
    whole_map: Map, statements: Mapping[str, Sequence[Statement]], day: date
) -> FlagMap:
    processes, parts = whole_map.processes, whole_map.parts
    place = {process.id: at for at, process in enumerate(processes)}
    about = [statements.get(process.id, ()) for process in processes]
    own = [own_flag(each, day) for each in about]
    necessities = np.array([part.necessity for part in parts]).reshape(-1, 2)
    shares = np.array(_shares(parts)).reshape(-1, 2)
    return flag_map(
        ground(
            [flag.lower for flag in own],
            [flag.upper for flag in own],
            has_success=[bool(process.success) for process in processes],
            stale=[any(is_stale(each, day) for each in some) for some in about],
        ),
        part_links(
            [place[part.whole] for part in parts],
            [place[part.part] for part in parts],
            necessity_low=necessities[:, 0],
            necessity_high=necessities[:, 1],
            share_low=shares[:, 0],
            share_high=shares[:, 1],
        ),
        logics_of(_logic(process) for process in processes),
        names=[process.name for process in processes],
    )


def _shares(parts: Sequence[Link]) -> list[tuple[float, float]]:
    """Give the share of the cases of each part; any where it is not given.

    Where the shares of a whole cannot add up to all cases, nothing is known of any.
    """
    shares = [part.share or (0.0, 1.0) for part in parts]
    of_whole: dict[str, list[int]] = defaultdict(list)
    for at, part in enumerate(parts):
        of_whole[part.whole].append(at)
    for places in of_whole.values():
        if not can_be_all_cases([shares[at] for at in places]):
            for at in places:
                shares[at] = (0.0, 1.0)
    return shares


def _logic(process: Process) -> Logic:
    sufficiency = (
        Chance(*process.sufficiency) if process.parts_suffice else NOT_DECLARED
    )
    return Logic(
        Combining(process.combining),
        sufficiency,
        Dependence.from_words(process.dependence),
        process.at_least,
    )
