"""Numbers of edges as a file for others: counts and sums, and no row of the log.

The file is JSON. It says what it is, in which form and which classes, what a wait is, and
by which rule small numbers were kept out of it. Whoever reads one checks every number, for
a file may come from anybody, in any state.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from wholeflow.errors import BadInput
from wholeflow.journeys.identifying import hide_identifiers
from wholeflow.journeys.kernels import CLASSES

from .edges import BASES, COLUMNS, Edge, EdgeStatistics, Run, Sharing, fits_together

FORM = "wholeflow edges"
VERSION = 1
BINS = "0 and 32 to each doubling of microseconds"
MOST_MEGABYTES = 100
_SUMS = ("times", "cases", "persons", "total", "squares")
_KEYS = ("before", "after", *_SUMS, "classes")
_LONGEST_NAME = 1000
_MOST = 1 << 127


def as_plain(statistics: EdgeStatistics) -> dict[str, object]:
    """Give plain values for JSON, for another server to read with `from_plain`."""
    rule = statistics.rule
    return {
        "format": FORM,
        "version": VERSION,
        "bins": BINS,
        "waits": statistics.basis,
        "by": statistics.by,
        "rule": {
            "hide_up_to": rule.hide_up_to,
            "round_to": rule.round_to,
            "in_words": in_words(rule),
        },
        "left_out": statistics.left_out,
        "edges": [
            {
                "before": before,
                "after": after,
                **{name: getattr(edge, name) for name in _SUMS},
                "classes": [
                    [*run, count] for run, count in sorted(edge.classes.items())
                ],
            }
            for (before, after), edge in statistics.edges.items()
        ],
    }


def in_words(rule: Sharing) -> str:
    """Say by which rule numbers of edges are told.

    >>> in_words(Sharing())
    'Nothing is hidden: for whoever may see the log alone.'
    """
    told = []
    if rule.hide_up_to:
        told.append(
            f"Nothing is told of waits of 1 to {rule.hide_up_to} persons: such edges are "
            "left out, and classes of waits put together."
        )
    if rule.round_to > 1:
        told.append(f"Counts are rounded to {rule.round_to}.")
    return " ".join(told) or "Nothing is hidden: for whoever may see the log alone."


def edges_as_text(statistics: EdgeStatistics) -> str:
    """Give the text of a file for others, an edge a line.

    Raises
    ------
    BadInput
        If a name holds what identifies somebody, such as an NHS number.
    """
    names = dict.fromkeys(name for pair in statistics.edges for name in pair)
    faults = [
        f"'{hidden}' holds what may name a person; call it otherwise in the log"
        for name in names
        if (hidden := hide_identifiers(name)) != name
    ]
    if faults:
        raise BadInput("names of edges", faults)
    plain = as_plain(statistics)
    edges = plain.pop("edges")
    assert isinstance(edges, list), "`as_plain` makes a list of them"
    head = json.dumps(plain, indent=1, ensure_ascii=False).removesuffix("\n}")
    lines = ",\n".join(json.dumps(edge, ensure_ascii=False) for edge in edges)
    return f'{head},\n "edges": [\n{lines}\n]}}\n'


def read_edges(path: str | Path) -> EdgeStatistics:
    """Read a file of numbers of edges.

    Parameters
    ----------
    path
        Of a file that wholeflow wrote, from anybody.

    Raises
    ------
    BadInput
        If there is none, it is too large, is no such file, is of another version or of
        other classes, was cut short, or its numbers cannot be; with the place of each
        fault.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > MOST_MEGABYTES * 1_000_000:
            fault = f"expected at most {MOST_MEGABYTES} MB, got {size / 1e6:,.0f} MB"
            raise BadInput(path.name, [fault])
        plain = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(path.name, [f"cannot be read: {error.strerror}"]) from None
    except json.JSONDecodeError as error:
        fault = (
            f"line {error.lineno}: {error.msg}. Expected a whole file that wholeflow flow "
            "edges wrote; it may have been cut short. Have it sent again"
        )
        raise BadInput(path.name, [fault]) from None
    except (
        ValueError,
        RecursionError,
    ):  # bytes that are no text; absurd numbers or depth
        raise BadInput(path.name, [f"this is no file of {FORM}"]) from None
    return from_plain(plain, path.name)


def from_plain(plain: object, source: str = "statistics of edges") -> EdgeStatistics:
    """Take over what another server told.

    Parameters
    ----------
    plain
        What JSON gave, from anybody; every number in it is checked.
    source
        What it is called where it is refused.

    Raises
    ------
    BadInput
        If it is not what `as_plain` gives, or an edge's numbers do not fit together.
    """
    if not isinstance(plain, dict) or plain.get("format") != FORM:
        fault = f"this is no file of {FORM}; make one with: wholeflow flow edges LOG"
        raise BadInput(source, [fault])
    faults = [*_head_faults(plain)]
    if faults:
        raise BadInput(source, faults)
    faults = [
        f"edge {number}: {fault}"
        for number, one in enumerate(plain["edges"], start=1)
        for fault in _edge_faults(one)
    ]
    edges = {} if faults else dict(_edge(one) for one in plain["edges"])
    if len(edges) < len(plain["edges"]) and not faults:
        faults.append("an edge is twice there")
    faults += [
        f"from '{before}' to '{after}' the numbers do not fit together"
        for (before, after), edge in edges.items()
        if not fits_together(edge)
    ]
    if faults:
        raise BadInput(source, faults)
    return EdgeStatistics(
        by=plain["by"],
        edges={pair: edges[pair] for pair in sorted(edges)},
        basis=plain["waits"],
        rule=Sharing(plain["rule"]["hide_up_to"], plain["rule"]["round_to"]),
        left_out=plain["left_out"],
    )


def _head_faults(plain: dict[str, object]) -> Iterator[str]:
    if plain.get("version") != VERSION:
        yield (
            f"expected version {VERSION}, got {_shown(plain.get('version'))}. Whoever has "
            "the older wholeflow should update it, and write the file again"
        )
        return
    if plain.get("bins") != BINS:
        yield (
            f"expected bins of '{BINS}', got {_shown(plain.get('bins'))}: counts in other "
            "bins do not add up"
        )
    for name, known in (("by", COLUMNS), ("waits", BASES)):
        if plain.get(name) not in known:
            told = " or ".join(f"'{one}'" for one in known)
            yield f"expected '{name}' to be {told}, got {_shown(plain.get(name))}"
    rule = plain.get("rule")
    numbers = rule if isinstance(rule, dict) else {}
    yield from _number_faults(numbers, (("hide_up_to", 0), ("round_to", 1)), "rule: ")
    yield from _number_faults(plain, (("left_out", 0),))
    if not isinstance(plain.get("edges"), list):
        yield f"expected a list of 'edges', got {_shown(plain.get('edges'))}"


def _edge_faults(plain: object) -> Iterator[str]:
    if not isinstance(plain, dict) or plain.keys() != set(_KEYS):
        yield f"expected {', '.join(_KEYS)}, got {_shown(plain)}"
        return
    for end in ("before", "after"):
        name = plain[end]
        if not (isinstance(name, str) and len(name) <= _LONGEST_NAME):
            yield f"expected a name as '{end}', got {_shown(name)}"
    yield from _number_faults(
        plain, [(name, 1 if name in _SUMS[:3] else 0) for name in _SUMS]
    )
    classes = plain["classes"]
    if not isinstance(classes, list) or not all(map(_is_run, classes)):
        yield (
            "expected 'classes' to be lists of a first and a last class, of 0 to "
            f"{CLASSES - 1}, and a count from 1, got {_shown(classes)}"
        )
    elif len({(first, last) for first, last, _ in classes}) < len(classes):
        yield "expected each of its classes once"


def _number_faults(
    plain: dict[str, object], wanted: Iterable[tuple[str, int]], where: str = ""
) -> Iterator[str]:
    for name, least in wanted:
        got = plain.get(name)
        # True is an int to Python, and a float is no count.
        if type(got) is not int or not least <= got < _MOST:
            yield (
                f"{where}expected '{name}' to be a whole number from {least}, got "
                f"{_shown(got)}"
            )


def _is_run(one: object) -> bool:
    if not isinstance(one, list) or [type(each) for each in one] != [int] * 3:
        return False
    first, last, count = one
    return bool(0 <= first <= last < CLASSES and 1 <= count < _MOST)


def _edge(plain: dict[str, object]) -> tuple[tuple[str, str], Edge]:
    """Give an edge that was checked, and its names."""
    classes: dict[Run, int] = {}
    for first, last, count in plain["classes"]:  # type: ignore[attr-defined] # checked
        classes[first, last] = count
    sums = {name: plain[name] for name in _SUMS}
    names = (plain["before"], plain["after"])
    return names, Edge(**sums, classes=classes)  # type: ignore[return-value, arg-type] # checked


def _shown(value: object) -> str:
    """Give what stands there, in few letters."""
    if value is None:
        return "nothing"
    told = repr(value) if not isinstance(value, int) or value < _MOST else "more"
    return told if len(told) <= 40 else f"{told[:37]}..."
