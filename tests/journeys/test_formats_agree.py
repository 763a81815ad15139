"""Two ways to the same log give the same answers."""

import datetime as dt
import tempfile
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from wholeflow.errors import BadLog
from wholeflow.journeys import (
    Columns,
    Findings,
    Journeys,
    directly_follows,
    example_log,
    example_standards,
    look,
    read_log,
    read_standards,
)
from wholeflow.journeys.formats import delimited
from wholeflow.journeys.formats.delimited import (
    DelimitedLog,
    _read_fast,
    _read_many,
    _read_plainly,
    is_regular,
    open_delimited,
)

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
NEEDED = ["case", "activity", "group", "time"]


def answers(journeys: Journeys) -> dict[str, object]:
    """All that is told of a log, but for where it came from."""
    found: Findings = look(journeys, read_standards(example_standards()), now=NOW)
    plain = found.as_json()
    del plain["source"], plain["notes"]
    return plain


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    return pl.read_parquet(example_log()).select(NEEDED)


@pytest.fixture(scope="module")
def expected(sepsis: Journeys) -> dict[str, object]:
    return answers(sepsis)


def test_csv_gives_the_answers_of_parquet(
    table: pl.DataFrame, expected: dict[str, object], tmp_path: Path
) -> None:
    table.write_csv(tmp_path / "log.csv")

    assert answers(read_log(tmp_path / "log.csv")) == expected


def test_quoted_csv_gives_the_answers_of_parquet(
    table: pl.DataFrame, expected: dict[str, object], tmp_path: Path
) -> None:
    table.write_csv(tmp_path / "log.csv", quote_style="always", separator=";")

    assert answers(read_log(tmp_path / "log.csv")) == expected


def test_a_workbook_gives_the_answers_of_parquet(
    table: pl.DataFrame, tmp_path: Path
) -> None:
    some = table.head(600)
    some.write_parquet(tmp_path / "log.parquet")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(NEEDED)
    for *names, time in some.iter_rows():
        sheet.append([*names, time.replace(tzinfo=None)])  # Excel knows no zones
    book.save(tmp_path / "log.xlsx")

    workbook = answers(read_log(tmp_path / "log.xlsx", timezone="UTC"))
    parquet = answers(read_log(tmp_path / "log.parquet", timezone="UTC"))

    assert workbook == parquet


def test_rows_in_another_order_give_the_same_answers_if_ties_keep_theirs(
    table: pl.DataFrame, expected: dict[str, object], tmp_path: Path
) -> None:
    rng = np.random.default_rng(20_260_101)
    draws = pl.Series("draw", rng.random(len(table)))
    # One draw for all rows of a case at a time; a stable sort keeps ties in order.
    shuffled = (
        table.with_columns(draws)
        .with_columns(pl.col("draw").first().over("case", "time"))
        .sort("draw", maintain_order=True)
    )
    shuffled.select(NEEDED).write_parquet(tmp_path / "log.parquet")

    assert shuffled["case"].to_list() != table["case"].to_list()
    assert answers(read_log(tmp_path / "log.parquet")) == expected


def test_offsets_of_a_clock_change_leave_durations_alone(
    table: pl.DataFrame, sepsis: Journeys, tmp_path: Path
) -> None:
    local = pl.col("time").dt.convert_time_zone("Europe/Amsterdam")
    written = table.with_columns(local.dt.strftime("%d/%m/%Y %H:%M:%S%:z"))
    written.write_csv(tmp_path / "log.csv")

    journeys = read_log(tmp_path / "log.csv")

    assert np.array_equal(journeys.duration_hours(), sepsis.duration_hours())


EVENTS = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.sampled_from(["see", "treat", "rest, lie", 'say "hm"', "two\nlines", ""]),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=30,
)


@given(EVENTS.map(lambda events: [e for e in events if e[1]]))
def test_links_are_one_less_than_the_events_of_each_case(
    events: list[tuple[str, str, int]],
) -> None:
    assume(events)
    journeys = _journeys(events)

    followed = sum(link.times for link in directly_follows(journeys))

    assert followed == journeys.n_events - journeys.n_cases


def _journeys(events: list[tuple[str, str, int]]) -> Journeys:
    table = pl.DataFrame(events, ["case", "activity", "hour"], orient="row")
    start = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
    times = start + pl.col("hour") * pl.duration(hours=1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        table.select("case", "activity", time=times).write_csv(path)
        return read_log(path)


PIECES = st.sampled_from(["a", "b", '"', '""', ",", "\n", "\r\n", " ", "é", '"x,y"'])


def _whole(log: DelimitedLog) -> pl.DataFrame | None:
    try:
        return _read_plainly(log, log.headings)
    except BadLog:
        return None


@given(st.lists(PIECES, max_size=25).map("".join))
def test_the_fast_reader_reads_what_the_plain_one_does(body: str) -> None:
    log = open_delimited("log.csv", f"x,y,z\n1,2,3\n{body}\n".encode())
    regular = is_regular(log.text, log.separator, len(log.headings))
    fast = _read_fast(log, log.headings) if regular else None

    plain = _whole(log)

    assert fast is None or (plain is not None and fast.equals(plain))


@pytest.mark.parametrize("chunk", [1, 2, 7, 64])
def test_rows_are_checked_alike_however_the_bytes_are_cut(
    chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    regular = b'x,y,z\n1,"a ""b"", c\nd",3\r\n4,,6\n"",8,""'
    monkeypatch.setattr("wholeflow.journeys.formats.delimited._CHUNK", chunk)

    assert is_regular(regular, ",", 3)
    assert not is_regular(regular + b"\n1,2", ",", 3)
    assert not is_regular(b"1,2,3,4\n" + regular, ",", 3)
    assert not is_regular(regular + b'\n1,2,"', ",", 3)
    assert not is_regular(regular.replace(b"4,", b"4\n,"), ",", 3)


def _opened_as_large(body: str) -> DelimitedLog:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_LARGE", 0)
        return open_delimited("log.csv", body.encode())


@given(st.lists(PIECES | st.just("\r"), max_size=25).map("".join))
def test_the_reader_of_many_rows_reads_what_the_plain_one_does(body: str) -> None:
    log = _opened_as_large(f"x,y,z\n1,2,3\n{body}\n")
    many = _read_many(log, log.headings, ())

    plain = _whole(log)

    if many is not None:
        assert plain is not None
        assert log.fetch(log.headings).equals(plain)


def test_the_reader_of_many_rows_takes_what_is_regular_without_null_words() -> None:
    log = _opened_as_large(
        '"x",y,y\r\nNA,"a ""b"", c\nd",NULL\r\n"",null,#N/A\r\n01,,"1"\r\n'
    )

    assert _read_many(log, log.headings, ()) is not None
    assert log.fetch(log.headings).rows() == [
        ("NA", 'a "b", c\nd', "NULL"), ("", "null", "#N/A"), ("01", "", "1"),
    ]  # fmt: skip


MOMENTS = st.sampled_from(
    [
        "", "2024-05-01", "2024-05-01 10", "2024-05-01T10:30", "2024-05-01 10:30:15",
        "2024-05-01 10:30:15.25", "2024-05-01 10:30:15.1234567", "2024-10-27 01:30",
        "2024-03-31 01:30", "2024-02-30 10:00", "2024-05-01 24:00", " 2024-05-01 10:30",
        "0000-01-01", "9999-12-31 23:30", "2024/05/01 10:30", "01/02/2024", "soon",
    ]
)  # fmt: skip
OFFSETS = st.sampled_from(["", "", "Z", "+01", "+0100", "-05:30", " UTC", "+24:00"])


def _told(path: Path, columns: Columns) -> object:
    try:
        log = read_log(path, columns=columns)
    except BadLog as refused:
        return str(refused)
    return (
        log.start.tolist(), log.end.tolist(), log.row.tolist(), log.notes,
        log.only_half.tolist(), [(one.names, one.codes.tolist()) for one in log.more.values()],
    )  # fmt: skip


@given(
    rows=st.lists(st.tuples(MOMENTS, MOMENTS), min_size=1, max_size=4),
    offset=OFFSETS,
    other=OFFSETS,
    more=st.sampled_from([(), ("end",)]),
)
@example(rows=[("2024-05-01 10", "")], offset="Z", other="", more=("end",))
@example(rows=[("2024-05-01", "2024-05-01")], offset="", other="Z", more=("end",))
def test_times_of_a_large_file_are_those_of_a_small_one(
    rows: list[tuple[str, str]], offset: str, other: str, more: tuple[str, ...]
) -> None:
    lines = [f"A,a,{one}{offset},{two}{other}" for one, two in rows]
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "log.csv"
        path.write_text("\n".join(["case,activity,start,end", *lines]))
        small = _told(path, Columns(more=more))
        patch.setattr(delimited, "_LARGE", 0)

        assert _told(path, Columns(more=more)) == small


@pytest.mark.parametrize("text", ["A,a,2024-05-01 10:00+0000", 'A,a,"2024-05-01"'])
def test_a_large_file_is_read_from_where_it_lies_or_from_memory(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "_LARGE", 0)
    path = tmp_path / "log.csv"
    path.write_text(f"case,activity,time\n{text}\n,,\n\n{text}\nB,,2024-05-01\n")

    with pytest.raises(BadLog, match=r"row 6.*activity"):
        read_log(path)
