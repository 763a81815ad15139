"""Rules that a command cannot do without, and how to write those that are missing."""

from __future__ import annotations

from typing import TypeVar

from wholeflow.cli.reading_logs import path_of
from wholeflow.errors import NotFound

Rule = TypeVar("Rule")

EXAMPLES = {
    "returns": """\
returns:
  name: Coming back
  activity: Arrived
  within: 28 days
  leaving: [Released, Transferred]""",
    "processes": """\
processes:
  Assessing: [Triage, Blood test]
  Treating: [Antibiotics, Fluids]""",
    "opening": """\
opening:
  everybody:
    Monday to Friday: 08:00 to 18:30""",
    "boundaries": """\
boundaries:
  NHS and council:
    NHS: [North Hospital, Mill Surgery]
    council: County Council""",
    "worth": """\
worth:
  value: [Treating, Talking it over]
  necessary: Registering
  waste: Asking again""",
    "duplicates": """\
duplicates:
  Blood count:
    activity: [FBC, Full blood count]
    valid: 7 days""",
    "rework": """\
rework:
  stages:
    Assessing: [Triage, Blood test]
    Treating: Treatment""",
    "failure_demand": """\
failure_demand:
  demand: [Call, Visit]
  possible:
    Calling again: {event: Call, after: Call, within: 7 days}""",
    "readmissions": """\
readmissions:
  admission: Admitted
  discharge: Discharged
  emergency: {activity: Admitted, where: {method: emergency}}""",
    "delayed_discharge": """\
delayed_discharge:
  ready: No longer meets criteria to reside
  left: Discharged""",
    "days_at_home": """\
days_at_home:
  after: Operation
  window: 90 days
  death: Died
  away:
    Hospital: {admission: Admitted, discharge: Discharged}""",
    "reasons": """\
reasons:
  column: reason
  causes:
    No bed was free: {side: system, words: [no bed, ward full]}""",
    "pathways": """\
pathways:
  Front door:
    steps:
      Registering: Registered
      Triaging: Triage
      Treating: [Antibiotics, Fluids]
    beside: Blood test""",
    "harm": """\
harm:
  Falls beside waiting for a ward:
    {after: Arrived, activity: Admitted, harm: Fall, within: 30 days, bands: [4 h, 12 h]}""",
}


def needed(rule: Rule | None, part: str, log: str) -> Rule:
    """Give a rule of the standards file, or say how to write it if there is none.

    Parameters
    ----------
    rule
        What the file says; nothing if it is None or empty.
    part
        Which part of the file says it.
    log
        As it was typed.
    """
    if rule:
        return rule
    from wholeflow.journeys import example_log, standards_beside

    path = path_of(log)
    beside = f"in {standards_beside(path).name} beside the log, or "
    if path == example_log():  # which lies among the files of wholeflow
        beside = ""
    raise NotFound(
        f"No standards file says what is meant here. Write it {beside}in a file that "
        f"you name with --standards, such as:\n\n{EXAMPLES[part]}\n"
    )
