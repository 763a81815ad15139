"""`wholeflow flow` where a standards file says what to look for."""

import json
from pathlib import Path

import pytest

from tests.cli.flow.asking import behind, rows, run
from wholeflow.cli.flow.rules import EXAMPLES
from wholeflow.journeys import read_standards

# P goes to North, Council and North again; Q stays in North; R waits for a bed still.
COUNTY = """\
case,person,activity,start,end,organisation,staff,reason,kind
1,P,Arrived,2024-05-01 08:00,2024-05-01 08:00,North,Ann,,new
1,P,Blood,2024-05-01 09:00,2024-05-01 09:30,North,Ann,,
1,P,Admitted,2024-05-01 12:00,2024-05-01 12:00,North,Bob,no bed,
1,P,Ready,2024-05-03 09:00,2024-05-03 09:00,North,Bob,waiting for care,
1,P,Left,2024-05-06 12:00,2024-05-06 12:00,North,Bob,,
2,P,Visit,2024-05-07 10:00,2024-05-07 11:00,Council,Cat,,
2,P,Blood,2024-05-07 11:00,2024-05-07 11:30,Council,Cat,,
3,P,Arrived,2024-05-09 08:00,2024-05-09 08:00,North,Ann,,chasing
3,P,Admitted,2024-05-09 09:00,2024-05-09 09:00,North,Bob,,
3,P,Fall,2024-05-10 09:00,2024-05-10 09:00,North,Bob,,
3,P,Left,2024-05-11 09:00,2024-05-11 09:00,North,Bob,,
4,Q,Arrived,2024-05-01 08:00,2024-05-01 08:00,North,Ann,,new
4,Q,Blood,2024-05-01 10:00,2024-05-01 10:30,North,Ann,,
4,Q,Blood,2024-05-01 11:00,2024-05-01 11:30,North,Bob,,
4,Q,Admitted,2024-05-01 14:00,2024-05-01 14:00,North,Bob,no bed,
4,Q,Blood,2024-05-01 15:00,2024-05-01 15:30,North,Bob,,
4,Q,Ready,2024-05-02 09:00,2024-05-02 09:00,North,Bob,,
4,Q,Left,2024-05-02 12:00,2024-05-02 12:00,North,Bob,,
5,R,Arrived,2024-05-08 08:00,2024-05-08 08:00,North,Ann,,
5,R,Admitted,2024-05-08 09:00,2024-05-08 09:00,North,Bob,no bed,
5,R,Ready,2024-05-09 09:00,2024-05-09 09:00,North,Bob,waiting for care,
"""
STANDARDS = """\
log:
  resource: staff
  keep: reason
standards:
  Admitting within 3 h: {activity: Admitted, within: 3 h, after: Arrived}
returns: {name: Coming back, activity: Arrived, within: 28 days, leaving: Left}
processes:
  Assessing: [Arrived, Blood]
  Treating: [Admitted, Ready, Left]
opening:
  everybody: {every day: "08:00 to 18:00"}
boundaries:
  NHS and council: {NHS: North, council: Council}
worth: {value: Admitted, necessary: Blood}
duplicates:
  Blood count: {activity: Blood, valid: 7 days}
rework:
  stages: {Assessing: Blood, Treating: Admitted}
failure_demand:
  demand: Arrived
  recorded: {failure: chasing, value: new}
  possible:
    Coming back: {event: Arrived, after: Left, within: 28 days}
readmissions:
  {admission: Admitted, discharge: Left, emergency: Admitted, within: 7 days}
delayed_discharge:
  ready: Ready
  left: Left
  reasons: {column: reason, owners: {waiting for care: Arranging care at home}}
reasons:
  column: reason
  causes:
    No bed was free: {side: system, words: no bed}
days_at_home:
  {window: 7 days, away: {Hospital: {admission: Admitted, discharge: Left}}}
harm:
  Falls beside waiting:
    {after: Arrived, activity: Admitted, harm: Fall, within: 2 days, bands: [3 h]}
pathways:
  Front door:
    steps: {Arriving: Arrived, Testing: Blood, Admitting: Admitted}
    justified_events: {where: {reason: no bed}}
    finished: Left
"""
STAFF = ("Ann", "Bob", "Cat")


@pytest.fixture
def county(tmp_path: Path) -> str:
    (tmp_path / "county.standards.yaml").write_text(STANDARDS)
    path = tmp_path / "county.csv"
    path.write_text(COUNTY)
    return str(path)


@pytest.fixture
def bare(tmp_path: Path) -> str:
    path = tmp_path / "bare.csv"
    path.write_text(COUNTY)
    return str(path)


def test_hand_overs_have_waits_and_cases(county: str) -> None:
    asked = ("handoffs", county, "--whole-person")
    there, back = rows(*asked)

    assert (back["from"], back["to"], back["total_hours"]) == ("North", "Council", 22)
    assert (there["from"], there["to"]) == ("Council", "North")
    assert there["total_hours"] == 44.5  # from 11:30 to 8:00 two days later
    assert behind(1, *asked) == ["P"]


def test_working_hours_leave_out_what_is_closed(county: str) -> None:
    there, back = rows("handoffs", county, "--whole-person", "--clock", "working")

    assert (there["total_hours"], back["total_hours"]) == (16.5, 8)


def test_bounces_are_there_and_back(county: str) -> None:
    (found,) = rows("handoffs", county, "--whole-person", "--bounces")

    assert (found["from_and_back_to"], found["by_way_of"]) == ("North", "Council")


def test_a_log_without_bodies_has_no_hand_overs(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("case,activity,time\nA,see,2024-05-01\n")

    said = run("handoffs", str(path))

    assert said.exit_code == 1
    assert "--organisation NAME or --group NAME" in said.stderr


def test_boundaries_are_crossed_by_whole_persons(county: str) -> None:
    out, back = rows("boundaries", county)

    assert (out["from"], out["to"], out["total_hours"]) == ("NHS", "council", 22)
    assert (back["times"], back["journeys"]) == (1, 1)
    assert behind(1, "boundaries", county) == ["P"]


def test_what_boundaries_leave_out_stands_below_the_table(county: str) -> None:
    said = run("boundaries", county)

    assert "of 3 journeys 3 are on the side NHS, 1 on the side council" in said.stdout


def test_duplicates_are_told_apart_from_repeats_at_home(county: str) -> None:
    (found,) = rows("duplicates", county)

    assert (found["duplicates"], found["same_body"], found["touch_hours"]) == (
        1,
        2,
        0.5,
    )
    assert behind(1, "duplicates", county) == ["2"]


def test_pairs_say_who_knew(county: str) -> None:
    (found,) = rows("duplicates", county, "--pairs")

    assert (found["known_to"], found["found_out_again_by"]) == ("North", "Council")
    assert behind(1, "duplicates", county, "--pairs") == ["2"]


def test_rework_is_split_four_ways(county: str) -> None:
    (found,) = rows("rework", county)

    assert (found["activity"], found["again"], found["redo_self_loops"]) == (
        "Blood",
        2,
        1,
    )
    assert behind(1, "rework", county) == ["4"]


def test_returns_to_an_earlier_stage(county: str) -> None:
    (found,) = rows("rework", county, "--stages")

    assert (found["from"], found["back_to"], found["times"]) == (
        "Treating", "Assessing", 1,
    )  # fmt: skip
    assert behind(1, "rework", county, "--stages") == ["4"]


def test_failure_demand_adds_up_to_all_contacts(county: str) -> None:
    known_for, unknown, against, *others = rows("failure-demand", county)

    counts = [row["contacts"] for row in (known_for, unknown, against)]
    assert counts == [1, 1, 2]
    assert [row["contacts"] for row in others] == [1, 2, 0]
    assert behind(1, "failure-demand", county) == ["3"]
    assert behind(2, "failure-demand", county) == ["5"]


def test_readmissions_say_to_whom_and_who_is_left_out(county: str) -> None:
    asked = ("readmissions", county, "--known-to", "2024-06-01")
    found = {row["what"]: row for row in rows(*asked)}

    assert (found["came back"]["stays"], found["came back"]["of"]) == (1, 3)
    assert found["of these, to the same provider"]["stays"] == 1
    assert found["left out: not over yet"]["stays"] == 1
    assert behind(1, *asked) == ["1"]
    assert behind(6, *asked) == ["5"]


def test_discharge_counts_those_who_wait_still(county: str) -> None:
    asked = ("discharge", county, "--known-to", "2024-05-12")
    found = {row["what"]: row["number"] for row in rows(*asked)}

    assert (found["left late"], found["wait still"], found["bed days"]) == (1, 1, 6)
    assert behind(1, *asked) == ["1"]


@pytest.mark.parametrize(
    ("by", "first"),
    [("reasons", "waiting for care"), ("owners", "Arranging care at home")],
)
def test_days_are_put_down_to_reasons_and_owners(
    county: str, by: str, first: str
) -> None:
    found = rows("discharge", county, "--by", by, "--known-to", "2024-05-12")

    assert (found[0]["put_down_to"], found[0]["bed_days"]) == (first, 6)


def test_days_by_places_need_a_column(county: str) -> None:
    said = run("discharge", county, "--by", "places")

    assert said.exit_code == 1
    assert "has no 'places:'" in said.stderr


def test_harm_is_an_association(county: str) -> None:
    short, long = rows("harm", county, "--known-to", "2024-06-01")

    assert (short["harmed"], short["of"], long["of"]) == (1, 2, 2)
    assert behind(1, "harm", county, "--known-to", "2024-06-01") == ["3"]
    assert "association" in run("harm", county).stdout


def test_before_and_after_have_intervals_and_cautions(county: str) -> None:
    said = run("compare", county, "--at", "2024-05-08", "--format", "json")
    found = json.loads(said.stdout)

    assert [row["of"] for row in found[:2]] == [
        "before 8 May 2024",
        "from 8 May 2024 on",
    ]
    assert [row["journeys"] for row in found[:2]] == [3, 2]
    assert "This is an association." in said.stderr
    assert behind(2, "compare", county, "--at", "2024-05-08") == ["3", "5"]


def test_two_sides_are_compared_on_a_standard(county: str) -> None:
    sides = ("--side", "reason=no bed", "--side", "kind=chasing")
    no_bed, chasing, difference = rows(
        "compare", county, *sides, "--standard", "Admitting within 3 h"
    )

    assert (no_bed["number"], chasing["number"]) == (pytest.approx(1 / 3, abs=1e-4), 1)
    assert difference["number"] == pytest.approx(2 / 3, abs=1e-4)


def test_one_side_alone_is_no_comparison(county: str) -> None:
    said = run("compare", county, "--side", "kind=new")

    assert said.exit_code == 2
    assert "--side COLUMN=VALUE twice" in said.stderr


def test_causes_add_up_to_what_was_waited(county: str) -> None:
    found = rows("causes", county, "--by", "organisation")

    parts = [value for key, value in found[0].items() if key.endswith("_hours")]
    assert sum(map(float, map(str, parts[:-1]))) == pytest.approx(float(str(parts[-1])))


def test_recorded_reasons_have_sides(county: str) -> None:
    found = {row["cause"]: row for row in rows("causes", county, "--recorded")}

    no_bed = found["No bed was free"]
    assert (no_bed["side"], no_bed["waits"], no_bed["hours"]) == ("system", 3, 6)


def test_the_typical_journey_is_told_in_lines(county: str) -> None:
    said = run("typical", county)

    assert said.stdout.startswith("The typical journey of 5: half last longer than")
    assert behind(2, "typical", county) == ["1", "2", "4"]


def test_the_value_stream_may_be_one_of_processes(county: str) -> None:
    found = rows("value-stream", county, "--by", "process")

    assert [row["name"] for row in found] == ["Assessing", "Treating"]
    assert behind(1, "value-stream", county, "--by", "process") == [*"12345"]


ASKED = (
    "quality", "journeys", "waits", "handoffs", "boundaries", "causes",
    "causes --recorded", "bottlenecks", "value-stream", "typical", "duplicates",
    "rework", "rework --stages", "failure-demand", "readmissions", "discharge",
    "discharge --by days", "harm", "compare --at 2024-05-08", "departures",
    "discover", "discover --fit", "efficiency", "efficiency --by organisation",
    "efficiency --by process", "little", "little --days", "little --by organisation",
    "time-of-day", "time-of-day --what arrivals", "time-of-day --what leavings",
    "time-of-day --what bursts", "worth", "worth --by kind", "home", "home --at 2024-05-08 --known-to 2024-06-01",
)  # fmt: skip


@pytest.mark.parametrize("form", ["table", "json", "csv"])
@pytest.mark.parametrize("command", ASKED)
def test_no_member_of_staff_is_in_any_answer(
    county: str, command: str, form: str
) -> None:
    said = run(*command.split(), county, "--format", form)

    assert said.exit_code == 0
    assert not any(name in said.output for name in STAFF)


@pytest.mark.parametrize(
    "command", ["causes", "bottlenecks", "value-stream", "efficiency"]
)
@pytest.mark.parametrize("column", ["resource", "staff"])
def test_nothing_is_told_by_member_of_staff(
    county: str, command: str, column: str
) -> None:
    said = run(command, county, "--by", column)

    assert said.exit_code == 1
    assert "members of staff" in said.stderr


def test_nothing_is_told_of_one_member_of_staff(county: str) -> None:
    said = run("waits", county, "--only", "staff=Ann")

    assert said.exit_code == 1
    assert "names members of staff" in said.stderr


@pytest.mark.parametrize(
    ("command", "part"),
    [
        ("waits --between processes", "processes"),
        ("value-stream --by process", "processes"),
        ("handoffs --clock working", "opening"),
        ("boundaries", "boundaries"),
        ("duplicates", "duplicates"),
        ("rework --stages", "rework"),
        ("failure-demand", "failure_demand"),
        ("readmissions", "readmissions"),
        ("discharge", "delayed_discharge"),
        ("causes --resource staff --recorded", "reasons"),
        ("harm", "harm"),
        ("departures", "pathways"),
        ("time-of-day --what leavings", "returns"),
        ("home", "days_at_home"),
        ("worth", "worth"),
    ],
)
def test_a_rule_that_is_missing_is_shown(bare: str, command: str, part: str) -> None:
    said = run(*command.split(), bare)

    assert said.exit_code == 1
    assert "Write it in bare.standards.yaml beside the log" in said.stderr
    assert f"\n{part}:\n" in said.stderr


@pytest.mark.parametrize("part", EXAMPLES)
def test_an_example_of_a_rule_can_be_read(part: str, tmp_path: Path) -> None:
    path = tmp_path / "any.standards.yaml"
    path.write_text(EXAMPLES[part])

    assert getattr(read_standards(path), part)


def test_a_line_that_is_not_there_is_told(county: str) -> None:
    said = run("rework", county, "--cases", "9")

    assert said.exit_code == 1
    assert "There is no line 9; they go from 1 to 1." in said.stderr


def test_a_line_without_a_list_is_told(county: str) -> None:
    said = run("discharge", county, "--cases", "2")

    assert said.exit_code == 1
    assert "Nobody can list the journeys behind line 2." in said.stderr


@pytest.mark.parametrize(
    ("form", "said"), [("json", '[\n  "2"\n]\n'), ("csv", "case\n2\n")]
)
def test_the_cases_of_a_line_are_for_programs_too(
    county: str, form: str, said: str
) -> None:
    assert run("duplicates", county, "--cases", "1", "--format", form).stdout == said
