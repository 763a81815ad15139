"""Logs for tests: brought, examined and loaded, as far as a test needs."""

from __future__ import annotations

from datetime import timedelta

from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import actions, open_logs, shelf
from wholeflow.server.flowing.actions import Said
from wholeflow.server.flowing.models import EventLog, Job
from wholeflow.server.flowing.runner import Runner
from wholeflow.server.history import clock
from wholeflow.server.mapping.models import Process

WARD = "case,activity,start,time,group,resource\n"
HEADER = "case,activity,time,group,resource,notes\n"
STEPS = ("Arrived", "Seen by a doctor", "Blood test", "Sent home")


def rows_of(people: int, *, steps: tuple[str, ...] = STEPS) -> str:
    """Give a log in which each person goes through the same steps, an hour apart."""
    lines = [
        f"P{person:03},{step},2024-03-{person % 28 + 1:02} {9 + at}:00,"
        f"ward {at % 2},nurse Joy,a word\n"
        for person in range(people)
        for at, step in enumerate(steps)
    ]
    return HEADER + "".join(lines)


def ward(people: int = 30) -> str:
    """Give a log: all arrive and are seen, every third has a test, and all go home.

    Person n waits n minutes to be seen and two hours for the test. They come in March, but
    for every tenth, who comes in June; whoever has a test has it in the laboratory.
    """
    return WARD + "".join("".join(_person(n)) for n in range(people))


def _person(n: int) -> list[str]:
    day = f"2024-{'06' if n % 10 == 0 else '03'}-{n % 28 + 1:02}"
    rows = [f"P{n:03},Arrived,{day} 09:00,{day} 09:01,door,nurse Joy\n"]
    seen = f"{10 + (n + 1) // 60:02}:{(n + 1) % 60:02}"
    rows.append(f"P{n:03},Seen,{day} {seen},{day} 11:40,door,nurse Joy\n")
    if n % 3 == 0:
        rows.append(f"P{n:03},Tested,{day} 13:40,{day} 14:00,laboratory,nurse Joy\n")
    rows.append(f"P{n:03},Went home,{day} 15:00,{day} 15:00,door,nurse Joy\n")
    return rows


def said(**other: object) -> Said:
    """Say of a log what has to be said."""
    usual = {
        "title": "A ward in March",
        "purpose": "To find out where people wait",
        "source": "the ward system",
        "lawful_basis": "6(1)(e)",
        "special_basis": "9(2)(h)",
        "opt_out": "taken out",
        "keep_until": clock.today() + timedelta(days=100),
    }
    return Said(**{**usual, **other})  # type: ignore[arg-type]  # as various as its fields


def brought(by: Person, process: Process, rows: str = "", **other: object) -> EventLog:
    """Give a log that was brought and is not examined yet."""
    text = rows or rows_of(20)
    log_id = actions.bring(
        by=by,
        process_id=process.pk,
        said=said(**other),
        file_name="ward.csv",
        put=lambda path: path.write_text(text, "utf-8") and None,  # type: ignore[func-returns-value]  # its length
    )
    return EventLog.objects.get(pk=log_id)


def examined(by: Person, process: Process, rows: str = "", **other: object) -> EventLog:
    """Give a log that waits for a decision."""
    log = brought(by, process, rows, **other)
    do_work()
    return log


def loaded(by: Person, process: Process, rows: str = "", **other: object) -> EventLog:
    """Give a log that is loaded."""
    log = examined(by, process, rows, **other)
    actions.confirm(by=by, log_id=log.pk)
    do_work()
    log.refresh_from_db()
    return log


def kept(
    by: Person, process: Process, rows: str, *, label: str = "organisation"
) -> EventLog:
    """Give a log that is loaded, without the two steps and with no pseudonym in it."""
    file = shelf.arriving() / "kept.csv"
    file.write_text(rows, "utf-8")
    log_id = open_logs.keep(
        by=by, process_id=process.pk, said=said(open_data=True), file=file
    )
    file.unlink()
    EventLog.objects.filter(pk=log_id).update(open_data=False, label=label)
    return EventLog.objects.get(pk=log_id)


def do_work() -> None:
    """Do whatever work waits, here and now."""
    for job in Job.objects.filter(state="queued").order_by("id"):
        Runner().run(job)


def report_of(log: EventLog) -> shelf.Told:
    """Give what was found in a log that waits."""
    told = shelf.read(shelf.waiting(log.pk) / shelf.REPORT)
    assert told is not None, "it has been examined"
    return told


def last_job(log: EventLog) -> Job:
    return log.jobs.order_by("-id")[0]


def files() -> set[str]:
    """Give the names of all files of logs, but those on their way in."""
    folder = shelf.logs()
    return {
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()
    }
