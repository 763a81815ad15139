"""From the tree of a file to a model, with every fault of its form."""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
import typing
from collections.abc import Collection
from typing import Any

from wholeflow.errors import BadModel
from wholeflow.processes.formats.tree import Faults, Node
from wholeflow.simulation.model.checking.places import quoted
from wholeflow.simulation.model.model import Model

from .forms import FIT_VERSION, VERSION, VERSION_FIELD, choice_of, fields_of

NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
SIZE = re.compile(r"[1-9][0-9]{0,3}")
GREATEST_WHOLE = 2**53
YES, NO = frozenset({"true", "yes"}), frozenset({"false", "no"})
SHOWN = 60
Value = typing.TypeVar("Value")
NOTHING: Any = object()  # in place of what could not be read


class ModelFaults(Faults):
    """Everything found wrong in the file of a model."""

    error = BadModel
    too_many = "Take the model apart, or leave recorded arrivals out"
    too_deep = "No model needs that"


def formed(tree: Node | None, faults: ModelFaults) -> Model:
    """Make a model of a tree; what it says is still to be checked.

    Parameters
    ----------
    tree
        What stands in the file; None is nothing.
    faults
        Where faults are noted.

    Returns
    -------
    Model
        As it stands in the file.

    Notes
    -----
    Raises `BadModel` if the form has any fault.
    """
    said = tree.fields.get(VERSION_FIELD) if tree else None
    if said and said.text == FIT_VERSION:
        raise faults.refusal(
            "expected a model alone, got a fit. wholeflow fit --model writes the model "
            "of a fit",
            said.row,
        )
    return value_of(Model, tree, faults, version=VERSION)


def value_of(
    of: type[Value], tree: Node | None, faults: Faults, *, version: str
) -> Value:
    """Make a value of a tree that says which version of which file it is.

    Parameters
    ----------
    of
        The type of the value.
    tree, faults
        As for `formed`.
    version
        What the file must say that it is.

    Notes
    -----
    Raises the error of `faults` if the form has any fault.
    """
    what = version.partition(" ")[0].replace("-", " ")
    if tree is None or tree.kind != "map":
        raise faults.refusal(
            f'expected "{VERSION_FIELD}: {version}" and the fields of a {what}', 1
        )
    said = tree.fields.pop(VERSION_FIELD, None)
    if said is None or said.text.strip() != version:
        given = "nothing" if said is None else f'"{said.text[:SHOWN]}"'
        faults.add(
            f'expected "{version}", got {given}. Another version needs another wholeflow',
            said.row if said else 1,
            VERSION_FIELD,
        )
    value = _Reader(faults).value(of, tree, what)
    faults.raise_if_any()
    assert isinstance(value, of), "there was no fault"
    return value


@dataclasses.dataclass(frozen=True, slots=True)
class _Reader:
    """Reads values of any such type; `what` names the field for messages.

    Whatever cannot be read becomes `NOTHING`, after its fault was noted. The types are
    those of dataclasses, known only while it runs: hence `Any`.
    """

    faults: Faults

    def read(self, hint: Any, node: Node, what: str) -> Any:
        """Read a value of a type."""
        choice = choice_of(hint)
        if choice.nothing and node.kind == "nothing":
            return None
        if choice.forms and (node.kind == "map" or choice.single is None):
            return self._form(choice.forms, node, what)
        return self._single(choice.single, node, what)

    def value(self, of: type, node: Node, what: str) -> Any:
        """Read the fields of a value."""
        if node.kind != "map":
            return self._refuse(node, what, "fields, as name: value", node)
        known = {field.name: field for field in fields_of(of)}
        for name, inner in node.fields.items():
            if name not in known:
                self._unknown(name, known, inner.row)
        missing = [
            f.name for f in known.values() if f.needed and f.name not in node.fields
        ]
        for name in missing:
            self.faults.add(f'expected a field "{name}", got none', node.row, what)
        read = {
            name: self.read(field.hint, node.fields[name], name)
            for name, field in known.items()
            if name in node.fields
        }
        if missing or NOTHING in read.values():
            return NOTHING
        return of(**read)

    def _form(self, forms: typing.Mapping[str, type], node: Node, what: str) -> Any:
        expected = f"one of these with its fields: {', '.join(forms)}"
        if node.kind != "map" or len(node.fields) != 1:
            return self._refuse(node, what, expected, node)
        ((name, inner),) = node.fields.items()
        if name not in forms:
            return self._unknown(name, forms, inner.row)
        return self.value(forms[name], inner, name)

    def _single(self, hint: Any, node: Node, what: str) -> Any:
        origin = typing.get_origin(hint)
        if dataclasses.is_dataclass(hint):
            return self.value(typing.cast("type", hint), node, what)
        if origin is typing.Literal:
            return self._word(typing.get_args(hint), node, what)
        if origin is tuple:
            return self._list(typing.get_args(hint), node, what)
        if origin is dict:
            return self._by_name(typing.get_args(hint), node, what)
        return {
            str: self._text,
            bool: self._yes,
            int: self._whole,
            float: self._number,
        }[hint](node, what)

    def _word(self, words: tuple[str, ...], node: Node, what: str) -> Any:
        if node.kind in {"text", "plain"} and node.text in words:
            return node.text
        return self._refuse(node, what, quoted(words), node)

    def _list(self, hints: tuple[Any, ...], node: Node, what: str) -> Any:
        if hints[0] is float and node.kind in {"number", "plain"}:
            number = self._number(node, what)  # a number stands for a list of one
            return NOTHING if number is NOTHING else (number,)
        if node.kind != "list":
            return self._refuse(
                node, what, "a list, in [ ] or with - before each", node
            )
        if hints[-1] is Ellipsis:
            hints = hints[:1] * len(node.items)
        if len(hints) != len(node.items):
            return self._refuse(node, what, f"a list of {len(hints)}", node)
        read = [
            self.read(hint, item, what)
            for hint, item in zip(hints, node.items, strict=True)
        ]
        return NOTHING if NOTHING in read else tuple(read)

    def _by_name(self, hints: tuple[Any, ...], node: Node, what: str) -> Any:
        if node.kind != "map":
            return self._refuse(
                node, what, "a value for each name, as name: value", node
            )
        read = {}
        for name, inner in node.fields.items():
            key: str | int = name
            if hints[0] is int:
                if not SIZE.fullmatch(name):
                    self.faults.add(
                        f'expected whole numbers from 1, got "{name[:SHOWN]}"',
                        inner.row,
                        what,
                    )
                    continue
                key = int(name)
            read[key] = self.read(hints[1], inner, name[:SHOWN])
        complete = len(read) == len(node.fields) and NOTHING not in read.values()
        return read if complete else NOTHING

    def _text(self, node: Node, what: str) -> Any:
        if node.kind in {"text", "plain"}:
            return node.text
        return self._refuse(node, what, "text", node)

    def _yes(self, node: Node, what: str) -> Any:
        if node.kind in {"bool", "plain"} and node.text.lower() in YES | NO:
            return node.text.lower() in YES
        return self._refuse(node, what, "true or false", node)

    def _number(self, node: Node, what: str) -> Any:
        if node.kind in {"number", "plain"} and NUMBER.fullmatch(node.text):
            number = float(node.text)
            if math.isfinite(number):
                return number
        return self._refuse(node, what, "a number", node)

    def _whole(self, node: Node, what: str) -> Any:
        number = self._number(node, what)
        if number is NOTHING:
            return NOTHING
        if number != int(number) or abs(number) > GREATEST_WHOLE:
            return self._refuse(node, what, "a whole number", node)
        return int(number)

    def _refuse(self, node: Node, what: str, expected: str, got: Node) -> Any:
        self.faults.add(f"expected {expected}, got {_told(got)}", node.row, what)
        return NOTHING

    def _unknown(self, name: str, known: Collection[str], row: int) -> Any:
        near = difflib.get_close_matches(name[:SHOWN], known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
        self.faults.add(f"there is no such field here; {hint}", row, name[:SHOWN])
        return NOTHING


def _told(node: Node) -> str:
    if node.kind == "map":
        return f"fields: {', '.join(list(node.fields)[:3])[:SHOWN]}"
    if node.kind == "list":
        return f"a list of {len(node.items)}"
    return f'"{node.text[:SHOWN]}"' if node.text else "nothing"
