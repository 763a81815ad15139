"""What a change reaches: the processes it touched and the wholes above them.

Everything needed is fetched in a fixed number of queries, whatever the size of the map;
then flags are worked out, parts before wholes, and the counts below are brought up to
date by what each process adds to the wholes above it, before and after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wholeflow import evidence
from wholeflow.server.history.changes import AT_ONCE
from wholeflow.server.history.models import Change
from wholeflow.server.mapping.models import Part, Process, Success
from wholeflow.server.mapping.queries import walk_up
from wholeflow.server.measuring import logic, statements
from wholeflow.server.measuring.models import Flag, Move

Wholes = Mapping[str, Collection[str]]
Ends = tuple[float | None, float | None]
Marks = tuple[bool, bool, bool]  # contested, stale, unassessed
UNMARKED: Marks = (False, False, False)
COUNTS = ("contested_below", "stale_below", "unassessed_below")
DERIVED = [field.name for field in Flag._meta.concrete_fields if not field.primary_key]


@dataclass(frozen=True, slots=True)
class Link:
    """A part-of link that a change put in, or took out."""

    whole: str
    part: str
    added: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """How a change altered the shape of the map.

    Parameters
    ----------
    links
        The part-of links it put in or took out.
    turned
        The processes it took off the map (True) or brought back (False). Their links
        stand all the time, but lead nowhere while a process is off the map.
    """

    links: list[Link]
    turned: Mapping[str, bool]

    def lowest(self) -> set[str]:
        """Give the processes that, with all below them, may have other wholes now."""
        return {link.part for link in self.links} | self.turned.keys()


@dataclass(frozen=True, slots=True)
class Was:
    """A flag as it stood before the change."""

    marks: Marks
    ends: Ends


@dataclass(frozen=True, slots=True)
class Frame:
    """What flags are worked out in: processes, and how they are joined.

    Parameters
    ----------
    declared
        The processes, with what their owners declared.
    wholes
        The wholes of each, and of more.
    links
        The links to the parts of each, with the flag of each part.
    order
        The processes, parts before wholes.
    """

    declared: Mapping[str, Process]
    wholes: Wholes
    links: Mapping[str, list[Part]]
    order: tuple[str, ...]


def shape_changed(change: Change) -> Shape:
    """Give what a change altered in the shape of the map."""
    added = {
        UUID(operation["id"]): "add" in operation or not operation["set"]["removed"][1]
        for operation in change.operations
        if operation["table"] == "part"
        and ("add" in operation or "removed" in operation["set"])
    }
    rows = Part.objects.filter(pk__in=added) if added else []
    turned = {
        operation["id"]: operation["set"]["removed"][1]
        for operation in change.operations
        if operation["table"] == "process" and "removed" in operation.get("set", {})
    }
    links = [Link(row.whole_id, row.part_id, added[row.pk]) for row in rows]
    return Shape(links, turned)


def work_out(
    touched: list[str], shape: Shape, below: set[str], *, day: date
) -> list[Move]:
    """Work out again the flags that a change reaches, and give those that moved.

    Parameters
    ----------
    touched
        Ids of the processes the change touched.
    shape
        What it altered in the shape of the map.
    below
        `shape.lowest()` and everything below.
    day
        The day on which flags are told.
    """
    wholes = walk_up({*touched, *below})
    before_it, after_it = _before_and_after(wholes, shape)
    starts = {*touched, *_changed_wholes(before_it, after_it)}
    reached = {key for start in starts for key in (start, *above(start, wholes))}
    flags = Flag.objects.in_bulk(reached | below)
    was = {key: Was(marks(flag), ends(flag)) for key, flag in flags.items()}
    standing = Process.objects.filter(pk__in=reached, removed=False)
    declared = standing.only("pk", *logic.COLUMNS).in_bulk()
    Flag.objects.filter(pk__in=reached - declared.keys()).delete()

    now = {key: flags.get(key) or Flag(process_id=key) for key in declared}
    tell_own({key: now[key] for key in touched if key in now}, day)
    frame = frame_of(declared, after_it)
    combine(now, frame)
    counted = {key: flags[key] for key in below & flags.keys()} | now
    gone = [key for key in was if key in reached and key not in now]
    counted = {key: flag for key, flag in counted.items() if key not in gone}
    _count(now, counted, was, (before_it, after_it))
    _save(now, new=now.keys() - flags.keys(), day=day)
    before = {key: each.ends for key, each in was.items()}
    moves = (moved(key, before, now.get(key)) for key in (*frame.order, *gone))
    return [move for move in moves if move is not None]


def _changed_wholes(before: Wholes, after: Wholes) -> Iterator[str]:
    """Give the processes that became shared, or are not shared any more."""
    if before is not after:
        for key, wholes in after.items():
            if (len(wholes) > 1) != (len(before.get(key, ())) > 1):
                yield key


def tell_own(flags: Mapping[str, Flag], day: date) -> None:
    """Set what each process's own evidence says, before its parts."""
    told = statements.of(flags.keys())
    defined = set(
        Success.objects.filter(removed=False, of_failure=False)
        .filter(**({"process__in": flags} if len(flags) <= AT_ONCE else {}))
        .values_list("process", flat=True)
    )
    for key, flag in flags.items():
        own = [each.statement for each in told[key]]
        value = evidence.own_flag(own, day)
        judges = evidence.pooled_judgements(own, day)
        flag.own_lower, flag.own_upper = value.lower, value.upper
        flag.own_count = len(own)
        flag.judges = judges.n_judges
        flag.judges_conflict, flag.judges_spread = judges.conflict, judges.spread
        flag.stale = any(evidence.is_stale(each, day) for each in own)
        flag.has_success = key in defined


def marks(flag: Flag) -> Marks:
    """Tell what a process counts as to the wholes above it."""
    value = evidence.Flag(flag.lower, flag.upper)
    return (value.is_contested, flag.stale, flag.unassessed)


def ends(flag: Flag | None) -> Ends:
    """Give both ends of a flag, or nothing where there is no flag."""
    if flag is None or not flag.has_success:
        return (None, None)
    return (flag.lower, flag.upper)


def moved(key: str, before: Mapping[str, Ends], flag: Flag | None) -> Move | None:
    """Give the move of a flag from where it was to where it is, if it moved."""
    was, now = before.get(key, (None, None)), ends(flag)
    if was == now:
        return None
    return Move(
        process_id=key,
        lower_before=was[0],
        upper_before=was[1],
        lower=now[0],
        upper=now[1],
    )


def above(start: str, wholes: Wholes) -> set[str]:
    """Give everything above a process, each once, without itself."""
    seen: set[str] = set()
    waiting = [start]
    for here in waiting:
        new = [whole for whole in wholes.get(here, ()) if whole not in seen]
        seen.update(new)
        waiting += new
    return seen


def frame_of(declared: Mapping[str, Process], wholes: Wholes) -> Frame:
    """Fetch the links below some processes; one query."""
    rows = Part.objects.filter(whole__in=declared, removed=False, part__removed=False)
    links: dict[str, list[Part]] = defaultdict(list)
    for link in rows.select_related("part__flag"):
        links[link.whole_id].append(link)
    order = tuple(logic.parts_first(declared, wholes))
    return Frame(declared, wholes, links, order)


def combine(now: Mapping[str, Flag], frame: Frame) -> None:
    """Work out flags from their own evidence and their parts, parts before wholes."""
    for key in frame.order:
        flag, links = now[key], frame.links.get(key, [])
        own = evidence.Flag(flag.own_lower, flag.own_upper)
        whole_logic = _logic(frame.declared[key], links, now, flag)
        if len(frame.wholes[key]) > 1:
            bit = evidence.bit_of(key)
            flag.shared_below = evidence.mask_of([flag.shared_below], bit=bit)
        value = evidence.UNKNOWN
        if flag.has_success:
            shares = logic.shares_of(links)
            seen = [
                _as_seen(link, share, now)
                for link, share in zip(links, shares, strict=True)
            ]
            value = evidence.combined(own, seen, whole_logic)
        flag.lower, flag.upper = value.lower, value.upper
        flag.unassessed = evidence.is_unassessed(
            own, has_parts=bool(links), has_success=flag.has_success
        )


def _logic(
    process: Process, links: list[Part], now: Mapping[str, Flag], flag: Flag
) -> evidence.Logic:
    """Give what a whole needs of its parts, and note on its flag what they share.

    What its owner claims about parts is widened where they may share a process.
    """
    below = [_flag_of(link, now) for link in links]
    independent = all(part.independent_below for part in below)
    found = logic.logic_of(process, len(links))
    flag.shared_below = evidence.mask_of(part.shared_below for part in below)
    flag.independent_below = not links or evidence.is_independent(
        found, parts=independent
    )
    return logic.that_counts(found, below)


def _flag_of(link: Part, now: Mapping[str, Flag]) -> Flag:
    """Give the flag that a part has now."""
    return now.get(link.part_id) or link.part.flag


def _as_seen(
    link: Part, share: evidence.Chance, now: Mapping[str, Flag]
) -> evidence.Part:
    """Give a part as its whole sees it, with the flag it has now."""
    flag = _flag_of(link, now)
    return evidence.Part(
        name=link.part.name,
        flag=evidence.Flag(flag.lower, flag.upper) if flag.has_success else None,
        necessity=evidence.Chance(link.necessity_low, link.necessity_high),
        ref=link.part_id,
        share=share,
    )


def _count(
    now: Mapping[str, Flag],
    counted: Mapping[str, Flag],
    was: Mapping[str, Was],
    graphs: tuple[Wholes, Wholes],
) -> None:
    """Add what each process counts for now to the wholes above it, less what it did."""
    before, after = graphs
    for key, flag in counted.items():
        marked = marks(flag)
        stood = was[key].marks if key in was else UNMARKED
        if marked == stood and before is after:
            continue
        _add(now, above(key, after), marked, +1)
        _add(now, above(key, before), stood, -1)
    for key, before_it in was.items():
        if key not in counted:
            _add(now, above(key, before), before_it.marks, -1)


def _add(now: Mapping[str, Flag], keys: set[str], marked: Marks, sign: int) -> None:
    for key in keys & now.keys():
        for name, mark in zip(COUNTS, marked, strict=True):
            if mark:
                setattr(now[key], name, getattr(now[key], name) + sign)


def _before_and_after(wholes: Wholes, shape: Shape) -> tuple[Wholes, Wholes]:
    """Give the wholes of each process before the change and after it.

    What is off the map is nobody's whole and has none.
    """
    off = Process.objects.filter(pk__in=wholes, removed=True)
    off_now = set(off.values_list("pk", flat=True))
    after = on_the_map(wholes, off_now)
    if not shape.links and not shape.turned:
        return after, after
    off_before = off_now ^ shape.turned.keys()
    return on_the_map(_turned_back(wholes, shape.links), off_before), after


def on_the_map(wholes: Wholes, off: set[str]) -> Wholes:
    """Give the wholes of each process without what is off the map."""
    return {
        key: [whole for whole in above_it if whole not in off]
        for key, above_it in wholes.items()
        if key not in off
    }


def _turned_back(wholes: Wholes, links: list[Link]) -> Wholes:
    before = {key: set(above_it) for key, above_it in wholes.items()}
    for link in links:
        if link.added:
            before.get(link.part, set()).discard(link.whole)
        else:
            before.setdefault(link.part, set()).add(link.whole)
    return before


def _save(now: Mapping[str, Flag], *, new: Collection[str], day: date) -> None:
    for flag in now.values():
        flag.as_of = day
    Flag.objects.bulk_create([now[key] for key in new], batch_size=AT_ONCE)
    old = [flag for key, flag in now.items() if key not in new]
    if old:
        Flag.objects.bulk_update(old, DERIVED, batch_size=100)
