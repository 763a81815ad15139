"""Whatever bytes come in, only `BadLog` comes out, or a log that is whole."""

import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from wholeflow.errors import BadLog
from wholeflow.journeys import example_log, look, read_log

QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
HEAD = b"case,activity,time\nA,a,2024-05-01 10:00\n"
CELLS = st.sampled_from(
    [b"A", b"\xff", b"\x00", b'"', b",", b"\n", b"\r", b"2024-02-31", b"1e9", b"\xef\xbb\xbf",
     b"31/12/9999 23:59+23:59", b"0000-00-00", b";", b"\t", b"NA", b"\xc3", b"-", b" "]
)  # fmt: skip


def read_or_refuse(path: Path) -> None:
    """Read and look; a refusal in words is as good an answer."""
    try:
        journeys = read_log(path)
    except BadLog:
        return
    assert look(journeys).events == journeys.n_events


@QUICK
@given(st.binary(max_size=200))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(data)

    read_or_refuse(path)


@QUICK
@given(st.lists(CELLS, max_size=30).map(b"".join))
def test_any_rows_below_a_good_header(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(HEAD + data)

    read_or_refuse(path)


@QUICK
@given(st.binary(max_size=100), st.integers(0, 100))
def test_any_packed_bytes(tmp_path: Path, data: bytes, cut: int) -> None:
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress(HEAD + data)[: -cut or None])

    read_or_refuse(path)


PARQUET = example_log().read_bytes()


@QUICK
@given(place=st.integers(0, 170_000), junk=st.binary(min_size=1, max_size=40))
@example(place=65, junk=b"\x04")  # rows that point beyond the list of names
def test_a_parquet_with_some_bytes_changed(
    tmp_path: Path, place: int, junk: bytes
) -> None:
    path = tmp_path / "log.parquet"
    path.write_bytes(PARQUET[:place] + junk + PARQUET[place + len(junk) :])

    read_or_refuse(path)


@QUICK
@given(back=st.integers(1, 3000), junk=st.binary(min_size=1, max_size=20))
def test_a_parquet_with_a_damaged_end(tmp_path: Path, back: int, junk: bytes) -> None:
    path = tmp_path / "log.parquet"
    path.write_bytes(PARQUET[:-back] + junk + PARQUET[-back + len(junk) :])

    read_or_refuse(path)


SHEET = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/'
    b'spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
)
CELL = st.sampled_from(
    [b'<row r="1"><c r="A1" t="str"><v>case</v></c>', b"</row>", b'<c r="ZZ9"><v>1</v></c>',
     b'<c t="s"><v>99</v></c>', b'<c t="d"><v>x</v></c>', b"<v>", b'<row r="x">', b"&lol;"]
)  # fmt: skip


@QUICK
@given(st.lists(CELL, max_size=8).map(b"".join))
def test_a_workbook_with_any_sheet(tmp_path: Path, rows: bytes) -> None:
    path = tmp_path / "log.xlsx"
    path.write_bytes(_workbook(SHEET % rows))

    read_or_refuse(path)


def _workbook(sheet: bytes) -> bytes:
    good, bad = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(good)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for part in source.namelist():
            is_sheet = part.startswith("xl/worksheets/")
            target.writestr(part, sheet if is_sheet else source.read(part))
    return bad.getvalue()
