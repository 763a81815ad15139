"""What may stand at a place of a file, read off the types of the model's values."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any

VERSION_FIELD = "wholeflow"
VERSION = "simulation-model 1"
FIT_VERSION = "fitted-model 1"
FORM = "form"  # the field of a value that says which of several it is


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A field of a value: its name, its type, and what it is if it is left out.

    What typing gives for a type has no type of its own: hence `Any`. `default` is
    `dataclasses.MISSING` where the field must be there.
    """

    name: str
    hint: Any
    default: Any

    @property
    def needed(self) -> bool:
        """Whether it must be there."""
        return self.default is dataclasses.MISSING


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """What a type lets stand at a place.

    Parameters
    ----------
    nothing
        Whether the place may be left empty.
    forms
        Values that are told apart by name, as `{name: {fields}}`.
    single
        The one other type, if there is one.
    """

    nothing: bool
    forms: Mapping[str, type]
    single: Any


@cache
def fields_of(of: type) -> tuple[Field, ...]:
    """Give the fields of a value as they stand in a file."""
    hints = typing.get_type_hints(of)
    return tuple(
        Field(
            field.name,
            hints[field.name],
            default_of(field),
        )
        for field in dataclasses.fields(of)
        if field.name != FORM
    )


def default_of(field: dataclasses.Field[Any]) -> Any:
    """Give what a field is if it is left out; MISSING if it must be there."""
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


@cache
def choice_of(hint: Any) -> Choice:
    """Give what a type lets stand at a place."""
    union = isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union
    parts = typing.get_args(hint) if union else (hint,)
    forms = {form_of(part): part for part in parts if form_of(part)}
    others = [
        part for part in parts if part is not types.NoneType and not form_of(part)
    ]
    assert len(others) <= 1, "of two without a form, a file could not say which it is"
    return Choice(types.NoneType in parts, forms, others[0] if others else None)


def form_of(of: Any) -> str:
    """Give the name by which a value is told from others; empty if it has none."""
    if not dataclasses.is_dataclass(of):
        return ""
    form = next((each for each in dataclasses.fields(of) if each.name == FORM), None)
    return str(form.default) if form else ""
