"""Elements of a FHIR resource, taken with care: each is what it should be, or told.

Only what is asked for is looked at. Names, addresses and birth dates of patients, and
whatever refers to a practitioner, are never asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

Plain = dict[str, object]

_REFERENCE = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/([^/#]+)(?:/_history/[^/]*)?$")
_NO_KIND = "urn:uuid:"


class WrongElement(Exception):
    """An element is not what the standard says.

    Parameters
    ----------
    path
        Where it stands, such as "Encounter.period.start".
    message
        What was expected and what was given.
    """

    def __init__(self, path: str, expected: str, given: object) -> None:
        self.path = path
        self.message = f"expected {expected}, got {_KINDS.get(type(given), 'a number')}"
        super().__init__(path, self.message)


_KINDS: dict[type, str] = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "yes or no",
}


class Reference(NamedTuple):
    """Whom or what an element refers to.

    Parameters
    ----------
    id
        Without the type and the address of a server; "" if there is none.
    display
        Its name, as the one who wrote it knew it; "" if there is none.
    """

    id: str
    display: str


NOTHING = Reference("", "")


def text(plain: Plain, name: str, path: str) -> str:
    """Give an element that is text; "" if there is none.

    Raises
    ------
    WrongElement
        If it is something else, or has half of a letter in it.
    """
    given = plain.get(name)
    if given is None:
        return ""
    if not isinstance(given, str):
        raise WrongElement(f"{path}.{name}", "text", given)
    if not given.isascii() and given != given.encode("utf-8", "replace").decode():
        raise WrongElement(f"{path}.{name}", "whole letters", given)
    return given.strip()


def inner(plain: Plain, name: str, path: str) -> Plain:
    """Give an element that has elements of its own; an empty one if there is none.

    Raises
    ------
    WrongElement
        If it is something else.
    """
    given = plain.get(name)
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise WrongElement(f"{path}.{name}", "an object", given)
    return given


def each(plain: Plain, name: str, path: str) -> Iterator[Plain]:
    """Give the members of a list of elements.

    Yields
    ------
    dict
        Each member.

    Raises
    ------
    WrongElement
        If it is no list, or a member is no object.
    """
    given = plain.get(name)
    if given is None:
        return
    if not isinstance(given, list):
        raise WrongElement(f"{path}.{name}", "a list", given)
    for place, member in enumerate(given):
        if not isinstance(member, dict):
            raise WrongElement(f"{path}.{name}[{place}]", "an object", member)
        yield member


def reference(plain: Plain, name: str, path: str, kind: str) -> Reference:
    """Give what an element refers to, if that is of this kind of resource.

    A reference by an identifier alone, to something inside the resource, or to another
    kind gives an empty one.
    """
    return as_reference(inner(plain, name, path), f"{path}.{name}", kind)


def named(plain: Plain, name: str, path: str, kind: str) -> Reference:
    """Give what an element refers to that can only refer to this kind of resource.

    Where it refers to none, an identifier (such as the code of a trust) or a name alone
    says as much. Never for what may be a person.
    """
    found = reference(plain, name, path, kind)
    if found.id:
        return found
    given, path = inner(plain, name, path), f"{path}.{name}"
    value = text(inner(given, "identifier", path), "value", f"{path}.identifier")
    display = text(given, "display", path)
    return Reference(value or display, display)


def as_reference(given: Plain, path: str, kind: str) -> Reference:
    """Give what a reference refers to; see `reference`.

    >>> as_reference({"reference": "https://x.org/fhir/Patient/7/_history/2"}, "", "Patient")
    Reference(id='7', display='')
    """
    to = text(given, "reference", path)
    found = _REFERENCE.search(to)
    if found is not None and found[1] == kind:
        return Reference(found[2], text(given, "display", path))
    of = text(given, "type", path)
    if to.startswith(_NO_KIND) and of in ("", kind):
        return Reference(to.removeprefix(_NO_KIND), text(given, "display", path))
    return NOTHING


def spoken(concept: Plain, path: str, *, may_be_free: bool = True) -> str:
    """Give a coded concept in words: its display, else its text, else its code.

    Parameters
    ----------
    concept
        A CodeableConcept.
    path
        Where it stands.
    may_be_free
        Whether its text may be taken, which a person has typed.
    """
    codings = list(each(concept, "coding", path))
    displays = (text(coding, "display", f"{path}.coding") for coding in codings)
    codes = (text(coding, "code", f"{path}.coding") for coding in codings)
    free = text(concept, "text", path) if may_be_free else ""
    return next(filter(None, displays), "") or free or next(filter(None, codes), "")


def code(concept: Plain, path: str) -> str:
    """Give the first code of a coded concept; "" if there is none."""
    codings = each(concept, "coding", path)
    codes = (text(coding, "code", f"{path}.coding") for coding in codings)
    return next(filter(None, codes), "")
