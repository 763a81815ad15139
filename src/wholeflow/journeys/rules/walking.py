"""A walk over a rules file that keeps the line of every fault.

YAML is read as nodes, not as values, so that each fault can say where it stands and
all faults are told together.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field

import yaml

from wholeflow.errors import Fault

_SECONDS = {
    "s": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600,
    "day": 86_400, "week": 604_800,
}  # fmt: skip
_HOURS_A_DAY = 24
_NUMBER = re.compile(r"\d{1,15}(\.\d+)?")
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(s|[a-z]+?)s?")


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk over the YAML that keeps the line of every fault."""

    faults: list[Fault] = field(default_factory=list)

    def fault(self, node: yaml.Node, message: str) -> None:
        """Keep a fault with the line of its node."""
        self.faults.append(Fault(message, row=node.start_mark.line + 1))

    def text(self, node: yaml.Node, what: str) -> str:
        """Give text that is not empty; `what` says what was expected."""
        if isinstance(node, yaml.ScalarNode) and node.value.strip():
            return str(node.value).strip()
        self.fault(node, f"expected {what}, as text")
        return ""

    def one_of(self, node: yaml.Node, known: tuple[str, ...]) -> str:
        """Give one of the words that are known; the first of them after a fault."""
        given = self.text(node, f"one of: {', '.join(known)}")
        if given and given not in known:
            self.fault(node, f"expected one of: {', '.join(known)}; got '{given[:40]}'")
        return given if given in known else known[0]

    def names(
        self, node: yaml.Node, what: str = "the name of an activity"
    ) -> tuple[str, ...]:
        """Give one name or a list of them; `what` says of what."""
        expected = f"{what}, or a list of them in [ ]"
        if isinstance(node, yaml.SequenceNode):
            if not node.value:
                self.fault(node, f"expected {expected}, got an empty list")
            return tuple(self.text(item, what) for item in node.value)
        return (self.text(node, expected),)

    def items(self, node: yaml.Node) -> list[yaml.Node]:
        """Give the parts of a list, or the one that stands there without a list."""
        return list(node.value) if isinstance(node, yaml.SequenceNode) else [node]

    def hours(self, node: yaml.Node) -> float:
        """Give a length of time above 0, in hours."""
        given = self.text(node, "a length of time such as '1 h' or '28 days'")
        match = _LENGTH.fullmatch(given.lower())
        seconds = _SECONDS.get(match[2]) if match else None
        if match and seconds and float(match[1]) > 0:
            return float(match[1]) * seconds / 3600
        if given:
            expected = "a length of time such as '30 min', '1 h' or '28 days'"
            self.fault(node, f"expected {expected}, got '{given[:40]}'")
        return 1.0

    def days(self, node: yaml.Node) -> int:
        """Give a length of time in whole days, at least one."""
        days = self.hours(node) / _HOURS_A_DAY
        if days < 1 or days != int(days):
            self.fault(node, "expected a length of time in whole days, such as 30 days")
        return max(int(days), 1)

    def entries(
        self, node: yaml.Node, known: tuple[str, ...] = ()
    ) -> dict[str, yaml.Node]:
        """Keys and values of a mapping; with `known`, all of these and no others."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, "expected lines of 'name: value' below this")
            return {}
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self.text(key, "a name")
            if name in found:
                self.fault(key, f"'{name}' stands here twice; keep one")
            if known and name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"did you mean '{near[0]}'?" if near else f"known: {known}"
                self.fault(key, f"there is no setting '{name}' here; {hint}")
            found[name] = value
        return found

    def whole(self, node: yaml.Node, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        """Read as `entries`, and every one of `known` must be there."""
        return self.parts(node, known)

    def parts(
        self, node: yaml.Node, needed: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> dict[str, yaml.Node]:
        """Read as `entries`; every one of `needed` must be there, others may be."""
        found = self.entries(node, (*needed, *optional))
        for name in needed:
            if name not in found and isinstance(node, yaml.MappingNode):
                self.fault(node, f"'{name}:' is missing here")
        return found if all(name in found for name in needed) else {}

    def apart(self, node: yaml.Node, what: str) -> dict[str, tuple[str, ...]]:
        """Give names of activities by name of `what`; none may stand in two of them."""
        found: dict[str, tuple[str, ...]] = {}
        owner: dict[str, str] = {}
        for name, value in self.entries(node).items():
            found[name] = self.names(value)
            for activity in found[name]:
                if owner.setdefault(activity, name) != name:
                    self.fault(
                        value,
                        f"'{activity}' is already in '{owner[activity]}'; an activity "
                        f"belongs to one {what}",
                    )
        return found

    def number(self, node: yaml.Node, what: str) -> float:
        """Give a number of 0 or more; `what` says what was expected."""
        given = self.text(node, what)
        if _NUMBER.fullmatch(given):
            return float(given)
        if given:
            self.fault(node, f"expected {what}, got '{given[:40]}'")
        return 0.0

    def count(self, node: yaml.Node, what: str) -> int:
        """Give a whole number of 0 or more; `what` says what was expected."""
        number = self.number(node, what)
        if number != int(number):
            self.fault(node, f"expected {what}, a whole number, got '{number}'")
        return int(number)
