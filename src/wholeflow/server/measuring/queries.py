"""Named reads of evidence: processes as a trace opens them, and what is marked below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from django.db.models import BooleanField, ExpressionWrapper, F, Q

from wholeflow import evidence
from wholeflow.server.history import clock
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Part, Process, Success
from wholeflow.server.measuring import logic, statements
from wholeflow.server.measuring.models import Flag

HIDDEN = "a part that is not shown to you"
AT_ONCE = 40  # processes opened in one round
ROUNDS = 16  # rounds at most; each costs two queries


def key_of_hidden(whole_id: str) -> str:
    """Give the key of what a visitor may not see in a whole: it has no other name."""
    return f"hidden in {whole_id}"


def whole_of_hidden(key: str) -> str:
    """Give the whole in which something hidden stands; empty if the key is a process."""
    prefix = key_of_hidden("")
    return key.removeprefix(prefix) if key.startswith(prefix) else ""


class Link(logic.Shared, Protocol):
    """A part as its whole has it: a row, or the columns of one."""

    whole_id: str
    part_id: str
    necessity_low: float
    necessity_high: float


@dataclass(frozen=True, slots=True)
class Seen:
    """A part with what its whole has to know of it, and whether a visitor may.

    The link is None until it is known in which whole it is seen.
    """

    link: Link | None
    name: str
    flag: evidence.Flag | None
    shared_below: int
    independent_below: bool
    seen: bool


def opened_as(
    own: evidence.Flag,
    declared: logic.Declared,
    parts: Sequence[Seen],
    *,
    has_success: bool,
) -> evidence.Opened:
    """Open a process: its own evidence, its parts, and the logic that counts.

    A part that the visitor may not see has no name.
    """
    links = [part.link for part in parts if part.link is not None]
    shares = logic.shares_of(links)
    return evidence.Opened(
        own,
        tuple(
            evidence.Part(
                part.name if part.seen else HIDDEN,
                part.flag,
                evidence.Chance(link.necessity_low, link.necessity_high),
                link.part_id if part.seen else key_of_hidden(link.whole_id),
                share,
            )
            for part, link, share in zip(parts, links, shares, strict=True)
        ),
        logic.that_counts(logic.logic_of(declared, len(parts)), parts),
        has_success,
    )


COLUMNS = (
    *("whole_id", "part_id", "necessity_low", "necessity_high"),
    *("share_low", "share_high", "part__name"),
    *("part__flag__has_success", "part__flag__lower", "part__flag__upper"),
    *("part__flag__shared_below", "part__flag__independent_below"),
)


@dataclass(slots=True)
class Now:
    """The map as it is, as a visitor may see it."""

    visitor: queries.Visitor
    day: date = field(default_factory=clock.today)

    def open_up(self, keys: Sequence[str]) -> Mapping[str, evidence.Opened]:
        """Open some processes: two queries, however many; see `evidence.trace`."""
        flags = Flag.objects.filter(process__in=keys).select_related("process")
        parts = self._parts_of(keys)
        return {
            flag.process_id: opened_as(
                evidence.Flag(flag.own_lower, flag.own_upper),
                flag.process,
                parts[flag.process_id],
                has_success=flag.has_success,
            )
            for flag in flags
        }

    def _parts_of(self, keys: Sequence[str]) -> Mapping[str, list[Seen]]:
        links = Part.objects.filter(whole__in=keys, removed=False, part__removed=False)
        rows = links.order_by("id").values_list(
            *COLUMNS,
            ExpressionWrapper(
                queries.readable_by(self.visitor, through="part__"), BooleanField()
            ),
            named=True,
        )
        found: dict[str, list[Seen]] = defaultdict(list)
        for row in rows:
            flag = None
            if row.part__flag__has_success:
                flag = evidence.Flag(row.part__flag__lower, row.part__flag__upper)
            found[row.whole_id].append(
                Seen(
                    row,
                    row.part__name,
                    flag,
                    row.part__flag__shared_below,
                    row.part__flag__independent_below,
                    seen=row[-1],
                )
            )
        return found

    def told(self, keys: Collection[str]) -> Mapping[str, list[statements.Told]]:
        """Give the statements about some processes; six queries in any case."""
        return statements.of(keys)

    def successes(self, key: str) -> list[str]:
        """Give what success of a process is, in its owner's words."""
        said = Success.objects.filter(process=key, removed=False, of_failure=False)
        return list(said.order_by("id").values_list("text", flat=True))


MARKS = {
    "contested": Q(lower__gt=F("upper")),
    "stale": Q(stale=True),
    "unassessed": Q(unassessed=True),
}
MOST_MARKED = 100


def marked_below(
    visitor: queries.Visitor, process: Process, mark: str
) -> tuple[list[Process], bool]:
    """Give processes below one that bear a mark, and whether there may be more.

    Only branches whose count says that there is something to find are walked, a few
    hundred processes a query, and not below what the visitor may not see.

    Parameters
    ----------
    visitor
        Who asks.
    process
        The process to look below.
    mark
        One of `MARKS`.
    """
    leads_on = MARKS[mark] | Q(**{f"{mark}_below__gt": 0})
    found: dict[str, bool] = {}
    seen = {process.pk}
    waiting = [process.pk]
    rounds = 0
    while waiting and len(found) < MOST_MARKED and rounds < 2 * ROUNDS:
        rounds += 1
        now, waiting = waiting[-AT_ONCE:], waiting[:-AT_ONCE]
        below = Part.objects.filter(whole__in=now, removed=False).values("part")
        flags = Flag.objects.filter(
            leads_on,
            queries.readable_by(visitor, through="process__"),
            process__in=below,
        ).annotate(bears=ExpressionWrapper(MARKS[mark], BooleanField()))
        for key, bears in flags.values_list("process_id", "bears"):
            if key not in seen:
                seen.add(key)
                waiting.append(key)
                if bears:
                    found[key] = True
    listed = queries.processes(visitor).filter(pk__in=list(found)[:MOST_MARKED])
    more = bool(waiting) or len(found) > MOST_MARKED
    return list(listed.order_by("name", "pk")), more
