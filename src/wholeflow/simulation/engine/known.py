"""The kernel for simple models: the same text, with what is known of them put in.

Most of what a node may do, most nodes do not: put somebody out, be left by whoever has
waited too long, share its staff. A run whose model does none of it need not look whether
it does, a dozen times a patient. So of a simple model certain fields are known to hold
one value, and the steps are compiled once more with the value in place of each look at
such a field. What can then never happen is left out, with all that it alone calls.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from .layout import Laid

NONE = -1
# Of a model: where these fields of its arrays hold these values, and nobody is there at
# the start, it is simple.
OF_MODELS: dict[str, dict[str, float]] = {
    "nodes": {
        "quick": 1, "alone": 1, "fifo": 1, "order": 0, "has_list": 0, "stays": 0,
        "timed": 0, "changes": 0, "reroutes": 0, "pre_empt": 0, "balking_n": 0,
        "turnaround": NONE, "together": 0,
    },
    "care": {"by_state": 0, "becomes": NONE},
    "sources": {
        "random": 1, "together_n": 0, "paths_first": NONE, "waits_outside": 0,
        "prevented_n": 0,
    },
}  # fmt: skip
# Of a run of such a model, from its first event to its last.
OF_RUNS: dict[str, float] = {
    "n_present": 0, "rerouting": 0, "batch": 0, "batch_number": NONE, "batch_class": NONE,
    "turning": 0, "sum_turning": 0, "served_first": NONE, "paused_first": NONE,
    "on_path": NONE, "gives_up": NONE, "becomes": NONE, "redrawn": 0, "missing": NONE,
    "has_left": 0, "front": 1, "place": 0,
}  # fmt: skip
KNOWN = {field: value for of in OF_MODELS.values() for field, value in of.items()}
KNOWN |= OF_RUNS


def is_simple(laid: Laid) -> bool:
    """Say whether runs of a model may go by what is known of simple ones."""
    return len(laid.present) == 0 and all(
        bool((getattr(laid, array)[field] == value).all())
        for array, fields in OF_MODELS.items()
        for field, value in fields.items()
    )


def simple_steps(modules: Iterable[ModuleType]) -> dict[str, Any]:
    """Give the steps of modules by name, for simple models.

    Parameters
    ----------
    modules
        Each with its `STEPS`; those that call steps of others come after these.
    """
    found: dict[str, Any] = {}
    for module in modules:
        names = {step.__name__ for step in module.STEPS}
        text = ast.parse(inspect.getsource(module))
        text.body = [
            each
            for each in text.body
            if isinstance(each, ast.FunctionDef) and each.name in names
        ]
        of_module = {**vars(module), **found}
        known = ast.fix_missing_locations(Known(KNOWN).visit(text))
        exec(compile(known, str(module.__file__), "exec"), of_module)  # noqa: S102 - our own text
        found |= {name: of_module[name] for name in names}
    return found


class Known(ast.NodeTransformer):
    """Puts what is known of some fields into a text, and leaves out what cannot be.

    Parameters
    ----------
    fields
        The value of each. What is written to such a field is worked out, if it must be,
        and not written.
    """

    def __init__(self, fields: Mapping[str, float]) -> None:
        self.fields = fields

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """Put in the value of a field that is known."""
        self.generic_visit(node)
        if self._is_known(node) and isinstance(node.ctx, ast.Load):
            return ast.Constant(self.fields[node.slice.value])  # type: ignore[attr-defined] # a constant
        return node

    def _is_known(self, node: ast.expr) -> bool:
        return (
            isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Constant)
            and node.slice.value in self.fields
        )

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        """Work out what is said of one constant."""
        self.generic_visit(node)
        return _worked_out(node, node.operand)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """Work out what is said of constants."""
        self.generic_visit(node)
        return _worked_out(node, node.left, *node.comparators)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        """Leave out what changes nothing, and what is not come to."""
        self.generic_visit(node)
        passes = isinstance(node.op, ast.And)  # the value at which it goes on
        left: list[ast.expr] = []
        for each in node.values:
            if not isinstance(each, ast.Constant):
                left.append(each)
            elif bool(each.value) != passes:
                left.append(each)
                break
        node.values = left or [ast.Constant(passes)]
        return node if len(node.values) > 1 else node.values[0]

    def visit_If(self, node: ast.If) -> ast.stmt | list[ast.stmt]:
        """Leave out the way that is not taken."""
        self.generic_visit(node)
        if isinstance(node.test, ast.Constant):
            return (node.body if node.test.value else node.orelse) or ast.Pass()
        return node

    def visit_For(self, node: ast.For) -> ast.stmt:
        """Leave out what is done for none."""
        self.generic_visit(node)
        return ast.Pass() if ast.unparse(node.iter) == "range(0)" else node

    def visit_Assign(self, node: ast.Assign) -> ast.stmt | list[ast.stmt]:
        """Write to no field that is known."""
        self.generic_visit(node)
        match node:
            case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)):
                both = list(zip(targets, values, strict=True))
                known = [each for each in both if self._is_known(each[0])]
                left = [each for each in both if each not in known]
                worked_out: list[ast.stmt] = [ast.Expr(value) for _, value in known]
                if left:
                    to, of = (list(some) for some in zip(*left, strict=True))
                    one = ast.Assign(
                        [ast.Tuple(to, ast.Store())], ast.Tuple(of, ast.Load())
                    )
                    worked_out.append(one)
                return worked_out
        node.targets = [each for each in node.targets if not self._is_known(each)]
        return node if node.targets else ast.Expr(node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        """Write to no field that is known."""
        self.generic_visit(node)
        return ast.Expr(node.value) if self._is_known(node.target) else node


def _worked_out(node: ast.expr, *parts: ast.expr) -> ast.expr:
    if not all(isinstance(part, ast.Constant) for part in parts):
        return node
    text = ast.fix_missing_locations(ast.Expression(node))
    return ast.Constant(eval(compile(text, "known", "eval")))  # noqa: S307 - of constants alone
