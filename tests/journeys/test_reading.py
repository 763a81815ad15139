"""Files as people have them: separators, encodings, headings, identifiers."""

import datetime as dt
import gzip
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wholeflow.errors import BadLog
from wholeflow.journeys import Columns, Journeys, read_log

Write = Callable[..., Path]

LINES = "case,activity,time\nA,Seeing,2024-05-01 10:00\nA,Treating,2024-05-01 11:30\n"


@pytest.mark.parametrize(
    ("separator", "spoken"),
    [(",", ""), (";", "semicolons"), ("\t", "tabs"), ("|", "pipes")],
    ids=["commas", "semicolons", "tabs", "pipes"],
)
def test_any_usual_separator_is_found_and_stated(
    write: Write, separator: str, spoken: str
) -> None:
    path = write(LINES.replace(",", separator))

    journeys = read_log(path)

    assert journeys.activities == ("Seeing", "Treating")
    assert spoken in " ".join(journeys.notes)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_any_usual_encoding_is_read(write: Write, encoding: str) -> None:
    path = write(LINES.replace("Seeing", "Sïtting — café").encode(encoding))

    journeys = read_log(path)

    assert journeys.activities == ("Sïtting — café", "Treating")


@pytest.mark.parametrize("ending", ["\r\n", "\r"], ids=["windows", "old mac"])
def test_any_line_end_is_read(write: Write, ending: str) -> None:
    journeys = read_log(write(LINES.replace("\n", ending)))

    assert journeys.activities == ("Seeing", "Treating")


def test_a_packed_csv_is_read(write: Write) -> None:
    journeys = read_log(write(gzip.compress(LINES.encode()), "log.csv.gz"))

    assert journeys.n_events == 2


def test_parquet_is_known_by_its_beginning_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "log.dat"
    table = pl.read_csv(LINES.encode()).with_columns(pl.col("time").str.to_datetime())
    table.write_parquet(path)

    assert read_log(path).n_events == 2


def test_words_for_nothing_are_names(a_log: Callable[..., Journeys]) -> None:
    journeys = a_log(
        "NA,null,2024-05-01,?",
        "nan,None,2024-05-01,N/A",
        columns="case,activity,time,group",
    )

    assert journeys.case_names.to_list() == ["NA", "nan"]
    assert journeys.activities == ("None", "null")
    assert journeys.groups == ("?", "N/A")


def test_an_empty_group_is_no_group(a_log: Callable[..., Journeys]) -> None:
    journeys = a_log(
        "A,a,2024-05-01,", "A,b,2024-05-02,W", columns="case,activity,time,group"
    )

    assert journeys.groups == ("W",)
    assert journeys.group.tolist() == [-1, 0]


def test_leading_noughts_of_identifiers_stay(a_log: Callable[..., Journeys]) -> None:
    journeys = a_log("007,a,2024-05-01", "7,a,2024-05-01")

    assert journeys.case_names.to_list() == ["007", "7"]


def test_spaces_around_names_do_not_make_new_names(
    a_log: Callable[..., Journeys],
) -> None:
    journeys = a_log("A, Seeing,2024-05-01", "A,Seeing ,2024-05-02")

    assert journeys.activities == ("Seeing",)


@pytest.mark.parametrize(
    "headings",
    [
        "Case ID,Activity,Complete Timestamp",
        "case:concept:name,concept:name,time:timestamp",
        "PatientID,Event,EventDateTime",
    ],
    ids=["Disco", "XES as CSV", "hospital"],
)
def test_headings_of_other_programs_are_known(write: Write, headings: str) -> None:
    journeys = read_log(write(LINES.replace("case,activity,time", headings)))

    assert tuple(journeys.columns.named().values()) == tuple(headings.split(","))


def test_what_is_told_goes_before_what_is_guessed(write: Write) -> None:
    path = write("case,spell,activity,time\nA,1,a,2024-05-01\nA,2,a,2024-05-02\n")

    journeys = read_log(path, columns=Columns(case="spell"))

    assert journeys.n_cases == 2
    assert journeys.columns.case == "spell"


def test_a_start_alone_is_the_time(write: Write) -> None:
    journeys = read_log(write("case,activity,start\nA,a,2024-05-01\n"))

    assert journeys.columns.time == "start"
    assert not journeys.has_both_times


def test_numbers_in_parquet_are_names(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    pl.DataFrame(
        {"case": [1.0, 2.0], "activity": [7, 8], "time": ["2024-05-01"] * 2}
    ).write_parquet(path)

    journeys = read_log(path)

    assert journeys.case_names.to_list() == ["1", "2"]
    assert journeys.activities == ("7", "8")


@pytest.mark.parametrize("bits", [64, 96])
def test_times_of_parquet_keep_their_zone(tmp_path: Path, bits: int) -> None:
    path = tmp_path / "log.parquet"
    noon = dt.datetime(2024, 7, 1, 12, tzinfo=dt.UTC)
    table = pa.table(
        {
            "case.id": ["of another system"],  # begins like the heading below
            "case": ["A"],
            "activity": ["a"],
            "time": pa.array([noon], pa.timestamp("us", tz="Europe/London")),
        }
    )
    pq.write_table(table, path, use_deprecated_int96_timestamps=bits == 96)

    journeys = read_log(path)

    assert journeys.case_names.to_list() == ["A"]
    assert journeys.first == noon


def test_blank_rows_are_no_events(write: Write) -> None:
    journeys = read_log(write(LINES + "\n,,\nB,Seeing,2024-05-02 10:00\n\n\n"))

    assert journeys.n_events == 3


def test_rows_of_separators_only_are_no_events(write: Write) -> None:
    assert read_log(write(LINES + ",,\n,,\n")).n_events == 2


def test_a_value_may_hold_separators_marks_and_line_ends(write: Write) -> None:
    path = write('case,activity,time\nA,"see, ""look"",\nand go",2024-05-01\n')

    assert read_log(path).activities == ('see, "look",\nand go',)


def test_a_mark_inside_an_unmarked_value_is_part_of_it(write: Write) -> None:
    path = write('case,activity,time\nA,5" tube,2024-05-01\nA,b,2024-05-02\n')

    assert read_log(path).activities == ('5" tube', "b")


def test_repeated_headings_are_told_apart_by_their_place(write: Write) -> None:
    path = write("case,activity,time,time\nA,a,2024-05-01,2024-06-01\n")

    journeys = read_log(path, columns=Columns(time="time (column 4)"), timezone="UTC")

    assert journeys.first.month == 6


def test_the_first_sheet_of_a_workbook_is_read_and_the_choice_told(
    tmp_path: Path,
) -> None:
    path = tmp_path / "log.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["case", "activity", "time"])
    book.active.append(["A", "Seeing", "2024-05-01"])
    book.create_sheet("Other")
    book.save(path)

    journeys = read_log(path)

    assert journeys.activities == ("Seeing",)
    assert "first of 2 sheets" in journeys.notes[0]


def test_progress_is_told_in_words(write: Write) -> None:
    told: list[str] = []

    read_log(write(LINES), tell=told.append)

    assert told[0] == "Reading log.csv"


def test_a_guessed_person_that_some_events_lack_is_not_taken(write: Write) -> None:
    path = write("case,patient,activity,time\nA,P,a,2024-05-01\nA,,b,2024-05-02\n")

    journeys = read_log(path)

    assert journeys.columns.person is None
    assert journeys.person_names.to_list() == ["A"]
    assert "Some events have no 'patient': each case is a person." in journeys.notes


def test_a_told_person_must_be_there_in_every_event(write: Write) -> None:
    path = write("case,patient,activity,time\nA,P,a,2024-05-01\nA,,b,2024-05-02\n")

    with pytest.raises(BadLog, match="row 3, column patient: the person is empty"):
        read_log(path, columns=Columns(person="patient"))
