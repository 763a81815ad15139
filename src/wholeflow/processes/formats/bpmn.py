"""BPMN 2.0: tasks and sub-processes as candidate processes, lanes as who.

A diagram of BPMN tells the order of work; a map has none. Its activities are worth
having all the same, as names to begin with. Read step by step with expat, so depth and
size cost nothing, and with every document type and entity refused.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from xml.parsers import expat

from wholeflow.errors import BadMap, Fault
from wholeflow.processes.formats.draft import Draft
from wholeflow.processes.formats.tree import DEPTH_LIMIT
from wholeflow.processes.map import Map
from wholeflow.processes.process import Entry

NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"

_ACTIVITIES = frozenset(
    {"process", "subProcess", "transaction", "adHocSubProcess", "callActivity", "task"}
    | {"userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask"}
    | {"businessRuleTask"}
)
# What holds a diagram together and says nothing by itself.
_SILENT = frozenset(
    {"definitions", "laneSet", "childLaneSet", "flowNodeRef", "incoming", "outgoing"}
    | {"collaboration", "documentation", "extensionElements", "lane", "participant"}
)


@dataclass(slots=True)
class _Activity:
    """A task, sub-process or process of the diagram."""

    id: str
    name: str
    whole: _Activity | None
    row: int


@dataclass(slots=True)
class _Diagram:
    """What was found so far, and where in the file reading stands."""

    activities: list[_Activity] = field(default_factory=list)
    inside: list[_Activity | None] = field(default_factory=list)
    lanes: list[str] = field(default_factory=list)
    lanes_of: dict[str, list[str]] = field(default_factory=dict)
    pools: dict[str, str] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    reference: list[str] | None = None


def map_from_bpmn(
    content: bytes, name: str, source: str
) -> tuple[Map, tuple[str, ...]]:
    """Draw a map from a BPMN 2.0 diagram.

    Parameters
    ----------
    content
        The XML file.
    name
        Name of the map.
    source
        Name of the file, for messages.

    Returns
    -------
    Map
        A process for each task and sub-process that has a name, parts as they stand in
        each other, and lanes as players under who.
    tuple of str
        What was not understood or is not kept, with better names for most tasks.

    Raises
    ------
    BadMap
        If it is not XML, holds a document type or an entity, is too deep, or has no
        named activity.
    """
    diagram = _Diagram()
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        fault = Fault(
            "expected BPMN without a document type or entities. Export it again from "
            "the modelling tool",
            parser.CurrentLineNumber,
        )
        raise BadMap(source, [fault])

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(diagram.inside) >= DEPTH_LIMIT:
            fault = Fault(
                f"expected at most {DEPTH_LIMIT} elements in each other",
                parser.CurrentLineNumber,
            )
            raise BadMap(source, [fault])
        _start(diagram, tag, attributes, parser.CurrentLineNumber)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: _end(diagram, tag)
    parser.CharacterDataHandler = lambda text: _text(diagram, text)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        message = f"this is not XML: {expat.ErrorString(error.code)}"
        raise BadMap(
            source, [Fault(message, error.lineno, str(error.offset))]
        ) from None
    return _drawn(diagram, name)


def _start(diagram: _Diagram, tag: str, attributes: dict[str, str], row: int) -> None:
    space, _, local = tag.rpartition(" ")
    whole = next((one for one in reversed(diagram.inside) if one), None)
    activity = None
    if space != NAMESPACE:
        pass  # a drawing, or the modelling tool's own
    elif local in _ACTIVITIES:
        given = attributes.get("name", "").strip()
        activity = _Activity(attributes.get("id", ""), given, whole, row)
        diagram.activities.append(activity)
    elif local == "participant":
        pool = attributes.get("name", "").strip()
        diagram.pools[attributes.get("processRef", "")] = pool
    elif local == "lane":
        diagram.lanes.append(attributes.get("name", "").strip())
    elif local == "flowNodeRef":
        diagram.reference = []
    elif local not in _SILENT:
        diagram.left_out[local] += 1
    diagram.inside.append(activity)


def _text(diagram: _Diagram, text: str) -> None:
    if diagram.reference is not None:
        diagram.reference.append(text)


def _end(diagram: _Diagram, tag: str) -> None:
    diagram.inside.pop()
    local = tag.rpartition(" ")[2]
    if tag == f"{NAMESPACE} lane":
        diagram.lanes.pop()
    elif local == "flowNodeRef" and diagram.reference is not None:
        activity = "".join(diagram.reference).strip()
        named = [lane for lane in diagram.lanes if lane]
        diagram.lanes_of.setdefault(activity, []).extend(named[-1:])
        diagram.reference = None


def _drawn(diagram: _Diagram, name: str) -> tuple[Map, tuple[str, ...]]:
    draft = Draft(name)
    keys: dict[int, str | None] = {}  # by the activity's own identity
    for activity in diagram.activities:
        place = f"row {activity.row}"
        said = activity.name or diagram.pools.get(activity.id, "")
        whole = keys.get(id(activity.whole))
        if not said:
            draft.note(f"{place}: an activity without a name was left out")
            keys[id(activity)] = whole  # its own parts go to what it stands in
            continue
        lanes = dict.fromkeys(diagram.lanes_of.get(activity.id, ()))
        entries = tuple(Entry("who", "player", lane) for lane in lanes)
        key = draft.add(said, place, entries=entries)
        keys[id(activity)] = key
        if key and whole and key != whole:
            draft.put_under(whole, key, place)
    for element, count in sorted(diagram.left_out.items()):
        draft.note(f"{count} x {element} not kept: a map has no order of events")
    return draft.finished()
