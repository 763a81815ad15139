"""Which part of a log a page shows: a period, a place, a cohort, and on which layer.

It is part of the page's address, so that it can be shared, and is said in words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from urllib.parse import parse_qs, urlencode

from wholeflow.days import day_in_words

FORM_OF_RESULT = 2  # counted up when what is worked out changes
MORE = "more: "  # before the heading of a further column, so that it is no role's

Activities = Mapping[str, Sequence[str]]  # of each process, by its id


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen of a log; empty words mean that nothing was.

    Parameters
    ----------
    since, until
        Journeys that begin then or later, and before; ISO 8601.
    place
        An organisation or group that they come to.
    who
        Column and value, such as "activity=Triage", that an event of theirs says.
    layer
        How many layers above the processes that activities are tied to.
    """

    since: str = ""
    until: str = ""
    place: str = ""
    who: str = ""
    layer: int = 0

    @classmethod
    def of_address(cls, address: str) -> Chosen:
        """Give what an address chooses; one that this class has written."""
        found = {name: values[0] for name, values in parse_qs(address).items()}
        layer = int(found.pop("layer", "0"))
        return cls(**found, layer=layer)

    @property
    def address(self) -> str:
        """The part of an address that chooses this."""
        said = {name: value for name, value in asdict(self).items() if value}
        return urlencode(said)

    @property
    def part(self) -> bool:
        """Whether it is a part of the log and not all of it."""
        return bool(self.since or self.until or self.place or self.who)

    @property
    def column_and_value(self) -> tuple[str, str]:
        """The cohort's column and value; empty where there is no cohort."""
        column, _, value = self.who.partition("=")
        return column, value

    def only(self, role_of_place: str) -> list[tuple[str, str]]:
        """Give columns and values that journeys must have."""
        wanted = [(role_of_place, self.place)] if self.place else []
        return [*wanted, self.column_and_value] if self.who else wanted

    @property
    def words(self) -> str:
        """Say whom it chooses, to stand after “of those who”; "" for everybody."""
        column, value = self.column_and_value
        begun = [
            f"{words} {day_in_words(date.fromisoformat(day))}"
            for words, day in (("on or after", self.since), ("before", self.until))
            if day
        ]
        parts = [
            f"began {' and '.join(begun)}" if begun else "",
            f"came to {self.place}" if self.place else "",
            _cohort_in_words(column, value),
        ]
        said = [each for each in parts if each]
        return (
            f"{', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else "".join(said)
        )


def _cohort_in_words(column: str, value: str) -> str:
    if not column:
        return ""
    heading = column.removeprefix(MORE)
    return f"had {value}" if column == "activity" else f"have {heading} “{value}”"


def key(content_hash: str, asked: Mapping[str, object]) -> str:
    """Give the name that what was worked out of a log is kept by.

    Parameters
    ----------
    content_hash
        Of the log's file.
    asked
        Everything the result depends on besides; see `journeying.Asked`.
    """
    whole = [FORM_OF_RESULT, content_hash, asked]
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, default=list)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
