"""Judgements from a table: what is taken in, and every way it can be wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from wholeflow.errors import BadInput
from wholeflow.evidence import Flag, Judgement, read_judgement_table

TODAY = date(2024, 6, 1)
HEADER = "process,for,against,date"


def read(*lines: str, header: str = HEADER) -> list[Judgement]:
    content = "\n".join([header, *lines]).encode()
    return [row.judgement for row in read_judgement_table(content, today=TODAY)]


def test_strengths_from_0_to_100_become_a_flag() -> None:
    (judgement,) = read("Testing blood,40,10,2024-03-05")

    assert judgement.flag == Flag(0.4, 0.9)
    assert judgement.on == date(2024, 3, 5)
    assert judgement.half_life_days is None


def test_strengths_that_pass_100_together_are_contested() -> None:
    (judgement,) = read("Testing blood,80,40,2024-03-05")

    assert judgement.flag.is_contested


def test_reason_role_and_half_life_are_taken_where_they_stand() -> None:
    header = "by;Reason;half_life_days;process;for;against;date"

    (judgement,) = read("ward sister;audit;90;Testing;1;2;05/03/2024", header=header)

    assert (judgement.by, judgement.reason) == ("ward sister", "audit")
    assert (judgement.half_life_days, judgement.on) == (90, date(2024, 3, 5))


def test_a_file_is_named_in_messages(tmp_path: Path) -> None:
    (tmp_path / "seen.csv").write_text(f"{HEADER}\nTesting,140,1,2024-03-05\n")

    with pytest.raises(BadInput, match=r"seen.csv: row 2, column for: expected a num"):
        read_judgement_table(tmp_path / "seen.csv", today=TODAY)


@pytest.mark.parametrize(
    ("line", "column", "told"),
    [
        ("Testing,140,1,2024-03-05", "for", "from 0 to 100; got 140"),
        ("Testing,-1,1,2024-03-05", "for", "from 0 to 100; got -1"),
        ("Testing,much,1,2024-03-05", "for", "expected a number; got “much”"),
        ("Testing,1,,2024-03-05", "against", "expected a number; got “”"),
        ("Testing,1,nan,2024-03-05", "against", "expected a finite number"),
        ("Testing,1,1,2024-06-02", "date", "up to 2024-06-01; got 2024-06-02"),
        ("Testing,1,1,soon", "date", "expected a day such as"),
        (",1,1,2024-03-05", "process", "expected the name or id of a process"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_with_its_place(
    line: str, column: str, told: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read("Reporting,1,1,2024-03-05", line)

    (fault,) = refused.value.faults
    assert (fault.row, fault.column) == (3, column)
    assert told in fault.message


@pytest.mark.parametrize("days", ["0", "-3"])
def test_a_half_life_is_above_nought(days: str) -> None:
    with pytest.raises(BadInput, match="expected days above 0"):
        read(f"Testing,1,1,2024-03-05,{days}", header=f"{HEADER},half life days")


def test_every_fault_is_told() -> None:
    with pytest.raises(BadInput, match="3 things to put right"):
        read("Testing,140,-1,2024-03-05", "Reporting,1,1,soon")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "expected the columns process, for, against, date; got nothing"),
        (b"process,good,bad,date\n", "got process, good, bad, date"),
        (f"{HEADER}\n".encode(), "expected at least one judgement; got none"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read_judgement_table(content, today=TODAY)
