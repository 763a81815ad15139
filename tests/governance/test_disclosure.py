"""Small numbers, hidden and rounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.governance import OPEN, Disclosure


@pytest.mark.parametrize(
    ("people", "shown"),
    [(0, 0), (1, None), (7, None), (8, 10), (12, 10), (13, 15), (342, 340)],
)
def test_one_to_seven_are_hidden_and_the_rest_rounded_to_five(people, shown):
    assert Disclosure().count(people) == shown


def test_what_is_hidden_is_said_in_words_and_is_not_nought():
    assert Disclosure().in_words(1) == "fewer than 8"


@given(st.integers(0, 10**9))
def test_open_data_are_shown_as_they_are(people):
    assert OPEN.count(people) == people
