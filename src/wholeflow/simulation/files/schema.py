"""The form of a model's file as JSON Schema, made from the types that the reader reads."""

from __future__ import annotations

import dataclasses
import inspect
import math
import re
import typing
from collections.abc import Mapping
from typing import Any

from wholeflow.simulation.model.model import Model

from .forms import VERSION, VERSION_FIELD, Field, choice_of, fields_of, form_of
from .reading import GREATEST_WHOLE, SIZE

Schema = dict[str, Any]  # JSON, as json gives it
SINGLE: Mapping[type, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": -GREATEST_WHOLE, "maximum": GREATEST_WHOLE},
    float: {"type": "number"},
}
IDS = "urn:wholeflow:schema"


def schema() -> Schema:
    """Give the schema of the file of a model, draft 2020-12.

    Returns
    -------
    dict of str to JSON
        It takes what the reader takes, but for what `check` asks: names that are known,
        shares that add up, numbers within their ranges.
    """
    return schema_of(
        Model,
        version=VERSION,
        title="A model of a care system, to be simulated",
        description="Its parts and their fields. That names are known, shares add "
        "up and numbers lie in their ranges is checked by the reader: a schema cannot "
        "say it, or not plainly.",
    )


def schema_of(of: type, *, version: str, title: str, description: str) -> Schema:
    """Give the schema of a file that is read by the types of a value.

    Parameters
    ----------
    of
        The type of what stands in it.
    version
        What it says that it is: a name and a number.
    title, description
        As in the schema.
    """
    definitions: Schema = {}
    value = _value(of, definitions)
    said = {
        "const": version,
        "description": "Which file this is, and which version of its form.",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{IDS}:{version.replace(' ', ':')}",
        "title": title,
        "description": description,
        "type": "object",
        "properties": {VERSION_FIELD: said, **value["properties"]},
        "required": [VERSION_FIELD, *value["required"]],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def _value(of: type, definitions: Schema) -> Schema:
    told = descriptions(of)
    return {
        "type": "object",
        "properties": {
            field.name: {
                **_choice(field.hint, definitions),
                "description": told[field.name],
                **_default(field),
            }
            for field in fields_of(of)
        },
        "required": [field.name for field in fields_of(of) if field.needed],
        "additionalProperties": False,
    }


def _default(field: Field) -> Schema:
    shown = isinstance(field.default, str | bool | int | float)
    hidden = field.default in ("", math.inf)
    return {"default": field.default} if shown and not hidden else {}


def _reference(of: type, definitions: Schema) -> Schema:
    name = of.__name__
    if name not in definitions:
        definitions[name] = {}  # it may refer to itself
        form, value = form_of(of), _value(of, definitions)
        value["description"] = _first_line(of)
        if form:
            value = {
                "type": "object",
                "properties": {form: value},
                "required": [form],
                "additionalProperties": False,
            }
        definitions[name] = value
    return {"$ref": f"#/$defs/{name}"}


def _choice(hint: Any, definitions: Schema) -> Schema:
    choice = choice_of(hint)
    ways = [_reference(of, definitions) for of in choice.forms.values()]
    if choice.single is not None:
        ways.insert(0, _single(choice.single, definitions))
    if choice.nothing:
        ways.append({"type": "null"})
    return ways[0] if len(ways) == 1 else {"anyOf": ways}


def _single(hint: Any, definitions: Schema) -> Schema:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if dataclasses.is_dataclass(hint):
        return _reference(typing.cast("type", hint), definitions)
    if origin is typing.Literal:
        return {"enum": list(inner)}
    if origin is tuple:
        return _list(inner, definitions)
    if origin is dict:
        sizes = {"propertyNames": {"pattern": f"^{SIZE.pattern}$"}}
        return {
            "type": "object",
            "additionalProperties": _choice(inner[1], definitions),
            **(sizes if inner[0] is int else {}),
        }
    return SINGLE[hint]


def _list(inner: tuple[Any, ...], definitions: Schema) -> Schema:
    items = [_choice(each, definitions) for each in inner if each is not Ellipsis]
    if inner[-1] is not Ellipsis:
        size = len(items)
        return {
            "type": "array",
            "prefixItems": items,
            "minItems": size,
            "maxItems": size,
        }
    listed: Schema = {"type": "array", "items": items[0]}
    return {"anyOf": [listed, items[0]]} if inner[0] is float else listed


def descriptions(of: type) -> dict[str, str]:
    """Give what the docstring of a value says of each of its fields.

    Parameters
    ----------
    of
        A value of the model, documented as all are.

    Returns
    -------
    dict of str to str
        One paragraph for each field.
    """
    text = inspect.getdoc(of) or ""
    listed = text.partition("Parameters\n----------\n")[2]
    found: dict[str, str] = {}
    for names, told in re.findall(r"^(\S.*)\n((?:(?: .*)?\n?)+)", listed, re.MULTILINE):
        for name in names.split(", "):
            found[name] = " ".join(told.split()).replace("None", "nothing")
    return found


def _first_line(of: type) -> str:
    return (inspect.getdoc(of) or "").partition("\n")[0]
