"""A join is what one file would have been, in any order, hidden or not."""

from itertools import permutations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.journeys import (
    Columns,
    Journeys,
    Key,
    by_person,
    directly_follows,
    join_logs,
    pseudonyms,
    read_table,
)

KEY = Key(bytes(range(32)))
BODIES = ("Charity", "Council", "Hospital")
MINUTE = 60_000_000
events = st.tuples(
    st.sampled_from(BODIES),
    st.integers(0, 3),  # spell, a number of the body's own
    st.sampled_from(["9434765919", "9434765870", "4010232137", "x1"]),
    st.sampled_from(["arrive", "test", "leave"]),
    st.integers(0, 300),  # start, in minutes, so that some tie
    st.integers(0, 60),  # how long
)
# At least one event of each body, so that each has a file.
lists = st.lists(events, max_size=25).map(
    lambda rows: [*((body, 0, "x1", "arrive", 5, 1) for body in BODIES), *rows]
)
Row = tuple[str, int, str, str, int, int]


def table(rows: list[Row]) -> pl.DataFrame:
    """Spells are of one person each, as they are."""
    owner = {(row[0], row[1]): row[2] for row in rows}
    start = pl.Series([row[4] * MINUTE for row in rows])
    long = pl.Series([row[5] * MINUTE for row in rows])
    return pl.DataFrame(
        {
            "body": [row[0] for row in rows],
            "spell": [str(row[1]) for row in rows],
            "nhs": [owner[row[0], row[1]] for row in rows],
            "activity": [row[3] for row in rows],
            "start": start.cast(pl.Datetime("us", "UTC")),
            "end": (start + long).cast(pl.Datetime("us", "UTC")),
        }
    )


def files(rows: pl.DataFrame, columns: Columns) -> dict[str, Journeys]:
    """One log for each body, without a column that says so."""
    return {
        body: read_table(
            rows.filter(pl.col("body") == body).drop("body"), columns=columns
        )
        for body in BODIES
    }


def told(journeys: Journeys) -> list[tuple[object, ...]]:
    """Each event in order, in words."""
    person = journeys.person_names.gather(journeys.person[journeys.case])
    body = np.array(journeys.organisations)[journeys.organisation]
    activity = np.array(journeys.activities)[journeys.activity]
    case = journeys.case_names.gather(journeys.case)
    return list(
        zip(case, person, body, activity, journeys.start, journeys.end, strict=True)
    )


SPELLS = Columns(case="spell", person="nhs")
PERSONS = Columns(case="nhs")


@given(lists)
def test_a_join_is_one_file_with_a_column_for_the_organisation(rows: list[Row]) -> None:
    below = table(rows).sort("body", maintain_order=True)
    whole = below.with_columns(spell=pl.col("body") + ": " + pl.col("spell"))
    columns = Columns(case="spell", person="nhs", organisation="body")

    joined = join_logs(files(below, SPELLS)).journeys

    one_file = read_table(whole, columns=columns)
    assert told(joined) == told(one_file)
    assert joined.row.tolist() == one_file.row.tolist()
    assert joined.first_event.tolist() == one_file.first_event.tolist()
    assert told(by_person(joined)) == told(by_person(one_file))


@given(lists)
def test_where_cases_are_persons_they_cross_the_files(rows: list[Row]) -> None:
    below = table(rows).sort("body", maintain_order=True)

    joined = join_logs(files(below, PERSONS)).journeys

    columns = Columns(case="nhs", organisation="body")
    assert told(joined) == told(read_table(below.drop("spell"), columns=columns))


@given(lists, st.sampled_from(list(permutations(BODIES))))
def test_the_order_of_files_changes_ties_alone(
    rows: list[Row], order: tuple[str, ...]
) -> None:
    logs = files(table(rows), SPELLS)

    one = join_logs(logs)
    other = join_logs({body: logs[body] for body in order})

    assert sorted(told(one.journeys)) == sorted(told(other.journeys))
    assert set(one.sources) == set(other.sources)
    assert set(one.pairs) == set(other.pairs)
    # Spells stay within their file, so even their ties keep their order.
    assert told(one.journeys) == told(other.journeys)
    assert directly_follows(one.journeys) == directly_follows(other.journeys)


@given(lists)
def test_a_join_by_pseudonym_is_the_plain_one_under_other_names(
    rows: list[Row],
) -> None:
    logs = files(table(rows), PERSONS)

    plain = join_logs(logs)
    hidden = join_logs(logs, key=KEY, purpose="flow")

    names = plain.journeys.case_names
    hidden_names = pseudonyms(names, key=KEY, purpose="flow").to_list()
    renamed = dict(zip(names, hidden_names, strict=True))
    expected = [
        (renamed[str(case)], renamed[str(person)], *rest)
        for case, person, *rest in told(plain.journeys)
    ]
    assert sorted(told(hidden.journeys)) == sorted(expected)
    assert hidden.sources == plain.sources
    assert hidden.pairs == plain.pairs
    assert directly_follows(hidden.journeys) == directly_follows(plain.journeys)


@given(lists)
def test_who_is_counted_is_who_is_there(rows: list[Row]) -> None:
    written = table(rows)

    joined = join_logs(files(written, SPELLS))

    there = {
        body: set(written.filter(pl.col("body") == body)["nhs"]) for body in BODIES
    }
    elsewhere = {
        body: set().union(*(there[other] for other in BODIES if other != body))
        for body in BODIES
    }
    assert {s.name: s.alone for s in joined.sources} == {
        body: len(there[body] - elsewhere[body]) for body in BODIES
    }
    assert {(p.one, p.other): p.found for p in joined.pairs} == {
        (one, other): len(there[one] & there[other])
        for one, other in permutations(BODIES, 2)
    }
