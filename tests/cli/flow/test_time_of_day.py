"""`wholeflow flow time-of-day`: waits, arrivals, leavings and bursts by the local clock."""

from pathlib import Path

import pytest

from tests.cli.flow.asking import behind, rows, run

# Wednesday, 1 May 2024, and the Wednesday after.
CLINIC = """\
case,activity,start,end
A,see,2024-05-01 15:00,2024-05-01 16:30
A,test,2024-05-01 17:30,2024-05-01 18:00
B,see,2024-05-01 15:00,2024-05-01 16:59
B,test,2024-05-01 19:59,2024-05-01 20:00
C,see,2024-05-08 15:00,2024-05-08 17:00
C,test,2024-05-08 17:00,2024-05-08 18:00
D,see,2024-05-15 15:00,2024-05-15 17:00
"""


@pytest.fixture
def clinic(tmp_path: Path) -> str:
    path = tmp_path / "clinic.csv"
    path.write_text(CLINIC)
    return str(path)


def test_waits_are_told_by_when_they_began(clinic: str) -> None:
    four, five = rows("time-of-day", clinic)

    assert (four["weekday"], four["hour"], four["times"]) == ("Wed", 16, 2)
    assert (four["mean_hours"], five["mean_hours"]) == (2, 0)
    assert behind(1, "time-of-day", clinic) == ["A", "B"]
    assert "in elapsed time." in run("time-of-day", clinic).stdout


def test_waits_may_leave_closed_hours_out(clinic: str) -> None:
    Path(clinic).with_name("clinic.standards.yaml").write_text(
        "opening: {everybody: {every day: '08:00 to 18:00'}}"
    )
    four, _ = rows("time-of-day", clinic, "--clock", "working")

    assert four["mean_hours"] == pytest.approx((1 + 61 / 60) / 2, abs=1e-4)


def test_arrivals_are_held_against_the_hours_of_the_period(clinic: str) -> None:
    fortnight = ("--since", "2024-05-01", "--until", "2024-05-15")
    asked = ("time-of-day", clinic, "--what", "arrivals", *fortnight)
    found = rows(*asked)

    assert len(found) == 7 * 24
    assert {row["exposure_hours"] for row in found} == {2}
    (three,) = (row for row in found if row["arrivals"])
    assert (three["weekday"], three["hour"], three["arrivals_per_hour"]) == (
        "Wed", 15, 1.5,
    )  # fmt: skip
    assert behind(int(str(three["line"])), *asked) == ["A", "B", "C"]


def test_leavings_at_weekends_are_held_against_the_week() -> None:
    asked = ("time-of-day", "sepsis", "--what", "leavings")
    weekend, week, both = rows(*asked)

    assert int(str(weekend["leavings"])) + int(str(week["leavings"])) == 782
    each_day = [
        float(str(row["leavings"])) / float(str(row["days"])) for row in (weekend, week)
    ]
    assert both["ratio"] == pytest.approx(each_day[0] / each_day[1], abs=1e-4)
    assert len(behind(1, *asked)) == weekend["leavings"]  # everybody leaves once


def test_a_ratio_without_end_is_not_known(clinic: str) -> None:
    Path(clinic).write_text("case,activity,time\nA,come,2024-05-03\nA,go,2024-05-04\n")
    Path(clinic).with_name("clinic.standards.yaml").write_text(
        "returns: {name: Coming back, activity: come, within: 1 day, leaving: go}"
    )

    both = rows("time-of-day", clinic, "--what", "leavings")[2]

    assert (both["ratio"], both["ratio_to"]) == (None, None)


def test_bursts_are_held_against_chance(tmp_path: Path) -> None:
    path = tmp_path / "rounds.csv"
    path.write_text(
        "case,activity,time\n"
        + "".join(
            f"{day}-{bed},sign,2024-05-{day:02} 12:0{bed}\n"
            for day in range(1, 21)
            for bed in (0, 1)
        )
    )
    asked = ("time-of-day", str(path), "--what", "bursts", "--minutes")
    (sign,) = rows(*asked, "2")

    assert (sign["events"], sign["close"], sign["busiest_hour"]) == (40, 40, 12)
    assert float(str(sign["share_by_chance"])) < 0.5
    assert len(behind(1, *asked, "2")) == 40
    assert rows(*asked, "0.5")[0]["close"] == 0
