"""Two ways to the same log give the same answers."""

import datetime as dt
import tempfile
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wholeflow.errors import BadLog
from wholeflow.journeys import (
    Findings,
    Journeys,
    directly_follows,
    example_log,
    example_standards,
    look,
    read_log,
    read_standards,
)
from wholeflow.journeys.formats.delimited import (
    DelimitedLog,
    _read_fast,
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
