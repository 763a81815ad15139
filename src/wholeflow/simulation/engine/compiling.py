"""The kernel compiled, once for all models and once for simple ones, and kept."""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from types import FunctionType
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
    known,
    layout,
    lists,
    memory,
    rerouting,
    starting,
)
from .kernel import begin, finish, take_events
from .known import simple_steps

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
# Taken for almost every event: a call of one costs as much as the step itself.
PLACED = frozenset((
    "overtaken", "advance", "end_service", "next_node", "arrive", "new_patient",
    "plan_arrival", "next_at_random", "rate_in", "begin_visit", "be_in",
    "serve", "service_hours", "start", "go_on", "start_waiting", "first_waiting",
    "fits_at_once", "claim", "use", "free_place", "is_full",
    "wait_unstarted", "queue_up", "unqueue", "plan", "planned", "close_hole", "drawn",
    "hours_of",
))  # fmt: skip
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
def compiled_kernel(*, for_simple: bool = False) -> Part:
    """Give the way into the compiled kernel: it takes a run, and which part to do.

    The parts are `BEGIN`, `TAKE_EVENTS`, which says why it came back, and `FINISH`.

    Numba is imported only when this is called. What it compiles is kept beside the code,
    or in the user's cache, for the next time.

    Parameters
    ----------
    for_simple
        Whether it takes runs of simple models alone, which it does faster: see `.known`.
    """
    from numba import njit  # noqa: PLC0415 - numba is slow to load

    from .linking import ProgramCompiler  # noqa: PLC0415 - as above

    memory.known_to_numba()
    steps = simple_steps(MODULES) if for_simple else _steps()
    _make_known(steps)
    entry = _entry(steps, _version(for_simple=for_simple))
    options = {**OPTIONS, "pipeline_class": ProgramCompiler}
    try:
        ready: Part = njit(cache=True, **options)(entry)
    except RuntimeError:  # nowhere to keep it: compiled again each time
        ready = njit(**options)(entry)
    return ready


def _steps() -> dict[str, Any]:
    return {step.__name__: step for module in MODULES for step in module.STEPS}


def _make_known(steps: Mapping[str, Any]) -> None:
    """Let numba compile some steps wherever they are called."""
    from numba.extending import register_jitable  # noqa: PLC0415 - numba is slow to load

    from .linking import StepCompiler  # noqa: PLC0415 - as above

    options = {**OPTIONS, **OF_STEPS, "pipeline_class": StepCompiler}
    for name, step in steps.items():
        register_jitable(**options, forceinline=name in PLACED)(step)


def _entry(steps: Mapping[str, Any], version: int) -> Part:
    """Give the way in. What numba keeps holds for one value of `version`, and one file."""

    def run(now: Any, which: int) -> int:
        if which == TAKE_EVENTS:
            return take_events(now)
        if which == BEGIN:
            begin(now)
        elif which == FINISH:
            finish(now)
        return version

    return FunctionType(run.__code__, {**globals(), **steps}, closure=run.__closure__)


def _version(*, for_simple: bool) -> int:
    """Give a number of the text of all that is compiled, for numba looks at one file."""
    from . import linking  # noqa: PLC0415 - numba is slow to load

    texts = [inspect.getsource(module) for module in (*MODULES, layout, known, linking)]
    return zlib.crc32("".join([*texts, str(for_simple)]).encode()) + 16
