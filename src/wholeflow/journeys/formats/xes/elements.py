"""XES read element by element: whatever is well-formed, however it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Sized
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from wholeflow.errors import BadLog, Fault
from wholeflow.journeys.formats.raw import FAULTS_KEPT
from wholeflow.journeys.formats.safe_xml import SafeXml

from .attributes import Attributes, Found

END = b"</event>"
MOST_KEYS = 10_000

_ATTRIBUTES = frozenset({"string", "date", "int", "float", "boolean", "id"})
_HOLDERS = frozenset({"list", "container"})  # of attributes inside an attribute
# In which element reading stands, as far as it matters.
_LOG, _TRACE, _EVENT, _OF_TRACES, _OF_EVENTS, _ATTRIBUTE, _ASIDE = range(7)


@dataclass(slots=True)
class Header:
    """What the file says of itself.

    Parameters
    ----------
    prefixes
        For the address of each extension's definition, the prefix its keys have here.
    classifiers
        For each name, the keys that make an activity, as written.
    of_events, of_traces
        What an event or trace says that does not say this key; texts only.
    """

    prefixes: dict[str, str] = field(default_factory=dict)
    classifiers: dict[str, str] = field(default_factory=dict)
    of_events: dict[str, str] = field(default_factory=dict)
    of_traces: dict[str, str] = field(default_factory=dict)


class Elements:
    """A reader that is fed with pieces of a file and takes events from them.

    Parameters
    ----------
    name
        Name of the file, for messages.
    found
        Where events go; after each piece it has all that the piece said.
    """

    def __init__(self, name: str, found: Found) -> None:
        self.header = Header()
        self.left_out: Counter[str] = Counter()  # by what it is, in words
        self.xml = SafeXml(name, "XES", start=self._start, end=self._end)
        self._name = name
        self._found = found
        self._faults: list[Fault] = []
        self._n_faults = 0
        self._inside: list[int] = []
        self._said_nothing = False
        self._last_end = -1
        self._events = _Pending(found.events)
        self._traces = _Pending(found.traces)
        self._trace_of: list[int] = []

    @property
    def may_pass_over(self) -> bool:
        """Whether what was fed ended with an event, in UTF-8.

        If so, events that follow may be read by other means and not be fed.
        """
        return self.xml.is_utf8 and self._last_end == self.xml.fed - len(END)

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Read on; what is not XES, or not safe to be read, is refused as `BadLog`."""
        self.xml.feed(piece, last=last)
        self._events.hand_on()
        self._traces.hand_on()
        if self._trace_of:
            self._found.trace_of.append(np.array(self._trace_of, np.int32))
            self._trace_of = []
        self.refuse_many_keys()

    def refuse_many_keys(self) -> None:
        """Refuse, as `BadLog`, a log whose keys say what values should."""
        head = self.header
        lists: Sequence[Sized] = (
            *(self._found.events.said, self._found.traces.said, head.of_events),
            *(head.of_traces, head.prefixes, head.classifiers),
        )
        if sum(len(one) for one in lists) > MOST_KEYS:
            self.xml.refuse(
                f"there are more than {MOST_KEYS:,} keys of attributes; expected keys to "
                "say what is told, and values what it was"
            )

    def refuse_faults(self) -> None:
        """Tell the faults of single elements together.

        Raises
        ------
        BadLog
            If there are any.
        """
        more = self._n_faults - len(self._faults)
        if more:
            self._faults.append(Fault(f"and {more:,} more of the same kinds"))
        if self._faults:
            raise BadLog(self._name, self._faults)

    def _fault(self, message: str) -> None:
        self._n_faults += 1
        if self._n_faults <= FAULTS_KEPT:
            self._faults.append(Fault(message, self.xml.line))

    def _start(self, tag: str, said: dict[str, str]) -> None:
        where = self._inside[-1] if self._inside else None
        if where == _EVENT and tag in _ATTRIBUTES:  # nine elements of ten
            self._take(self._events, self._found.n_events - 1, said)
            self._inside.append(_ATTRIBUTE)
            return
        self.xml.refuse_depth(len(self._inside) + 1)
        name = tag.rpartition(":")[2]
        if where is None:
            self._begin(name)
        elif where == _LOG:
            self._inside.append(self._part_of_log(name, said))
        elif where in (_TRACE, _EVENT):
            self._inside.append(self._part(where, name, said))
        else:
            self._inside.append(self._aside(where, name, said))

    def _end(self, _: str) -> None:
        if self._inside.pop() == _EVENT:
            self._last_end = self.xml.place
            if self._said_nothing:
                self._fault("expected an event with attributes, got one without any")

    def _begin(self, tag: str) -> None:
        if tag != "log":
            self.xml.refuse(
                f"expected XES, whose outermost element is <log>, got <{tag[:40]}>"
            )
        self._inside.append(_LOG)

    def _part_of_log(self, tag: str, said: dict[str, str]) -> int:
        if tag == "trace":
            self._found.n_traces += 1
            return _TRACE
        if tag == "event":
            self.left_out["events outside a trace, which are of no case"] += 1
        elif tag == "extension":
            self.header.prefixes[said.get("uri", "")] = said.get("prefix", "")
        elif tag == "classifier" and said.get("scope", "event") == "event":
            self.header.classifiers[said.get("name", "")] = said.get("keys", "")
        elif tag == "global":
            of = {"event": _OF_EVENTS, "trace": _OF_TRACES}
            return of.get(said.get("scope", "event"), _ASIDE)
        return _ASIDE

    def _part(self, where: int, tag: str, said: dict[str, str]) -> int:
        """Enter what stands in a trace or an event."""
        if tag in _ATTRIBUTES:
            if where == _EVENT:
                self._take(self._events, self._found.n_events - 1, said)
            else:
                self._take(self._traces, self._found.n_traces - 1, said)
        elif where == _TRACE and tag == "event":
            self._trace_of.append(self._found.n_traces - 1)
            self._found.n_events += 1
            self._said_nothing = True
            return _EVENT
        elif tag not in _HOLDERS:
            self.left_out["elements that XES does not have"] += 1
        return _ATTRIBUTE

    def _aside(self, where: int, tag: str, said: dict[str, str]) -> int:
        """Enter what stands in an attribute, or in the head of the log."""
        if where == _ATTRIBUTE:
            if tag in _ATTRIBUTES:
                self.left_out["attributes inside other attributes"] += 1
            return _ATTRIBUTE
        if where in (_OF_EVENTS, _OF_TRACES) and tag in ("string", "id"):
            at_event = where == _OF_EVENTS
            level = self.header.of_events if at_event else self.header.of_traces
            level[said.get("key", "")] = said.get("value", "")
        return _ASIDE

    def _take(self, pending: _Pending, number: int, said: dict[str, str]) -> None:
        self._said_nothing = False
        if "key" not in said:
            self._fault("expected an attribute with a key, got one without")
        elif "value" in said:
            pending.take(said["key"], number, said["value"])


class _Pending:
    """Attributes of the piece that is being read."""

    __slots__ = ("_level", "_values", "_who")

    def __init__(self, level: Attributes) -> None:
        self._level = level
        self._who: dict[str, list[int]] = {}
        self._values: dict[str, list[str]] = {}

    def take(self, key: str, number: int, value: str) -> None:
        if key not in self._who:
            self._who[key], self._values[key] = [], []
        self._who[key].append(number)
        self._values[key].append(value)

    def hand_on(self) -> None:
        for key, who in self._who.items():
            values = pl.Series(self._values[key], dtype=pl.String)
            self._level.add(key, np.array(who, np.int32), values)
        self._who.clear()
        self._values.clear()
