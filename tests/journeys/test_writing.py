"""What is written is read again as it was."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given

from tests.journeys.logs import logs
from wholeflow.errors import BadInput
from wholeflow.journeys import (
    Columns,
    Journeys,
    as_rows,
    read_log,
    read_table,
    write_log,
)

ALog = Callable[..., Journeys]


def told(journeys: Journeys) -> list[list[object]]:
    """All that a log says of its events, in order."""
    return [
        journeys.case_names.gather(journeys.case).to_list(),
        journeys.person_names.gather(journeys.person).to_list(),
        journeys.activity.tolist(), [*journeys.activities],
        journeys.organisation.tolist(), [*journeys.organisations],
        journeys.resource.tolist(), [*journeys.resources],
        journeys.start.tolist(), journeys.end.tolist(),
        journeys.only_half.tolist(), journeys.row.tolist(),
    ]  # fmt: skip


@given(logs())
def test_a_table_of_a_log_is_the_log(journeys: Journeys) -> None:
    again = read_table(as_rows(journeys, staff=True), timezone="UTC")

    assert told(again) == told(journeys)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_file_of_a_log_is_the_log(a_log: ALog, tmp_path: Path, ending: str) -> None:
    journeys = a_log(
        "NA,see,2024-05-01 08:00,2024-05-01 09:00,P,North,Ann",
        "007,see,,2024-05-01 09:00,P,,",
        '"a ""quoted"", name",treat,2024-05-01 08:00,,Q,South,Bob',
        columns="case,activity,start,end,person,organisation,resource",
    )
    write_log(journeys, tmp_path / f"again.{ending}", staff=True)

    assert told(read_log(tmp_path / f"again.{ending}")) == told(journeys)


def test_staff_are_left_out_unless_asked_for(a_log: ALog) -> None:
    journeys = a_log("A,see,2024-05-01,Ann", columns="case,activity,time,resource")

    assert "Ann" not in as_rows(journeys).write_csv()


def test_columns_that_were_kept_are_written() -> None:
    table = pl.DataFrame(
        {"case": ["A"], "activity": ["see"], "time": ["2024-05-01"], "age": [80]}
    )
    journeys = read_table(table, columns=Columns(more=("age",)))

    assert as_rows(journeys)["age"].to_list() == ["80"]


def test_another_ending_is_refused(a_log: ALog, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"ends in one of .*, got 'log.txt'"):
        write_log(a_log("A,see,2024-05-01"), tmp_path / "log.txt")


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    a_log: ALog, tmp_path: Path
) -> None:
    journeys = a_log("A,see,2024-05-01,Ann", columns="case,activity,time,resource")
    path = tmp_path / "log.jsonocel"
    write_log(journeys, path)
    before = path.read_bytes()

    with pytest.raises(BadInput, match="OCEL is written without staff"):
        write_log(journeys, path, staff=True)
    assert path.read_bytes() == before
    assert read_log(path).case_names.to_list() == ["A"]


def test_a_folder_that_is_not_there_is_told(a_log: ALog, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="the file cannot be written"):
        write_log(a_log("A,see,2024-05-01"), tmp_path / "nowhere" / "log.csv")
