"""Identifiers of people are found wherever they stand, and little else is."""

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.errors import BadLog
from wholeflow.journeys import (
    example_log,
    find_identifiers,
    hide_identifiers,
    refuse_identifiers,
)
from wholeflow.journeys.formats import open_log

NUMBER = "9434765919"  # the example that the NHS itself gives; nobody has it
MADE_UP = {
    "NHS number": (
        "9434765919", "943 476 5919", "943-476-5919", "943\u2013476\u20135919",
        "943\u00a0476\u00a05919", "943  476  5919", "943.476.5919",
        "943\u200b4765919", "\uff19\uff14\uff13\uff14\uff17\uff16\uff15\uff19\uff11\uff19",
    ),
    "postcode": (
        "SW1A 1AA", "sw1a1aa", "M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 0AX",
        "EC1A\u00a01BB",
    ),
    "e-mail address": ("jo@ward.example", "Jo.O'Neil+x@mail.ward-4.example"),
    "telephone number": (
        "0113 496 0000", "(0113) 496 0000", "+44 (0)113 496 0000", "01134960000",
        "07700 900123", "+447700900123", "00447700900123", "020 7946 0958",
    ),
    "birth date": (
        "DOB 03/06/1950", "dob: 3.6.50", "d.o.b. 1950-06-03", "born 3rd June 1950",
        "born on the 3rd of June 1950", "born June 3, 1950", "Date of birth - 03 Jun 50",
        "date_of_birth=1950/06/03", 'birthDate":"1950-06-03', "03/06/1950 (DOB)",
        "DOB 19500603", "DOB 03061950", "DOB 030650",
    ),
}  # fmt: skip
EACH = [(kind, text) for kind, texts in MADE_UP.items() for text in texts]
SEEN_ON_WARDS = (
    "2013-11-07 08:18:29.000000", "2013-11-07T08:18:29+01:00", "13/06/2024 10:00-12:00",
    "0000000000", "9999999999", "9434765918", "943 476 5918", "94347659190",
    "ward B1 2nd bed", "on E3 3rd floor", "B12 5ug daily", "B12 5mg", "review S1 2hr on",
    "BP 120/80 P 72 T 36.7", "Hb 123 WCC 456 7890", "INR 2.3 @ 10:00", "T4 N1 M0",
    "seen 03/06/2024", "newborn check 3/6/2024", "H22.1 C50.9", "RJ121 RTH08",
    "5-10 days 2 x 500", "0800 123 4567", "bed 12, 01/02/2024 0113", "GP at A&E",
)  # fmt: skip

# Neither digits nor the words of a date; ends in a space, so that words end.
around = st.text(alphabet=" ,.;:()[]'\"/\n\t\u2014\u00e9xyz", max_size=12)


def kinds(table: pl.DataFrame) -> list[str]:
    return [found.kind for found in find_identifiers(table)]


def numbers(how_many: int, seed: int) -> list[str]:
    """Ten digits at random, of which one in eleven passes."""
    rng = np.random.default_rng(seed)
    return rng.integers(10**9, 10**10, how_many).astype(str).tolist()


def nhs_numbers(how_many: int) -> list[str]:
    """Numbers with the check digit worked out as the NHS describes it."""
    found: list[str] = []
    nine = 400_000_001
    while len(found) < how_many:
        total = sum(int(d) * (10 - n) for n, d in enumerate(str(nine)))
        check = 11 - total % 11
        if check != 10:
            found.append(f"{nine}{0 if check == 11 else check}")
        nine += 7919
    return found


@pytest.mark.parametrize(("kind", "text"), EACH)
def test_an_identifier_that_fills_a_cell_is_found(kind: str, text: str) -> None:
    assert kinds(pl.DataFrame({"note": ["nothing", text, None, ""]})) == [kind]


@pytest.mark.parametrize(("kind", "text"), EACH)
@given(before=around, after=around)
def test_an_identifier_anywhere_in_a_text_is_found(
    kind: str, text: str, before: str, after: str
) -> None:
    note = f"{before} {text} {after}"

    assert kind in kinds(pl.DataFrame({"note": [note]}))


@pytest.mark.parametrize(
    "text",
    [
        f"{NUMBER},9434765870", f"({NUMBER})", f"nhs:{NUMBER}", f"NHS{NUMBER}x",
        f"_{NUMBER}_", f'{{"id":"{NUMBER}"}}', f"{NUMBER}.0", f"a\n{NUMBER}\nb",
        f"2024-05-01 {NUMBER}", f"see/{NUMBER}/scan.pdf", f"{NUMBER}.", f"#{NUMBER}!",
    ],
)  # fmt: skip
def test_signs_and_words_that_touch_a_number_do_not_hide_it(text: str) -> None:
    assert kinds(pl.DataFrame({"note": [text]})) == ["NHS number"]


@pytest.mark.parametrize(
    "column",
    [
        pl.Series("n", [9434765919]),
        pl.Series("n", [9434765919.0]),
        pl.Series("n", [NUMBER], dtype=pl.Categorical),
        pl.Series("n", [f"see {NUMBER} \xff".encode("latin-1")]),
        pl.Series("n", [["x", NUMBER]]),
        pl.Series("n", [{"a": {"b": NUMBER}}]),
        pl.Series("n", [[{"a": 9434765919}]]),
        pl.Series("n", [Path(NUMBER)], dtype=pl.Object),
    ],
    ids=["whole", "float", "category", "bytes", "list", "fields", "both", "object"],
)
def test_columns_of_every_type_are_looked_at(column: pl.Series) -> None:
    assert kinds(column.to_frame()) == ["NHS number"]


@pytest.mark.parametrize("text", SEEN_ON_WARDS)
def test_what_is_written_on_wards_is_no_identifier(text: str) -> None:
    assert kinds(pl.DataFrame({"note": [text]})) == []


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("dob", "03/06/1950"), ("D.O.B.", "3 June 1950"), ("patientDob", "1950-06-03"),
        ("Date of Birth", 19500603), ("birth_dt", dt.date(1950, 6, 3)),
        ("when_born", dt.datetime(1950, 6, 3)),  # noqa: DTZ001 - as files have them
    ],
)  # fmt: skip
def test_any_date_below_a_heading_of_birth_is_a_birth_date(
    heading: str, cell: object
) -> None:
    assert kinds(pl.DataFrame({heading: [cell]})) == ["birth date"]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("birth_year", 1950), ("birth weight (g)", 3200), ("seen", dt.date(1950, 6, 3))],
)
def test_a_year_a_weight_and_another_date_are_none(heading: str, cell: object) -> None:
    assert kinds(pl.DataFrame({heading: [cell]})) == []


def test_a_file_without_a_header_gives_its_first_row_away() -> None:
    (found,) = find_identifiers(pl.DataFrame({"a": ["b"], NUMBER: ["c"]}))

    assert (found.kind, found.column, found.cells) == ("NHS number", "column 2", 0)


def test_a_finding_says_where_and_how_many() -> None:
    cells = ["x", NUMBER, "y", *[f"see {NUMBER}"] * 8]

    (found,) = find_identifiers(pl.DataFrame({"id": range(11), "note": cells}))

    assert (found.column, found.cells, found.rows) == ("note", 9, (1, 3, 4, 5, 6))
    assert found.words == "NHS numbers in 9 cells of the column 'note'"


def test_no_finding_holds_the_value() -> None:
    table = pl.DataFrame({"note": [text for _, text in EACH], NUMBER: "x"})

    told = " ".join(map(str, find_identifiers(table)))

    assert len(find_identifiers(table)) == 6
    assert not re.search(r"943|5919|1AA|jo@|0113|1950", told, re.IGNORECASE)


def test_columns_that_are_left_out_are_not_looked_at() -> None:
    table = pl.DataFrame({"nhs": [NUMBER], "note": ["SW1A 1AA"]})

    assert [f.kind for f in find_identifiers(table, but=["nhs"])] == ["postcode"]


def test_a_column_of_nhs_numbers_is_found_whatever_its_heading() -> None:
    (found,) = find_identifiers(pl.DataFrame({"ref": nhs_numbers(500)}))

    assert (found.cells, found.by_chance) == (500, False)


@pytest.mark.parametrize("seed", range(20))
def test_ten_digits_of_which_one_in_eleven_passes_are_something_else(seed: int) -> None:
    (found,) = find_identifiers(pl.DataFrame({"order": numbers(1000, seed)}))

    assert found.by_chance
    assert 60 < found.cells < 125
    assert "as many as chance gives" in found.words


def test_the_same_numbers_below_a_heading_of_the_nhs_are_what_it_says() -> None:
    (found,) = find_identifiers(pl.DataFrame({"NHS_No": numbers(1000, 1)}))

    assert not found.by_chance


def test_nhs_numbers_among_order_numbers_are_found_once_they_are_more_than_chance() -> (
    None
):
    mixed = [*numbers(900, 2), *nhs_numbers(100)]

    (found,) = find_identifiers(pl.DataFrame({"ref": mixed}))

    assert not found.by_chance


def test_one_number_in_a_text_is_found_beside_a_column_of_order_numbers() -> None:
    notes = [f"order {number} sent" for number in numbers(300, 3)]
    table = pl.DataFrame({"note": [*notes, f"spoke to 943 476 5919 at {NUMBER}"]})

    found = find_identifiers(table)

    assert [one.by_chance for one in found] == [False, True]
    assert found[0].rows == (300,)


def test_hashes_and_codes_of_every_sort_stop_no_load() -> None:
    rng = np.random.default_rng(5)
    count = 5000
    hexed = [hashlib.sha256(rng.bytes(8)).hexdigest() for _ in range(count)]
    letters = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
    table = pl.DataFrame(
        {
            "sha": hexed,
            "uuid": [str(uuid.UUID(bytes=rng.bytes(16))) for _ in range(count)],
            "upper": [text[:32].upper() for text in hexed],
            "six": ["".join(row) for row in rng.choice(letters, (count, 6))],
            "in_turn": [str(4_100_000_000 + n) for n in range(count)],
            "grouped": [f"{n[:3]}-{n[3:6]}-{n[6:]}" for n in numbers(count, 6)],
            "noughts": [f"{n:011d}" for n in range(count)],
            "eleven": [f"0{n}" for n in numbers(count, 7)],
            "seconds": rng.integers(1_600_000_000, 1_700_000_000, count),
            "decimals": [f"{x:.10f}" for x in rng.random(count)],
        }
    )

    assert [found for found in find_identifiers(table) if not found.by_chance] == []


def test_nothing_is_found_in_the_logs_that_come_along() -> None:
    patients = Path(__file__).parents[1] / "data" / "patients_artificial.parquet"
    logs = [pl.read_parquet(example_log()), pl.read_parquet(patients)]

    assert [find_identifiers(log.cast(pl.String)) for log in logs] == [(), ()]


def test_a_log_without_rows_or_with_empty_cells_has_none() -> None:
    nothing = pl.DataFrame({"a": [None, None], "b": ["", None], "c": [[], None]})

    assert find_identifiers(nothing) == find_identifiers(nothing.clear()) == ()


def test_a_load_is_stopped_with_line_column_and_what_to_do(
    write: Callable[..., Path],
) -> None:
    rows = [
        "case,activity,time,note",
        "1,see,2024-05-01,",
        f"2,see,2024-05-01,{NUMBER}",
    ]
    raw = open_log(write("\n".join(rows)))

    with pytest.raises(BadLog) as stopped:
        refuse_identifiers(raw)

    (fault,) = stopped.value.faults
    assert (fault.row, fault.column) == (3, "note")
    assert "Leave the column out" in fault.message
    assert NUMBER not in str(stopped.value)


def test_a_load_goes_on_without_the_column_and_with_what_is_chance(
    write: Callable[..., Path],
) -> None:
    rows = [f"{number},see,2024-05-01,{NUMBER}" for number in numbers(100, 8)]
    raw = open_log(write("\n".join(["case,activity,time,note", *rows])))

    refuse_identifiers(raw, but=["note"])


def test_hiding_leaves_the_rest_of_a_message_alone() -> None:
    message = f"row 2: '{NUMBER}' and SW1A 1AA are no date such as 2024-12-31 23:59"

    assert hide_identifiers(message) == (
        "row 2: '(hidden)' and (hidden) are no date such as 2024-12-31 23:59"
    )
