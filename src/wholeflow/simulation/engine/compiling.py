"""The kernel compiled, once for all models and once for simple ones; and lines; and kept."""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from threading import Lock
from types import FunctionType, ModuleType
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
    lines,
    lists,
    memory,
    rerouting,
    starting,
)
from .kernel import begin, finish, take_events
from .known import simple_steps
from .lines import come_from, pass_through

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
    "next_free", "send_on", "go_home", "count", "count_in_cell", "spread",
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
# Of the threads of a first run, one compiles; CPython 3.11 reads one text at a time.
_ONE_AT_A_TIME = Lock()
BEGIN, TAKE_EVENTS, FINISH = range(3)
COME, PASS = range(2)
Part = Callable[[Any, int], int]
OfLines = Callable[[Any, Any, Any, int, int], int]


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
    with _ONE_AT_A_TIME:
        return _kernel(for_simple)


def compiled_lines() -> OfLines:
    """Give the way into `.lines`: it takes a run, its course, a line, and what to do.

    `COME` gives how many came; `PASS`, whether no two came at once. Each takes a number.
    """
    with _ONE_AT_A_TIME:
        return _lines()


@cache
def _kernel(for_simple: bool) -> Part:
    steps = simple_steps(MODULES) if for_simple else _steps(MODULES)
    ready: Part = _compiled(steps, _entry(_version(for_simple=for_simple)))
    return ready


@cache
def _lines() -> OfLines:
    steps = _steps((*MODULES, lines))
    ready: OfLines = _compiled(steps, _entry_of_lines(_version(for_simple=False)))
    return ready


def _compiled(steps: Mapping[str, Any], entry: Callable[..., int]) -> Any:
    """Compile a way in, and the steps that it calls by their names."""
    from numba import njit  # noqa: PLC0415 - numba is slow to load

    from .linking import ProgramCompiler  # noqa: PLC0415 - as above

    _make_known(steps)
    way_in = FunctionType(
        entry.__code__, {**globals(), **steps}, closure=entry.__closure__
    )
    options = {**OPTIONS, "pipeline_class": ProgramCompiler}
    try:
        return njit(cache=True, **options)(way_in)
    except RuntimeError:  # nowhere to keep it: compiled again each time
        return njit(**options)(way_in)


def _steps(modules: Iterable[ModuleType]) -> dict[str, Any]:
    return {step.__name__: step for module in modules for step in module.STEPS}


def _make_known(steps: Mapping[str, Any]) -> None:
    """Let numba compile some steps wherever they are called."""
    from numba.extending import register_jitable  # noqa: PLC0415 - numba is slow to load

    from .linking import StepCompiler  # noqa: PLC0415 - as above

    memory.known_to_numba()
    options = {**OPTIONS, **OF_STEPS, "pipeline_class": StepCompiler}
    for name, step in steps.items():
        register_jitable(**options, forceinline=name in PLACED)(step)


def _entry(version: int) -> Part:
    """Give the way in. What numba keeps holds for one value of `version`, and one file."""

    def run(now: Any, which: int) -> int:
        if which == TAKE_EVENTS:
            return take_events(now)
        if which == BEGIN:
            begin(now)
        elif which == FINISH:
            finish(now)
        return version

    return run


def _entry_of_lines(version: int) -> OfLines:
    """As `_entry`."""

    def run(now: Any, course: Any, line: Any, which: int, n: int) -> int:
        if which == COME:
            return come_from(now, course, n)
        if which == PASS:
            return int(pass_through(now, course, line, n))
        return version

    return run


def _version(*, for_simple: bool) -> int:
    """Give a number of the text of all that is compiled, for numba looks at one file."""
    from . import linking  # noqa: PLC0415 - numba is slow to load

    texts = [
        inspect.getsource(module)
        for module in (*MODULES, lines, layout, known, linking)
    ]
    return zlib.crc32("".join([*texts, str(for_simple)]).encode()) + 16
