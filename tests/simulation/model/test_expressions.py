"""Expressions give what Python gives, and nothing else of Python is let in."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wholeflow.simulation.model.expressions import (
    ASKED,
    CODES,
    LONGEST,
    NAMES,
    NotAnExpression,
    program_of,
    value_of,
)


class Everything:
    """A model in which every name is known, as the number of its letters."""

    def place_of(self, kind: str, name: str) -> int | None:
        return len(name)


class Nothing:
    """A model without names."""

    def place_of(self, kind: str, name: str) -> int | None:
        return None


VALUES = {name: float(number) for number, name in enumerate((*NAMES, *ASKED), start=2)}


def value(text: str) -> float:
    """Work an expression out; a name stands for its number, plus what is asked about."""
    names = {CODES[name]: held for name, held in VALUES.items()}
    return value_of(
        program_of(text, Everything()), lambda code, which: names[code] + which
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 - 2 - 1", 4),
        ("8 / 4 / 2", 1),
        ("1 / (hour - hour)", 0),
        ("(hour - hour) / (hour - hour)", 0),
        ("1000000000000 * 2", 1e12),
        ("-1000000000000 * time * time", -1e12),
        ("1 / (1 / 1000000000000 / 1000000000000)", 1e12),
        ("-2 - -3", 1),
        ("min(3, 1 + 1)", 2),
        ("max(3, 1)", 3),
        ("1 < 2", 1),
        ("2 <= 1", 0),
        ("not 0 and 5 > 3", 1),
        ("0 or 0.5", 1),
        ("0 or 0 or 0", 0),
        ("True", 1),
        ("time", 2),
        ("hour - weekday", -1),
        ('waiting("Ward")', 10 + 4),
        ('free("beds") + is_class("a")', 12 + 4 + 9 + 1),
    ],
)
def test_an_expression_gives_its_value(text: str, expected: float) -> None:
    assert value(text) == expected


NUMBERS = st.integers(0, 9).map(str)
EXPRESSIONS = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        st.tuples(
            inner,
            st.sampled_from(["+", "-", "*", "<", ">", "<=", ">=", "==", "!="]),
            inner,
        ).map(lambda parts: f"({' '.join(parts)})"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(
            lambda parts: f"{parts[0]}({parts[1]}, {parts[2]})"
        ),
        inner.map(lambda part: f"(-{part})"),
        inner.map(lambda part: f"(not {part})"),
    ),
    max_leaves=12,
)


@given(EXPRESSIONS)
def test_an_expression_gives_what_python_gives(text: str) -> None:
    assert value(text) == float(eval(text))  # noqa: S307 - of signs and digits above


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "expected an expression"),
        ("waiting(", "expected an expression"),
        ("__import__('os')", "is not known"),
        ("time.real", "is not known"),
        ("[1]", "is not known"),
        ("1 if 2 else 3", "is not known"),
        ("1 < 2 < 3", "is not known"),
        ("2 ** 9", "'Pow' is not known"),
        ("min(1, 2, 3)", "is not known"),
        ("waiting('a', key=1)", "is not known"),
        ("waiting(1)", "is not known"),
        ("wait", "'wait' is not known; expected numbers"),
        ("lambda: 0", "is not known"),
        ("'text'", "is not known"),
        ("1 / 0", "'0' is 0 and something is divided by it; expected another"),
        ("time / (2 - 1 - 1)", "is 0 and something is divided by it"),
        ("time + 0 / 0", "is 0 and something is divided by it"),
        ("time / False", "is 0 and something is divided by it"),
        ("1e999", "expected numbers of at most 1,000,000,000,000"),
        ("9" * 399, "expected numbers of at most"),
        ("1j", "is not known"),
        ("(" * 300 + "1" + ")" * 300, "at most 400 characters"),
        ("1" + "+(1" * 90 + ")" * 90, "nested too deep"),
        ("1" + "/(1" * 90 + ")" * 90, "nested too deep"),
        ("waiting('\\d')", "there is no node"),
        ("a\x00b", "expected an expression"),
    ],
)
def test_anything_else_is_refused_in_words(text: str, expected: str) -> None:
    with pytest.raises(NotAnExpression, match=expected):
        program_of(text, Nothing())


@given(EXPRESSIONS, EXPRESSIONS, st.sampled_from([1e-12, 1e12]))
def test_what_is_divided_again_and_again_stays_a_number(
    above: str, below: str, scale: float
) -> None:
    far = f"({above}) * {scale!r} / (time - time + {below}) / {scale!r}"
    text = f"{far} * ({far}) - {far}"
    assume(len(text) <= LONGEST)
    assert abs(value(text)) <= 1e12


@given(st.text(max_size=60))
def test_no_text_ends_in_anything_but_a_program_or_a_refusal(text: str) -> None:
    try:
        program = program_of(text, Everything())
    except NotAnExpression:
        return
    value_of(program, lambda code, which: 1.0)
