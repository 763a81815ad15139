"""Building the demonstration, command by command, through the write door."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

from wholeflow.journeys import StandardFinding, Standards, example_log
from wholeflow.processes import Interlock as Passing
from wholeflow.processes import Map, Process, read_map, read_template
from wholeflow.server.accounts.actions import (
    begin_system,
    organisation_named,
    role_holder,
)
from wholeflow.server.accounts.models import Person
from wholeflow.server.demonstration import saying, sepsis, trying
from wholeflow.server.demonstration.acting_for import ALLIANCE, answerable, builder
from wholeflow.server.flowing import open_logs
from wholeflow.server.flowing.actions import Said
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.bringing_in import import_map
from wholeflow.server.mapping.models import Process as ProcessRow
from wholeflow.server.measuring.charting import set_aside
from wholeflow.server.measuring.indicating import NewIndicator, NewPoint, add_indicator
from wholeflow.server.measuring.models import Indicator, Point

NAME = "Demonstration: sepsis, and three examples"
DAY = date(2023, 9, 30)
SIGN_IN_NAME = "robin"
PRACTICE = "Example general practice"
DEPARTMENT = "Health and social care in England (example)"
BOARD = "NHS Bristol, North Somerset and South Gloucestershire ICB"
NHS_ENGLAND = "NHS England, Open Government Licence v3.0"
ATTENDANCES = "A&E attendances each month"
HOME = Path(__file__).with_name("home.yaml")
DATA = Path(__file__).with_name("data")


def build() -> None:
    """Make the demonstration in an empty, migrated database."""
    begin_system(name=NAME, demonstration_date=DAY)
    robin = _robin()
    _sepsis()
    ids = {
        **_consulting(robin),
        **_example("single-point-of-access", ALLIANCE),
        **_example("england", DEPARTMENT),
        **_home(),
    }
    saying.judgements(ids)
    saying.answers(ids, robin)
    _between_the_maps(ids)
    saying.feedback(ids)
    trying.four_more_beds(ids, robin)
    _four_hours(ids["emergency"])


def way_in() -> tuple[str, str]:
    """Give the demonstration owner's name and a new password to sign in by."""
    robin = Person.objects.get(sign_in_name=SIGN_IN_NAME)
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    robin.set_password(password)
    robin.save(update_fields=["password"])
    return robin.sign_in_name, password


def _robin() -> Person:
    practice = organisation_named(name=PRACTICE)
    robin = role_holder(name="Robin Hale", organisation=practice)
    robin.sign_in_name, robin.role = SIGN_IN_NAME, "GP (example)"
    robin.is_active = True
    robin.save()
    return robin


def _sepsis() -> None:
    journeys, standards, findings = sepsis.read()
    by = builder(sepsis.HOSPITAL)
    ids = import_map(by=by, brought=sepsis.draw(journeys, standards))
    drawn = ProcessRow.objects.filter(pk__in=ids.values())
    named = dict(drawn.values_list("name", "pk"))
    log_id = _log(by, named[sepsis.WHOLE])
    for name, activities in standards.processes.items():
        actions.tie_activities(
            by=by, process_id=named[name], log=str(log_id), activities=activities
        )
    open_logs.look(log_id)
    for finding in findings.standards:
        _standard(by, named[_process_of(finding, standards)], finding)


def _log(by: Person, process_id: str) -> UUID:
    """Keep the log itself: open data, shown to everybody as it is."""
    said = Said(
        title="Sepsis at a hospital's front door",
        purpose="To show what a log tells, on data that anybody may look at",
        source="a hospital in the Netherlands, 4TU.ResearchData",
        lawful_basis="not personal",
        special_basis="not personal",
        opt_out="elsewhere",
        keep_until=DAY.replace(year=DAY.year + 20),
        label="public",
        open_data=True,
        licence=sepsis.LICENCE,
        notes=sepsis.SOURCE,
    )
    return open_logs.keep(by=by, process_id=process_id, said=said, file=example_log())


def _process_of(finding: StandardFinding, standards: Standards) -> str:
    standard = next(s for s in standards.standards if s.name == finding.name)
    name = standards.process_of(standard.activity[0])
    assert name is not None, "every standard of the example is about a named process"
    return name


def _standard(by: Person, process_id: str, finding: StandardFinding) -> None:
    """Tie a standard as an indicator: people met, not met, and not known."""
    add_indicator(
        by=by,
        process_id=process_id,
        indicator=NewIndicator(
            name=finding.name,
            fail=0,
            target=1,
            by_person=True,
            source=sepsis.SOURCE,
            open_data=True,
        ),
        points=[
            NewPoint(
                on=DAY,
                value=finding.met / finding.of,
                people=finding.of,
                not_known=finding.without,
            )
        ],
        reason=f"{finding.met:,} of {finding.of:,} people in time; of "
        f"{finding.without:,} more nothing is recorded",
    )


def _consulting(robin: Person) -> dict[str, str]:
    """Bring in the first example; the demonstration's owner owns its whole."""
    brought = read_template("consulting")
    whole = replace(brought.processes[0], owner="", owner_example=False)
    brought = replace(brought, processes=(whole, *brought.processes[1:]))
    ids = import_map(by=robin, brought=brought)
    actions.take_ownership(by=robin, process_id=ids["consulting"])
    return ids


def _example(name: str, organisation: str) -> dict[str, str]:
    """Bring in another example; its own keys give the ids."""
    return import_map(by=builder(organisation), brought=read_template(name))


def _home() -> dict[str, str]:
    brought = read_map(HOME.read_bytes(), "yaml", source=HOME.name)
    ids = import_map(by=builder(BOARD), brought=brought)
    _daily(ids["ready"])
    return ids


def _daily(process_id: str) -> None:
    by = answerable(process_id)
    add_indicator(
        by=by,
        process_id=process_id,
        indicator=NewIndicator(
            name="People in hospital each day who no longer meet the criteria to reside",
            unit="people",
            fail=700,
            target=350,
            counts_from=date(2023, 9, 1),
            source=NHS_ENGLAND,
            half_life_days=90,
            grace_days=7,
            open_data=True,
            example=True,
        ),
        points=[
            NewPoint(date.fromisoformat(day), float(people))
            for day, people in _rows("discharge_daily.csv")
        ],
        reason="published daily figures, April 2022 to September 2023",
    )
    nought = Point.objects.get(indicator__process=process_id, value=0)
    set_aside(
        by=by,
        process_id=process_id,
        indicator_id=nought.indicator_id,
        point_id=nought.pk,
        reason="Example of a decision: published as 0, between 503 and 552 on the days "
        "beside it; what was not counted is not nought",
    )


def _four_hours(process_id: str) -> None:
    """Tie the four-hour figures last, so that the front page tells of them first."""
    months = [
        (date.fromisoformat(day), int(attended), int(over))
        for day, attended, over in _rows("ae_monthly.csv")
    ]
    _, attended, over = months[-1]
    by = answerable(process_id)
    add_indicator(
        by=by,
        process_id=process_id,
        indicator=NewIndicator(
            name=ATTENDANCES,
            unit="attendances",
            fail=None,
            target=None,
            source=NHS_ENGLAND,
            open_data=True,
        ),
        points=[NewPoint(month, float(people)) for month, people, _ in months],
        reason="published monthly figures, September 2021 to September 2023",
    )
    watched = Indicator.objects.get(process=process_id, name=ATTENDANCES)
    add_indicator(
        by=by,
        process_id=process_id,
        indicator=NewIndicator(
            name="A&E attendances within four hours",
            unit="in 100",
            fail=50,
            target=76,
            counts_from=date(2022, 10, 1),
            balanced_by_id=watched.pk,
            source=NHS_ENGLAND,
            half_life_days=180,
            grace_days=45,
            open_data=True,
            example=True,
        ),
        points=[
            NewPoint(month, 100 * (1 - late / people), people=people)
            for month, people, late in months
        ],
        reason=f"in September 2023, {attended - over:,} of {attended:,} people were there "
        f"for four hours at most, and {over:,} for longer",
    )


# Giver, receiver, what kind passes, what, and how far they have come: all examples.
BETWEEN = (
    ("consulting", "single-point-of-access", "people", "Who needs more help", "agreed"),
    ("delivering-care-england", "home", "money", "What there is to spend", "agreed"),
    ("home", "consulting", "information", "What was done in hospital", "proposed"),
    (
        "single-point-of-access",
        "home",
        "people",
        "Who can be helped at home",
        "proposed",
    ),
)


def _between_the_maps(ids: Mapping[str, str]) -> None:
    """Draw what passes between the examples; the processes themselves stand already."""
    ends = {key: ids[key] for link in BETWEEN for key in link[:2]}
    brought = Map(
        "Between the examples",
        tuple(Process(key, name.replace("-", " ")) for name, key in ends.items()),
        interlocks=tuple(
            Passing(ids[giver], ids[receiver], passes, f"{what} (example)", state=state)
            for giver, receiver, passes, what, state in BETWEEN
        ),
    )
    import_map(by=None, brought=brought, organisation=DEPARTMENT)


def _rows(name: str) -> Iterator[list[str]]:
    """Give the rows of a file of open data, without its header."""
    with (DATA / name).open("r", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows
