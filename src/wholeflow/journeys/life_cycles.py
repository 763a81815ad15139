"""Start and complete of one piece of work, put together as one event with two times.

XES (IEEE 1849), and tables that follow it, have a row for each *transition* of a piece of
work: it was scheduled, it started, it was suspended, it is complete. Touch and waiting
time need the piece of work itself, with when it began and when it ended.

Which start belongs to which complete is not recorded unless `concept:instance` says so.
Without it, the first start that is still open is taken: of the same case and activity, and
done by the same resource. Work of one kind that overlaps in one case may so be told apart
wrongly; its number and the sum of its durations are right all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from .arrays import Mask, Places

_START, _COMPLETE = "start", "complete"
_SHOWN = 5  # kinds of transition that are left out, told by name


@dataclass(frozen=True, slots=True, eq=False)
class Paired:
    """Events made of rows that tell transitions.

    Parameters
    ----------
    events
        In the order in which each event is first told: `start_row` and `end_row`, the
        numbers of its rows from 0, and `start` and `time`, the times of these; null
        where there is no such row.
    has_starts
        Whether any event has a start, so that a column of starts says something.
    notes
        What was put together, what could not be, and what was left out, in words.
    """

    events: pl.DataFrame
    has_starts: bool
    notes: tuple[str, ...]


def has_other_than_completes(transition: pl.Series) -> bool:
    """Whether there is anything to put together or to leave out.

    Parameters
    ----------
    transition
        The different transitions, as text. In most logs each row completes something,
        and so is an event already.
    """
    said = {(word or "").strip().lower() for word in transition.to_list()}
    return not said <= {_COMPLETE, ""}


def pair_life_cycles(rows: pl.DataFrame) -> Paired:
    """Put starts and completes together as events with two times.

    Parameters
    ----------
    rows
        A row a transition, in the order of the file: `case`, `activity` and
        `transition`, as text; `time`, of any type that can be ordered; and, if known,
        `instance` and `resource`, as text. Where an instance is given it decides, and
        else case, activity and resource do. Empty and null mean "not said".

    Returns
    -------
    Paired
        Upper and lower case are one. Starts and completes without their twin stay, with
        one time; so do rows of which no transition or no time is said. Other
        transitions, such as schedule and suspend, are left out. A log in which nothing
        starts or completes follows other words, and keeps every row as it is.

    Notes
    -----
    Rows are taken in order of time, starts before completes at one time, and then in
    that of the file. The k-th complete of a group that finds a start open ends the k-th
    start. A complete finds none if after it more were complete than ever before had been
    started: if the number open, which may fall below 0, reaches a new low. An instance
    is believed even if it is complete before it starts: that is told as a span below 0.

    Examples
    --------
    >>> rows = pl.DataFrame({
    ...     "case": ["A", "A", "A"], "activity": ["scan", "scan", "scan"],
    ...     "transition": ["start", "complete", "complete"], "time": [3, 5, 8]})
    >>> pair_life_cycles(rows).events.rows()
    [(0, 1, 3, 5), (None, 2, None, 8)]
    """
    step = _spelt(rows["transition"])
    starts, ends = ((step == word).to_numpy() for word in (_START, _COMPLETE))
    if not (starts | ends).any():
        known, notes = np.ones(len(step), dtype=np.bool_), _other(step)
    else:
        unsaid = (step == "").to_numpy()
        known, notes = starts | ends | unsaid, _unsaid(int(unsaid.sum()))
    of, to = _pairs(rows, starts, ends)
    return Paired(
        _events(rows["time"], known & ~starts, starts, (of, to)),
        has_starts=bool(starts.any()),
        notes=(
            *_put_together(len(of), int(starts.sum()), int(ends.sum())),
            *notes,
            *_left_out(step.filter(pl.Series(~known))),
        ),
    )


def _spelt(transition: pl.Series) -> pl.Series:
    return transition.fill_null("").str.strip_chars().str.to_lowercase()


def _pairs(rows: pl.DataFrame, starts: Mask, ends: Mask) -> tuple[Places, Places]:
    """Rows of starts, and of the completes that belong to them."""
    timed = np.flatnonzero((starts | ends) & rows["time"].is_not_null().to_numpy())
    who, is_named = _who(rows)
    keys = [_codes(column)[timed] for column in (who, rows["activity"], rows["case"])]
    opens = starts[timed]
    order = np.lexsort((~opens, _in_order(rows["time"])[timed], *keys))
    row, opens = timed[order], opens[order]
    begins = np.arange(len(row)) == 0
    for key in keys:
        begins[1:] |= key[order][1:] != key[order][:-1]
    first = np.flatnonzero(begins)
    group = np.cumsum(begins) - 1
    finds = ~opens & (is_named[row] | _finds_one(opens, group, first))
    # In each group the k-th complete that finds a start belongs to the k-th start.
    turn = _before(finds) - _before(finds)[first][group]
    start = _before(opens)[first][group] + turn  # among all that open
    finds &= start < np.append(_before(opens)[first], opens.sum())[group + 1]
    return row[opens][start[finds]], row[finds]


def _before(mask: Mask) -> Places:
    """How many are true before each."""
    count: Places = np.cumsum(mask) - mask
    return count


def _finds_one(opens: Mask, group: Places, first: Places) -> Mask:
    """Whether after a complete the number open in its group is at no new low below 0."""
    change = np.where(opens, 1, -1)
    total = np.cumsum(change)
    now = total - (total - change)[first][group]
    # Each group lies deeper than the one before, so that the lowest begins anew in each.
    depth = group * (2 * len(opens) + 2)
    lowest = np.minimum.accumulate(np.minimum(now, 0) - depth) + depth
    before = np.roll(lowest, 1)
    before[first] = 0
    found: Mask = now >= before
    return found


def _who(rows: pl.DataFrame) -> tuple[pl.Series, Mask]:
    """By whom or as what each row was told, and whether that is an instance."""
    nothing = pl.Series([""]).new_from_index(0, len(rows))
    instance, resource = (
        rows[role].fill_null("") if role in rows.columns else nothing
        for role in ("instance", "resource")
    )
    named = instance != ""
    return ("i" + instance).zip_with(named, "r" + resource), named.to_numpy()


def _codes(column: pl.Series) -> Places:
    """Give a number for each name."""
    names = column.cast(pl.String).fill_null("").cast(pl.Categorical)
    codes: Places = names.to_physical().cast(pl.Int64).to_numpy()
    return codes


def _in_order(time: pl.Series) -> Places:
    """Give numbers in the order of times; any where there is none."""
    is_text = time.dtype == pl.String
    numbers = time.rank("dense") if is_text else time.to_physical()
    order: Places = numbers.fill_null(0).to_numpy()
    return order


def _events(
    time: pl.Series, alone: Mask, starts: Mask, pairs: tuple[Places, Places]
) -> pl.DataFrame:
    """Pairs, and each other row as an event with one time, in the order of the file."""
    of, to = pairs
    every = np.arange(len(time))
    start_row = np.where(starts, every, -1)
    end_row = np.where(alone, every, -1)
    # A pair stands where it is first told, and nowhere else.
    first, second = np.minimum(of, to), np.maximum(of, to)
    start_row[first], end_row[first] = of, to
    start_row[second], end_row[second] = -1, -1
    told = (start_row >= 0) | (end_row >= 0)
    rows = {
        name: pl.Series(row[told]).set(pl.Series(row[told] < 0), None)
        for name, row in (("start_row", start_row), ("end_row", end_row))
    }
    return pl.DataFrame(rows).with_columns(
        start=time.gather(rows["start_row"]), time=time.gather(rows["end_row"])
    )


def _put_together(pairs: int, starts: int, ends: int) -> tuple[str, ...]:
    if not starts:
        return ()
    note = f"{pairs:,} starts were put together with their completes."
    if starts > pairs or ends > pairs:
        note += (
            f" {starts - pairs:,} starts without a complete and {ends - pairs:,} "
            "completes without a start have one time only."
        )
    return (note,)


def _unsaid(rows: int) -> tuple[str, ...]:
    if not rows:
        return ()
    return (f"{rows:,} rows say no transition; each is an event by itself.",)


def _left_out(steps: pl.Series) -> tuple[str, ...]:
    if not len(steps):
        return ()
    what = "rows that neither start nor complete anything are left out"
    return (f"{len(steps):,} {what}: {_listed(steps)}.",)


def _other(steps: pl.Series) -> tuple[str, ...]:
    steps = steps.filter(steps != "")
    if not len(steps):
        return ()
    what = "No transition is 'start' or 'complete', so each row is an event by itself"
    return (f"{what}: {_listed(steps)}.",)


def _listed(steps: pl.Series) -> str:
    counts = steps.value_counts().sort(["count", steps.name], descending=[True, False])
    shown = [f"{step[:40]} {count:,}" for step, count in counts.head(_SHOWN).rows()]
    more = len(counts) - _SHOWN
    return ", ".join(shown) + (f" and {more} kinds more" if more > 0 else "")
