"""Small safe expressions over the state of a run, for rules and orders.

They are written as in Python: numbers, + - * /, comparisons, and, or, not, min and max,
and these names:

    time                hours since the start of the run
    hour, weekday       local hour of the day, 0 to 23; day, 0 for Monday
    waited              hours the patient has waited so far, at all nodes
    in_system           hours since the patient came in
    visits              how often the patient has been at this node before
    priority            of the patient's class
    is_class("urgent")  1 if the patient is of that class, else 0
    waiting("Ward")     how many wait at a node
    present("Ward")     how many are at a node, in all
    free("beds")        units of a pool that are free, below 0 in overtime

No run ends in a number that is none: what is divided by 0 comes to 0, and what would come
to more than a million million, either side of 0, to that. To divide by what is 0 whatever
happens is refused before the run.

An expression is turned into a postfix program once, which both engines run; nothing that
somebody writes is ever run as Python.
"""

from __future__ import annotations

import ast
import math
import operator
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

NUMBER = 0
NAMES = ("time", "hour", "weekday", "waited", "in_system", "visits", "priority")
ASKED = ("is_class", "waiting", "present", "free")
_TWO: tuple[tuple[type[ast.AST], str], ...] = (
    (ast.Add, "+"), (ast.Sub, "-"), (ast.Mult, "*"), (ast.Div, "/"),
    (ast.Lt, "<"), (ast.LtE, "<="), (ast.Gt, ">"), (ast.GtE, ">="),
    (ast.Eq, "=="), (ast.NotEq, "!="),
)  # fmt: skip
TWO = (*(word for _, word in _TWO), "and", "or", "min", "max")
CODES = {
    word: at + 1 for at, word in enumerate((*NAMES, *ASKED, *TWO, "not", "negative"))
}
DEEPEST = 16  # values that wait on the stack at once
LONGEST = 400  # characters
GREATEST = 10**12


@dataclass(frozen=True, slots=True)
class Instruction:
    """One step of a postfix program: a code of `CODES` or NUMBER, and its number.

    The number is the value of NUMBER, or which class, node or pool is asked about.
    """

    code: int
    number: float = 0.0


class Known(Protocol):
    """What a name in an expression may stand for."""

    def place_of(self, kind: str, name: str) -> int | None:
        """Give the place of a class, node or pool in the model; None if there is none."""


class NotAnExpression(Exception):
    """Text that is no expression, with what is wrong."""


class UnknownName(NotAnExpression):
    """A class, node or pool that is asked about and is not there."""

    def __init__(self, kind: str, name: str) -> None:
        self.kind, self.name = kind, name
        super().__init__(f'there is no {kind} "{name[:60]}"')


def program_of(text: str, known: Known) -> tuple[Instruction, ...]:
    """Turn an expression into a postfix program.

    Raises
    ------
    NotAnExpression
        With what was expected and what was found.
    """
    if len(text) > LONGEST:
        raise NotAnExpression(
            f"expected at most {LONGEST} characters, got {len(text):,}"
        )
    try:
        with warnings.catch_warnings(action="ignore"):  # of odd numbers and backslashes
            tree = ast.parse(text.strip(), mode="eval").body
        steps = tuple(_steps(tree, known))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotAnExpression(
            f"expected an expression such as 'waiting(\"Ward\") > 3', got '{text[:60]}'"
        ) from None
    if _depth(steps) > DEEPEST:
        raise NotAnExpression("it is nested too deep; take it apart")
    return steps


def _steps(tree: ast.AST, known: Known) -> list[Instruction]:
    match tree:
        case ast.Constant() | ast.Name() | ast.Call():
            steps = _single(tree, known)
        case ast.BinOp(left=left, op=op, right=right):
            steps = _two(_word(op), left, right, known)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            steps = _two(_word(op), left, right, known)
        case ast.BoolOp(op=op, values=[first, *others]):
            word = "and" if isinstance(op, ast.And) else "or"
            steps = _steps(first, known)
            for other in others:
                steps += [*_steps(other, known), Instruction(CODES[word])]
        case ast.UnaryOp(op=ast.Not() | ast.USub() as op, operand=of):
            word = "not" if isinstance(op, ast.Not) else "negative"
            steps = [*_steps(of, known), Instruction(CODES[word])]
        case _:
            raise _unknown(tree)
    return steps


def _single(tree: ast.AST, known: Known) -> list[Instruction]:
    match tree:
        case ast.Constant(value=bool() | int() | float() as value):
            return [Instruction(NUMBER, _number(value))]
        case ast.Name(id=name) if name in NAMES:
            return [Instruction(CODES[name])]
        case ast.Call(
            func=ast.Name(id=name),
            args=[ast.Constant(value=str() as asked)],
            keywords=[],
        ) if name in ASKED:
            return [Instruction(CODES[name], _place(name, asked, known))]
        case ast.Call(
            func=ast.Name(id="min" | "max" as name), args=[first, second], keywords=[]
        ):
            return _two(name, first, second, known)
    raise _unknown(tree)


def _unknown(tree: ast.AST) -> NotAnExpression:
    return NotAnExpression(
        f"'{ast.unparse(tree)[:40]}' is not known; expected numbers, + - * /, "
        f"comparisons, and, or, not, min, max, {', '.join(NAMES)}, "
        f"{', '.join(ASKED)}"
    )


def _number(value: float) -> float:
    if abs(value) > GREATEST:
        raise NotAnExpression(f"expected numbers of at most {GREATEST:,}")
    return float(value)


def _two(word: str, left: ast.AST, right: ast.AST, known: Known) -> list[Instruction]:
    first, second = _steps(left, known), _steps(right, known)
    if word == "/" and _always_zero(second):
        raise NotAnExpression(
            f"'{ast.unparse(right)[:40]}' is 0 and something is divided by it; expected "
            "another number"
        )
    return [*first, *second, Instruction(CODES[word])]


def _word(op: ast.AST) -> str:
    for kind, word in _TWO:
        if isinstance(op, kind):
            return word
    raise NotAnExpression(
        f"'{type(op).__name__}' is not known; expected + - * / < > =="
    )


def _place(name: str, asked: str, known: Known) -> int:
    kind = {"is_class": "class", "free": "pool"}.get(name, "node")
    place = known.place_of(kind, asked)
    if place is None:
        raise UnknownName(kind, asked)
    return place


def _depth(steps: Sequence[Instruction]) -> int:
    depth = most = 0
    for step in steps:
        if step.code in _TAKES_TWO:
            depth -= 1
        elif step.code not in _TAKES_ONE:
            depth += 1
        most = max(most, depth)
    return most


_TAKES_ONE = {CODES["not"], CODES["negative"]}
_TAKES_TWO = {CODES[word]: word for word in TWO}


def _always_zero(steps: Sequence[Instruction]) -> bool:
    """Say whether steps come to 0 whatever happens: they ask for nothing."""
    asks = {CODES[word] for word in (*NAMES, *ASKED)}
    if any(step.code in asks for step in steps):
        return False
    return value_of(steps, lambda *_: math.nan) == 0.0


def divided(left: float, right: float) -> float:
    """Divide; by 0 gives 0."""
    return left / right if right else 0.0


def within(value: float) -> float:
    """Hold a value within what it may come to."""
    return min(max(value, -float(GREATEST)), float(GREATEST))


DOES: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: within(left + right),
    "-": lambda left, right: within(left - right),
    "*": lambda left, right: within(left * right),
    "/": lambda left, right: within(divided(left, right)),
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
    "and": lambda left, right: bool(left) and bool(right),
    "or": lambda left, right: bool(left) or bool(right),
    "min": min, "max": max,
}  # fmt: skip


def value_of(
    program: Sequence[Instruction], asked: Callable[[int, int], float]
) -> float:
    """Run a program in plain Python; `asked` gives what a name stands for now."""
    stack: list[float] = []
    for step in program:
        if step.code == NUMBER:
            stack.append(step.number)
        elif step.code in _TAKES_TWO:
            right, left = stack.pop(), stack.pop()
            stack.append(float(DOES[_TAKES_TWO[step.code]](left, right)))
        elif step.code == CODES["not"]:
            stack.append(float(not stack.pop()))
        elif step.code == CODES["negative"]:
            stack.append(-stack.pop())
        else:
            stack.append(asked(step.code, int(step.number)))
    return stack[0]
