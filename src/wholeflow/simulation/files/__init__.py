"""Models in files: JSON and YAML, read with every fault told, and written back.

What may stand in a file follows from the values of `..model`: a field by its name, a
form such as an exponential distribution as `{exponential: {mean: 2}}`. The published
schema is made from the same (`.schema`).
"""

from __future__ import annotations

import json
from typing import Literal

from wholeflow.processes.formats.json_events import json_events
from wholeflow.processes.formats.tree import BYTES_PER_VALUE, Faults, Node, build
from wholeflow.processes.formats.yaml_events import yaml_events
from wholeflow.simulation.model.checking import check, found_in
from wholeflow.simulation.model.model import Model

from .forms import FIT_VERSION, VERSION
from .reading import ModelFaults, formed
from .rows import row_of
from .writing import as_yaml, plain

Format = Literal["json", "yaml"]
DEFAULT_MAX_MB = 64
BEGINNING = 200  # bytes, within which a file says what it is


def read_model(
    content: bytes | str,
    format: Format,  # noqa: A002 - the word everybody knows, and a keyword for callers
    *,
    source: str = "model",
    max_mb: float = DEFAULT_MAX_MB,
) -> Model:
    r"""Read a model from JSON or YAML.

    Parameters
    ----------
    content
        What stands in the file; bytes are UTF-8, with or without a byte-order mark.
    format
        "json" or "yaml".
    source
        Name of the file for messages, as the person knows it.
    max_mb
        Largest file to read, in millions of bytes.

    Returns
    -------
    Model
        One without faults.

    Notes
    -----
    Raises `BadModel` with every fault, each with its line: first those of the form, and
    once these are mended, those of what is said (see `check`).

    Examples
    --------
    >>> read_model(
    ...     '''
    ... wholeflow: simulation-model 1
    ... name: A desk
    ... nodes: [{name: Desk, service: {"*": {constant: {hours: 0.1}}}}]
    ... sources: [{name: door, node: Desk, arrivals: {random: {per_hour: [8]}}}]
    ... ''',
    ...     "yaml",
    ... ).sources[0].arrivals
    Random(per_hour=(8.0,), form='random')
    """
    faults = ModelFaults(source)
    tree = tree_of(content, format, faults, max_mb)
    model = formed(tree, faults)
    for found in found_in(model):
        faults.found.append(found.fault(row_of(tree, found.path)))
    faults.raise_if_any()
    return model


def write_model(model: Model, format: Format) -> str:  # noqa: A002 - as for read_model
    """Write a model as JSON or YAML.

    Parameters
    ----------
    model
        One without faults.
    format
        "json" or "yaml".

    Returns
    -------
    str
        Text of which `read_model` makes an equal model.

    Notes
    -----
    Raises `BadModel` for a model with faults, which could not be read again.
    """
    check(model)
    return written(model, VERSION, format)


def written(value: object, version: str, format: Format) -> str:  # noqa: A002 - as above
    """Write a value of the kind that `.forms` reads, without faults, as JSON or YAML."""
    if format == "json":
        return json.dumps(plain(value, version), ensure_ascii=False, indent=1) + "\n"
    return as_yaml(plain(value, version))


def is_fitted(content: bytes) -> bool:
    """Say whether a file is one of a fit, which `..fitting` reads, by its beginning."""
    return f'"{FIT_VERSION}"'.encode() in content[:BEGINNING]


def tree_of(
    content: bytes | str,
    format: Format,  # noqa: A002 - as for read_model
    faults: Faults,
    max_mb: float,
) -> Node | None:
    """Give what stands in a file as a tree with lines.

    Parameters
    ----------
    content, format, max_mb
        As for `read_model`.
    faults
        Where what is no JSON or YAML is told.

    Returns
    -------
    Node or None
        None if nothing stands there.

    Notes
    -----
    Raises the error of `faults` where reading cannot go on.
    """
    if isinstance(content, str):
        content = content.encode(errors="surrogatepass")  # refused with other bad bytes
    if len(content) > max_mb * 1_000_000:
        raise faults.refusal(
            f"expected at most {max_mb:g} MB, got {len(content) / 1e6:.1f} MB. "
            f"{faults.too_many}, or give a larger max_mb"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise faults.refusal(
            "expected text in UTF-8, got something else here. Save the file as UTF-8",
            content.count(b"\n", 0, error.start) + 1,
        ) from None
    events = (json_events if format == "json" else yaml_events)(text, faults)
    return build(events, faults, int(max_mb * 1_000_000 / BYTES_PER_VALUE))
