"""A kept log comes back as it was, and a damaged one is refused in words."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journeys.logs import logs
from wholeflow.errors import BadLog
from wholeflow.journeys import (
    Columns,
    Journeys,
    by_person,
    chosen_cases,
    keep,
    look,
    read_log,
    reopen,
)

ALog = Callable[..., Journeys]
ARRAYS = (
    "person", "case", "activity", "organisation", "group", "resource", "kind",
    "start", "end", "only_half", "row", "first_event",
)  # fmt: skip
OTHERS = (
    "activities", "organisations", "groups", "resources", "kinds", "source", "columns",
    "timezone", "notes",
)  # fmt: skip
QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def contents(journeys: Journeys) -> dict[str, object]:
    return {
        **{name: getattr(journeys, name).tolist() for name in ARRAYS},
        **{name: getattr(journeys, name) for name in OTHERS},
        "kinds of number": [getattr(journeys, name).dtype for name in ARRAYS],
        "names": journeys.case_names.to_list() + journeys.person_names.to_list(),
        "more": {
            heading: (one.role, one.codes.tolist(), one.names)
            for heading, one in journeys.more.items()
        },
    }


@QUICK
@given(logs())
def test_what_was_kept_comes_back(tmp_path: Path, journeys: Journeys) -> None:
    for log in (journeys, by_person(journeys)):
        keep(log, tmp_path / "log.kept")

        assert contents(reopen(tmp_path / "log.kept")) == contents(log)


def test_half_times_further_columns_and_any_letters_come_back(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    path = write(
        "case,activity,start,end,kind,ward — Süd\n"
        "NA,a,2024-05-01,,failure,Straße 1\nÄ,b,2024-05-02,2024-05-03,,\n"
    )
    journeys = read_log(path, columns=Columns(more=("ward — Süd",)))

    keep(journeys, tmp_path / "log.kept")

    assert contents(reopen(tmp_path / "log.kept")) == contents(journeys)


def test_a_part_of_a_log_can_be_kept(sepsis: Journeys, tmp_path: Path) -> None:
    part = chosen_cases(sepsis, np.arange(sepsis.n_cases) % 3 == 0)

    keep(part, tmp_path / "log.kept")

    assert contents(reopen(tmp_path / "log.kept")) == contents(part)


@pytest.fixture
def kept(sepsis: Journeys, tmp_path: Path) -> Path:
    path = tmp_path / "sepsis.journeys"
    keep(sepsis, path)
    return path


def test_a_kept_log_is_read_like_any_other(kept: Path, sepsis: Journeys) -> None:
    assert contents(read_log(kept)) == contents(sepsis)


def test_columns_that_were_not_kept_are_asked_for_in_vain(kept: Path) -> None:
    told = Columns(case="spell", more=("age",))

    with pytest.raises(BadLog, match=r"(?s)kept without 'spell'.*kept without 'age'"):
        read_log(kept, columns=told)


def test_a_log_is_kept_over_an_older_one_and_nothing_is_left_beside(
    kept: Path, a_log: ALog
) -> None:
    keep(a_log("A,a,2024-05-01"), kept)

    assert reopen(kept).n_events == 1
    assert not list(kept.parent.glob("*.part"))


def test_another_file_is_no_kept_log(write: Callable[..., Path]) -> None:
    with pytest.raises(BadLog, match="damaged or cut off"):
        reopen(write("case,activity,time\n"))
    with pytest.raises(BadLog, match="cannot be opened"):
        reopen(write("").parent / "nothing")


def test_a_kept_log_over_the_limit_is_refused(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLEFLOW_MAX_LOG_MB", "1")
    kept.write_bytes(kept.read_bytes() + bytes(1_000_000))

    with pytest.raises(BadLog, match="over the limit of 1 MB"):
        reopen(kept)


@QUICK
@given(back=st.integers(1, 300_000))
def test_a_file_that_is_cut_off_is_refused(kept: Path, back: int) -> None:
    data = kept.read_bytes()
    kept.write_bytes(data[: max(0, len(data) - back)])

    with pytest.raises(BadLog, match="cut off"):
        reopen(kept)
    kept.write_bytes(data)


@QUICK
@given(place=st.integers(0, 350_000), junk=st.binary(min_size=1, max_size=40))
def test_changed_bytes_are_refused_or_make_another_sound_log(
    kept: Path, place: int, junk: bytes
) -> None:
    data = kept.read_bytes()
    place %= len(data) - len(junk)
    kept.write_bytes(data[:place] + junk + data[place + len(junk) :])

    _look_or_refuse(kept)
    kept.write_bytes(data)


FACT = st.recursive(
    st.sampled_from([None, True, -1, 0, 10**30, 0.5, float("nan"), "i4", "case", "i8"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["case", "time", "start"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@QUICK
@given(
    what=st.sampled_from(
        ["headings", "columns", "more", "notes", "timezone", "source"]
    ),
    column=st.sampled_from(["activity", "activity ends", "start", "first_event"]),
    fact=FACT,
)
def test_a_header_that_lies_is_refused_or_makes_another_sound_log(
    kept: Path, what: str, column: str, fact: object
) -> None:
    data = kept.read_bytes()
    length = int.from_bytes(data[8:16], "little")
    facts = json.loads(data[48 : 48 + length])
    if what == "columns":
        facts["columns"][column] = fact
    else:
        facts[what] = fact
    header = json.dumps(facts).encode()
    start = data[:8] + len(header).to_bytes(8, "little")
    start += hashlib.sha256(header).digest() + header
    first = -(-(48 + length) // 64) * 64
    kept.write_bytes(start + bytes(-len(start) % 64) + data[first:])

    _look_or_refuse(kept)
    kept.write_bytes(data)


def _look_or_refuse(path: Path) -> None:
    try:
        journeys = reopen(path)
    except BadLog:
        return
    assert look(journeys).events == journeys.n_events
