"""Long work, as a program of its own: `python -m wholeflow.server.flowing.working`.

It is told what to do by one line of JSON on its standard input, tells how far it is by
lines of JSON on its standard output, and knows neither Django nor the database: whatever
it leaves in its folder is taken up by the server, or cleared away. When its standard input
ends, whoever asked for the work is gone, and it goes too.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wholeflow.errors import BadInput, BadLog, WholeflowError

if TYPE_CHECKING:
    from wholeflow.journeys import Findings, Journeys

Told = dict[str, Any]  # JSON
Tell = Callable[[float, str], None]

FORM_OF_FINDINGS = 2  # counted up when what a page needs of them changes
FAULTS_TOLD = 20
MOST_ACTIVITIES = 2000  # more different ones are no names of what is done
COMMON = 12  # activities and groups that a report names


@dataclass(frozen=True, slots=True)
class Task:
    """What to do, and with what.

    Parameters
    ----------
    kind
        examine, load, look, journey, edges or compare.
    file
        The log, as it was brought or as it is kept; or the model.
    folder
        Where results are left.
    now
        The moment after which times lie in the future, ISO 8601.
    columns
        Which column says what, as far as somebody said.
    timezone
        Whose clock is meant by times without an offset.
    day_first
        Whether dates are written day first; None lets the column decide.
    without
        Roles that are not to be kept though the file has them.
    more
        Headings of further columns to keep.
    key
        File with the key of the pseudonyms; None for open data that is kept as it is.
    purpose
        What the log is for: pseudonyms are made for it.
    processes
        Activities of each process that the log's activities are tied to, by its id.
    asked
        Which part of a journey is to be worked out, see `journeying.Asked`; by which
        rule edges are told, see `wholeflow.journeys.Sharing`; or what is to be tried on
        a model, see `trying.Asked`.
    """

    kind: str
    file: str
    folder: str
    now: str
    timezone: str
    columns: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    without: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    key: str | None = None
    purpose: str = ""
    processes: Mapping[str, list[str]] = field(default_factory=dict)
    asked: Mapping[str, Any] = field(default_factory=dict)


class NotFit(WholeflowError):
    """A log that may not come in as it is."""


def main() -> None:
    """Do the work that standard input asks for."""
    asked = json.loads(sys.stdin.readline())
    _limit_memory(asked.pop("memory_mb"))
    threading.Thread(target=_go_when_alone, daemon=True).start()
    task = Task(**asked)
    try:
        done = WORK[task.kind](task, _tell)
    except (WholeflowError, OSError) as refused:
        _say(fault=_in_words(refused))
    except (MemoryError, ImportError):  # a library that finds no room does not load
        _say(fault=TOO_LARGE)
    except BaseException as broken:  # noqa: BLE001 - what a file may hold has no end, and
        # a traceback could quote it; the readers' own panics are no Exceptions.
        _say(fault=f"It broke the reading ({type(broken).__name__}).")
    else:
        _say(done=done)


TOO_LARGE = (
    "It needs more memory than one piece of work may take. Whoever keeps this server can "
    "allow more (WHOLEFLOW_JOB_MEMORY_MB); or ask for less at once, such as a log cut into "
    "shorter periods."
)


def examine(task: Task, tell: Tell) -> Told:
    """Read a log without keeping it, and leave a report for whoever decides on it."""
    report: Told = {"headings": [], "faults": [], "identifiers": []}
    try:
        report["headings"] = _headings(task)
        journeys = _read(task, tell, upto=0.7)
        tell(0.75, "Looking for what identifies people")
        report["identifiers"] = _identifiers(journeys)
        tell(0.8, "Looking what it tells")
        report["found"] = _preview(journeys, _look(journeys, task))
    except (BadLog, NotFit) as bad:
        report["faults"] = _faults(bad)
    report["fit"] = not report["faults"] and not report["identifiers"]
    _leave(task, "report.json", report)
    return {"fit": report["fit"]}


def load(task: Task, tell: Tell) -> Told:
    """Read a log and leave it as it is kept, with what was found in it."""
    from wholeflow.server.flowing import storing  # noqa: PLC0415 - brings polars

    journeys = _read(task, tell, upto=0.6)
    if task.key is not None:
        tell(0.6, "Giving people pseudonyms")
        journeys = storing.with_pseudonyms(
            journeys, key_file=Path(task.key), purpose=task.purpose
        )
    tell(0.75, "Writing it down")
    path = Path(task.folder) / "log.parquet"
    content_hash = storing.write_parquet(journeys, path)
    tell(0.85, "Looking what it tells")
    _leave(task, "findings.json", _findings(journeys, task))
    return {
        "content_hash": content_hash,
        "size_bytes": path.stat().st_size,
        "events": journeys.n_events,
        "cases": journeys.n_cases,
        "persons": journeys.n_persons,
        "first": journeys.first.isoformat(),
        "last": journeys.last.isoformat(),
        "timezone": journeys.timezone,
        "read_as": _read_as(journeys),
    }


def look(task: Task, tell: Tell) -> Told:
    """Look again at a log that is kept, and leave what is found."""
    from wholeflow.server.flowing.storing import read_parquet  # noqa: PLC0415 - polars

    tell(0.1, "Opening it")
    journeys = read_parquet(Path(task.file), timezone=task.timezone)
    tell(0.5, "Looking what it tells")
    _leave(task, "findings.json", _findings(journeys, task))
    return {}


def work_out(task: Task, tell: Tell) -> Told:
    """Work out what the page of a journey shows of a part of a log that is kept."""
    from wholeflow.server.flowing import journeying  # noqa: PLC0415 - brings polars
    from wholeflow.server.flowing.storing import read_parquet  # noqa: PLC0415 - polars

    tell(0.1, "Opening it")
    journeys = read_parquet(Path(task.file), timezone=task.timezone)
    tell(0.4, "Working out where people wait")
    asked = journeying.Asked(**task.asked)
    _leave(task, "journey.json", journeying.journey(journeys, asked))
    return {}


def sum_up(task: Task, tell: Tell) -> Told:
    """Leave the numbers of a log that add up with other places'."""
    from wholeflow import journeys as flow  # noqa: PLC0415 - brings polars
    from wholeflow.server.flowing import journeying  # noqa: PLC0415 - brings polars
    from wholeflow.server.flowing.storing import read_parquet  # noqa: PLC0415 - polars

    tell(0.1, "Opening it")
    journeys = read_parquet(Path(task.file), timezone=task.timezone)
    tell(0.4, "Summing up what follows what")
    returns = journeying.standards_of(journeys, {}).returns
    rule = flow.Sharing(**task.asked)
    found = flow.edge_statistics(journeys, rule=rule, returns=returns)
    _leave(task, "journey.json", {"text": flow.edges_as_text(found)})
    return {}


def compare(task: Task, tell: Tell) -> Told:
    """Try changes on a model, beside the model as it is."""
    from wholeflow.server.flowing import trying  # noqa: PLC0415 - brings numba

    try:
        return trying.tried(Path(task.file), trying.Asked(**task.asked), tell)
    except BadInput as bad:  # a model quotes nobody, so its faults may be told
        raise NotFit(str(bad)) from None


WORK = {
    "compare": compare,
    "examine": examine,
    "load": load,
    "look": look,
    "journey": work_out,
    "edges": sum_up,
}


def _headings(task: Task) -> list[str]:
    from wholeflow.journeys import log_headings  # noqa: PLC0415 - brings polars

    return list(log_headings(task.file))


def _read(task: Task, tell: Tell, *, upto: float) -> Journeys:
    from wholeflow.journeys import Columns, read_log  # noqa: PLC0415 - brings polars

    step = 0

    def on(words: str) -> None:
        nonlocal step
        # The file is called by its own name on the page, not by that of its copy.
        told = "Reading it" if words.startswith("Reading ") else words
        tell(upto * (0.05, 0.3, 0.8)[min(step, 2)], told)
        step += 1

    journeys = read_log(
        task.file,
        columns=Columns(**task.columns, more=tuple(task.more)),
        timezone=task.timezone,
        day_first=task.day_first,
        tell=on,
    )
    if len(journeys.activities) > MOST_ACTIVITIES:
        raise NotFit(
            f"Column “{journeys.columns.activity}” holds "
            f"{len(journeys.activities):,} different values, so it does not say what was "
            f"done; expected at most {MOST_ACTIVITIES:,}. Choose another column."
        )
    return _without(journeys, task.without)


def _without(journeys: Journeys, roles: Sequence[str]) -> Journeys:
    """Leave out what is not to be kept."""
    import numpy as np  # noqa: PLC0415 - the program starts before it

    nobody = np.full(journeys.n_events, -1, dtype=np.int32)
    of_cases = np.arange(journeys.n_cases, dtype=np.int32)
    left_out: Mapping[str, Mapping[str, Any]] = {
        "start": {
            "start": journeys.end,
            "only_half": np.zeros_like(journeys.only_half),
        },
        "person": {"person": of_cases, "person_names": journeys.case_names},
        **{
            role: {role: nobody, f"{role}s": ()}
            for role in ("organisation", "group", "resource", "kind")
        },
    }
    for role in roles:
        columns = journeys.columns.saying(role, None)
        journeys = replace(journeys, columns=columns, **left_out[role])
    return journeys


def _identifiers(journeys: Journeys) -> list[Told]:
    """Tell what names people in text that is kept as it is; never whom."""
    from wholeflow.journeys import refuse_identifiers_left  # noqa: PLC0415 - brings polars

    try:
        refuse_identifiers_left(journeys)
    except BadLog as bad:
        return [{"column": each.column, "words": each.message} for each in bad.faults]
    return []


def _look(journeys: Journeys, task: Task) -> Findings:
    from wholeflow import journeys as flow  # noqa: PLC0415 - brings polars
    from wholeflow.server.flowing import journeying  # noqa: PLC0415 - brings polars

    standards = journeying.standards_of(journeys, task.processes)
    return flow.look(journeys, standards, now=datetime.fromisoformat(task.now))


def _findings(journeys: Journeys, task: Task) -> Told:
    """Give what a page shows of a log, and as what its activities were tied then."""
    from wholeflow.server.flowing import journeying  # noqa: PLC0415 - brings polars

    return {
        **_look(journeys, task).as_json(),
        "journey": journeying.journey(journeys, journeying.Asked(task.processes)),
        "form": FORM_OF_FINDINGS,
        "activities_found": _counts(journeys),
        "ties": {name: key for key, names in task.processes.items() for name in names},
    }


def _counts(journeys: Journeys) -> list[Told]:
    """Count the cases that have each activity, and the persons they are of."""
    import numpy as np  # noqa: PLC0415 - the program starts before it

    size = len(journeys.activities)
    pairs = np.unique(np.stack([journeys.activity, journeys.case]), axis=1)
    cases = np.bincount(pairs[0], minlength=size)
    persons = journeys.persons_by(pairs[0], pairs[1], size)
    return [
        {"name": name, "cases": had, "persons": of}
        for name, had, of in zip(
            journeys.activities, cases.tolist(), persons.tolist(), strict=True
        )
    ]


def _preview(journeys: Journeys, findings: Findings) -> Told:
    """Give what somebody needs who decides whether it was read as it is meant."""
    return {
        "cases": findings.cases,
        "events": findings.events,
        "columns": findings.columns,
        "notes": findings.notes,
        "timezone": findings.timezone,
        "first": findings.first.isoformat(),
        "last": findings.last.isoformat(),
        "activities": _common(journeys.activities, journeys.activity),
        "activity_count": findings.activities,
        "bodies": _common(journeys.body().names, journeys.body().codes),
        "body_count": len(journeys.body().names),
        "more": list(journeys.columns.more),
        "quality": [
            {"words": each.words, "forbids": each.forbids} for each in findings.quality
        ],
    }


def _common(names: tuple[str, ...], codes: Any) -> list[str]:  # Any: numpy's array
    import numpy as np  # noqa: PLC0415 - the program starts before it

    from wholeflow.journeys import hide_identifiers  # noqa: PLC0415 - brings polars

    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    order = np.argsort(-counts, kind="stable")[:COMMON]
    return [hide_identifiers(names[at]) for at in order]


def _read_as(journeys: Journeys) -> str:
    roles = journeys.columns.named().items()
    told = [f"{role} from “{heading}”" for role, heading in roles]
    told += [f"“{heading}” as well" for heading in journeys.columns.more]
    return " ".join([f"Read {', '.join(told)}.", *journeys.notes])


def _leave(task: Task, name: str, told: Mapping[str, object]) -> None:
    path = Path(task.folder) / name
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False)


def _faults(bad: WholeflowError) -> list[str]:
    from wholeflow.journeys import hide_identifiers  # noqa: PLC0415 - brings polars

    if not isinstance(bad, BadInput):
        return [str(bad)]
    told = [hide_identifiers(str(fault)) for fault in bad.faults[:FAULTS_TOLD]]
    more = len(bad.faults) - len(told)
    return [*told, f"And {more:,} more."] if more else told


def _in_words(refused: WholeflowError | OSError) -> str:
    """Say why it was not done; words that may quote a row stay in the report."""
    if isinstance(refused, BadInput):
        return "It cannot be read as before. Examine it again."
    if isinstance(refused, OSError):
        return f"The machine does not let it be done: {refused.strerror}."
    return str(refused)


def _limit_memory(megabytes: int) -> None:
    """Let the system refuse this program more memory than it may have, where it can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - there is none on Windows

        if megabytes:
            most = megabytes * 1_000_000
            resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _go_when_alone() -> None:
    """Wait for the end of standard input: it comes when the server has gone."""
    while os.read(
        0, 1
    ):  # not `sys.stdin`, whose lock would be held as the program ends
        pass
    os._exit(1)


def _tell(progress: float, words: str) -> None:
    _say(progress=progress, words=words)


def _say(**told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
