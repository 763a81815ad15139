"""Bad input: one message, every fault with its place, what to do, nothing kept."""

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from wholeflow.errors import BadInput, BadLog
from wholeflow.journeys import Columns, read_log

Write = Callable[..., Path]

HEAD = "case,activity,time\n"
GOOD = "A,a,2024-05-01\n"


def refused(path: Path) -> str:
    """The message with which a log is refused."""
    with pytest.raises(BadLog) as told:
        read_log(path)
    return str(told.value)


def test_a_missing_column_is_told_with_the_nearest_and_what_was_found(
    write: Write,
) -> None:
    message = refused(write("caze,activity,time\n" + GOOD))

    assert "the case (whose journey)" in message
    assert "the nearest is 'caze'" in message
    assert "Found: 'caze', 'activity', 'time'" in message
    assert "--case NAME" in message


def test_all_missing_columns_are_told_together(write: Write) -> None:
    message = refused(write("x,y,z\n1,2,3\n"))

    assert message.startswith("log.csv: 3 things to put right")


def test_a_column_that_was_told_and_is_not_there_is_answered(write: Write) -> None:
    with pytest.raises(BadLog, match="no column 'spel'; the nearest is 'spell'"):
        read_log(write("spell,activity,time\n" + GOOD), columns=Columns(case="spel"))


def test_an_impossible_date_is_told_with_row_column_and_value(write: Write) -> None:
    message = refused(write(HEAD + GOOD + "A,b,31/02/2024\n".replace("/", "-")))

    assert "row 3, column time" in message
    assert "'31-02-2024'" in message


def test_the_thirty_first_of_february_is_no_date(write: Write) -> None:
    message = refused(write(HEAD + GOOD + "A,b,2024-02-31 10:00\n"))

    assert message == (
        "log.csv: row 3, column time: '2024-02-31 10:00' is not a date and time that "
        "exists; correct it where it was typed"
    )


def test_rows_are_counted_by_lines_even_after_blank_lines_and_long_values(
    write: Write,
) -> None:
    path = write(HEAD + 'A,"two\nlines",2024-05-01\n\n' + GOOD + "A,,2024-05-01\n")

    assert "row 6, column activity: the activity is empty" in refused(path)


def test_different_faults_are_told_together(write: Write) -> None:
    message = refused(write(HEAD + ",a,2024-05-01\nA,,2024-05-01\nA,a,\n"))

    assert message.startswith("log.csv: 3 things to put right")
    assert "row 2, column case: the case is empty" in message
    assert "row 3, column activity: the activity is empty" in message
    assert "row 4, column time: the time is empty" in message


def test_many_faults_are_counted_not_listed(write: Write) -> None:
    with pytest.raises(BadLog) as told:
        read_log(write(HEAD + "A,,2024-05-01\n" * 5000 + GOOD))

    assert len(told.value.faults) == 101
    assert "the same in 4,900 more rows" in str(told.value.faults[-1])


def test_ragged_rows_are_told_each(write: Write) -> None:
    message = refused(write(HEAD + "A,a\n" + GOOD + "A,a,2024-05-01,4\n"))

    assert "row 2: expected 3 fields as in the header, got 2" in message
    assert "row 4: expected 3 fields as in the header, got 4" in message


def test_a_short_and_a_long_row_do_not_cancel_out(write: Write) -> None:
    message = refused(write("n,case,activity,time\n1,A,a\n2,A,a,2024-05-01,x\n"))

    assert message.startswith("log.csv: 2 things to put right")


@pytest.mark.parametrize("row", ['A,"a,2024-05-01\n', 'A,"a"b,2024-05-01\n'])
def test_a_quotation_mark_that_does_not_close_is_told_with_its_row(
    write: Write, row: str
) -> None:
    message = refused(write(HEAD + GOOD + row + GOOD))

    assert "row 3: a quotation mark opens a value here" in message


def test_an_unknown_separator_is_told(write: Write) -> None:
    message = refused(write((HEAD + GOOD).replace(",", "^")))

    assert "row 1: only one column was found, 'case^activity^time'" in message


def test_no_rows_are_told(write: Write) -> None:
    assert "0 rows below the header" in refused(write(HEAD))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told(write: Write, content: bytes) -> None:
    assert "the file is empty" in refused(write(content))


def test_nul_bytes_are_told_with_their_rows(write: Write) -> None:
    message = refused(write((HEAD + GOOD * 20 + "A,\0,2024-05-01\n").encode()))

    assert "row 22: a NUL byte" in message


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (bytes(range(256)) * 8, "a binary file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), r"old Excel workbook (.xls)"),
        (b'<?xml version="1.0"?><html/>', "outermost element is <log>, got <html>"),
        (b"case,activity\x81,time\n", "not text in UTF-8"),
    ],
    ids=["binary", "xls", "xml", "no encoding"],
)
def test_a_file_of_another_kind_is_told(
    write: Write, content: bytes, expected: str
) -> None:
    assert expected in refused(write(content))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("log.parquet", "not a Parquet file"),
        ("log.xlsx", "not an Excel workbook"),
        ("log.csv.gz", "not a gzip file"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_told(
    write: Write, name: str, expected: str
) -> None:
    assert expected in refused(write(HEAD + GOOD, name))


def test_a_parquet_cut_off_is_told(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    pl.DataFrame({"case": ["A"] * 999}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-40])

    assert "damaged or cut off" in refused(path)


def test_a_zip_that_is_no_workbook_is_told(write: Write) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("log.csv", HEAD + GOOD)

    assert "not an Excel workbook" in refused(write(packed.getvalue()))


def test_an_empty_workbook_is_told(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "log.xlsx")

    assert "sheet is empty" in refused(tmp_path / "log.xlsx")


def test_a_packed_file_cut_off_is_told(write: Write) -> None:
    packed = gzip.compress((HEAD + GOOD * 99).encode())[:-10]

    assert "cut off" in refused(write(packed, "log.csv.gz"))


def test_a_missing_file_is_answered_with_the_nearest(write: Write) -> None:
    write(HEAD, "sepsis.csv")

    assert "is it 'sepsis.csv'?" in refused(write(HEAD).with_name("sepsys.csv"))


def test_a_folder_is_told(tmp_path: Path) -> None:
    assert "this is a folder" in refused(tmp_path)


def test_a_file_over_the_size_setting_is_told_with_the_setting(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLEFLOW_MAX_LOG_MB", "1")

    message = refused(write(HEAD + GOOD * 80_000))

    assert "is 1 MB, over the limit of 1 MB" in message
    assert "WHOLEFLOW_MAX_LOG_MB" in message


def test_a_small_file_that_unpacks_beyond_the_size_setting_is_told(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLEFLOW_MAX_LOG_MB", "1")

    message = refused(write(gzip.compress(b"A" * 2_000_000), "log.csv.gz"))

    assert "unpacks to more than the limit of 1 MB" in message


def test_a_workbook_that_unpacks_beyond_the_size_setting_is_told(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLEFLOW_MAX_LOG_MB", "1")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "A" * 2_000_000)

    assert "unpacks to more than" in refused(write(packed.getvalue(), "log.xlsx"))


def test_a_parquet_of_many_equal_rows_is_bounded_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLEFLOW_MAX_LOG_MB", "1")
    path = tmp_path / "log.parquet"
    pl.select(pl.repeat("A", 100_000).alias("case")).with_columns(
        activity=pl.lit("a"), time=pl.lit("2024-05-01")
    ).write_parquet(path)

    assert "unpacks to more than" in refused(path)


@pytest.mark.parametrize("setting", ["0", "-1", "2 GB", ""])
def test_a_wrong_size_setting_is_told(
    write: Write, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv("WHOLEFLOW_MAX_LOG_MB", setting)

    with pytest.raises(BadInput, match="expected a whole number of megabytes"):
        read_log(write(HEAD + GOOD))


def test_a_column_of_numbers_is_no_time(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    pl.DataFrame({"case": ["A"], "activity": ["a"], "time": [3.5]}).write_parquet(path)

    assert "expected times as text or dates, got a column of Float64" in refused(path)


def test_a_column_of_lists_has_no_names(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    pl.DataFrame(
        {"case": [["A"]], "activity": ["a"], "time": ["2024-05-01"]}
    ).write_parquet(path)

    assert "row 2, column case: the case is empty" in refused(path)


def test_faults_in_a_workbook_have_the_rows_of_its_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    rows: tuple[list[object], ...] = (
        ["case", "activity", "time"],
        [],
        ["A", "a", "soon"],
        ["A", "a", True],
    )
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "log.xlsx")

    message = refused(tmp_path / "log.xlsx")

    assert "row 3, column time: expected a date and time written like" in message
    assert "row 4, column time" in message
