"""A systemic process: what people do, why, and whose it is.

A process is a holon, whole and part at once [1]_: the same card serves "Testing
blood" and "Delivering health and social care". What is known about it stands under
six headings: why (purpose), how (the transformation), who (role and stakeholder),
what (indicators, success criteria, records), where (context) and when (time).

The values here cannot be wrong: each checks itself as it is made and tells every
fault it finds at once, each fault with the name of its field.

References
----------
.. [1] Stirrat, Blockley, Alexander and Phillips, "Integrating Health and Social Care
   Services in NHS England", 2021.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from urllib.parse import urlsplit

from wholeflow.errors import BadMap, Fault
from wholeflow.processes.combining import (
    CERTAIN,
    COMBINING,
    DEPENDENCE,
    Chance,
    at_least_faults,
    chance,
    chance_faults,
)

# The order is the order of every card and file: a card leads with why.
KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "why": ("purpose", "aim", "objective"),
        "how": ("method", "guidance"),
        "who": ("role", "player", "stakeholder", "customer"),
        "what": ("indicator", "success criterion", "record"),
        "where": ("place", "setting"),
        "when": ("cadence", "deadline", "review date"),
    }
)
"""Kinds of entry under each heading; the first is what plain text is taken for."""

HEADINGS: tuple[str, ...] = tuple(KINDS)
"""The six headings in the order of the card."""

LABELS: tuple[str, ...] = ("public", "system", "organisation", "restricted")
"""Who may read a process, from everybody to named people only."""

LANGUAGES: tuple[str, ...] = ("en", "cy")
"""Languages a process may be named in: English and Welsh."""

LINK_SCHEMES: tuple[str, ...] = ("http", "https", "mailto")
"""Kinds of link an entry may carry; anything else could run code in a page."""

LINE_LIMIT = 300
TEXT_LIMIT = 20_000

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "language": LANGUAGES,
    "label": LABELS,
    "combining": COMBINING,
    "dependence": DEPENDENCE,
}

_PROCESS_ID = re.compile(r"wf:p:[a-z2-7]{26}\Z")
_LOCAL_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said about a process, under one of the six headings.

    Parameters
    ----------
    heading
        One of `HEADINGS`.
    kind
        One of the kinds of that heading, see `KINDS`.
    text
        What is said, at most 20,000 characters; may run over several lines.
    link
        Address of a document or record, http, https or mailto; empty for none.
    example
        True for content filled in to show how a card looks, not stated by anyone.

    Raises
    ------
    BadMap
        With every fault, each with its field as column.

    Examples
    --------
    >>> Entry("who", "role", "phlebotomist").text
    'phlebotomist'
    """

    heading: str
    kind: str
    text: str
    link: str = ""
    example: bool = False

    def __post_init__(self) -> None:
        _refuse("this entry", self._faults())

    def _faults(self) -> Iterator[Fault]:
        if self.heading not in KINDS:
            yield from _not_one_of("heading", self.heading, HEADINGS)
        elif self.kind not in KINDS[self.heading]:
            yield from _not_one_of("kind", self.kind, KINDS[self.heading])
        yield from text_faults("text", self.text)
        yield from _link_faults(self.link)


@dataclass(frozen=True, slots=True)
class Statement:
    """What would show that a process succeeds, or that it fails.

    Parameters
    ----------
    text
        One sentence that evidence can speak for or against.
    example
        True for content filled in to show how a card looks, not stated by anyone.

    Raises
    ------
    BadMap
        If there is no text or it holds characters that cannot be shown.
    """

    text: str
    example: bool = False

    def __post_init__(self) -> None:
        _refuse("this statement", text_faults("text", self.text))


@dataclass(frozen=True, slots=True)
class Process:
    """A systemic process with its card.

    Parameters
    ----------
    id
        "wf:p:" and 26 characters, as `process_id` makes it; or, inside one file, a
        short key of letters, digits, dots, hyphens and underlines.
    name
        What people do, best beginning with an "-ing" word (see `check_name`).
    language
        Language of the name, "en" or "cy".
    name_reason
        Why a questioned name stays; empty if the name needs no reason.
    aliases
        Other names people use for it.
    owner
        The one person or post answerable for leading it; empty for nobody yet.
    owner_example
        True if that owner was filled in to show how a card looks.
    organisation
        Body the process belongs to; empty if not known.
    label
        Who may read it, one of `LABELS`.
    entries
        Entries; kept in the order of `HEADINGS`, and as given within a heading.
    success, failure
        Statements that evidence will speak for or against.
    parts_suffice
        The owner's word on whether the successes of the parts are jointly enough for
        the success of this: True, False, or None for not declared.
    combining
        What this needs of its parts, one of `COMBINING`.
    at_least
        How many parts it needs, 1 or more; only where `combining` is "at least".
    dependence
        How the parts hang together, one of `DEPENDENCE`.
    sufficiency
        Lowest and highest chance, each from 0 to 1, that this succeeds when it has what
        it needs of its parts.
    reviewed
        Day the card was last reviewed; None for never.
    example
        True if the process itself was filled in to show how a map looks.

    Raises
    ------
    BadMap
        With every fault, each with its field as column.

    Examples
    --------
    >>> Process("testing-blood", "Testing blood").owner
    ''
    """

    id: str
    name: str
    language: str = "en"
    name_reason: str = ""
    aliases: tuple[str, ...] = ()
    owner: str = ""
    owner_example: bool = False
    organisation: str = ""
    label: str = "organisation"
    entries: tuple[Entry, ...] = ()
    success: tuple[Statement, ...] = ()
    failure: tuple[Statement, ...] = ()
    parts_suffice: bool | None = None
    combining: str = "all"
    at_least: int | None = None
    dependence: str = "unknown"
    sufficiency: Chance = CERTAIN
    reviewed: date | None = None
    example: bool = False

    def __post_init__(self) -> None:
        _refuse(f'process "{self.name}"', self._faults())
        in_order = sorted(self.entries, key=lambda entry: HEADINGS.index(entry.heading))
        object.__setattr__(self, "entries", tuple(in_order))
        object.__setattr__(self, "sufficiency", chance(self.sufficiency))

    def under(self, heading: str) -> tuple[Entry, ...]:
        """Return the entries under one heading.

        Parameters
        ----------
        heading
            One of `HEADINGS`.

        Returns
        -------
        tuple of Entry
            In their order; empty if nothing is entered there.
        """
        return tuple(entry for entry in self.entries if entry.heading == heading)

    def _faults(self) -> Iterator[Fault]:
        if not is_process_key(self.id):
            yield Fault(
                f'expected an id of wholeflow ("wf:p:" and 26 characters) or a short '
                f"key of letters, digits, dots and hyphens; got {_quoted(self.id)}",
                column="id",
            )
        yield from line_faults("name", self.name)
        for field, choices in _CHOICES.items():
            if getattr(self, field) not in choices:
                yield from _not_one_of(field, getattr(self, field), choices)
        yield from at_least_faults(self.combining, self.at_least)
        yield from chance_faults("sufficiency", self.sufficiency)
        for alias in self.aliases:
            yield from line_faults("aliases", alias)
        for field in ("owner", "organisation"):
            if getattr(self, field):
                yield from line_faults(field, getattr(self, field))
        if self.name_reason:
            yield from text_faults("name_reason", self.name_reason)


def is_process_key(key: str) -> bool:
    """Tell whether a text can name a process: an id of wholeflow or a short key."""
    return bool(_PROCESS_ID.match(key) or _LOCAL_KEY.match(key))


def line_faults(field: str, text: str) -> Iterator[Fault]:
    """Tell what keeps a text from being one line: a name, an owner, an alias.

    Parameters
    ----------
    field
        Name of the field, for the fault's column.
    text
        The text as given.

    Yields
    ------
    Fault
        At most one.
    """
    if text != text.strip() or len(text.splitlines()) > 1 or "\t" in text:
        yield Fault(
            f"expected one line without space around it; got {_quoted(text)}. "
            "Take out the extra space or line break",
            column=field,
        )
    elif len(text) > LINE_LIMIT:
        yield Fault(
            f"expected at most {LINE_LIMIT} characters, got {len(text):,}. "
            "Shorten it here and put the rest under why or how",
            column=field,
        )
    else:
        yield from text_faults(field, text)


def text_faults(field: str, text: str) -> Iterator[Fault]:
    """Tell what keeps a text from being kept and shown: none, too long, unreadable.

    Parameters
    ----------
    field
        Name of the field, for the fault's column.
    text
        The text as given.

    Yields
    ------
    Fault
        At most one.
    """
    if not text.strip():
        yield Fault(
            "expected some text, got none. Write it or leave it out", None, field
        )
    elif len(text) > TEXT_LIMIT:
        yield Fault(
            f"expected at most {TEXT_LIMIT:,} characters, got {len(text):,}. "
            "Put it in a document and link to it",
            column=field,
        )
    elif not text.isprintable():
        # isprintable refuses more than we do, but it is quick for the usual text.
        for character in text:
            if _cannot_be_kept(character):
                yield Fault(
                    f"expected readable text, got the control character "
                    f"U+{ord(character):04X} in {_quoted(text)}. Take it out",
                    column=field,
                )
                return


def _cannot_be_kept(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} and character not in "\t\n\r"


def _link_faults(link: str) -> Iterator[Fault]:
    if not link:
        return
    try:
        scheme = urlsplit(link).scheme
    except ValueError:
        scheme = ""
    if scheme not in LINK_SCHEMES or not link.isprintable() or " " in link:
        yield Fault(
            "expected a link that begins with http://, https:// or mailto: and has no "
            f"space in it; got {_quoted(link)}",
            column="link",
        )


def _not_one_of(field: str, given: str, choices: tuple[str, ...]) -> Iterator[Fault]:
    yield Fault(
        f"expected one of {', '.join(choices)}; got {_quoted(given)}", column=field
    )


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:60] + "…")


def _refuse(source: str, faults: Iterator[Fault]) -> None:
    found = tuple(faults)
    if found:
        raise BadMap(source, found)
