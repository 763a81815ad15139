"""Files of several organisations become journeys that cross them all."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from wholeflow.errors import BadInput, BadLog
from wholeflow.journeys import (
    Columns,
    JoinedLog,
    Journeys,
    Key,
    LogSource,
    by_person,
    hand_overs,
    join_logs,
    one_spelling,
    pseudonymised,
    read_logs,
    read_table,
)

Write = Callable[..., Path]
ALog = Callable[..., Journeys]
KEY = Key(bytes(range(32)))

# Three people at the hospital, of whom two are known to the council, one to the charity.
HOSPITAL = """spell,nhs_number,activity,start,end
17,943 476 5919,Treating,2024-05-01 09:00,2024-05-03 12:00
18,943 476 5870,Treating,2024-05-02 10:00,2024-05-02 18:00
19,401 023 2137,Treating,2024-05-05 08:00,2024-05-06 08:00
17,943 476 5919,Discharging,2024-05-03 14:00,2024-05-03 15:00
"""
COUNCIL = """Client;Event;Date
9434765919;Assessing at home;04/05/2024 10:00
9434765870;Assessing at home;13/05/2024 10:00
4010232145;Assessing at home;06/05/2024 11:00
"""
CHARITY = """who\twhat\tended
943-476-5919\tVisiting\t2024-05-07T12:00:00+01:00
"""


@pytest.fixture
def three_bodies(write: Write) -> list[LogSource]:
    """Each with headings, separator, dates and a way of writing numbers of its own."""
    return [
        LogSource(
            path=write(HOSPITAL, "spells.csv"),
            organisation="Elm Street Hospital",
            columns=Columns(case="spell", person="nhs_number", time="end"),
        ),
        LogSource(path=write(COUNCIL, "council.csv"), organisation="Council",
                  columns=Columns(case="Client")),
        LogSource(path=write(CHARITY, "visits.txt"), organisation="Good Neighbours",
                  columns=Columns(case="who", activity="what", time="ended")),
    ]  # fmt: skip


@pytest.fixture
def joined(three_bodies: list[LogSource]) -> JoinedLog:
    return read_logs(three_bodies)


def way(journeys: Journeys, case: str) -> list[tuple[str, str]]:
    """Organisation and activity of each event of a case."""
    number = journeys.case_names.to_list().index(case)
    events = slice(*journeys.first_event[number : number + 2])
    return [
        (journeys.organisations[o], journeys.activities[a])
        for o, a in zip(
            journeys.organisation[events], journeys.activity[events], strict=True
        )
    ]


def test_three_files_of_three_bodies_give_journeys_that_cross_all(
    joined: JoinedLog,
) -> None:
    whole = by_person(joined.journeys)

    assert way(whole, "9434765919") == [
        ("Elm Street Hospital", "Treating"),
        ("Elm Street Hospital", "Discharging"),
        ("Council", "Assessing at home"),
        ("Good Neighbours", "Visiting"),
    ]
    assert whole.n_cases == 4
    assert whole.n_events == 8
    assert hand_overs(whole).tolist() == [0, 0, 1, 2]


def test_how_many_are_found_nowhere_else_is_told_for_each(joined: JoinedLog) -> None:
    told = {one.name: (one.alone, one.persons, one.unmatched) for one in joined.sources}

    assert told == {
        "Elm Street Hospital": (1, 3, pytest.approx(1 / 3)),
        "Council": (1, 3, pytest.approx(1 / 3)),
        "Good Neighbours": (0, 1, 0),
    }


def test_who_of_each_is_found_in_each_other_is_told(joined: JoinedLog) -> None:
    told = {(pair.one, pair.other): (pair.found, pair.of) for pair in joined.pairs}

    assert told == {
        ("Elm Street Hospital", "Council"): (2, 3),
        ("Elm Street Hospital", "Good Neighbours"): (1, 3),
        ("Council", "Elm Street Hospital"): (2, 3),
        ("Council", "Good Neighbours"): (1, 3),
        ("Good Neighbours", "Elm Street Hospital"): (1, 1),
        ("Good Neighbours", "Council"): (1, 1),
    }


def test_a_join_is_told_in_words(joined: JoinedLog) -> None:
    words = joined.in_words()

    assert words[0] == (
        "Elm Street Hospital: 4 events of 3 persons, of whom 1 (33 %) in no other file."
    )
    assert words[3] == (
        "Elm Street Hospital in Council: 2 of 3 persons (67 %), 3 days in common."
    )


def test_the_days_in_common_are_those_that_both_periods_touch(
    joined: JoinedLog,
) -> None:
    days = {(pair.one, pair.other): pair.shared_days for pair in joined.pairs}

    assert days["Elm Street Hospital", "Council"] == 3  # 4, 5 and 6 May
    assert days["Council", "Good Neighbours"] == 1
    assert days["Elm Street Hospital", "Good Neighbours"] == 0


def test_each_file_is_read_as_it_was_told(joined: JoinedLog) -> None:
    hospital, council, charity = joined.sources

    assert (hospital.file, hospital.events) == ("spells.csv", 4)
    assert council.first == dt.datetime(2024, 5, 4, 9, tzinfo=dt.UTC)
    assert charity.first == dt.datetime(2024, 5, 7, 11, tzinfo=dt.UTC)
    assert any(
        note.startswith("council.csv: Dates are read day first")
        for note in joined.journeys.notes
    )


def test_a_file_with_one_time_leaves_the_other_unknown(joined: JoinedLog) -> None:
    journeys = joined.journeys
    council = journeys.body().of(["Council"])

    assert journeys.has_both_times
    assert journeys.only_half[council].all()
    assert not journeys.only_half[journeys.body().of(["Elm Street Hospital"])].any()


def test_headings_of_all_files_are_stated(joined: JoinedLog) -> None:
    columns = joined.journeys.columns

    assert columns.activity == "activity / Event / what"
    assert columns.person == "nhs_number / Client / who"
    assert columns.organisation == "as told"
    assert joined.journeys.source == "spells.csv + council.csv + visits.txt"


def test_the_same_number_of_two_hospitals_is_not_one_spell(a_log: ALog) -> None:
    north = a_log("17,see,2024-05-01,P", columns="case,activity,time,person")
    south = a_log("17,see,2024-05-01,Q", columns="case,activity,time,person")

    journeys = join_logs({"North": north, "South": south}).journeys

    assert journeys.case_names.to_list() == ["North: 17", "South: 17"]
    assert journeys.person.tolist() == [0, 1]


def test_an_organisation_column_goes_before_the_one_told(write: Write) -> None:
    rows = "case,activity,time,provider\nA,see,2024-05-01,East\nA,see,2024-05-02,\n"

    joined = read_logs([LogSource(path=write(rows), organisation="North")])

    assert joined.journeys.organisations == ("East",)
    assert joined.journeys.organisation.tolist() == [0, -1]


def test_columns_that_were_kept_stay_with_their_file(a_log: ALog) -> None:
    table = {"case": ["A"], "activity": ["see"], "time": ["2024-05-01"], "age": [80]}
    north = read_table(pl.DataFrame(table), columns=Columns(more=("age",)))
    south = a_log("A,visit,2024-05-02")

    kept = join_logs({"North": north, "South": south}).journeys.column("age")

    assert kept.names == ("80",)
    assert kept.codes.tolist() == [0, -1]


def test_one_file_has_nobody_to_be_matched_with(write: Write) -> None:
    path = write(CHARITY)
    columns = Columns(case="who", activity="what", time="ended")

    joined = read_logs([LogSource(path=path, organisation="C", columns=columns)])

    assert (joined.sources[0].unmatched, joined.pairs, joined.doubts) == (None, (), ())
    assert joined.in_words() == ("C: 1 event of 1 person.",)


# What may be wrong with a join.


def test_another_number_is_doubted_and_how_each_looks_is_told(a_log: ALog) -> None:
    north = a_log("9434765919,see,2024-05-01", "9434765870,see,2024-05-03")
    south = a_log("rxh001,see,2024-05-01", "rxh002,see,2024-05-03")

    doubts = join_logs({"North": north, "South": south}).doubts

    assert len(doubts) == 2
    assert doubts[0].startswith("2 of 2 persons of North are in no other file.")
    assert "here most have 10 digits, elsewhere 6 letters and digits." in doubts[0]


def test_another_key_is_doubted(a_log: ALog) -> None:
    rows = [f"{n},see,2024-05-0{day}" for n in range(50) for day in (1, 2)]
    north = pseudonymised(a_log(*rows), key=KEY, purpose="flow")
    south = pseudonymised(a_log(*rows), key=Key(bytes(range(1, 33))), purpose="flow")

    joined = join_logs({"North": north, "South": south})

    assert [one.unmatched for one in joined.sources] == [1, 1]
    assert "another key or purpose" in joined.doubts[0]
    assert "32 letters and digits" in joined.doubts[0]


def test_periods_that_do_not_meet_are_told_once(a_log: ALog) -> None:
    north, south = a_log("A,see,2024-05-01"), a_log("A,see,2025-05-01")

    (doubt,) = join_logs({"North": north, "South": south}).doubts

    assert doubt.startswith("The periods of North and South do not meet")


def test_fillings_of_empty_fields_are_told_before_they_are_hidden(a_log: ALog) -> None:
    rows = ["NA,see,2024-05-01", "0000000000,see,2024-05-01", "7,see,2024-05-01"]
    logs = {"North": a_log(*rows), "South": a_log(*rows)}

    doubts = join_logs(logs, key=KEY, purpose="flow").doubts

    assert doubts[0].startswith("North: Events whose person reads like a filling")
    assert "NA or 0000000000: 2." in doubts[0]


def test_different_clocks_are_told(write: Write, a_log: ALog) -> None:
    rows = "case,activity,time\nA,see,2024-05-01 10:00\n"
    sources = [
        LogSource(path=write(rows, "a.csv"), organisation="A"),
        LogSource(path=write(rows, "b.csv"), organisation="B", timezone="Europe/Paris"),
    ]

    doubts = read_logs(sources).doubts

    assert any("different clocks (Europe/London, Europe/Paris)" in d for d in doubts)


# Pseudonyms at the door.


def test_with_a_key_no_identifier_is_left(three_bodies: list[LogSource]) -> None:
    journeys = read_logs(three_bodies, key=KEY, purpose="flow").journeys

    names = " ".join([*journeys.case_names, *journeys.person_names])

    assert journeys.person_names.str.contains("^[0-9a-f]{32}$").all()
    assert "943" not in one_spelling(journeys.person_names).to_list()
    assert not {"9434765919", "17", "18"} & set(names.replace(":", " ").split())


def test_a_key_joins_as_plain_names_do(
    three_bodies: list[LogSource], joined: JoinedLog
) -> None:
    hidden = read_logs(three_bodies, key=KEY, purpose="flow")

    assert [s.alone for s in hidden.sources] == [s.alone for s in joined.sources]
    assert [p.found for p in hidden.pairs] == [p.found for p in joined.pairs]
    assert hidden.sources[0].looks_like == "10 digits"


def test_a_file_whose_pseudonyms_were_made_elsewhere_joins_one_made_here(
    a_log: ALog,
) -> None:
    theirs = a_log("0aea0063e667132db3a9231e63a49e1a,visit,2024-05-02")
    ours = pseudonymised(
        a_log("943 476 5919,see,2024-05-01"), key=KEY, purpose="Joining up discharge"
    )

    assert join_logs({"Ours": ours, "Theirs": theirs}).journeys.n_persons == 1


NAMING = "case,activity,time,group\n7,rang 07700 900123,2024-05-01,W1\n"


def test_a_file_that_names_people_elsewhere_is_refused(write: Write) -> None:
    good = write("case,activity,time\n7,see,2024-05-01\n", "good.csv")
    sources = [
        LogSource(path=path, organisation=path.stem)
        for path in (write(NAMING, "naming.csv"), good)
    ]

    with pytest.raises(BadLog) as refused:
        read_logs(sources, key=KEY, purpose="flow")

    (fault,) = refused.value.faults
    assert (fault.file, fault.column) == ("naming.csv", "activity")
    assert fault.message.startswith("telephone numbers in 1 cell of the column")
    assert "07700" not in str(refused.value)


def test_messages_about_wrong_cells_hide_what_names_people(write: Write) -> None:
    path = write("case,activity,time\n7,see,943 476 5919\n")

    with pytest.raises(BadLog) as refused:
        read_logs([LogSource(path=path, organisation="A")], key=KEY, purpose="flow")

    assert "got '(hidden)'" in str(refused.value)


@pytest.mark.parametrize("column", ["organisation", "group", "kind", "note"])
def test_no_column_that_is_read_may_name_people(a_log: ALog, column: str) -> None:
    table = {"case": ["7"] * 3, "activity": ["see"] * 3, "time": ["2024-05-01"] * 3}
    cells = ["", "see 943 476 5919", "see 943 476 5919"]
    columns = Columns(more=("note",)) if column == "note" else Columns()
    log = read_table(pl.DataFrame({**table, column: cells}), columns=columns)

    with pytest.raises(
        BadLog, match=f"NHS numbers in 2 cells of the column '{column}'"
    ):
        pseudonymised(log, key=KEY, purpose="flow")


def test_a_column_is_not_looked_at_if_one_says_so(a_log: ALog) -> None:
    log = a_log("7,see,2024-05-01,LS1 4AP", columns="case,activity,time,group")

    hidden = pseudonymised(log, key=KEY, purpose="flow", but=["group"])

    assert hidden.groups == ("LS1 4AP",)


def test_members_of_staff_are_not_taken_for_patients(a_log: ALog) -> None:
    log = a_log("7,see,2024-05-01,ann@ward.example", columns="case,activity,time,staff")

    assert pseudonymised(log, key=KEY, purpose="flow").n_events == 1


def test_a_log_is_hidden_by_itself_with_its_spells_apart(a_log: ALog) -> None:
    log = a_log(
        "17,see,2024-05-01,9434765919", "18,see,2024-05-02,943 476 5919",
        columns="case,activity,time,person",
    )  # fmt: skip

    hidden = pseudonymised(log, key=KEY, purpose="flow")

    assert (hidden.n_cases, hidden.n_persons) == (2, 1)
    assert not {"17", "18"} & set(hidden.case_names)


@pytest.mark.parametrize(
    ("given", "told"),
    [({"key": KEY}, "there is no purpose"), ({"purpose": "flow"}, "there is no key")],
)
def test_a_key_and_a_purpose_go_together(
    three_bodies: list[LogSource], given: dict[str, object], told: str
) -> None:
    with pytest.raises(BadInput, match=told):
        read_logs(three_bodies, **given)  # type: ignore[arg-type]


# Faults.


def test_faults_of_all_files_are_told_together_with_the_file(write: Write) -> None:
    late = write("case,activity,time\nA,see,yesterday\nB,see,2024-05-01\n", "late.csv")
    bare = write("case,activity\nA,see\n", "bare.csv")
    good = write("case,activity,time\nA,see,2024-05-01\n", "good.csv")

    with pytest.raises(BadLog) as refused:
        read_logs([LogSource(path=p, organisation=p.stem) for p in (late, bare, good)])

    first, second = refused.value.faults
    assert str(first).startswith("late.csv, row 2, column time: ")
    assert str(second).startswith("bare.csv: no column was recognised as the time")


def test_each_file_is_heard_before_one_is_heard_twice(write: Write) -> None:
    rows = "\n".join(["case,activity,time", *["A,see,never"] * 30])
    paths = [write(rows, "a.csv"), write(rows, "b.csv")]

    with pytest.raises(BadLog) as refused:
        read_logs([LogSource(path=path, organisation="X") for path in paths])

    assert [f.file for f in refused.value.faults[:4]] == ["a.csv", "b.csv"] * 2
    assert "b.csv, row 2" in str(refused.value)


def test_a_clock_and_a_file_that_are_not_there_are_told_too(write: Write) -> None:
    good = write("case,activity,time\nA,see,2024-05-01\n", "good.csv")

    with pytest.raises(BadLog, match=r"(?s)no time zone.*there is no such file"):
        read_logs(
            [
                LogSource(path=good, organisation="A", timezone="Mars"),
                LogSource(path=good.with_name("gone.csv"), organisation="B"),
            ]
        )


def test_whose_file_it_is_must_be_known(write: Write) -> None:
    with pytest.raises(BadLog, match="say whose file it is"):
        read_logs([LogSource(path=write("case,activity,time\nA,see,2024-05-01\n"))])


def test_a_file_is_not_counted_twice(write: Write) -> None:
    path = write("case,activity,time\nA,see,2024-05-01\n")

    with pytest.raises(BadInput, match="is named 2 times"):
        read_logs([LogSource(path=path, organisation=name) for name in "AB"])


def test_no_file_is_too_few() -> None:
    with pytest.raises(BadInput, match="expected at least one, got none"):
        read_logs([])


def test_two_files_of_one_organisation_are_told_apart_by_file(write: Write) -> None:
    rows = "case,activity,time\nA,see,2024-05-01\n"
    paths = [write(rows, "wards.csv"), write(rows, "clinics.csv")]

    joined = read_logs([LogSource(path=path, organisation="North") for path in paths])

    assert [s.name for s in joined.sources] == [
        "North (wards.csv)",
        "North (clinics.csv)",
    ]
    assert joined.journeys.organisations == ("North",)
    assert joined.journeys.n_persons == 1
