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

from .layout import FORMS, Array


def row(now: Array, name: str, at: int) -> Any:
    """Give a row of an array of a run, to be read and written.

    The array must be alive and the row within it: nothing is checked.
    """
    form = FORMS[name]
    begin = int(now[name]) + int(at) * form.itemsize
    held: Any = (ctypes.c_char * form.itemsize).from_address(begin)
    return np.frombuffer(held, dtype=form)[0]


def whole(number: Any) -> int:
    """Widen a number to 64 bits: what takes it is then compiled for one width alone."""
    return np.int64(number)  # type: ignore[return-value] # numba knows which


STEPS = (whole,)


@cache
def known_to_numba() -> None:
    """Tell numba what `row` is when compiled: one addition and one multiplication.

    Arrays stay where they are while the kernel runs, which is told to the compiler: so it
    reads an address once, whatever is written meanwhile.
    """
    from llvmlite import ir  # type: ignore[import-untyped] # noqa: PLC0415 - as numba
    from numba import from_dtype, types  # noqa: PLC0415 - numba is slow to load
    from numba.extending import lower_builtin, type_callable  # noqa: PLC0415 - as above

    @type_callable(row)
    def typed(_: Any) -> Any:
        def typer(now: Any, name: Any, at: Any) -> Any:  # noqa: ARG001 - numba goes by the names
            if not isinstance(name, types.StringLiteral):
                return None
            return from_dtype(FORMS[name.literal_value])

        return typer

    @lower_builtin(row, types.Record, types.StringLiteral, types.Integer)  # type: ignore[untyped-decorator, no-untyped-call]
    def lowered(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        record, (of, name, which) = signature.return_type, signature.args
        now, _, place = given
        width = ir.IntType(64)
        field = builder.bitcast(now, ir.IntType(8).as_pointer())
        field = builder.gep(field, [ir.Constant(width, of.offset(name.literal_value))])
        begin = builder.load(builder.bitcast(field, width.as_pointer()))
        begin.set_metadata("invariant.load", builder.module.add_metadata([]))
        place = context.cast(builder, place, which, types.int64)
        begin = builder.add(begin, builder.mul(place, ir.Constant(width, record.size)))
        return builder.inttoptr(begin, context.get_value_type(record))
