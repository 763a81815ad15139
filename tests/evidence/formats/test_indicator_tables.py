"""Many indicators from one table: read as meant, or refused with every fault."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from wholeflow.errors import BadInput
from wholeflow.evidence.formats import (
    IndicatorSeries,
    IndicatorTable,
    SeriesValue,
    read_indicator_table,
)

TODAY = date(2024, 6, 1)


def read(text: str, *, month_first: bool = False) -> IndicatorTable:
    return read_indicator_table(text.encode(), today=TODAY, month_first=month_first)


def faults(text: str) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read(text)
    return [str(fault) for fault in refused.value.faults]


def values(table: IndicatorTable) -> list[tuple[str, str, float]]:
    return [
        (series.name, each.on.isoformat(), each.value)
        for series in table.series
        for each in series.values
    ]


def test_a_long_table_holds_many_indicators() -> None:
    table = read(
        "indicator,date,value,process,unit,people,not_known,fail,target,better,"
        "source,note\n"
        "Seen in time,2024-01-01,62,Testing blood,%,200,4,50,76,up,hospital,strike\n"
        "Seen in time,2024-02-01,64,Testing blood,%,210,0,50,76,up,hospital,\n"
        "Falls,2024-01-15,3,,,,,,,down,ward,\n"
    )

    seen, falls = table.series
    assert seen == IndicatorSeries(
        name="Seen in time",
        values=(
            SeriesValue(date(2024, 1, 1), 62.0, 200, 4, "strike"),
            SeriesValue(date(2024, 2, 1), 64.0, 210, 0, ""),
        ),
        process="Testing blood",
        unit="%",
        source="hospital",
        fail=50.0,
        target=76.0,
        better="up",
    )
    assert (falls.better, falls.target, falls.process) == ("down", None, "")


def test_a_wide_table_has_a_column_for_each_indicator() -> None:
    table = read('month,Attendances,Falls\n2024-01,16654,2\nFeb 2024,"17,041",3\n')

    assert values(table) == [
        ("Attendances", "2024-01-01", 16654.0),
        ("Attendances", "2024-02-01", 17041.0),
        ("Falls", "2024-01-01", 2.0),
        ("Falls", "2024-02-01", 3.0),
    ]
    assert table.notes == (
        "A month stands on its first day: “2024-01” is 1 January 2024.",
    )


def test_what_is_missing_or_hidden_is_not_nought() -> None:
    table = read("date,Falls\n2024-01-01,4\n2024-02-01,\n2024-03-01,NA\n2024-04-01,*\n")

    [falls] = table.series
    assert [each.value for each in falls.values] == [4.0]
    assert (falls.missing, falls.hidden) == (2, 1)
    assert table.notes == (
        "“Falls”: 2 cells held no value (missing); left out, not taken as nought.",
        "“Falls”: 1 cell held no value (hidden); left out, not taken as nought.",
    )


def test_a_nought_is_a_value() -> None:
    assert values(read("date,Falls\n2024-01-01,0\n")) == [("Falls", "2024-01-01", 0.0)]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2024-03-05", "2024-03-05"),
        ("2024/3/5", "2024-03-05"),
        ("2024-03-05 00:00:00", "2024-03-05"),
        ("2024-03", "2024-03-01"),
        ("05/03/2024", "2024-03-05"),
        ("5.3.24", "2024-03-05"),
        ("March 2024", "2024-03-01"),
        ("Mar-24", "2024-03-01"),
        ("5 March 2024", "2024-03-05"),
        ("05-Mar-2024", "2024-03-05"),
    ],
)
def test_a_day_is_read_as_people_write_it(cell: str, day: str) -> None:
    assert values(read(f"date,Falls\n{cell},1\n")) == [("Falls", day, 1.0)]


def test_it_is_said_which_of_day_and_month_came_first() -> None:
    assert read("date,Falls\n05/03/2024,1\n").notes == (
        "Days were read day first: “05/03/2024” is 5 March 2024.",
    )
    american = read("date,Falls\n05/03/2024,1\n", month_first=True)
    assert values(american) == [("Falls", "2024-05-03", 1.0)]


def test_a_month_in_the_place_of_the_day_is_refused() -> None:
    assert faults("date,Falls\n03/25/2024,1\n") == [
        (
            "row 2, column date: expected the day first, as in the rest of the file; "
            "got “03/25/2024”. Write it as 2024-03-05, or say which comes first"
        )
    ]


def test_every_fault_is_told_with_its_row_and_column() -> None:
    told = faults(
        "indicator,date,value,unit\n"
        "Seen,2024-01-01,many,%\n"
        "Seen,2024-13-01,50,%\n"
        "Seen,2024-02-01,101,%\n"
        "Seen,2025-02-01,50,%\n"
        "Seen,2024-03-01,50,%\n"
        "Seen,01/03/2024,51,%\n"
        ",2024-04-01,50,\n"
        "Seen,2024-04-01,50,people\n"
    )

    assert told == [
        (
            "row 2, column value: expected a number; got “many”. Write it in figures, or "
            "leave the cell empty"
        ),
        (
            "row 3, column date: expected a day that there is, such as 2023-01-31; got "
            "“2024-13-01”"
        ),
        "row 4, column Seen: expected 0 to 100, since the unit is “%”; got 101",
        (
            "row 5, column date: expected a day up to 2024-06-01; got 2025-02-01, still "
            "to come. Give the day on which it was measured"
        ),
        (
            "row 7, column date: expected one value of “Seen” for 2024-03-01; row 6 has "
            "one already. Keep one of the two"
        ),
        "row 8, column indicator: expected the name of an indicator; got none",
        "row 9, column unit: expected “%” for “Seen”, as in row 2; got “people”",
    ]


def test_a_file_that_is_no_text_is_told_so() -> None:
    with pytest.raises(BadInput, match="expected a text file"):
        read_indicator_table(b"\x89\x00\xff\x13" * 50, today=date(2024, 6, 1))


def test_a_long_header_is_cut_in_the_message() -> None:
    [told] = faults(f"{'x' * 100},value\n1,2\n")

    assert told.endswith(f"got {'x' * 59}…")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (",95,", "expected a direction for the target 95"),
        ("95,95,", "expected two different values; got 95 for both"),
        ("85,,", "expected a target beside the failing value 85"),
        ("85,95,down", "means that higher is better; got “down”"),
        ("85,95,sideways", "expected up or down; got “sideways”"),
        ("85,lots,", "expected a number; got “lots”"),
    ],
)
def test_a_target_that_cannot_judge_is_refused(cells: str, told: str) -> None:
    [fault, *_] = faults(
        f"indicator,date,value,fail,target,better\nSeen,2024-01-01,50,{cells}\n"
    )

    assert told in fault
    assert "row 2" in fault


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "expected a header and values; it is empty"),
        ("date,Falls\n", "expected at least one value; got none"),
        ("indicator,date,value\n", "expected at least one value; got none"),
        ("indicator,value\nFalls,3\n", "expected a column called date"),
        ("indicator,date\nFalls,2024-01-01\n", "expected a column called value"),
        ("date,value\n2024-01-01,3\n", "needs a column “indicator” beside it"),
        ("date,Falls\n45352,3\n", "a day as Excel keeps it"),
        ('date,Falls\n2024-01-01,"12,5"\n', "Write decimals with a point"),
        ("date,Falls\n2024-01-01,inf\n", "expected a finite number"),
        ("indicator,date,value,people\nA,2024-01-01,3,0\n", "at least 1 person"),
        ("indicator,date,value,people\nA,2024-01-01,3,2.5\n", "whole number of people"),
    ],
)
def test_a_table_that_says_nothing_is_refused(text: str, told: str) -> None:
    assert told in "\n".join(faults(text))


def test_a_table_over_the_limit_is_not_read() -> None:
    with pytest.raises(BadInput, match="expected at most 1e-05 MB"):
        read_indicator_table(b"date,Falls\n2024-01-01,3\n", today=TODAY, max_mb=1e-5)


def test_a_workbook_is_read_like_its_csv(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["date", "Falls", "Seen"])
    sheet.append([date(2024, 1, 1), 4, 0.5])
    sheet.append([date(2024, 2, 1), None, 0.25])
    content = io.BytesIO()
    book.save(content)
    path = tmp_path / "board.xlsx"
    path.write_bytes(content.getvalue())

    table = read_indicator_table(path, today=TODAY)

    assert table.source == "board.xlsx"
    assert values(table) == [
        ("Falls", "2024-01-01", 4.0),
        ("Seen", "2024-01-01", 0.5),
        ("Seen", "2024-02-01", 0.25),
    ]


@pytest.mark.parametrize("start", [b"PK\x03\x04 no workbook", b"\x00\x01,\x02\n\xff"])
def test_what_is_no_table_is_refused(start: bytes) -> None:
    with pytest.raises(BadInput):
        read_indicator_table(start, today=TODAY)


numbers = st.floats(-1e9, 1e9, allow_nan=False)
days = st.dates(date(1990, 1, 1), TODAY)


@given(
    st.dictionaries(days, st.tuples(numbers, st.integers(1, 10**6)), min_size=1),
    st.randoms(use_true_random=False),
)
def test_long_and_wide_say_the_same_in_any_order(
    held: dict[date, tuple[float, int]], chance: Random
) -> None:
    rows = [*held.items()]
    chance.shuffle(rows)
    long = "".join(f"A,{on},{a!r}\nB,{on},{b}\n" for on, (a, b) in rows)
    wide = "".join(f"{on},{a!r},{b}\n" for on, (a, b) in rows)

    told = read(f"indicator,date,value\n{long}")

    assert told == read(f"date,A,B\n{wide}")
    assert [each.value for each in told.series[0].values] == [
        held[on][0] for on in sorted(held)
    ]
