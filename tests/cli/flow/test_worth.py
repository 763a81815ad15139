"""`wholeflow flow worth`: time of value, necessary, waste, not classified, waiting."""

from pathlib import Path

import pytest

from tests.cli.flow.asking import behind, rows, run

CLINIC = """\
case,activity,start,end,kind
A,register,2024-05-01 08:00,2024-05-01 09:00,must
A,treat,2024-05-01 08:30,2024-05-01 09:30,help
A,ask,2024-05-01 10:00,2024-05-01 10:30,again
B,register,2024-05-01 08:00,2024-05-01 08:30,must
B,talk,2024-05-01 08:30,2024-05-01 09:30,
"""


@pytest.fixture
def clinic(tmp_path: Path) -> str:
    (tmp_path / "clinic.standards.yaml").write_text(
        "worth:\n  value: [treat, help]\n  necessary: [register, must]\n"
        "  waste: [ask, again]\n"
    )
    path = tmp_path / "clinic.csv"
    path.write_text(CLINIC)
    return str(path)


@pytest.mark.parametrize("by", ["activity", "kind"])
def test_all_time_is_put_down_once(clinic: str, by: str) -> None:
    found = rows("worth", clinic, "--by", by)

    assert [(row["time"], row["hours"], row["share"]) for row in found] == [
        ("value", 1, 0.25), ("necessary", 1, 0.25), ("waste", 0.5, 0.125),
        ("not classified", 1, 0.25), ("waiting", 0.5, 0.125),
    ]  # fmt: skip
    assert [behind(line, "worth", clinic, "--by", by) for line in (1, 2, 4)] == [
        ["A"], ["A", "B"], ["B"],
    ]  # fmt: skip


def test_what_is_not_classified_makes_value_a_range(clinic: str) -> None:
    said = run("worth", clinic).stdout

    assert "Of value: 25.0% to 50.0% of all time.\nNot classified: talk.\n" in said


def test_one_time_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "any.standards.yaml"
    path.write_text("worth: {value: IV Antibiotics}")

    said = run("worth", "sepsis", "--standards", str(path))

    assert said.exit_code == 1
    assert "expected a start and an end of each event, got one time" in said.stderr
