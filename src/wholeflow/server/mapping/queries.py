"""Named reads. Every list of processes starts from `readable_by`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from wholeflow.errors import NotFound, Refused
from wholeflow.governance import ANYONE, Act, Decision, Member, ProcessFacts, decide
from wholeflow.processes import HEADINGS
from wholeflow.processes.process import is_process_key
from wholeflow.server.accounts.models import Person
from wholeflow.server.history.changes import AT_ONCE
from wholeflow.server.mapping.models import Entry, Interlock, Part, Process

MOST_CHOICES = 20  # processes of one name that are told apart


@dataclass(frozen=True, slots=True)
class Keeper:
    """Whoever keeps the machine, at its command line: nothing is hidden from them."""


KEEPER = Keeper()
Visitor = Person | AnonymousUser | Keeper


def member(visitor: Visitor) -> Member:
    """Give the facts of a visitor that permission decisions need."""
    if not isinstance(visitor, Person):
        return ANYONE
    return Member(str(visitor.pk), str(visitor.organisation_id))


def facts(process: Process) -> ProcessFacts:
    """Give the facts of a process that permission decisions need."""
    return ProcessFacts(
        owner=str(process.owner_id) if process.owner_id else None,
        owner_name=str(process.owner) if process.owner else "",
        organisation=str(process.organisation_id),
        label=process.label,
    )


def decision(visitor: Visitor, act: Act, process: Process) -> Decision:
    """Ask the permission door about one process."""
    return decide(member(visitor), act, facts(process))


def readable_by(visitor: Visitor, *, through: str = "") -> Q:
    """Give the condition under which a visitor reads a process; same as `decide`.

    Parameters
    ----------
    visitor
        Who asks.
    through
        The way to the process from the rows that are filtered, such as `part__`.
    """
    standing = Q(**{f"{through}removed": False})
    return standing & shared_with(visitor, through=through)


def shared_with(visitor: Visitor, *, through: str = "") -> Q:
    """Give the condition under which a process, even one taken off, is shared."""

    def on(**facts: object) -> Q:
        return Q(**{through + name: value for name, value in facts.items()})

    if isinstance(visitor, Keeper):
        return Q()
    condition = on(label="public")
    if isinstance(visitor, Person):
        ours = on(label="organisation", organisation=visitor.organisation_id)
        condition |= on(label="system") | on(owner=visitor) | ours
    return condition


def processes(visitor: Visitor) -> QuerySet[Process]:
    """Give every process that a visitor may read, with owner, organisation and flag."""
    return Process.objects.filter(readable_by(visitor)).select_related(
        "owner__organisation", "organisation", "flag"
    )


def process(visitor: Visitor, process_id: str) -> Process:
    """Give one process.

    Raises
    ------
    NotFound
        If there is none, or it is not for this visitor to know of.
    """
    # What cannot be an id is not asked for: PostgreSQL takes no NUL from an address.
    asked = [process_id] if is_process_key(process_id) else []
    found = processes(visitor).filter(pk__in=asked).first()
    if found is None:
        raise NotFound("There is no such process here, or it is not shared with you.")
    return found


def spoken_for(visitor: Visitor, process: Process | None) -> Process:
    """Give a process back if this visitor may speak for it.

    Raises
    ------
    NotFound
        If there is none.
    Refused
        If they may not, with the reason.
    """
    if process is None:
        raise NotFound("There is no such process here, or it is not shared with you.")
    decided = decision(visitor, Act.SPEAK, process)
    if not decided.allowed:
        raise Refused(decided.reason)
    return process


def named(visitor: Visitor, text: str) -> Process:
    """Give the one process that is meant by its name or its id.

    Parameters
    ----------
    visitor
        Who asks.
    text
        Its name, or its id. Capitals do not matter.

    Raises
    ------
    NotFound
        If there is none, with the nearest names, or several, with the id of each.
    """
    seen = processes(visitor)
    text = text.strip()
    known = seen.filter(Q(pk=text) | Q(name__iexact=text)).order_by("pk")
    found = list(known[: MOST_CHOICES + 1])
    if len(found) == 1:
        return found[0]
    if not found:
        names = seen.order_by("name").values_list("name", flat=True).distinct()
        near = get_close_matches(text, names, n=3)
        hint = f" Did you mean {' or '.join(f'“{n}”' for n in near)}?" if near else ""
        raise NotFound(f"There is no process “{text}” here.{hint}")
    raise NotFound(
        "\n".join(
            [
                f"Several processes are called “{text}”. Give the id of the one:",
                *(f"  {each.pk}  {_part_of(each)}" for each in found[:MOST_CHOICES]),
            ]
        )
    )


def _part_of(process: Process) -> str:
    """Say by which whole, or whose, one of several processes of a name is known."""
    links = process.whole_links.filter(removed=False, whole__removed=False)
    whole = links.values_list("whole__name", flat=True).first()
    return f"part of {whole}" if whole else f"of {process.organisation}"


def tops(visitor: Visitor) -> QuerySet[Process]:
    """Give the processes that are part of no whole that the visitor sees.

    Where nothing is hidden from the visitor that is read from an index. Where something
    is, a process whose only wholes are hidden stands at the top as well.
    """
    found = processes(visitor).order_by("name", "id")
    hidden = hidden_from(visitor)
    if not hidden.exists():
        return found.filter(top=True)
    links = Part.objects.filter(removed=False)
    under_hidden = links.filter(whole__in=hidden).values("part")
    seen_whole = links.filter(
        readable_by(visitor, through="whole__"), part=OuterRef("pk")
    )
    return found.filter(Q(top=True) | Q(pk__in=under_hidden) & ~Exists(seen_whole))


def hidden_from(visitor: Visitor) -> QuerySet[Process]:
    """Give what stands on the map and is not for the visitor to know of."""
    # Naming what is not public lets a narrow index answer.
    hidden = Process.objects.exclude(label="public").filter(removed=False)
    return hidden.exclude(readable_by(visitor))


@dataclass(frozen=True, slots=True)
class Layer:
    """Some processes and, of each, its first parts and how many there are in all."""

    wholes: list[Process]
    parts: dict[str, list[Process]]
    part_counts: dict[str, int]


def layer(visitor: Visitor, wholes: list[Process], *, most: int) -> Layer:
    """Give the parts of some processes, at most so many of each.

    The cost depends on how many there are in these processes, not on the map.
    """
    links = Part.objects.filter(
        readable_by(visitor, through="part__"),
        removed=False,
        whole__in=[whole.pk for whole in wholes],
    )
    pairs: dict[str, list[str]] = defaultdict(list)
    for whole_id, part_id in links.order_by("id").values_list("whole_id", "part_id"):
        pairs[whole_id].append(part_id)
    wanted = {key for keys in pairs.values() for key in keys[:most]}
    found = processes(visitor).in_bulk(wanted)
    return Layer(
        wholes,
        {
            whole: [found[key] for key in keys[:most] if key in found]
            for whole, keys in pairs.items()
        },
        {whole: len(keys) for whole, keys in pairs.items()},
    )


def interlocks_among(ids: Collection[str]) -> list[Interlock]:
    """Give what passes between any two of some processes."""
    return list(
        Interlock.objects.filter(
            removed=False, giver__in=ids, receiver__in=ids
        ).order_by("id")
    )


def wholes_of(visitor: Visitor, process_id: str) -> list[Process]:
    """Give the processes that one is part of."""
    links = Part.objects.filter(removed=False, part=process_id).values("whole")
    return list(processes(visitor).filter(pk__in=links).order_by("id"))


def wholes_of_each(
    visitor: Visitor, process_ids: Collection[str]
) -> dict[str, list[str]]:
    """Give, for each of some processes, the names of the wholes it is part of."""
    names: dict[str, list[str]] = defaultdict(list)
    seen = readable_by(visitor, through="whole__")
    links = Part.objects.filter(seen, removed=False, part__in=process_ids)
    for part_id, name in links.order_by("id").values_list("part_id", "whole__name"):
        names[part_id].append(name)
    return names


def path_to(visitor: Visitor, process: Process) -> list[Process]:
    """Give one path of wholes from the top down to a process, itself left out.

    Where it is part of several wholes the first named is followed.
    """
    return paths_to(visitor, [process.pk])[process.pk]


def paths_to(
    visitor: Visitor, process_ids: Collection[str]
) -> dict[str, list[Process]]:
    """Give such a path to each of some processes; two queries, however many."""
    steps = walk_up(process_ids)
    wholes = {whole for some in steps.values() for whole in some}
    seen = processes(visitor).in_bulk(wholes)
    return {key: _path(key, steps, seen) for key in process_ids}


def _path(
    process_id: str, steps: Mapping[str, list[str]], seen: Mapping[str, Process]
) -> list[Process]:
    path: list[Process] = []
    here = process_id
    while (
        above := next((w for w in steps.get(here, []) if w in seen), None)
    ) is not None:
        path.append(seen[above])
        here = above
    return path[::-1]


def walk_up(process_ids: Collection[str]) -> dict[str, list[str]]:
    """Give, for some processes and everything above them, the wholes of each.

    The wholes of one process stand in the order in which they were named.
    """
    steps: dict[str, dict[str, None]] = {}  # sets that keep order
    for process_id, whole_id in _walk(_UP, process_ids):
        wholes = steps.setdefault(process_id, {})
        if whole_id is not None:
            wholes[whole_id] = None
    return {process_id: list(wholes) for process_id, wholes in steps.items()}


def walk_down(process_ids: Collection[str]) -> set[str]:
    """Give some processes and everything below them."""
    return {process_id for (process_id,) in _walk(_DOWN, process_ids)}


def walk_down_ever(process_id: str, *, most: int) -> list[str]:
    """Give a process and what is or was below it, links taken out among them."""
    with connection.cursor() as cursor:
        cursor.execute(_DOWN_EVER, [process_id, most])
        return [key for (key,) in cursor.fetchall()]


def shown(visitor: Visitor, process_ids: Collection[str]) -> set[str]:
    """Give those of some processes that are shared with a visitor, off the map or on."""
    keys = list(process_ids)
    found: set[str] = set()
    for start in range(0, len(keys), AT_ONCE):
        these = Process.objects.filter(
            shared_with(visitor), pk__in=keys[start : start + AT_ONCE]
        )
        found.update(these.values_list("pk", flat=True))
    return found


# UNION, not UNION ALL: a shared part is walked once, and a circle would end.
_UP = """
    WITH RECURSIVE reached(id) AS (
        SELECT id FROM mapping_process WHERE id IN ({places})
        UNION
        SELECT link.whole_id FROM mapping_part link
        JOIN reached ON link.part_id = reached.id WHERE NOT link.removed
    )
    SELECT reached.id, link.whole_id FROM reached
    LEFT JOIN mapping_part link ON link.part_id = reached.id AND NOT link.removed
    ORDER BY link.id
"""
_DOWN = """
    WITH RECURSIVE reached(id) AS (
        SELECT id FROM mapping_process WHERE id IN ({places})
        UNION
        SELECT link.part_id FROM mapping_part link
        JOIN reached ON link.whole_id = reached.id WHERE NOT link.removed
    )
    SELECT id FROM reached
"""
_DOWN_EVER = """
    WITH RECURSIVE reached(id) AS (
        SELECT id FROM mapping_process WHERE id = %s
        UNION
        SELECT link.part_id FROM mapping_part link
        JOIN reached ON link.whole_id = reached.id
    )
    SELECT id FROM reached LIMIT %s
"""


def _walk(query: str, process_ids: Collection[str]) -> list[tuple[str, ...]]:
    keys = list(process_ids)
    rows: list[tuple[str, ...]] = []
    for start in range(0, len(keys), AT_ONCE):
        these = keys[start : start + AT_ONCE]
        places = ", ".join(["%s"] * len(these))
        with connection.cursor() as cursor:
            cursor.execute(query.format(places=places), these)
            rows += cursor.fetchall()
    return rows


def search(visitor: Visitor, text: str, *, most: int = 50) -> list[Process]:
    """Find processes by words in their names, other names and cards.

    `who:ward sister` looks under one heading; plain words look everywhere, names first.
    """
    text = text.replace("\0", " ")  # PostgreSQL takes none
    heading, _, rest = text.partition(":")
    if heading.strip().lower() in HEADINGS and rest.strip():
        return list(_under(visitor, heading.strip().lower(), rest.strip())[:most])
    words = text.split()
    if not words:
        return []
    named = list(_named(visitor, words)[:most])
    known = {process.pk for process in named}
    told = [p for p in _told(visitor, words)[:most] if p.pk not in known]
    return (named + told)[:most]


def _named(visitor: Visitor, words: list[str]) -> QuerySet[Process]:
    query = processes(visitor)
    for word in words:
        query = query.filter(name__icontains=word)
    return query.order_by("name", "id")


def _told(visitor: Visitor, words: list[str]) -> QuerySet[Process]:
    query = processes(visitor)
    for word in words:
        entries = Entry.objects.filter(removed=False, text__icontains=word)
        query = query.filter(
            Q(name__icontains=word)
            | Q(aliases__name__icontains=word, aliases__removed=False)
            | Q(owner__name__icontains=word)
            | Q(owner__role__icontains=word)
            | Q(pk__in=entries.values("process"))
        )
    return query.order_by("name", "id").distinct()


def _under(visitor: Visitor, heading: str, text: str) -> QuerySet[Process]:
    entries = Entry.objects.filter(removed=False, heading=heading, text__icontains=text)
    found = Q(pk__in=entries.values("process"))
    if heading == "who":
        found |= Q(owner__name__icontains=text) | Q(owner__role__icontains=text)
    return processes(visitor).filter(found).order_by("name", "id")
