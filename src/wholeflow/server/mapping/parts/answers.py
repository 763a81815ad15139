"""What players answered about the parts of a whole, put side by side.

Judges alone first: whoever may answer sees the answers of others only after their own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from wholeflow.server.accounts.models import Person
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import (
    NecessityAnswer,
    Part,
    PartsAnswer,
    Process,
)
from wholeflow.server.mapping.parts.words import (
    CANNOT_SAY,
    NECESSITY,
    AtAGlance,
    Chance,
    at_a_glance,
    in_words,
)

MOST_ASKED = 100  # missing parts that are looked for among the processes there are


@dataclass(frozen=True, slots=True)
class Answer:
    """One player's answer; `before` names the newest part, if they did not know of it."""

    who: str
    organisation: str
    enough: str
    missing: str
    reason: str
    on: date
    before: str


@dataclass(frozen=True, slots=True)
class Band:
    """One answer on the bar: how many gave it, and where its band stands, in hundredths."""

    enough: str
    count: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class OnePart:
    """What players say of one part, and what its whole's owner has set."""

    process: Process
    said: str
    differs: bool
    owner_says: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that players say there should be; `stands` names a process called so."""

    name: str
    who: list[str]
    is_part: bool
    stands: str


@dataclass(frozen=True, slots=True)
class Together:
    """All answers about one whole."""

    answers: list[Answer]
    bands: list[Band]
    parts: list[OnePart]
    missing: list[Missing]
    declared: bool | None
    logic: AtAGlance

    @property
    def is_split(self) -> bool:
        """Tell whether some say yes and some say no."""
        return self._count("yes") > 0 and self._count("no") > 0

    @property
    def against_owner(self) -> int:
        """How many contradict what the owner has declared."""
        if self.declared is None:
            return 0
        return self._count("no" if self.declared else "yes")

    def _count(self, enough: str) -> int:
        return next((band.count for band in self.bands if band.enough == enough), 0)


def standing(process: Process) -> list[PartsAnswer]:
    """Give the answers about a whole that stand, the oldest first."""
    return list(process.parts_answers.filter(removed=False).order_by("id"))


def counted(visitor: queries.Visitor, process: Process) -> Mapping[str, int]:
    """Count the players who have answered, and what they say if the visitor has.

    Gives `players` and, for somebody who has answered, `yes`, `no` and `unsure`.
    """
    said = dict(process.parts_answers.filter(removed=False).values_list("by", "enough"))
    count = {"players": len(said)}
    if isinstance(visitor, Person) and str(visitor.pk) in said:
        count |= dict(
            Counter({"yes": 0, "no": 0, "unsure": 0, **Counter(said.values())})
        )
    return count


def readable_links(visitor: queries.Visitor, process: Process) -> list[Part]:
    """Give the parts of a whole that a visitor may know of, in the order of their making."""
    readable = queries.readable_by(visitor, through="part__")
    links = process.part_links.filter(readable, removed=False)
    return list(links.select_related("part").order_by("id"))


def said_of_parts(links: Iterable[Part]) -> Mapping[Part, list[NecessityAnswer]]:
    """Give what stands of the players' answers about some parts."""
    said: dict[Part, list[NecessityAnswer]] = {link: [] for link in links}
    rows = NecessityAnswer.objects.filter(part__in=said, removed=False)
    for row in rows.select_related("part").order_by("id"):
        said[row.part].append(row)
    return said


def together(
    visitor: queries.Visitor,
    process: Process,
    links: Sequence[Part],
    answers: Sequence[PartsAnswer],
) -> Together:
    """Put all answers about a whole and its readable parts side by side."""
    others = queries.processes(visitor).exclude(pk=process.pk)
    stands = _called(others, {row.missing for row in answers if row.missing})
    people = Person.objects.select_related("organisation").in_bulk(
        {answer.by for answer in answers}
    )
    by = {str(key): person for key, person in people.items()}
    newest = max(links, key=lambda link: link.pk, default=None)
    return Together(
        answers=[_answer(row, by.get(row.by), newest) for row in answers],
        bands=_bands(answers),
        parts=[_one_part(link, said) for link, said in said_of_parts(links).items()],
        missing=_missing(
            answers, by, {link.part.name.casefold() for link in links}, stands
        ),
        declared=process.parts_suffice,
        logic=at_a_glance(process),
    )


def _answer(row: PartsAnswer, who: Person | None, newest: Part | None) -> Answer:
    # Keys are in the order of their making.
    earlier = newest is not None and row.pk < newest.pk
    return Answer(
        who=str(who or "somebody"),
        organisation=str(who.organisation) if who else "",
        enough=_ENOUGH[row.enough],
        missing=row.missing,
        reason=row.reason,
        on=row.on,
        before=newest.part.name if newest is not None and earlier else "",
    )


_ENOUGH = {"yes": "yes", "no": "no", "unsure": "cannot say"}


def _bands(answers: Sequence[PartsAnswer]) -> list[Band]:
    counts = Counter(answer.enough for answer in answers)
    bands, start = [], 0
    for enough in ("yes", "unsure", "no"):
        band = Band(
            enough=enough,
            count=counts[enough],
            start=round(100 * start / len(answers), 2),
            width=round(100 * counts[enough] / len(answers), 2),
        )
        bands.append(band)
        start += counts[enough]
    return bands


def _one_part(link: Part, said: Sequence[NecessityAnswer]) -> OnePart:
    counts = Counter((row.necessity_low, row.necessity_high) for row in said)
    able = [pair for pair in counts if pair != CANNOT_SAY]
    in_order = sorted(counts, key=lambda pair: (pair == CANNOT_SAY, -pair[1], -pair[0]))
    words = [f"{_word(pair)} {counts[pair]}" for pair in in_order]
    return OnePart(
        process=link.part,
        said=", ".join(words) if words else "nobody has answered",
        differs=len(able) > 1,
        owner_says=in_words((link.necessity_low, link.necessity_high), NECESSITY),
    )


def _word(pair: Chance) -> str:
    return "cannot say" if pair == CANNOT_SAY else in_words(pair, NECESSITY)


def _missing(
    answers: Iterable[PartsAnswer],
    by: Mapping[str, Person],
    parts: set[str],
    stands: Mapping[str, str],
) -> list[Missing]:
    """Give what is missing, each name once whatever its capitals."""
    who: dict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for answer in answers:
        if answer.missing:
            key = answer.missing.casefold()
            names.setdefault(key, answer.missing)
            who[key].append(str(by.get(answer.by, "somebody")))
    return [
        Missing(name, who[key], key in parts, stands.get(key, ""))
        for key, name in names.items()
    ]


def _called(processes: QuerySet[Process], names: Iterable[str]) -> dict[str, str]:
    """Give the names of processes that are called so, whatever their capitals."""
    asked = sorted(names)[:MOST_ASKED]
    if not asked:
        return {}
    so = reduce(or_, (Q(name__iexact=name) for name in asked))
    found = processes.filter(so).values_list("name", flat=True)
    return {name.casefold(): name for name in found}
