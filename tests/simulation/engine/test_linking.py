"""Steps are only translated; the program that they are linked into is optimised."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def add_one(number: int) -> int:
    return number + 1


def program(number: int) -> int:
    return add_one(add_one(number))


def test_numba_asks_for_all_that_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    from numba import njit  # noqa: PLC0415 - numba is slow to load
    from numba.extending import register_jitable  # noqa: PLC0415 - as above

    from wholeflow.simulation.engine.linking import (  # noqa: PLC0415 - as above
        ProgramCompiler,
        StepCompiler,
    )

    asked = set()

    def told(kind: type, name: str) -> Callable[..., Any]:
        replaced = getattr(kind, name)

        def method(self: Any, *given: Any) -> Any:
            asked.add((kind, name))
            return replaced(self, *given)

        return method

    expected = {
        (StepCompiler.library, "_optimize_final_module"),
        (StepCompiler.library, "_finalize_final_module"),
        (StepCompiler.library, "get_pointer_to_function"),
        (ProgramCompiler.library, "_optimize_final_module"),
    }
    for kind, name in expected:
        monkeypatch.setattr(kind, name, told(kind, name))
    register_jitable(
        pipeline_class=StepCompiler, no_cpython_wrapper=True, no_cfunc_wrapper=True
    )(add_one)

    assert njit(pipeline_class=ProgramCompiler)(program)(1) == 3
    assert asked == expected
