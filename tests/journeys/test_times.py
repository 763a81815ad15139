"""Times as people write them, and the two odd hours of the year."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from string import ascii_lowercase

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.errors import BadInput, BadLog
from wholeflow.journeys import Journeys, read_log
from wholeflow.journeys.times import (
    MISSING,
    as_datetime,
    read_each_time,
    read_times,
)

Write = Callable[..., Path]


def utc(*texts: str, timezone: str = "UTC", day_first: bool | None = None) -> list[str]:
    """Times read from texts, as ISO text in UTC."""
    read = read_times(pl.Series(texts), timezone=timezone, day_first=day_first)
    assert read.wrong == ()
    moments = pl.Series(read.utc).cast(pl.Datetime("us"))
    return [moment.isoformat() for moment in moments]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-01 10:20:30", "2024-05-01T10:20:30"),
        ("2024-05-01T10:20:30Z", "2024-05-01T10:20:30"),
        ("2024-05-01T10:20:30.25+02:00", "2024-05-01T08:20:30.250000"),
        ("2024-05-01 10:20:30-0130", "2024-05-01T11:50:30"),
        ("2024-05-01 10:20:30+01", "2024-05-01T09:20:30"),
        ("2024-05-01", "2024-05-01T00:00:00"),
        ("2024/5/1 9:05", "2024-05-01T09:05:00"),
        ("31/12/2024 23:59", "2024-12-31T23:59:00"),
        ("31.12.2024 23:59", "2024-12-31T23:59:00"),
        ("12/31/2024 11:59 PM", "2024-12-31T23:59:00"),
        ("31/12/2024 12:05 am", "2024-12-31T00:05:00"),
        ("1-Feb-2024 10:00", "2024-02-01T10:00:00"),
        ("1 sept 2024", "2024-09-01T00:00:00"),
        ("29 February 2024", "2024-02-29T00:00:00"),
        ("2024-05-01 10:20:30.123456789", "2024-05-01T10:20:30.123456"),
        ("0001-01-02 00:00+23:59", "0001-01-01T00:01:00"),
    ],
)
def test_a_time_is_read_as_it_is_written(text: str, expected: str) -> None:
    assert utc(text) == [expected]


def test_one_day_above_twelve_decides_for_the_whole_column() -> None:
    assert utc("01/02/2024", "13/02/2024") == [
        "2024-02-01T00:00:00",
        "2024-02-13T00:00:00",
    ]


def test_an_hour_may_stand_alone() -> None:
    assert utc("2024-02-01 09", "2024-02-01T10", "2024-02-01 11") == [
        "2024-02-01T09:00:00",
        "2024-02-01T10:00:00",
        "2024-02-01T11:00:00",
    ]
    assert utc("1/2/2024 1 pm") == ["2024-02-01T13:00:00"]


def test_a_month_first_column_is_known_by_its_days() -> None:
    assert utc("02/01/2024", "02/13/2024")[0] == "2024-02-01T00:00:00"


def test_a_column_that_shows_neither_is_day_first_and_that_is_said() -> None:
    read = read_times(pl.Series(["01/02/2024"]), timezone="UTC")

    assert utc("01/02/2024") == ["2024-02-01T00:00:00"]
    assert "could be day first or month first" in read.notes[0]


def test_what_is_told_about_the_order_holds() -> None:
    assert utc("01/02/2024", day_first=False) == ["2024-01-02T00:00:00"]


def test_start_and_end_are_read_in_one_order(write: Write) -> None:
    path = write(
        "case,activity,start,end\nA,a,01/02/2024 10:00,02/02/2024 10:00\n"
        "A,b,01/02/2024 10:00,02/13/2024 10:00\n"
    )

    journeys = read_log(path, timezone="UTC")

    assert (journeys.first.day, journeys.first.month) == (2, 1)


def test_a_time_without_offset_is_read_in_london_and_that_is_said(
    write: Write,
) -> None:
    journeys = read_log(write("case,activity,time\nA,a,2024-07-01 10:00\n"))

    assert journeys.first.isoformat() == "2024-07-01T09:00:00+00:00"
    assert journeys.notes == (
        "Times have no offset; they are read on the clock of Europe/London.",
    )


def test_the_hour_that_comes_twice_is_read_as_the_first() -> None:
    texts = ("2024-10-27 00:30", "2024-10-27 01:30", "2024-10-27 02:30")

    assert utc(*texts, timezone="Europe/London") == [
        "2024-10-26T23:30:00",
        "2024-10-27T00:30:00",
        "2024-10-27T02:30:00",
    ]


def test_the_hour_that_is_skipped_is_read_an_hour_later_and_told() -> None:
    column = pl.Series(["2024-03-31 01:30", "2024-03-31 02:30"])

    read = read_times(column, timezone="Europe/London")

    assert utc(*column, timezone="Europe/London") == ["2024-03-31T01:30:00"] * 2
    assert "skipped when clocks go forward: 1," in " ".join(read.notes)


def test_a_clock_change_inside_a_journey_leaves_its_duration(
    write: Write,
) -> None:
    journeys = read_log(
        write("case,activity,time\nA,a,2024-10-26 12:00\nA,b,2024-10-27 12:00\n")
    )

    assert journeys.duration_hours().tolist() == [25.0]


def test_naive_times_of_parquet_are_read_as_those_of_text(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    pl.DataFrame(
        {"case": ["A"], "activity": ["a"], "time": ["2024-07-01 10:00"]}
    ).with_columns(pl.col("time").str.to_datetime(time_unit="ns")).write_parquet(path)

    assert read_log(path).first.hour == 9


@pytest.mark.parametrize(
    "texts",
    [
        ("2024-02-31 10:00", "2024-02-30"),
        ("31/04/2024",),
        ("2023-02-29",),
        ("2024-01-01 24:00",),
        ("2024-01-01 10:60",),
        ("2024-13-01",),
        ("01/01/2024 13:00 pm",),
        ("1 Feburary 2024",),
        ("2024-01-01 10:00+24:00", "2024-01-01 10:00+01:60"),
        ("9999-12-31 00:01", "0001-01-01"),
    ],
)
def test_an_impossible_time_is_a_fault(texts: tuple[str, ...]) -> None:
    read = read_times(pl.Series(texts), timezone="UTC")

    assert [wrong.rows.tolist() for wrong in read.wrong] == [list(range(len(texts)))]


LAYOUTS = st.sampled_from(
    ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M:%S.%f", "%Y-%m-%d %I:%M %p"]
)


MOMENTS = st.integers(-30_000_000_000, 200_000_000_000).map(
    lambda seconds: dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(0, seconds)
)


@given(st.lists(st.tuples(MOMENTS, LAYOUTS), min_size=1))
def test_a_column_of_many_layouts_is_read_row_by_row_as_python_does(
    rows: list[tuple[dt.datetime, str]],
) -> None:
    texts = [moment.strftime(layout) for moment, layout in rows]

    read = utc(*texts)

    assert [dt.datetime.fromisoformat(f"{moment}+00:00") for moment in read] == [
        dt.datetime.strptime(f"{text}+0000", f"{layout}%z")
        for text, (_, layout) in zip(texts, rows, strict=True)
    ]


def test_more_layouts_than_are_read_together_are_read_all_the_same() -> None:
    junk = [
        f"2024-05-01 10:0{letter}:{other}0"
        for letter in ascii_lowercase
        for other in ascii_lowercase
    ]

    read = read_times(pl.Series(["2024-05-01 10:00:10", *junk]), timezone="UTC")

    assert read.wrong[0].rows.tolist() == list(range(1, len(junk) + 1))


def test_a_moment_beyond_the_calendar_is_a_fault() -> None:
    column = pl.Series([0, 2**62]).cast(pl.Datetime("us"))

    read = read_times(column, timezone="Europe/London")

    assert read.wrong[0].rows.tolist() == [1]


def test_a_year_of_two_digits_is_refused_not_guessed() -> None:
    read = read_times(pl.Series(["01/02/24"]), timezone="UTC")

    assert "written like" in read.wrong[0].reason


def test_mixed_offsets_are_told_where_they_are_fewer(write: Write) -> None:
    path = write(
        "case,activity,time\nA,a,2024-05-01 10:00Z\nA,b,2024-05-01 11:00\n"
        "A,c,2024-05-01 12:00Z\n"
    )

    with pytest.raises(BadLog, match=r"row 3, column time: '2024-05-01 11:00' has no"):
        read_log(path)


def test_an_unknown_time_zone_is_answered_with_the_nearest(
    a_log: Callable[..., Journeys], write: Write
) -> None:
    path = write("case,activity,time\nA,a,2024-05-01\n")

    with pytest.raises(BadInput, match="did you mean 'Europe/London'"):
        read_log(path, timezone="Europe/Londn")


def test_where_each_time_stands_for_itself_some_may_have_an_offset() -> None:
    column = pl.Series(["2024-05-01T12:00:00+02:00", "2024-05-01 12:00", "", "soon"])

    read = read_each_time(column, timezone="Europe/London")

    hours = [(moment - read.utc[0]) / 3_600_000_000 for moment in read.utc[:2]]
    assert hours == [0, 1]
    assert read.utc[2] == MISSING
    assert [wrong.rows.tolist() for wrong in read.wrong] == [[3]]
    assert read.notes[0] == "Of the times 2 have no offset."


@pytest.mark.parametrize("texts", [["2024-05-01T12:00Z"], [""]])
def test_nothing_is_noted_where_no_time_lacks_its_offset(texts: list[str]) -> None:
    assert read_each_time(pl.Series(texts), timezone="Europe/London").notes == ()


def test_a_day_alone_has_no_offset() -> None:
    read = read_each_time(pl.Series(["2024-05-01"]), timezone="Europe/London")

    assert as_datetime(int(read.utc[0])).isoformat() == "2024-04-30T23:00:00+00:00"
