"""No process becomes part of itself, whatever way a link comes in or comes back."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from wholeflow.errors import CycleInMap
from wholeflow.processes.map import circles
from wholeflow.server.mapping import queries

NOT_SHARED = "a process that is not shared with you"


def refuse_circle(
    visitor: queries.Visitor,
    links: Collection[tuple[str, str]],
    *,
    names: Mapping[str, str] | None = None,
) -> None:
    """Refuse links of whole and part that would close a circle.

    Parameters
    ----------
    visitor
        Who is told the names along the circle.
    links
        Ids of whole and part, not yet in the map.
    names
        Names of processes that are not in the map yet.

    Raises
    ------
    CycleInMap
        With the path, and no name that the visitor may not read.
    """
    standing = queries.walk_up({whole for whole, _ in links})
    above = [(whole, part) for part, wholes in standing.items() for whole in wholes]
    circle = next(circles([*links, *above]), None)
    if circle is None:
        return
    known = queries.processes(visitor).filter(pk__in=circle)
    told = dict(names or {}) | dict(known.values_list("pk", "name"))
    raise CycleInMap([told.get(key, NOT_SHARED) for key in circle])
