"""The kernel compiled, once, and kept for the next start."""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

from . import (
    asking,
    coming,
    counting,
    deadlock,
    draws,
    ending,
    heap,
    kernel,
    layout,
    lists,
    memory,
    rerouting,
    starting,
)

MODULES = (
    memory,
    draws,
    heap,
    asking,
    lists,
    counting,
    starting,
    coming,
    ending,
    rerouting,
    deadlock,
    kernel,
)
PLACED = (*starting.PLACED, *ending.PLACED, *kernel.PLACED)
# Nothing is allocated in the kernel, so nothing need be counted.
OPTIONS: dict[str, Any] = {
    "nogil": True,
    "boundscheck": False,
    "error_model": "numpy",
    "_nrt": False,
}
# Steps are called by steps alone, so the ways into them from Python and C are left out.
OF_STEPS = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
BEGIN, TAKE_EVENTS, FINISH = range(3)
Part = Callable[[Any, int], int]


@cache
def compiled_kernel() -> Part:
    """Give the way into the compiled kernel: it takes a run, and which part to do.

    The parts are `BEGIN`, `TAKE_EVENTS`, which says why it came back, and `FINISH`.

    Numba is imported here and nowhere else. What it compiles is kept beside the code,
    or in the user's cache, for the next time.
    """
    from numba import njit  # noqa: PLC0415 - numba is slow to load

    _know_steps()
    entry = _entry(_version())
    try:
        ready: Part = njit(cache=True, **OPTIONS)(entry)
    except RuntimeError:  # nowhere to keep it: compiled again each time
        ready = njit(**OPTIONS)(entry)
    return ready


def _entry(version: int) -> Part:
    """Give the way in. What numba keeps holds for one value of `version`, and one file."""
    begin, take_events, finish = kernel.begin, kernel.take_events, kernel.finish

    def run(now: Any, which: int) -> int:
        if which == TAKE_EVENTS:
            return take_events(now)
        if which == BEGIN:
            begin(now)
        elif which == FINISH:
            finish(now)
        return version

    return run


def _version() -> int:
    """Give a number of the text of all that is compiled, for numba looks at one file."""
    texts = [inspect.getsource(module) for module in (*MODULES, layout)]
    return zlib.crc32("".join(texts).encode()) + 16


@cache
def _know_steps() -> None:
    from numba.extending import register_jitable  # noqa: PLC0415 - numba is slow to load

    memory.known_to_numba()
    for module in MODULES:
        for step in module.STEPS:
            placed = step in PLACED
            register_jitable(**OPTIONS, **OF_STEPS, forceinline=placed)(step)
