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
# Nothing is allocated in the kernel, so nothing need be counted.
OPTIONS: dict[str, Any] = {
    "nogil": True,
    "boundscheck": False,
    "error_model": "numpy",
    "_nrt": False,
}
Part = Callable[[Any, int], int]


@cache
def compiled_kernel() -> Part:
    """Give the compiled form of `.kernel.part`.

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
    part = kernel.part

    def run(now: Any, which: int) -> int:
        return version if which == version else part(now, which)

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
            register_jitable(**OPTIONS)(step)
