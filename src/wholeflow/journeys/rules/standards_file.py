"""Standards as a text file that people can read and change.

YAML with parts, each of which may be left out:

    standards:
      Giving antibiotics within 1 h of triage:
        activity: IV Antibiotics        # a name, or a list meaning "any of these"
        within: 1 h                     # s, min, h, days or weeks
        after: ER Sepsis Triage
    waits:
      Waiting for a ward, from the door:
        activity: [Admission NC, Admission IC]
        after: ER Registration
    returns:
      name: Coming back to the emergency room
      activity: Return ER
      within: 28 days
      leaving: [Release A, Release B]
    processes:
      Giving antibiotics: [IV Antibiotics]
    log:
      time: seen_at                     # headings that are not guessed right
      timezone: Europe/London
      day_first: yes                    # or no, for 03/04/2024
      keep: [reason, speciality]        # columns of your own that a rule asks about

What measures of waste and of outcomes ask for stands in parts of their own; each is
shown at the top of the module that reads it (`duplication`, `rework`, `failure_demand`,
`readmission`, `discharge`, `at_home`, `harm`, `reasons`); so do the steps that are
expected (`pathways`).

When bodies are open, which boundaries they stand at and what time is worth have parts
of their own, each shown at the top of the module that reads it (`opening`,
`boundaries`, `worth`).

A fault is told with its line. Beside a log `ward.csv` the file is `ward.standards.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import yaml

from wholeflow.errors import BadInput, Fault
from wholeflow.journeys.columns import ROLES, Columns
from wholeflow.journeys.example import example_standards
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.times import check_timezone

from .at_home import read_at_home
from .boundaries import read_boundaries
from .discharge import read_discharge
from .duplication import read_duplicates
from .failure_demand import read_failure_demand
from .harm import read_harm
from .opening import read_opening
from .pathways import read_pathways
from .readmission import read_readmissions
from .reasons import read_reasons
from .rework import read_rework
from .standards import LogHints, Returns, Standard, Standards, Wait
from .walking import Walk
from .worth import read_worth

Kind = TypeVar("Kind")

SUFFIX = ".standards.yaml"

_PARTS = (
    "standards", "waits", "returns", "processes", "opening", "boundaries", "worth",
    "duplicates", "rework", "failure_demand", "readmissions", "delayed_discharge",
    "days_at_home", "harm", "reasons", "pathways", "log",
)  # fmt: skip
_YES_OR_NO = {"yes": True, "no": False, "true": True, "false": False}
_LARGEST = 1_000_000  # bytes; a file that people read is far below


def read_standards(path: str | Path) -> Standards:
    """Read a standards file.

    Parameters
    ----------
    path
        A YAML file as the docstring of this module shows it.

    Returns
    -------
    Standards
        In the order of the file.

    Raises
    ------
    BadInput
        With every fault and its line.

    Examples
    --------
    >>> from wholeflow.journeys import example_standards
    >>> read_standards(example_standards()).standards[0].within_hours
    1.0
    """
    path = Path(path)
    root = _compose(path)
    walk = Walk()
    parts: dict[str, yaml.Node] = {}
    if root is not None:
        parts = walk.entries(root, _PARTS)
    found = Standards(
        source=path.name,
        standards=_read_named(walk, parts.get("standards"), _read_standard),
        waits=_read_named(walk, parts.get("waits"), _read_wait),
        returns=_read_returns(walk, parts["returns"]) if "returns" in parts else None,
        processes=(
            walk.apart(parts["processes"], "process") if "processes" in parts else {}
        ),
        opening=read_opening(walk, parts.get("opening")),
        boundaries=read_boundaries(walk, parts.get("boundaries")),
        worth=read_worth(walk, parts.get("worth")),
        duplicates=read_duplicates(walk, parts.get("duplicates")),
        rework=read_rework(walk, parts.get("rework")),
        failure_demand=read_failure_demand(walk, parts.get("failure_demand")),
        readmissions=read_readmissions(walk, parts.get("readmissions")),
        delayed_discharge=read_discharge(walk, parts.get("delayed_discharge")),
        days_at_home=read_at_home(walk, parts.get("days_at_home")),
        harm=read_harm(walk, parts.get("harm")),
        reasons=read_reasons(walk, parts.get("reasons")),
        pathways=read_pathways(walk, parts.get("pathways")),
        hints=_read_hints(walk, parts.get("log")),
    )
    if walk.faults:
        raise BadInput(path.name, walk.faults)
    return found


def standards_beside(log: Path) -> Path:
    """Give the path where the standards file of a log is looked for.

    >>> standards_beside(Path("data/ward.csv.gz")).name
    'ward.standards.yaml'
    """
    return log.with_name(Path(log.name.removesuffix(".gz")).stem + SUFFIX)


def find_standards(log: str | Path, journeys: Journeys) -> Standards:
    """Find what to look for in a log when nobody said.

    Parameters
    ----------
    log
        Where the log lies; a file beside it with the same stem and
        `.standards.yaml` comes first.
    journeys
        The log as read. The file that comes with wholeflow is taken if the log has
        all the activities it names.

    Returns
    -------
    Standards
        `source` says which file it was; empty if neither fits.
    """
    beside = standards_beside(Path(log))
    if beside.is_file():
        return read_standards(beside)
    shipped = read_standards(example_standards())
    if shipped.activities() <= set(journeys.activities):
        return replace(shipped, source=f"{shipped.source} (comes with wholeflow)")
    return Standards()


def hints_for(log: str | Path, standards: str | Path | None = None) -> LogHints:
    """Give what is written down of how a log is to be read.

    Parameters
    ----------
    log
        Where the log lies.
    standards
        The standards file; None for the one beside the log.

    Returns
    -------
    LogHints
        Nothing said if no standards file lies beside the log.
    """
    path = standards_beside(Path(log)) if standards is None else Path(standards)
    if standards is None and not path.is_file():
        return LogHints()
    return read_standards(path).hints


def _compose(path: Path) -> yaml.Node | None:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as cause:
        reason = f"the file cannot be opened: {cause.strerror}"
        raise BadInput(path.name, [reason]) from None
    if len(data) > _LARGEST:
        raise BadInput(path.name, ["a standards file is at most 1 MB; this is larger"])
    try:
        # The safe loader builds text, lists and mappings and never runs anything.
        node: yaml.Node | None = yaml.compose(data, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as cause:
        mark = cause.problem_mark
        fault = Fault(
            f"this is not YAML: {cause.problem}; look at colons, quotes and the spaces "
            "at the start of the line",
            row=mark.line + 1 if mark else None,
        )
        raise BadInput(path.name, [fault]) from None
    except (yaml.YAMLError, UnicodeError):
        raise BadInput(path.name, ["this is not text in YAML"]) from None
    except RecursionError:
        raise BadInput(
            path.name, ["this is nested too deep; a standards file has three levels"]
        ) from None
    return node


def _read_named(
    walk: Walk,
    node: yaml.Node | None,
    read: Callable[[Walk, str, yaml.Node], Kind | None],
) -> tuple[Kind, ...]:
    if node is None:
        return ()
    found = (read(walk, *entry) for entry in walk.entries(node).items())
    return tuple(one for one in found if one is not None)


def _read_standard(walk: Walk, name: str, node: yaml.Node) -> Standard | None:
    parts = walk.whole(node, ("activity", "within", "after"))
    if not parts:
        return None
    return Standard(
        name,
        walk.names(parts["activity"]),
        walk.names(parts["after"]),
        walk.hours(parts["within"]),
    )


def _read_wait(walk: Walk, name: str, node: yaml.Node) -> Wait | None:
    parts = walk.whole(node, ("activity", "after"))
    if not parts:
        return None
    return Wait(name, walk.names(parts["activity"]), walk.names(parts["after"]))


def _read_returns(walk: Walk, node: yaml.Node) -> Returns | None:
    parts = walk.whole(node, ("name", "activity", "within", "leaving"))
    if not parts:
        return None
    return Returns(
        walk.text(parts["name"], "the name of the process"),
        walk.names(parts["activity"]),
        walk.names(parts["leaving"]),
        walk.hours(parts["within"]) / 24,
    )


def _read_hints(walk: Walk, node: yaml.Node | None) -> LogHints:
    if node is None:
        return LogHints()
    parts = walk.entries(node, (*ROLES, "timezone", "day_first", "keep"))
    kept = walk.names(parts.pop("keep"), "a heading") if "keep" in parts else ()
    said = {name: walk.text(each, "one word or name") for name, each in parts.items()}
    timezone, order = said.get("timezone"), said.get("day_first")
    if timezone:
        try:
            check_timezone(timezone)
        except BadInput as unknown:
            walk.fault(parts["timezone"], unknown.faults[0].message)
    if order is not None and order.lower() not in _YES_OR_NO:
        walk.fault(parts["day_first"], f"expected yes or no, got '{order[:40]}'")
    columns = Columns(more=kept)
    for role in set(ROLES).intersection(said):
        columns = columns.saying(role, said[role])
    return LogHints(columns, timezone, _YES_OR_NO.get((order or "").lower()))
