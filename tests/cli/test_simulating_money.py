"""`wholeflow whatif --money`: who pays and who gains by a change."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.commands import rows, typed
from wholeflow.payment import example_money

QUICK = ("--runs", "3", "--days", "40", "--warm-up", "10")
PREVENT = ("falls", *QUICK, "--change", "prevented falls at home = 0.2")
Rows = list[dict[str, object]]


@pytest.fixture(scope="module")
def told() -> Rows:
    return rows("whatif", *PREVENT, "--money", "falls")


def net(told: Rows, what: str) -> dict[str, float]:
    """One column of the nets, by body."""
    return {str(r["of"]): float(str(r[what])) for r in told if r["what"] == "net"}


def test_money_stands_below_what_is_told_of_patients(told: Rows) -> None:
    alone = rows("whatif", *PREVENT)

    assert told[: len(alone)] == alone
    assert {row["unit"] for row in told[len(alone) :]} == {"pounds a year"}
    assert [set(row) for row in told] == [set(alone[0])] * len(told)


@pytest.mark.parametrize("column", ["now", "changed", "difference"])
def test_what_is_gained_and_lost_adds_up_but_for_rounding(
    told: Rows, column: str
) -> None:
    bodies = net(told, column)
    whole = bodies.pop("the whole")

    assert set(bodies) == {"commissioner", "hospital", "council"}
    assert sum(bodies.values()) == pytest.approx(whole, abs=3)


def test_by_tariff_the_hospital_loses_and_the_commissioner_gains(told: Rows) -> None:
    changes = net(told, "difference")

    assert changes["hospital"] < 0 < changes["commissioner"]
    assert changes["the whole"] > 0


def test_a_week_is_seven_days_of_a_year(told: Rows) -> None:
    a_week = rows("whatif", *PREVENT, "--money", "falls", "--per", "week")

    (year,) = (row for row in told if row["what"] == "support that prevents falls")
    (week,) = (row for row in a_week if row["what"] == "support that prevents falls")
    assert (week["now"], week["changed"], week["unit"]) == (0, 6000, "pounds a week")
    assert year["changed"] == round(6000 * 365.25 / 7)


def test_a_table_of_ones_own_goes_to_a_spreadsheet(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_bytes(example_money().read_bytes())

    said = typed("whatif", *PREVENT, "--money", str(mine), "--format", "csv")

    lines = list(csv.DictReader(io.StringIO(said.out)))
    assert lines[-1]["what"] == "net"
    assert lines[-1]["class"] == ""


def test_all_faults_of_a_table_are_told_before_a_run(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    text = example_money().read_text("utf-8")
    wrong.write_text(text.replace("pool: beds", "pool: beads").replace("4000", "-1"))

    said = typed("whatif", *PREVENT, "--money", str(wrong))

    assert said.code == 1
    assert "wrong.yaml: 2 things to put right" in said.err
    assert 'there is no pool "beads"; did you mean "beds"' in said.err
    assert "runs of" not in said.err


def test_a_table_that_is_not_there_is_told_with_those_that_are() -> None:
    said = typed("whatif", *PREVENT, "--money", "fall")

    assert said.code == 1
    assert "There is no file fall. " in said.err
    assert "go by name: falls." in said.err


def test_money_is_of_a_model_and_not_of_a_log(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("case,activity,time\n")

    said = typed("whatif", str(log), "--change", "demand x 1.1", "--money", "falls")

    assert said.code == 2
    assert "--money: of a model alone" in said.err
