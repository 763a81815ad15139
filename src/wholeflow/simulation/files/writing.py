"""From a model to what stands in its file."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import yaml

from .forms import FORM, VERSION, VERSION_FIELD, default_of, form_of

LINE_WIDTH = 88
Plain = str | float | bool | None | list["Plain"] | dict[str, "Plain"]


def plain(value: object, version: str = VERSION) -> dict[str, Plain]:
    """Give a model as plain values, without what is as it is by default.

    Parameters
    ----------
    value
        One without faults, or another value that stands in a file.
    version
        Which file it is.

    Returns
    -------
    dict of str to plain values
        What JSON and YAML know.
    """
    return {VERSION_FIELD: version, **_fields(value)}


def as_yaml(said: Mapping[str, Plain]) -> str:
    """Write plain values as YAML; what holds nothing but single values stands in a line."""
    return yaml.safe_dump(
        dict(said),
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=LINE_WIDTH,
    )


def _fields(value: object) -> dict[str, Plain]:
    assert dataclasses.is_dataclass(value), "only values have fields"
    return {
        field.name: _plain(held)
        for field in dataclasses.fields(value)
        if field.name != FORM
        and (held := getattr(value, field.name)) != default_of(field)
    }


def _plain(value: object) -> Plain:
    match value:
        case None | bool() | str():
            return value
        case int() | float():
            return int(value) if value == int(value) else value
        case tuple():
            return [_plain(each) for each in value]
        case dict():
            return {str(name): _plain(held) for name, held in value.items()}
    form = form_of(type(value))
    return {form: _fields(value)} if form else _fields(value)
