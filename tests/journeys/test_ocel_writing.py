"""Journeys written as OCEL 2.0 and read back, by this library and by another."""

import contextlib
import io
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.logs import logs
from tests.journeys.ocel_files import EXAMPLES, a_ward, written
from wholeflow.errors import BadInput
from wholeflow.journeys import (
    Columns,
    Journeys,
    ObjectCentricLog,
    read_log,
    read_ocel,
    read_table,
    write_ocel,
)

FORMS = ("jsonocel", "xmlocel", "sqlite")
ARRAYS = (
    "person", "case", "activity", "organisation", "group", "kind", "start", "end",
    "only_half", "row", "first_event",
)  # fmt: skip
NAMES = ("activities", "organisations", "groups", "kinds")

names = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" <&>\"'\n"),
    min_size=1,
    max_size=6,
).filter(str.strip)


def contents(journeys: Journeys) -> dict[str, Any]:
    """All that a log says, but for who did it and how it was read."""
    return {
        "cases": journeys.case_names.to_list(),
        "persons": journeys.person_names.to_list(),
        **{name: getattr(journeys, name) for name in NAMES},
        **{name: getattr(journeys, name).tolist() for name in ARRAYS},
        **{
            heading: (column.names, column.codes.tolist())
            for heading, column in journeys.more.items()
        },
    }


def back(log: Journeys | ObjectCentricLog, form: str, *more: str) -> Journeys:
    """What is read of what was written."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"log.{form}"
        write_ocel(log, path)
        return read_log(path, timezone="UTC", columns=Columns(more=more))


@given(logs(), st.sampled_from(FORMS))
def test_journeys_come_back_as_they_were(journeys: Journeys, form: str) -> None:
    assert contents(back(journeys, form)) == contents(journeys)


@given(
    st.lists(st.tuples(names, names, names, names, names), min_size=1, max_size=6),
    st.sampled_from(FORMS),
)
def test_any_names_come_back_as_they_were(
    rows: list[tuple[str, ...]], form: str
) -> None:
    columns = ["case", "person", "activity", "organisation", "Reason"]
    table = pl.DataFrame(rows, columns, orient="row").with_columns(
        pl.col("person").first().over("case")  # a case is of one person
    )
    times = pl.datetime_range(
        pl.datetime(2024, 1, 1), pl.datetime(2024, 12, 1), "1d", eager=True
    )
    table = table.with_columns(time=times.head(len(table)))
    journeys = read_table(table, timezone="UTC", columns=Columns(more=("Reason",)))

    assert contents(back(journeys, form, "Reason")) == contents(journeys)


@pytest.mark.parametrize("form", FORMS)
def test_a_time_that_is_not_known_stays_so(form: str) -> None:
    day = "2024-05-0"
    journeys = read_table(
        pl.DataFrame(
            {
                "case": ["A", "A", "A"],
                "activity": ["arrive", "wait", "leave"],
                "start": [f"{day}1", "", f"{day}3"],
                "end": [f"{day}2", f"{day}2", ""],
            }
        ),
        timezone="UTC",
    )

    again = back(journeys, form)

    assert again.only_half.tolist() == [False, True, True]
    assert contents(again) == contents(journeys)


@pytest.mark.parametrize("form", FORMS)
def test_a_case_a_person_and_an_organisation_may_have_one_name(form: str) -> None:
    same = ["A", "case:A", "person:A"]
    journeys = read_table(
        pl.DataFrame({"case": same, "person": same, "organisation": same}).with_columns(
            activity=pl.lit("see"), time=pl.lit("2024-05-01")
        ),
        timezone="UTC",
    )

    assert contents(back(journeys, form)) == contents(journeys)


@pytest.mark.parametrize("form", FORMS)
def test_who_did_it_is_never_written(tmp_path: Path, form: str) -> None:
    table = pl.DataFrame(
        {
            "case": ["A"],
            "activity": ["see"],
            "time": ["2024-05-01"],
            "staff": ["Nightingale"],
        }
    )
    path = tmp_path / f"log.{form}"

    write_ocel(read_table(table), path)

    assert b"see" in path.read_bytes()
    assert b"Nightingale" not in path.read_bytes()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.suffix)
def test_an_object_centric_log_comes_back_whole(
    tmp_path: Path, form: str, example: Path
) -> None:
    log = read_ocel(example, timezone="Europe/Berlin")
    path = tmp_path / f"log.{form}"

    write_ocel(log, path)

    assert read_ocel(path, timezone="UTC") == log


@pytest.mark.parametrize("form", FORMS)
def test_values_of_every_type_come_back(tmp_path: Path, form: str) -> None:
    kinds = ("string", "time", "integer", "float", "boolean")
    plain = a_ward(
        objectTypes=[
            {"name": "patient", "attributes": [{"name": n, "type": n} for n in kinds]}
        ],
        objects=[
            {
                "id": "p1",
                "type": "patient",
                "attributes": [
                    {"name": name, "time": time, "value": value}
                    for name, value in zip(
                        kinds,
                        ("5\n", "2024-05-01T10:00:00+02:00", -5, 0.1, True),
                        strict=True,
                    )
                    for time in ("1970-01-01T00:00:00Z", "2024-05-01T10:00:00Z")
                ],
            }
        ],
        events=a_ward()["events"][3:4],
    )
    log = read_ocel(written(tmp_path, plain, "given.json"))
    path = tmp_path / f"log.{form}"

    write_ocel(log, path)

    assert log.object_values["value"].unique().sort().to_list() == [
        "-5", "0.1", "2024-05-01T08:00:00.000000Z", "5\n", "true",
    ]  # fmt: skip
    assert read_ocel(path) == log


def test_types_that_would_share_a_table_have_one_each(tmp_path: Path) -> None:
    types = ["a b", "ab", "AB", "äb", "--", "", "object", "map type", "map_type"]
    table = pl.DataFrame(
        {"case": ["A"] * len(types), "activity": [f"{t}!" for t in types]}
    ).with_columns(time=pl.lit("2024-05-01"))
    path = tmp_path / "log.sqlite"
    journeys = read_table(table, timezone="UTC")

    write_ocel(journeys, path)

    assert contents(read_log(path, timezone="UTC")) == contents(journeys)


def test_a_form_that_is_not_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"ends in \.jsonocel, \.json, \.xmlocel"):
        write_ocel(read_ocel(EXAMPLES[0]), tmp_path / "log.csv")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written: No such file"):
        write_ocel(read_ocel(EXAMPLES[0]), tmp_path / "no" / "log.json")


def test_what_xml_cannot_hold_is_told_and_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "log.xml"
    path.write_text("old")
    table = pl.DataFrame(
        {"case": ["A"], "activity": ["s\x07e"], "time": ["2024-05-01"]}
    )

    with pytest.raises(BadInput, match=r"got 's\\x07e', which has a control character"):
        write_ocel(read_table(table), path)

    assert [each.name for each in tmp_path.iterdir()] == ["log.xml"]
    assert path.read_text() == "old"


def test_columns_that_differ_only_in_capitals_are_told(tmp_path: Path) -> None:
    table = pl.DataFrame(
        {
            "case": ["A"],
            "activity": ["a"],
            "time": ["2024-05-01"],
            "x": ["1"],
            "X": ["2"],
        }
    )
    journeys = read_table(table, columns=Columns(more=("x", "X")))

    with pytest.raises(BadInput, match="duplicate column name"):
        write_ocel(journeys, tmp_path / "log.sqlite")


@pytest.fixture(scope="module")
def oracle() -> Any:
    """PM4Py, which greets on import and warns of things of its own."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        import pm4py  # noqa: PLC0415 - slow, and only for these tests

        yield pm4py


@pytest.mark.parametrize("form", FORMS)
def test_pm4py_reads_what_is_written(
    tmp_path: Path, patients: Journeys, oracle: Any, form: str
) -> None:
    path = tmp_path / f"log.{form}"
    write_ocel(patients, path)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = oracle.read_ocel2(str(path))
        flat = oracle.ocel_flattening(theirs, "case")

    assert len(theirs.events) == patients.n_events
    assert len(theirs.objects) == patients.n_cases
    assert flat["case:concept:name"].nunique() == patients.n_cases
    activities = flat["concept:name"].value_counts().to_dict()
    ours = np.bincount(patients.activity).tolist()
    assert activities == dict(zip(patients.activities, ours, strict=True))
    ends = sorted(
        round(each.timestamp() * 1_000_000) for each in flat["time:timestamp"]
    )
    assert ends == sorted(patients.end.tolist())


@pytest.mark.parametrize("form", FORMS)
def test_pm4py_reads_relations_and_changes_that_are_written(
    tmp_path: Path, oracle: Any, form: str
) -> None:
    path = tmp_path / f"log.{form}"
    write_ocel(read_ocel(EXAMPLES[0]), path)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = oracle.read_ocel2(str(path))

    tables = theirs.events, theirs.objects, theirs.relations, theirs.o2o
    assert [len(table) for table in tables] == [13, 9, 20, 7]
    assert len(theirs.object_changes) == 3


@pytest.mark.parametrize("form", FORMS)
def test_what_pm4py_writes_is_read(tmp_path: Path, oracle: Any, form: str) -> None:
    path = tmp_path / f"log.{form}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle.write_ocel2(oracle.read_ocel2(str(EXAMPLES[0])), str(path))

    log = read_ocel(path, timezone="UTC")

    ours = read_ocel(EXAMPLES[0])
    assert log.events.equals(ours.events)
    assert log.event_objects.equals(ours.event_objects)
    assert log.object_objects.equals(ours.object_objects)
    assert log.changes.equals(ours.changes)
