"""A map being drawn from a file that was not made for it.

What an organisation already has says some of what a map needs and much that it does
not. A draft takes what is understood and keeps a note of the rest, with its place.
"""

from __future__ import annotations

from collections import Counter

from wholeflow.errors import BadMap
from wholeflow.processes.identity import short_key
from wholeflow.processes.map import Map, Part, circles
from wholeflow.processes.naming import check_name
from wholeflow.processes.process import LINE_LIMIT, Entry, Process


class Draft:
    """Processes and parts as they are found, and notes on what was not understood.

    Parameters
    ----------
    name
        What the map will be called.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.notes: list[str] = []
        self._processes: dict[str, Process] = {}
        self._keys: dict[str, str] = {}  # by name, whatever its capitals
        self._used: Counter[str] = Counter()
        self._parts: dict[tuple[str, str], str] = {}  # with the place of each

    def note(self, message: str) -> None:
        """Keep a note of something that was not understood."""
        self.notes.append(message)

    def add(
        self,
        name: str,
        place: str,
        *,
        entries: tuple[Entry, ...] = (),
        organisation: str = "",
    ) -> str | None:
        """Add a process, or find the one of that name.

        Parameters
        ----------
        name
            Its name; space is tidied.
        place
            Where it was found, such as "row 3", for notes.
        entries
            What the file says about it.
        organisation
            Body it belongs to.

        Returns
        -------
        str or None
            Its key; None, with a note, if no process can have that name.
        """
        tidy = " ".join(name.split())
        known = self._keys.get(tidy.casefold())
        if known:
            self.note(f'{place}: "{tidy}" was met before and is taken as one process')
            return known
        key = self._free_key(tidy)
        try:
            process = Process(
                key, tidy, organisation=organisation[:LINE_LIMIT], entries=entries
            )
        except BadMap as error:
            self.note(f"{place}: not understood: {error.faults[0].message}")
            return None
        self._processes[key] = process
        self._keys[tidy.casefold()] = key
        verdict = check_name(tidy)
        if not verdict.ok:
            self.note(
                f'{place}: "{tidy}"; a better name might be "{verdict.suggestion}"'
            )
        return key

    def find_or_add(self, name: str, place: str) -> str | None:
        """Return the key of the process of that name, adding it if there is none."""
        return self._keys.get(" ".join(name.split()).casefold()) or self.add(
            name, place
        )

    def put_under(self, whole: str, part: str, place: str) -> None:
        """Make one process part of another; a pair met before stays as it is."""
        self._parts.setdefault((whole, part), place)

    def finished(self) -> tuple[Map, tuple[str, ...]]:
        """Return the map, with the notes.

        Returns
        -------
        Map
            Without the parts that would close a circle.
        tuple of str
            What was not understood, and what was left out.

        Raises
        ------
        BadMap
            If nothing in the file read as a process.
        """
        if not self._processes:
            raise BadMap(
                self.name,
                [
                    "expected something that reads as a process, found nothing",
                    *self.notes,
                ],
            )
        closing = {(path[-2], path[-1]) for path in circles(self._parts)}
        for whole, part in sorted(closing):
            self.note(
                f'{self._parts[whole, part]}: "{self._processes[part].name}" was left '
                f'out of "{self._processes[whole].name}", or it would be part of itself'
            )
        parts = (Part(*pair) for pair in self._parts if pair not in closing)
        finished = Map(self.name, tuple(self._processes.values()), tuple(parts))
        return finished, tuple(self.notes)

    def _free_key(self, name: str) -> str:
        key = short_key(name)
        self._used[key] += 1
        if self._used[key] == 1:
            return key
        return self._free_key(f"{key[:50]} {self._used[key]}")
