"""XES as it is written: read again it says the same, and other programs read it."""

import contextlib
import gzip
import io
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wholeflow.errors import BadInput
from wholeflow.journeys import Columns, Journeys, read_log, read_table, write_xes
from wholeflow.journeys.formats.xes import open_xes
from wholeflow.journeys.times import LONDON


def said(journeys: Journeys) -> dict[str, object]:
    """All that journeys say, but for where they were read and in which rows."""
    arrays = {
        role: getattr(journeys, role).tolist()
        for role in ("case", "person", "start", "end", "only_half", "first_event")
    }
    roles = ("activity", "organisation", "group", "resource", "kind")
    names = {
        "activity": journeys.activities,
        "organisation": journeys.organisations,
        "group": journeys.groups,
        "resource": journeys.resources,
        "kind": journeys.kinds,
    }
    codes = {role: getattr(journeys, role).tolist() for role in roles}
    return {
        **arrays,
        "codes": codes,
        "names": names,
        "cases": journeys.case_names.to_list(),
        "persons": journeys.person_names.to_list(),
        "both": journeys.has_both_times,
    }


def written(journeys: Journeys, path: Path, *, staff: bool = False) -> Journeys:
    """What is read again."""
    write_xes(journeys, path, staff=staff)
    return read_log(path)


def test_sepsis_packed_reads_as_the_parquet_it_came_from(
    sepsis: Journeys, tmp_path: Path
) -> None:
    again = written(sepsis, tmp_path / "sepsis.xes.gz")

    assert said(again) == said(sepsis)
    assert not again.notes


def test_starts_and_ends_are_written_as_starts_and_completes(
    patients: Journeys, tmp_path: Path
) -> None:
    again = written(patients, tmp_path / "log.xes", staff=True)

    assert said(again) == said(patients)
    assert again.notes == ("2,721 starts were put together with their completes.",)


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\t\n\r"),
    max_size=5,
).map(str.strip).filter(lambda text: not set(text) & {"\ufffe", "\uffff"})  # fmt: skip
NAMES = st.one_of(st.sampled_from(["A&E", '"x"', "a<b", "it's"]), TEXT.filter(bool))
HOURS = [f"2024-05-01T{hour:02}:00:00.{hour:06}Z" for hour in range(6)]
EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "case": NAMES,
            "activity": NAMES,
            "start": st.sampled_from(["", *HOURS]),
            "time": st.sampled_from(HOURS),
            "organisation": TEXT,
            "group": TEXT,
            "resource": TEXT,
            "kind": TEXT,
        }
    ),
    min_size=1,
    max_size=25,
)


@given(EVENTS, st.booleans(), st.booleans())
def test_what_is_written_reads_back_the_same(
    events: list[dict[str, str]], both: bool, persons: bool
) -> None:
    journeys = _journeys(events, both=both, persons=persons)
    assume(not journeys.only_half.all())  # then no start is there to be told

    with tempfile.TemporaryDirectory() as folder:
        again = written(journeys, Path(folder, "log.xes"), staff=True)

    assert said(again) == said(journeys)


def _journeys(events: list[dict[str, str]], *, both: bool, persons: bool) -> Journeys:
    table = pl.DataFrame(events)
    if persons:
        table = table.with_columns(
            person=pl.col("case").str.len_chars().cast(pl.String)
        )
    return read_table(table if both else table.drop("start"))


def test_events_that_tie_keep_their_order(tmp_path: Path) -> None:
    table = pl.DataFrame(
        {
            "case": ["A"] * 4,
            "activity": ["d", "c", "b", "a"],
            "start": ["2024-05-01 10:00", "", "2024-05-01 10:00", "2024-05-01 10:00"],
            "time": ["2024-05-01 10:00"] * 4,
        }
    )

    again = written(read_table(table), tmp_path / "log.xes")

    assert [again.activities[code] for code in again.activity] == ["d", "c", "b", "a"]
    assert again.only_half.tolist() == [False, True, False, False]


def test_events_that_end_before_they_begin_stay_as_they_are(tmp_path: Path) -> None:
    table = pl.DataFrame(
        {
            "case": ["A"],
            "activity": ["a"],
            "start": ["2024-05-01 10:00"],
            "time": ["2024-05-01 09:00"],
        }
    )

    assert written(read_table(table), tmp_path / "log.xes").duration_hours() == [-1.0]


STAFFED = pl.DataFrame(
    {
        "case": ["A", "A"],
        "activity": ["see", "treat"],
        "time": ["2024-05-01", "2024-05-02"],
        "staff": ["Nightingale", "Seacole"],
        "priority": ["high", ""],
    }
)


def test_no_name_of_staff_is_written_unless_asked_for(tmp_path: Path) -> None:
    columns = Columns(resource="staff", more=("staff", "priority"))
    journeys = read_table(STAFFED, columns=columns)

    write_xes(journeys, tmp_path / "log.xes")
    write_xes(journeys, tmp_path / "staff.xes", staff=True)

    assert "Seacole" not in (tmp_path / "log.xes").read_text()
    assert 'key="org:resource" value="Seacole"' in (tmp_path / "staff.xes").read_text()


def test_columns_that_were_kept_are_written(tmp_path: Path) -> None:
    columns = Columns(more=("priority",))
    write_xes(read_table(STAFFED, columns=columns), tmp_path / "log.xes")

    again = read_log(tmp_path / "log.xes", columns=columns)

    assert again.more["priority"].names == ("high",)
    assert again.more["priority"].codes.tolist() == [0, -1]


def test_a_kept_column_with_the_key_of_another_has_a_key_of_its_own(
    tmp_path: Path,
) -> None:
    table = STAFFED.rename({"priority": "concept:name"})
    columns = Columns(activity="activity", more=("concept:name",))

    write_xes(read_table(table, columns=columns), tmp_path / "log.xes")

    assert read_log(tmp_path / "log.xes").activities == ("see", "treat")


def test_text_that_xml_cannot_hold_is_refused_and_what_was_there_stays(
    tmp_path: Path,
) -> None:
    path = tmp_path / "log.xes"
    path.write_text("as it was")
    table = STAFFED.with_columns(activity=pl.lit("a\x01"), case=pl.lit("b\uffff"))

    with pytest.raises(BadInput, match="2 things to put right") as told:
        write_xes(read_table(table), path)

    assert "column concept:name: expected text that XML can hold" in str(told.value)
    assert path.read_text() == "as it was"
    assert [entry.name for entry in tmp_path.iterdir()] == ["log.xes"]


def test_a_file_that_cannot_be_written_is_told(
    tmp_path: Path, sepsis: Journeys
) -> None:
    with pytest.raises(BadInput, match=r"log.xes: the file cannot be written: No such"):
        write_xes(sepsis, tmp_path / "nowhere" / "log.xes")


def test_blocks_of_cases_make_one_log(
    patients: Journeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_xes(patients, tmp_path / "one.xes")
    monkeypatch.setattr("wholeflow.journeys.formats.xes.writing._BLOCK", 7)
    write_xes(patients, tmp_path / "many.xes.gz")

    many = gzip.decompress((tmp_path / "many.xes.gz").read_bytes())
    assert many == (tmp_path / "one.xes").read_bytes()


@pytest.fixture(scope="module")
def oracle() -> Iterator[Any]:  # of a program without types
    """PM4Py, which greets on import and warns of things of its own."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        import pm4py  # noqa: PLC0415 - slow, and only for these tests

        yield pm4py


def theirs(oracle: Any, path: Path, parser: str) -> pl.DataFrame:
    """A log as PM4Py reads it, all as text but for the time."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = oracle.read_xes(str(path), variant=parser)
    time = pl.Series(table.pop("time:timestamp").astype("datetime64[us, UTC]"))
    return pl.from_pandas(table.astype(str)).with_columns(time.alias("time:timestamp"))


@pytest.mark.parametrize("parser", ["iterparse", "chunk_regex"])
def test_pm4py_reads_what_is_written(
    sepsis: Journeys, tmp_path: Path, oracle: Any, parser: str
) -> None:
    write_xes(sepsis, tmp_path / "log.xes.gz")

    table = theirs(oracle, tmp_path / "log.xes.gz", parser)

    cases, activities = sepsis.case_names, pl.Series(sepsis.activities)
    assert table["case:concept:name"].equals(
        cases.gather(sepsis.case), check_names=False
    )
    assert table["concept:name"].equals(
        activities.gather(sepsis.activity), check_names=False
    )
    assert table["time:timestamp"].to_physical().to_list() == sepsis.end.tolist()


def test_pm4py_puts_the_same_starts_and_completes_together(
    patients: Journeys, tmp_path: Path, oracle: Any
) -> None:
    write_xes(patients, tmp_path / "log.xes")

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        log = oracle.read_xes(str(tmp_path / "log.xes"), return_legacy_log_object=True)
        table = oracle.convert_to_dataframe(
            oracle.objects.log.util.interval_lifecycle.to_interval(log)
        )

    lasted = table["time:timestamp"] - table["start_timestamp"]
    by_activity = lasted.dt.total_seconds().groupby(table["concept:name"]).sum()
    ours = np.bincount(patients.activity, patients.end - patients.start) / 1e6
    assert dict(zip(patients.activities, ours, strict=True)) == pytest.approx(
        dict(by_activity)
    )


@pytest.mark.parametrize("parser", ["iterparse", "chunk_regex"])
def test_the_running_example_is_read_as_pm4py_reads_it(
    oracle: Any, parser: str
) -> None:
    path = Path(__file__).parent / "data" / "running-example.xes"
    table = theirs(oracle, path, parser)

    ours = open_xes(path, LONDON)

    assert set(ours.headings) == set(table.columns)
    rows = ours.fetch(table.columns).with_columns(
        pl.col("time:timestamp").str.to_datetime(time_zone="UTC", time_unit="us")
    )
    assert rows.equals(table)


def test_what_pm4py_writes_is_read(
    patients: Journeys, tmp_path: Path, oracle: Any
) -> None:
    write_xes(patients, tmp_path / "log.xes", staff=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle.write_xes(
            oracle.read_xes(str(tmp_path / "log.xes")), str(tmp_path / "theirs.xes")
        )

    again = read_log(tmp_path / "theirs.xes")

    assert said(again) == said(patients)
