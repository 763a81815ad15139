"""A column of names as codes into its sorted names.

Names are few beside the rows that say them, so everything that is done to text
(trimming, sorting) is done to the names once, and rows are numbers from then on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from .arrays import Codes
from .formats.raw import Listed, listed
from .journeys import NOBODY
from .kernels import LARGE, compiled, look_up

# What Unicode calls white space, as polars strips it; Python alone would strip more.
_SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_FEW = 10_000  # names that a Python list of them is quicker for


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """A column of names.

    Parameters
    ----------
    codes
        Place of each row's name in `names`, or `NOBODY`. Shape (n_rows,).
    names
        Trimmed, sorted, different, none empty.
    """

    codes: Codes
    names: pl.Series


def named(column: pl.Series | Listed) -> Named:
    """Code a column: trimmed text, and `NOBODY` where there is nothing that is a name.

    Parameters
    ----------
    column
        Text, numbers, dates; a column of lists or bytes names nothing. Shape (n_rows,).

    Examples
    --------
    >>> wards = named(pl.Series([" W2", "W1", "", None, "W2"]))
    >>> wards.codes.tolist(), wards.names.to_list()
    ([1, 0, -1, -1, 1], ['W1', 'W2'])
    """
    given = column if isinstance(column, Listed) else _listed(column)
    values = given.values.cast(pl.String)
    code, names = (_few if len(values) < _FEW else _many)(values)
    if len(names) == len(values) and (np.diff(code, prepend=-1) == 1).all():
        return Named(given.places, names)  # they were sorted already
    # The last entry is that of place -1, which is nothing.
    return Named(_looked_up(np.append(code, np.int32(NOBODY)), given.places), names)


def _few(values: pl.Series) -> tuple[Codes, pl.Series]:
    """Code of each value, and the sorted names."""
    listed = [(value or "").strip(_SPACES) for value in values.to_list()]
    names = sorted(set(listed) - {""})
    code = dict(zip(names, range(len(names)), strict=True)) | {"": NOBODY}
    codes = np.fromiter(map(code.__getitem__, listed), np.int32, len(listed))
    return codes, pl.Series(names, dtype=pl.String)


def _many(values: pl.Series) -> tuple[Codes, pl.Series]:
    """Do as `_few`, without a Python object for each value."""
    values = values.str.strip_chars().fill_null("")
    order = (
        np.arange(len(values)) if values.is_sorted() else values.arg_sort().to_numpy()
    )
    ascending = values.gather(order)
    first = (ascending != ascending.shift(1)).fill_null(value=True)
    codes = np.empty(len(values), dtype=np.int32)
    codes[order] = np.cumsum(first.to_numpy(), dtype=np.int32) - 1
    if ascending[0] == "":
        codes -= 1  # and so NOBODY
    return codes, ascending.filter(first & (ascending != ""))


def _looked_up(codes: Codes, places: Codes) -> Codes:
    if len(places) < LARGE:
        return codes[places]
    found = np.empty_like(places)
    compiled(look_up)(codes, places, found)
    return found


def _listed(column: pl.Series) -> Listed:
    """List the different values of a column, in any order."""
    if column.dtype.is_nested() or column.dtype in (pl.Binary, pl.Object):
        nothing = np.full(len(column), NOBODY, dtype=np.int32)
        return Listed(pl.Series([], dtype=pl.String), nothing)
    if column.dtype.is_float():
        whole = (column == column.floor()).fill_null(value=True).all()
        column = column.cast(pl.Int64, strict=False) if whole else column
    if column.dtype in (pl.Categorical, pl.Enum):
        return _of_categories(column)
    if len(column) >= LARGE:
        return _of_many(column)
    places = column.rank("dense").cast(pl.Int32).fill_null(0).to_numpy() - 1
    return Listed(column.drop_nulls().unique().sort(), places)


def _of_categories(column: pl.Series) -> Listed:
    # Categories are numbered with those of other tables of the process.
    rows = column.to_physical().cast(pl.Int32).fill_null(NOBODY).to_numpy()
    first = np.full(int(rows.max(initial=-1)) + 2, -1)
    first[rows[::-1]] = np.arange(len(rows))[::-1]
    used = np.flatnonzero(first[:-1] >= 0)
    places = np.full(len(first), NOBODY, dtype=np.int32)
    places[used] = np.arange(len(used))
    values = column.gather(first[used]).cast(pl.String)
    return Listed(values, _looked_up(places, rows))


def _of_many(column: pl.Series) -> Listed:
    import pyarrow.compute as pc  # noqa: PLC0415 - a small log need not wait for it

    return listed(pc.dictionary_encode(column.to_arrow()))
