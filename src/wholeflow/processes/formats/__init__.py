"""Maps in files: our own JSON and YAML, and what organisations already have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from wholeflow.processes.formats.json_events import json_events
from wholeflow.processes.formats.reading import map_from_tree
from wholeflow.processes.formats.tree import BYTES_PER_VALUE, Event, Faults, build
from wholeflow.processes.formats.writing import as_json, as_yaml
from wholeflow.processes.formats.yaml_events import yaml_events
from wholeflow.processes.map import Map


class Format(NamedTuple):
    """A lossless form of a map on file."""

    events: Callable[[str, Faults], Iterator[Event]]
    text: Callable[[Map], str]


FORMATS: Mapping[str, Format] = {
    "json": Format(json_events, as_json),
    "yaml": Format(yaml_events, as_yaml),
}
"""Our own forms by name, which is also the ending of the file."""

DEFAULT_MAX_MB = 64


def read_map(
    content: bytes | str,
    format: str,  # noqa: A002 - the word everybody knows, and a keyword for callers
    *,
    source: str = "map",
    max_mb: float = DEFAULT_MAX_MB,
) -> Map:
    r"""Read a map from JSON or YAML.

    Parameters
    ----------
    content
        What stands in the file; bytes are UTF-8, with or without a byte-order mark.
    format
        "json" or "yaml".
    source
        Name of the file for messages, as the person knows it.
    max_mb
        Largest file to read, in millions of bytes; the setting WHOLEFLOW_MAX_MAP_MB.

    Returns
    -------
    Map
        The whole of it.

    Notes
    -----
    Raises `BadMap` with every fault of the file, each with its line and field; nothing is kept.

    Examples
    --------
    >>> read_map("name: Tests\nprocesses:\n- name: Testing blood", "yaml").name
    'Tests'
    """
    faults = Faults(source)
    if isinstance(content, str):
        # Half a surrogate pair is text in Python and nowhere else; told like any byte
        # that is not UTF-8.
        content = content.encode(errors="surrogatepass")
    refuse_size(len(content), faults, max_mb)
    text = decoded(content, faults)
    events = FORMATS[format].events(text, faults)
    values_limit = int(max_mb * 1_000_000 / BYTES_PER_VALUE)
    return map_from_tree(build(events, faults, values_limit), faults)


def write_map(process_map: Map, format: str) -> str:  # noqa: A002 - as for read_map
    """Write a map as JSON or YAML.

    Parameters
    ----------
    process_map
        The map.
    format
        "json" or "yaml".

    Returns
    -------
    str
        Text that `read_map` makes the same map of; equal maps give equal text. Write
        `process_map.in_canonical_order()` to compare two maps line by line.
    """
    return FORMATS[format].text(process_map)


def refuse_size(size_bytes: int, faults: Faults, max_mb: float) -> None:
    """Refuse a file over the size setting.

    Parameters
    ----------
    size_bytes
        Its size.
    faults
        For the name of the file.
    max_mb
        Largest file to read, in millions of bytes.

    Notes
    -----
    Raises `BadMap` with a message that names the setting.
    """
    if size_bytes > max_mb * 1_000_000:
        raise faults.refusal(
            f"expected at most {max_mb:g} MB, got {size_bytes / 1e6:.1f} MB. Split the "
            "file, or raise the setting WHOLEFLOW_MAX_MAP_MB"
        )


def decoded(content: bytes, faults: Faults) -> str:
    """Make text of UTF-8, without a byte-order mark.

    Parameters
    ----------
    content
        What stands in the file.
    faults
        For the name of the file.

    Returns
    -------
    str
        The text.

    Notes
    -----
    Raises `BadMap` with the line of the first byte that is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise faults.refusal(
            "expected text in UTF-8, got something else here. Save the file as UTF-8",
            content.count(b"\n", 0, error.start) + 1,
        ) from None
