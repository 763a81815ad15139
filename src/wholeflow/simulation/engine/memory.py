"""Rows of arrays, told by address: how the compiled kernel finds what it knows.

The kernel hands on one thing from function to function, the row `NOW` of a run, in
which the addresses of all arrays stand. Handing on the arrays themselves, some forty,
cost ten times as much as the work, and minutes to compile.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import numpy as np


def row(address: int, form: np.dtype[Any], at: int) -> Any:
    """Give a row of an array of records, to be read and written, by its address.

    The array must be alive and the row within it: nothing is checked.
    """
    begin = int(address) + int(at) * form.itemsize
    held: Any = (ctypes.c_char * form.itemsize).from_address(begin)
    return np.frombuffer(held, dtype=form)[0]


def whole(number: Any) -> int:
    """Widen a number to 64 bits: what takes it is then compiled for one width alone."""
    return np.int64(number)  # type: ignore[return-value] # numba knows which


STEPS = (whole,)


@cache
def known_to_numba() -> None:
    """Tell numba what `row` is when compiled: one addition and one multiplication."""
    from numba import types  # noqa: PLC0415 - numba is slow to load
    from numba.extending import lower_builtin, type_callable  # noqa: PLC0415 - as above

    @type_callable(row)
    def typed(_: Any) -> Any:
        def typer(address: Any, form: Any, at: Any) -> Any:  # noqa: ARG001 - numba goes by the names
            return form.dtype

        return typer

    @lower_builtin(row, types.Integer, types.DType, types.Integer)  # type: ignore[untyped-decorator, no-untyped-call]
    def lowered(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        record = signature.return_type
        begin, _, place = given
        place = context.cast(builder, place, signature.args[2], types.int64)
        size = context.get_constant(types.int64, record.size)
        begin = builder.add(begin, builder.mul(place, size))
        return builder.inttoptr(begin, context.get_value_type(record))
