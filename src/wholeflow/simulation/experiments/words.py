"""Scenarios in plain words, one change on each line, such as `pool beds + 2`.

`FORMS` is the whole vocabulary. Names stand as in the model, in double quotes if they
would be mistaken. Nothing that somebody writes is ever run.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from wholeflow.simulation.model.nodes import Order

from .changes import (
    Amount,
    Change,
    Closed,
    Days,
    DemandChange,
    NoShowChange,
    Opening,
    OrderChange,
    PlacesChange,
    PoolChange,
    Prevention,
    PriorityChange,
    ServiceChange,
    ShareChange,
    Sign,
    TurnaroundChange,
)
from .parts import NotPossible
from .sharing import Sharing

Found = dict[str, str | None]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ORDERS: tuple[Order, ...] = get_args(Order)
LONGEST = 300  # signs on a line: longer is no change, and slow to look through

_NUMBER = r"\d+(?:\.\d+)?"
_NAME = r'(?P<name>"[^"]+"|.+?)'
_AMOUNT = rf"(?P<sign>[-+=x*])\s*(?P<number>{_NUMBER})"
_TIMES = rf"[x*]\s*(?P<number>{_NUMBER})"
_SET = rf"=\s*(?P<number>{_NUMBER})"
_DAYS = rf"from\s+day\s+(?P<first>{_NUMBER})\s+for\s+(?P<days>{_NUMBER})\s+days?"
_DURING = rf"(?:\s+{_DAYS})?"
_FOR_CLASS = r'(?:\s+for\s+class\s+(?P<class>"[^"]+"|.+?))?'
_ON_DAYS = r"(?:\s+on\s+(?P<weekdays>[a-z]{3}(?:\s*[-,]\s*[a-z]{3})*))?"


@dataclass(frozen=True, slots=True)
class Form:
    """One way of saying a change.

    Parameters
    ----------
    example
        How it is written; its first word is what the form is known by.
    says
        What it does.
    pattern
        What comes after the first word.
    make
        The change from what the pattern found.
    """

    example: str
    says: str
    pattern: str
    make: Callable[[Found], Change]

    @property
    def word(self) -> str:
        """The first word."""
        return self.example.split()[0]


def change_of(line: str) -> Change:
    """Read one change.

    Raises
    ------
    NotPossible
        If it is none, with an example of what was perhaps meant.
    """
    word, _, rest = line.strip().partition(" ")
    form = _FORM_OF.get(word.lower())
    if form is None:
        near = difflib.get_close_matches(word.lower(), _FORM_OF, n=1)
        examples = [_FORM_OF[each].example for each in near or list(_FORM_OF)[:3]]
        raise NotPossible(
            f"expected such as '{' or '.join(examples)}', got '{line[:60]}'"
        )
    found = None
    if len(rest) <= LONGEST:
        found = re.fullmatch(form.pattern, rest.strip(), re.IGNORECASE)
    if found is None:
        raise NotPossible(f"expected such as '{form.example}', got '{line[:60]}'")
    return form.make(found.groupdict())


def quoted(name: str) -> str:
    """Give a name as it is safe in a change."""
    return f'"{name}"'


def _name(found: Found, which: str = "name") -> str:
    name = (found[which] or "").strip()
    return name[1:-1] if name.startswith('"') and name.endswith('"') else name


def _class(found: Found) -> str | None:
    return None if found["class"] is None else _name(found, "class")


def _number(found: Found, which: str = "number") -> float:
    return float(found[which] or 0)


def _factor(found: Found) -> float:
    if _number(found) == 0:
        raise NotPossible("expected a number above 0 after x, got 0")
    return _number(found)


_SIGNS: dict[str, Sign] = {"+": "+", "-": "-", "=": "=", "x": "x", "*": "x"}


def _amount(found: Found) -> Amount:
    return Amount(_SIGNS[(found["sign"] or "").lower()], _number(found))


def _days(found: Found) -> Days | None:
    if found["first"] is None:
        return None
    return Days(_number(found, "first"), _number(found, "days"))


def _closed(found: Found) -> Closed:
    during = _days(found)
    assert during is not None, "the pattern has them"
    return Closed(_name(found), during)


def _places(found: Found) -> PlacesChange:
    no_limit = found["number"] is None
    return PlacesChange(_name(found), None if no_limit else _amount(found))


def _opening(found: Found) -> Opening:
    first, last = int(_number(found, "opens")), int(_number(found, "closes"))
    if not 0 <= first < last <= 24:
        raise NotPossible(
            f"expected hours such as 8-20, from 0 to 24, got {first}-{last}"
        )
    days = found["weekdays"]
    return Opening(_name(found), first, last, None if days is None else _weekdays(days))


def _weekdays(text: str) -> tuple[int, ...]:
    words = re.findall(r"[a-z]{3}", text.lower())
    if strange := [word for word in words if word not in WEEKDAYS]:
        raise NotPossible(f"expected days such as Mon-Fri, got '{strange[0]}'")
    places = [WEEKDAYS.index(word) for word in words]
    if "-" not in text:
        return tuple(places)
    if len(places) != 2:
        raise NotPossible(f"expected days such as Mon-Fri or Mon, Wed, got '{text}'")
    first, last = places
    return tuple(day % 7 for day in range(first, first + (last - first) % 7 + 1))


def _order(found: Found) -> OrderChange:
    asked = " ".join((found["order"] or "").lower().split())
    for order in ORDERS:
        if order == asked:
            return OrderChange(_name(found), order)
    raise NotPossible(f"expected one of {', '.join(ORDERS)}, got '{asked}'")


FORMS = (
    Form(
        "pool beds + 2",
        "units of a pool: +, - or = a number, or x for so many times as many",
        rf"{_NAME}\s*{_AMOUNT}{_DURING}",
        lambda found: PoolChange(_name(found), _amount(found), _days(found)),
    ),
    Form(
        'shared "beds of A" with "beds of B"',
        "units of another pool join a pool, and serve all who need either",
        rf'{_NAME}\s+with\s+(?P<other>"[^"]+"|.+?)',
        lambda found: Sharing(_name(found), _name(found, "other")),
    ),
    Form(
        "opening clinic 8-20 on Mon-Fri",
        "the hours of the day, and the days, on which a pool is there",
        rf"{_NAME}\s+(?P<opens>\d+)\s*-\s*(?P<closes>\d+){_ON_DAYS}",
        _opening,
    ),
    Form(
        "demand x 1.3 from day 28 for 14 days",
        "how many come from all sources, at random, by appointment or as recorded",
        rf"{_TIMES}{_DURING}",
        lambda found: DemandChange(None, _number(found), _days(found)),
    ),
    Form(
        'source "Front door" x 1.1',
        "how many come from one source",
        rf"{_NAME}\s*{_TIMES}{_DURING}",
        lambda found: DemandChange(_name(found), _number(found), _days(found)),
    ),
    Form(
        'prevented "Front door" = 0.1 for class frail',
        "share of a source's patients who need not come, of one class or of all",
        rf"{_NAME}\s*{_SET}{_FOR_CLASS}",
        lambda found: Prevention(_name(found), _number(found), _class(found)),
    ),
    Form(
        "no-show clinic = 0.05",
        "share of a source's appointments that nobody comes to",
        rf"{_NAME}\s*{_SET}",
        lambda found: NoShowChange(_name(found), _number(found)),
    ),
    Form(
        "service Ward x 0.9 for class urgent",
        "how long services last at a node, for one class or for all",
        rf"{_NAME}\s*{_TIMES}{_FOR_CLASS}",
        lambda found: ServiceChange(_name(found), _factor(found), _class(found)),
    ),
    Form(
        "turnaround Ward x 0.5",
        "how long a place is made ready after each patient",
        rf"{_NAME}\s*{_TIMES}",
        lambda found: TurnaroundChange(_name(found), _factor(found)),
    ),
    Form(
        "places ED + 3",
        "how many patients may be at a node; = none is no limit",
        rf"{_NAME}\s*(?:{_AMOUNT}|=\s*none)",
        _places,
    ),
    Form(
        "share ED -> Ward = 0.25 for class urgent",
        "share of patients who go on to a node; other ways keep their proportions",
        rf'{_NAME}\s*->\s*(?P<to>"[^"]+"|.+?)\s*{_SET}{_FOR_CLASS}',
        lambda found: ShareChange(
            _name(found), _name(found, "to"), _number(found), _class(found)
        ),
    ),
    Form(
        "closed Ward from day 28 for 3 days",
        "nobody is started at a node; whoever is being served is served to the end",
        rf"{_NAME}\s+{_DAYS}",
        _closed,
    ),
    Form(
        "order Ward = earliest due",
        f"who is first of those of one priority: {', '.join(ORDERS)}",
        rf"{_NAME}\s*=\s*(?P<order>[a-z ]+)",
        _order,
    ),
    Form(
        "priority urgent = 0",
        "priority of a class of patients, 0 before 1",
        rf"{_NAME}\s*=\s*(?P<number>\d\d?)",
        lambda found: PriorityChange(_name(found), int(_number(found))),
    ),
)  # fmt: skip
_FORM_OF = {form.word: form for form in FORMS}
