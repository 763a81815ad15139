"""Where in a model something is wrong, and how it is told."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from wholeflow.errors import Fault

Path = tuple[str | int, ...]
MOST_FOUND = 1_000
MOST_HINTS = 20  # beyond, nobody reads them, and each is a search among all names
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Found:
    """One thing wrong in a model.

    Parameters
    ----------
    path
        The way to it: `("nodes", 2, "service", "urgent")`.
    where
        The same in words: 'node "Ward", service of "urgent"'.
    message
        What was expected, what was given and what to do.
    """

    path: Path
    where: str
    message: str

    def fault(self, row: int | None = None) -> Fault:
        """Tell it as a fault, of a line in a file if there is one."""
        told = f"{self.where}: {self.message}" if self.where else self.message
        return Fault(told, row)


class TooMany(Exception):
    """So much is wrong that nobody would read on."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a model, at which faults are noted."""

    found: list[Found]
    path: Path = ()
    where: str = ""

    def at(self, *path: str | int, where: str = "") -> Place:
        """Give a place within this one; `where` says it in words."""
        words = ", ".join(word for word in (self.where, where) if word)
        return Place(self.found, (*self.path, *path), words)

    def say(self, *messages: str) -> None:
        """Note what is wrong here.

        Raises
        ------
        TooMany
            At 1,000 faults.
        """
        for message in messages:
            self.found.append(Found(self.path, self.where, message))
            if len(self.found) >= MOST_FOUND:
                raise TooMany

    def word(self, given: str, of: object, what: str) -> None:
        """Note a word that is none of a Literal's."""
        self.among(given, typing.get_args(of), what)

    def known(self, name: str, names: Collection[str], kind: str) -> bool:
        """Say whether a name is known, and note if not; with the nearest ones."""
        if name in names:
            return True
        near: list[str] = []
        if len(self.found) < MOST_HINTS:
            near = difflib.get_close_matches(
                name[:LONGEST_NAME], names, n=3, cutoff=0.5
            )
        hint = f"; did you mean {quoted(near)}?" if near else ""
        self.say(f'there is no {kind} "{name[:LONGEST_NAME]}"{hint}')
        return False

    def among(self, given: str, words: Iterable[str], what: str) -> None:
        """Note a word that is none of some."""
        if given not in words:
            self.say(f'{what}: expected {quoted(words)}, got "{given[:60]}"')

    def name(self, given: str) -> None:
        """Note text that is no name."""
        if not 0 < len(given) <= LONGEST_NAME or given != given.strip():
            self.say(
                f"expected a name of 1 to {LONGEST_NAME} characters without spaces at "
                f"its ends, got {given[:60]!r}"
            )
        elif not given.isprintable():
            self.say(
                f"expected a name of letters, digits and signs, got {given[:60]!r}"
            )


def quoted(words: Iterable[str]) -> str:
    """Give words in quotation marks, with "or" before the last."""
    *others, last = [f'"{word}"' for word in words]
    return f"{', '.join(others)} or {last}" if others else last
