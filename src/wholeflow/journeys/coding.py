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
    values = given.values.cast(pl.String).str.strip_chars().fill_null("")
    order = None if values.is_sorted() else values.arg_sort()
    ascending = values if order is None else values.gather(order)
    first = (ascending != ascending.shift(1)).fill_null(value=True).to_numpy()
    names = ascending.filter(pl.Series(first) & (ascending != ""))
    if order is None and len(names) == len(values):
        return Named(given.places, names)
    code = np.cumsum(first, dtype=np.int32) - 1
    if len(ascending) and ascending[0] == "":
        code -= 1  # and so NOBODY
    # The last entry is that of place -1, which is nothing.
    lookup = np.full(len(values) + 1, NOBODY, dtype=np.int32)
    lookup[slice(len(values)) if order is None else order.to_numpy()] = code
    return Named(_looked_up(lookup, given.places), names)


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
    physical = column.to_physical()
    used = physical.is_first_distinct() & physical.is_not_null()
    number, values = physical.filter(used).to_numpy(), column.filter(used)
    places = np.full(int(number.max(initial=0)) + 2, NOBODY, dtype=np.int32)
    places[number] = np.arange(len(values))
    nothing = len(places) - 1
    rows = physical.cast(pl.Int32).fill_null(nothing).to_numpy()
    return Listed(values.cast(pl.String), _looked_up(places, rows))


def _of_many(column: pl.Series) -> Listed:
    import pyarrow.compute as pc  # noqa: PLC0415 - a small log need not wait for it

    return listed(pc.dictionary_encode(column.to_arrow()))
