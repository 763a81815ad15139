"""How the steps of the kernel become one program: linked and optimised once, as a whole.

Numba makes each function that another calls ready to be run by itself, with all that it
calls in turn. Sixty steps deep that is most of the time of compiling, and for nothing:
steps are only called by steps. And it leaves each open to callers that it does not know
of, so that a call costs more than many a step. Here a step is only translated, and what
is run is the program of them all, in which the compiler sees every call there is.

This goes further into numba than what it promises to keep. Numba is imported here, so
this is imported late.
"""

from __future__ import annotations

from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler


class _Step(JITCodeLibrary):
    """A step, to be linked into a program alone: neither optimised nor made ready to run."""

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:  # noqa: ARG002 - as numba calls it
        self._ensure_finalized()  # type: ignore[no-untyped-call] # numba has no types
        return 0

    @property
    def codegen(self) -> Any:
        return _NothingToSet


class _NothingToSet:
    """What numba asks to keep something for a function that can be run."""

    @staticmethod
    def set_env(name: str, env: object) -> None:
        pass


class _Program(JITCodeLibrary):
    """The program: every step that is linked into it is called from within it alone."""

    def _optimize_final_module(self) -> None:
        for function in self._final_module.functions:
            if function.linkage.name == "linkonce_odr":  # so numba links steps in
                function.linkage = "internal"
        super()._optimize_final_module()  # type: ignore[no-untyped-call] # as above


class StepCompiler(Compiler):
    """Translates a step."""

    library: type[JITCodeLibrary] = _Step

    def __init__(self, typing: Any, target: Any, _: None, *others: Any) -> None:
        library = self.library(target.codegen(), self.library.__name__)
        library.enable_object_caching()  # type: ignore[no-untyped-call] # as above
        super().__init__(typing, target, library, *others)  # type: ignore[no-untyped-call] # as above


class ProgramCompiler(StepCompiler):
    """Translates the way in, links in all steps, and makes it ready to run."""

    library = _Program
