"""What is known of simple models is put into the kernel, and changes no run of them."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from tests.simulation.models import made_up, simple
from wholeflow.simulation.engine import layout
from wholeflow.simulation.engine.known import KNOWN, OF_MODELS, Known
from wholeflow.simulation.engine.running import compile_model, run_once


def test_runs_of_simple_models_are_the_same_on_both_kernels(
    tries: Callable[[int, int], int],
) -> None:
    for seed in range(tries(30, 200)):
        compiled = compile_model(
            simple(seed),
            hours=200.0,
            warm_up_hours=50.0,
            follow_hours=(0.0, 60.0)[seed % 2],
        )
        assert compiled.simple, seed
        other = dataclasses.replace(compiled, simple=False)

        one, another = (
            run_once(each, seed=seed, keep_visits=True) for each in (compiled, other)
        )

        for field in dataclasses.fields(one):
            given, expected = getattr(one, field.name), getattr(another, field.name)
            if isinstance(given, np.ndarray):
                given, expected = given.tobytes(), expected.tobytes()
            assert given == expected, (seed, field.name)


def test_models_of_which_less_is_known_are_not_simple() -> None:
    compiled = [compile_model(made_up(seed), hours=10.0) for seed in range(60)]

    assert not any(each.simple for each in compiled if len(each.laid.present) > 0)
    for array, fields in OF_MODELS.items():
        for field, value in fields.items():
            other = [
                each
                for each in compiled
                if (getattr(each.laid, array)[field] != value).any()
            ]
            assert not any(each.simple for each in other)


@pytest.mark.parametrize("field", KNOWN)
def test_a_name_that_is_known_is_known_of_every_kind_of_row(field: str) -> None:
    forms = {id(form): form for form in (layout.NOW, *layout.FORMS.values())}

    kinds = sum(field in (form.names or ()) for form in forms.values())

    # Places being made ready are none at a node nor in a bin; nobody's class becomes
    # another by what care of a class says, nor that of one patient.
    assert kinds == (2 if field in {"turning", "becomes"} else 1)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("x = of['none'] > 0 or at['y']", "x = at['y']"),
        (
            "x = of['one'] and at['y'] and not of['one'] and z()",
            "x = at['y'] and False",
        ),
        ("x = of['none'] < 0", "x = False"),
        ("if of['one']:\n    a()\nelse:\n    b()", "a()"),
        ("if of['none']:\n    a()", "pass"),
        ("for at in range(of['none']):\n    a()", "pass"),
        ("of['one'] = at['y'] = z()", "at['y'] = z()"),
        ("of['one'] = z()", "z()"),
        ("of['one'] += z()", "z()"),
        ("a, of['one'], b = 1, z(), 2", "z()\na, b = (1, 2)"),
        ("a, b = b, a", "a, b = (b, a)"),
        ("at['y'] = of['one']", "at['y'] = 1"),
    ],
)
def test_what_cannot_be_is_left_out(text: str, left: str) -> None:
    known = Known({"none": 0, "one": 1}).visit(ast.parse(text))

    assert ast.unparse(ast.fix_missing_locations(known)) == left
