"""Which events are meant: of these activities, and saying these words in columns.

Every measure of waste and of outcomes begins by choosing events. In a standards file
they are chosen by a name, by a list, or by a name together with what columns must say:

    arrival: ER Registration
    arrival: [ER Registration, Return ER]
    arrival:
      activity: Admission
      where: {admission_method: [21, 22]}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import yaml

from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Mask
from wholeflow.journeys.journeys import NOBODY, Coded, Journeys

from .walking import Walk


@dataclass(frozen=True, slots=True)
class EventRule:
    """Which events are meant. A rule that says nothing means none.

    Parameters
    ----------
    activity
        Activities, any of which will do; none given means whatever the activity.
    where
        By column, the words of which one must stand there. All columns must agree.
    """

    activity: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        """Whether any event can be meant at all."""
        return bool(self.activity or self.where)

    def of(self, journeys: Journeys) -> Mask:
        """Which events are meant. Shape (n_events,).

        A column that the log lacks is told as `NotFound`.
        """
        meant = np.full(journeys.n_events, self.says_something)
        if self.activity:
            meant &= journeys.events_of(self.activity)
        for heading, words in self.where.items():
            meant &= open_column(journeys, heading).of(words)
        return meant


def open_column(journeys: Journeys, heading: str) -> Coded:
    """Give a column whose words may be shown: any but the one of resources.

    Parameters
    ----------
    journeys
        The log. A column that it lacks is told as `NotFound`.
    heading
        As for `Journeys.column`. In a column that was kept as `more`, a word that is
        the name of a resource counts as nothing said.

    Notes
    -----
    A column that says who did it is refused: nothing is ever told by member of staff.
    """
    refuse_staff(journeys, heading)
    column = journeys.column(heading)
    staff = column.of(journeys.resources)
    if heading not in journeys.more or not staff.any():
        return column
    return replace(column, codes=np.where(staff, np.int32(NOBODY), column.codes))


def refuse_staff(journeys: Journeys, heading: str) -> None:
    """Refuse to tell anything by the column that names members of staff.

    Raises
    ------
    BadInput
        If this is that column.
    """
    if heading in {"resource", journeys.columns.resource}:
        fault = (
            f"'{heading}' names members of staff, of whom no figure is told; ask by "
            "organisation, group, activity or another column"
        )
        raise BadInput("what figures are told by", [fault])


def read_event_rule(walk: Walk, node: yaml.Node | None) -> EventRule:
    """Read which events are meant: a name, a list, or `activity` and `where`.

    Parameters
    ----------
    walk
        Keeps the faults.
    node
        None means that no event is meant.
    """
    if node is None:
        return EventRule()
    if not isinstance(node, yaml.MappingNode):
        return EventRule(walk.names(node))
    parts = walk.entries(node, ("activity", "where"))
    if not parts:
        walk.fault(node, "expected 'activity:' or 'where:' below this")
    where = parts.get("where")
    columns = {} if where is None else walk.entries(where)
    return EventRule(
        walk.names(parts["activity"]) if "activity" in parts else (),
        {heading: walk.names(words, "a word") for heading, words in columns.items()},
    )
