"""Opening hours as people write them in the standards file."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from wholeflow.errors import BadInput
from wholeflow.journeys import read_standards
from wholeflow.journeys.rules.opening import ALWAYS, Calendar, Opening

Write = Callable[..., Path]

DAY = ((480, 1110),)


def test_a_file_that_says_nothing_of_opening_means_always(write: Write) -> None:
    opening = read_standards(write("processes: {Testing: [CRP]}")).opening

    assert opening == Opening()
    assert opening.of("North") == opening.of(None) == ALWAYS


def test_hours_are_read_by_day_and_body(write: Write) -> None:
    opening = read_standards(
        write(
            "opening:\n"
            "  everybody:\n"
            "    Monday to Friday: 08:00 to 18:30\n"
            "    Saturday: [13:00 to 17:00, 09:00 to 12:00]\n"
            "    closed: [2024-12-25, 2024-12-26]\n"
            "  North: {every day: 0:00 - 24:00}\n"
        )
    ).opening

    assert opening.of("South") == Calendar(
        (*(DAY,) * 5, ((540, 720), (780, 1020)), ()),
        frozenset({dt.date(2024, 12, 25), dt.date(2024, 12, 26)}),
    )
    assert opening.of("North") == ALWAYS


def test_a_week_may_go_over_its_end(write: Write) -> None:
    path = write("opening: {everybody: {Sat to Mon: 08:00 to 18:30}}")

    weekly = read_standards(path).opening.everybody.weekly

    assert weekly == (DAY, (), (), (), (), DAY, DAY)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Mon: soon",
            "row 1: expected opening hours such as '08:00 to 18:30', got 'so",
        ),
        ("Mon: 22:00 to 06:00", "a night is two stretches: '22:00 to 24:00'"),
        ("Mon: 08:00 to 24:30", "got '08:00 to 24:30'"),
        ("Mon: 08:75 to 09:00", "got '08:75 to 09:00'"),
        ("Mon: [08:00 to 12:00, 11:00 to 13:00]", "two stretches of a day overlap"),
        ("Moonday: 08:00 to 09:00", "expected a day such as 'Monday'"),
        ("T to Fri: 08:00 to 09:00", "expected a day such as 'Monday'"),
        ("{Mon: 08:00 to 9:00, Mon to Tue: 08:00 to 9:00}", "Monday stands here twice"),
        ("closed: [25 December]", "expected a day such as 2024-12-25, got '25 Dec"),
        ("Mon: {a: b}", "expected opening hours such as '08:00 to 18:30', as text"),
    ],
)
def test_hours_that_cannot_be_are_refused(write: Write, text: str, told: str) -> None:
    inner = text if text.startswith("{") else f"{{{text}}}"

    with pytest.raises(BadInput) as refused:
        read_standards(write(f"opening: {{everybody: {inner}}}"))

    assert told in str(refused.value)
