"""By what figures are told: a column of the log, or the processes of its standards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholeflow.cli.flow.part import PartOptions, read_part
from wholeflow.cli.flow.rules import needed

if TYPE_CHECKING:
    from wholeflow.journeys import Coded, Journeys, Standards

COLUMNS = (
    "activity, organisation, group, another column, or process as the standards file "
    "has them."
)
_PROCESS = "process"


def read_part_by(
    log: str, options: PartOptions, by: str
) -> tuple[Journeys, Standards, Coded]:
    """Read a part of a log as `read_part` does, and the column to tell figures by."""
    from wholeflow import journeys as flow

    if by != _PROCESS:
        part, standards = read_part(log, options, also=[by])
        return part, standards, flow.told_by(part, by)
    part, standards = read_part(log, options)
    processes = needed(standards.processes, "processes", log)
    return part, standards, flow.by_process(part, processes)
