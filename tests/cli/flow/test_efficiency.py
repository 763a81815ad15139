"""`wholeflow flow efficiency`: touch, waiting and their share of the span."""

from pathlib import Path

import pytest

from tests.cli.flow.asking import behind, rows, run

PATIENTS = str(
    Path(__file__).parents[2] / "journeys" / "data" / "patients_artificial.parquet"
)
CLINIC = """\
case,activity,start,end,organisation
A,see,2024-05-01 08:00,2024-05-01 09:00,North
A,test,2024-05-01 08:30,2024-05-01 09:30,South
A,tell,2024-05-01 11:30,2024-05-01 12:00,North
B,see,2024-05-01 08:00,2024-05-01 08:00,
"""


@pytest.fixture
def clinic(tmp_path: Path) -> str:
    path = tmp_path / "clinic.csv"
    path.write_text(CLINIC)
    return str(path)


def test_touch_and_waiting_are_the_span(clinic: str) -> None:
    found = [row["number"] for row in rows("efficiency", clinic)]

    assert found == [2, 4, 2, 2, 2.5, 0.5, 0.5, 0.5, 0.5, 1, 0]
    assert behind(10, "efficiency", clinic) == ["B"]


def test_the_figures_of_a_known_log_are_the_known_ones() -> None:
    found = {row["what"]: row["number"] for row in rows("efficiency", PATIENTS)}

    assert found["touch, in hours"] == pytest.approx(13_874.734, abs=5e-4)
    assert found["span, in hours"] == pytest.approx(80_115.691, abs=5e-4)
    assert found["waiting, in hours"] == pytest.approx(66_240.957, abs=5e-4)
    assert found["flow efficiency"] == pytest.approx(0.173184, abs=5e-5)


def test_parts_have_touch_and_the_waiting_before_them(clinic: str) -> None:
    asked = ("efficiency", clinic, "--by", "organisation")
    found = {row["part"]: row for row in rows(*asked)}

    assert [found["North"][name] for name in ("touch_hours", "waiting_hours")] == [
        1.5, 2,
    ]  # fmt: skip
    assert found["North"]["share_of_waiting"] == 1
    assert found[None]["journeys"] == 1
    assert "Flow efficiency of all: 50.0%." in run(*asked).stdout
    lines = {row["part"]: int(str(row["line"])) for row in found.values()}
    assert behind(lines["North"], *asked) == ["A"]
    assert behind(lines[None], *asked) == ["B"]


def test_one_time_is_refused_and_bounds_are_named() -> None:
    for by in ((), ("--by", "activity")):
        said = run("efficiency", "sepsis", *by)

        assert said.exit_code == 1
        assert "wholeflow flow efficiency --least" in said.stderr


def test_shortest_and_longest_times_give_bounds(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text(
        "case,activity,time\nA,see,2024-05-01 09:00\nA,tell,2024-05-01 12:00\n"
    )
    least = ("efficiency", str(path), "--least", "see=1")
    most = ("--least", "tell=0.5", "--most", "see=1", "--most", "tell=2")

    assert [row["number"] for row in rows(*least)] == [0.25, 1]  # 08 to 09, of 08 to 12
    assert [row["number"] for row in rows(*least, *most)] == [0.375, 0.75]
    assert "Counted as no time at least: tell." in run(*least).stdout


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--least", "see=long"), "'see': expected hours such as 0.25, got 'long'"),
        (("--least", "sing=1"), "'sing' is no activity of this log"),
        (("--least", "see=1", "--by", "activity"), "Say --by, or --least and --most"),
    ],
)
def test_what_cannot_be_asked_is_told(
    clinic: str, options: tuple[str, ...], told: str
) -> None:
    said = run("efficiency", clinic, *options)

    assert said.exit_code > 0
    assert told in said.stderr
