"""What players and owners say of a whole and its parts: by a person, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field

from wholeflow.errors import BadInput, BadMap, Fault, Refused
from wholeflow.processes import Part as PartValue
from wholeflow.processes import Process as ProcessValue
from wholeflow.processes import why_not_shares
from wholeflow.processes.process import line_faults, text_faults
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.history.changes import Draft, changing
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.actions import editable, spoken_of
from wholeflow.server.mapping.models import (
    ENOUGH,
    NecessityAnswer,
    Part,
    PartsAnswer,
    Process,
)

Chance = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Said:
    """What one player answers about the parts of a whole.

    Parameters
    ----------
    enough
        "yes", "no" or "unsure".
    missing
        Name of a part that there should be; empty for none.
    reason
        Why, in the player's words.
    necessity
        By the id of each part, how far the whole needs it.
    """

    enough: str
    missing: str = ""
    reason: str = ""
    necessity: Mapping[str, Chance] = field(default_factory=dict)


def answer_parts(*, by: Person, process_id: str, said: Said) -> None:
    """Answer, as one player, whether the parts are necessary and together enough.

    A person has one answer about a whole; a new one takes the place of the last.

    Raises
    ------
    BadInput
        With every fault of the answer.
    """
    # The reason stands in the answer alone: the history would tell it to those who
    # have not answered yet.
    with changing(by=str(by.pk), command="answer about the parts") as draft:
        process = spoken_of(by, process_id)
        links = _readable_parts(by, process)
        faults = [*_faults(said), *_necessity_faults(said.necessity, links)]
        if faults:
            raise BadInput("this answer", faults)
        _take_back(draft, by, process)
        draft.add(
            PartsAnswer(
                process=process,
                enough=said.enough,
                missing=said.missing,
                reason=said.reason,
                by=str(by.pk),
                on=clock.today(),
            )
        )
        for part_id, (low, high) in said.necessity.items():
            draft.add(
                NecessityAnswer(
                    part=links[part_id],
                    necessity_low=low,
                    necessity_high=high,
                    by=str(by.pk),
                    on=clock.today(),
                )
            )


@dataclass(frozen=True, slots=True)
class Logic:
    """How a whole follows from its parts, in the words of the map file."""

    combining: str = "all"
    at_least: int | None = None
    dependence: str = "unknown"
    sufficiency: Chance = (1.0, 1.0)


def declare_logic(
    *,
    by: Person,
    process_id: str,
    suffice: bool | None,
    logic: Logic,
    reason: str = "",
    base_version: int | None = None,
) -> None:
    """Say, as the owner, whether the parts are enough, and how the whole needs them.

    Raises
    ------
    BadMap
        With every fault of the logic.
    Refused
        If at least so many parts are needed, and there are not so many.
    """
    value = ProcessValue("logic", "Combining", **asdict(logic))
    low, high = value.sufficiency
    base = None if base_version is None else (process_id, base_version)
    with changing(
        by=str(by.pk), command="test the parts", reason=reason, base=base
    ) as draft:
        process = editable(by, process_id)
        _require_so_many(process, logic.at_least)
        draft.set(
            process,
            parts_suffice=suffice,
            combining=value.combining,
            at_least=value.at_least,
            dependence=value.dependence,
            sufficiency_low=low,
            sufficiency_high=high,
        )


def share_cases(
    *,
    by: Person,
    process_id: str,
    shares: Mapping[str, Chance | None],
    base_version: int | None = None,
) -> None:
    """Say which share of the cases goes through each part; the parts left out keep theirs.

    Raises
    ------
    BadInput
        If a share is no interval, or they cannot add up to 1.
    """
    base = None if base_version is None else (process_id, base_version)
    with changing(by=str(by.pk), command="share the cases", base=base) as draft:
        process = editable(by, process_id)
        links = _readable_parts(by, process)
        standing = process.part_links.filter(removed=False, part__removed=False)
        now = {link.part_id: link.share for link in standing} | dict(shares)
        faults = [*_share_faults(shares, links)]
        if not faults and (why := why_not_shares(list(now.values()))):
            faults.append(Fault(why))
        if faults:
            raise BadInput("these shares", faults)
        for part_id, share in shares.items():
            low, high = share or (None, None)
            draft.set(links[part_id], share_low=low, share_high=high)


def _require_so_many(process: Process, at_least: int | None) -> None:
    parts = process.part_links.filter(removed=False, part__removed=False)
    if at_least is not None and at_least > parts.count():
        raise Refused(
            f"Expected at most as many parts as “{process}” has; got at least "
            f"{at_least}. Lower the number, or add the parts first."
        )


def _readable_parts(by: Person, process: Process) -> dict[str, Part]:
    readable = queries.readable_by(by, through="part__")
    links = process.part_links.filter(readable, removed=False)
    return {link.part_id: link for link in links.select_related("whole", "part")}


def _take_back(draft: Draft, by: Person, process: Process) -> None:
    """Take back what the person said before, also of parts that are parts no more."""
    mine = {"by": str(by.pk), "removed": False}
    for answer in process.parts_answers.filter(**mine):
        draft.set(answer, removed=True)
    earlier = NecessityAnswer.objects.filter(part__whole=process, **mine)
    for each in earlier.select_related("part"):
        draft.set(each, removed=True)


def _faults(said: Said) -> Iterator[Fault]:
    if said.enough not in ENOUGH:
        yield Fault(
            f"expected one of {', '.join(ENOUGH)}; got {said.enough!r}", column="enough"
        )
    if said.missing:
        yield from line_faults("missing", said.missing)
    if said.missing and said.enough == "yes":
        yield Fault(
            "expected nothing missing where the parts are enough; got "
            f"“{said.missing[:60]}”. Say no above, or leave this empty",
            column="missing",
        )
    if said.reason:
        yield from text_faults("reason", said.reason)


def _necessity_faults(
    necessity: Mapping[str, Chance], links: Mapping[str, Part]
) -> Iterator[Fault]:
    yield from _unknown(necessity, links)
    for pair in necessity.values():
        yield from _faults_of_part(necessity=pair)


def _share_faults(
    shares: Mapping[str, Chance | None], links: Mapping[str, Part]
) -> Iterator[Fault]:
    yield from _unknown(shares, links)
    for key, pair in shares.items():
        if key in links and pair is not None and pair[0] > pair[1]:
            low, high = (f"{100 * end:.4g} %" for end in pair)
            yield Fault(
                f"“{links[key].part}”: expected the lowest share first; got {low} as the "
                f"lowest and {high} as the highest. Change the two about"
            )
        else:
            yield from _faults_of_part(share=pair)


def _unknown(keys: Iterable[str], links: Mapping[str, Part]) -> Iterator[Fault]:
    for key in keys:
        if key not in links:
            yield Fault(
                f"expected a part of this whole; got {key!r}. Open the page again: it "
                "may have been taken out"
            )


def _faults_of_part(
    necessity: Chance = (1.0, 1.0), share: Chance | None = None
) -> Iterator[Fault]:
    try:
        PartValue("whole", "part", necessity, share)
    except BadMap as bad:
        yield from bad.faults
