"""YAML as a run of events with their lines.

PyYAML's parser works in a loop and makes no objects; only what a person would write by
hand is taken from it. Anchors and aliases let a small file stand for an enormous one,
and tags name types of other programs, so both are refused.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from wholeflow.processes.formats.tree import Event, Faults

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})

# libyaml where PyYAML was built with it; its twin in Python gives the same events.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def yaml_events(text: str, faults: Faults) -> Iterator[Event]:
    """Read YAML step by step.

    Parameters
    ----------
    text
        The whole file.
    faults
        Where text that is not YAML, an anchor, an alias or a tag is told.

    Yields
    ------
    Event
        Maps, lists, their ends and single values, with lines.

    Notes
    -----
    Raises `BadMap` at the first place that is not YAML, or at a second document.
    """
    documents = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            assert event.start_mark, "every event of a parser has its place"
            row = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise faults.refusal(
                        "expected one document, got a second after ---", row
                    )
            yield from _translated(event, row, faults)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        assert mark, "the parser always says where"
        raise faults.refusal(
            f"this is not YAML: {error.problem}. Look at the indentation, the colons "
            "and the quotation marks here",
            mark.line + 1,
            str(mark.column + 1),
        ) from None
    except yaml.reader.ReaderError as error:
        row = text.count("\n", 0, error.position) + 1
        raise faults.refusal(
            "this is not YAML: it holds a character that cannot be shown", row
        ) from None


def _translated(event: yaml.Event, row: int, faults: Faults) -> Iterator[Event]:
    if isinstance(event, yaml.AliasEvent):
        faults.add(
            f"expected a value, got the alias *{event.anchor}. Write the value out", row
        )
        yield Event("nothing", "", row)
        return
    if isinstance(event, yaml.NodeEvent):
        _refuse_anchor_and_tag(event, row, faults)
    if isinstance(event, yaml.MappingStartEvent):
        yield Event("map", "", row)
    elif isinstance(event, yaml.SequenceStartEvent):
        yield Event("list", "", row)
    elif isinstance(event, yaml.CollectionEndEvent):
        yield Event("end", "", row)
    elif isinstance(event, yaml.ScalarEvent):
        yield _single(event, row)


def _refuse_anchor_and_tag(event: yaml.NodeEvent, row: int, faults: Faults) -> None:
    if event.anchor:
        faults.add(f"expected no anchor, got &{event.anchor}. Take it out", row)
    tag = getattr(event, "tag", None)
    if tag:
        faults.add(f"expected no tag, got {tag}. Take it out", row)


def _single(event: yaml.ScalarEvent, row: int) -> Event:
    if event.style:  # quotation marks or a block: text, whatever it looks like
        return Event("text", event.value, row)
    if event.value in _NOTHING:
        return Event("nothing", "", row)
    return Event("plain", event.value, row)
