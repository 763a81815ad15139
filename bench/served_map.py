"""A system of so many processes made by plain SQL, then served: run by `bench_path.py`.

`python served_map.py SIZE` works in the folder of WHOLEFLOW_DATA. It prints one line of
JSON (the way in, a leaf and what is above it, the queries that one judgement asks), serves
on WHOLEFLOW_PORT and prints "ready" once it answers.

The map is a tree of `BRANCHING` with every tenth part shared by a second whole, each leaf
judged once. Rows are written by INSERT ... SELECT, because the write door would take
hours; flags by SQL too, level by level, with the operators of the library.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from wholeflow.server import running

running.set_up()

import empty_system  # noqa: E402  # after set_up
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from wholeflow.server.accounts.models import Person  # noqa: E402
from wholeflow.server.history import clock  # noqa: E402
from wholeflow.server.mapping.models import Part, Process, Success  # noqa: E402
from wholeflow.server.measuring.models import Flag, Judgement  # noqa: E402

BRANCHING = 6
NECESSITY = 1 / BRANCHING  # so that something is left for the top to say
SCRAMBLE, PRIME = 982_451_653, 1_000_000_007  # ids in no order, as chance gives them
LOWER = "(0.5 + (n * 37 % 40) / 100.0)"
UPPER = f"min(1.0, {LOWER} + (n * 13 % 10) / 100.0)"


def key(n: int) -> str:
    """Give the id of one process, as `KEY` does in SQL."""
    digits = f"{n * SCRAMBLE % PRIME:026d}"
    return "wf:p:" + digits.translate(str.maketrans("0189", "abcd"))


KEY = (
    "'wf:p:' || replace(replace(replace(replace("
    f"printf('%026d', {{n}} * {SCRAMBLE} % {PRIME}),"
    "'0','a'),'1','b'),'8','c'),'9','d')"
)
ROW = "printf('%032x', {n})"


def levels(size: int) -> Iterator[tuple[int, int]]:
    """Give the first and last number of each level that has parts, deepest first."""
    firsts = [0]
    while BRANCHING * firsts[-1] + 1 < size:
        firsts.append(BRANCHING * firsts[-1] + 1)
    last_whole = (size - 2) // BRANCHING
    for first in reversed(firsts[:-1]):
        yield first, min(BRANCHING * first, last_whole)


def insert(model: Any, series: str, columns: Mapping[str, str]) -> None:
    """Insert rows from a series; columns that are not given take the model's defaults."""

    given: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        default = field.get_default() if field.has_default() else None
        if default is None and not field.null and field.column not in columns:
            default = ""
        given[field.column] = columns.get(field.column) or _literal(default)
    names = ", ".join(f'"{name}"' for name in given)
    values = ", ".join(given.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({names}) '
            f"WITH RECURSIVE series(n) AS ({series}) SELECT {values} FROM series"
        )


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, (bool, int, float)):
        return str(float(value) if isinstance(value, float) else int(value))
    return f"'{value}'"


def between(first: int, last: int, step: int = 1) -> str:
    return f"SELECT {first} UNION ALL SELECT n + {step} FROM series WHERE n + {step} <= {last}"


def write(size: int, owner: Any, day: date) -> None:
    """Write the rows of a map of so many processes."""

    first_leaf = (size - 2) // BRANCHING + 1
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA cache_size=-1000000")
    everything = between(0, size - 1)
    insert(
        Process,
        everything,
        {
            "id": KEY.format(n="n"),
            "name": "'Doing thing ' || n",
            "owner_id": f"'{owner.pk.hex}'",
            "organisation_id": f"'{owner.organisation_id.hex}'",
            "label": "'public'",
            "parts_suffice": "1",
            "top": "n = 0",
        },
    )
    link = {"necessity_low": str(NECESSITY), "necessity_high": str(NECESSITY)}
    whole = f"((n - 1) / {BRANCHING})"
    tree = {"whole_id": KEY.format(n=whole), "part_id": KEY.format(n="n")}
    insert(Part, between(1, size - 1), {"id": ROW.format(n="n"), **tree, **link})
    shared = {**tree, "whole_id": KEY.format(n=f"({whole} - 1)")}
    extra = {"id": ROW.format(n=f"(n + {size})"), **shared, **link}
    insert(Part, between(2 * BRANCHING, size - 1, 10), extra)
    one = {"id": ROW.format(n="n"), "process_id": KEY.format(n="n")}
    insert(Success, everything, {**one, "text": "'It is done'"})
    said = {"reason": "'seen'", "on": f"'{day}'", "by": f"'{owner.pk}'"}
    leaves = between(first_leaf, size - 1)
    weights = {"evidence_for": LOWER, "evidence_against": f"1.0 - {UPPER}"}
    insert(Judgement, leaves, {**one, **said, **weights})
    flag = {"process_id": KEY.format(n="n"), "has_success": "1", "as_of": f"'{day}'"}
    own = {"own_lower": LOWER, "own_upper": UPPER, "own_count": "1"}
    insert(Flag, leaves, {**flag, **own, "lower": LOWER, "upper": UPPER})
    for first, last in levels(size):
        _flags_of_wholes(flag, first, last)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _flags_of_wholes(flag: Mapping[str, str], first: int, last: int) -> None:
    """Roll one level up, as `all_of` does where nothing is assumed about dependence."""

    parts = (
        "FROM mapping_part link JOIN measuring_flag part ON part.process_id = link.part_id"
        f" WHERE link.whole_id = {KEY.format(n='n')})"
    )
    short = f"(SELECT sum(link.necessity_high * (1.0 - part.lower)) {parts}"
    worst = f"(SELECT max(link.necessity_low * (1.0 - part.upper)) {parts}"
    insert(
        Flag,
        between(first, last),
        {**flag, "lower": f"max(0.0, 1.0 - {short})", "upper": f"1.0 - {worst}"},
    )


def above(n: int) -> list[str]:
    """Give what is above one process, nearest first, by its first whole."""
    keys = []
    while n > 0:
        n = (n - 1) // BRANCHING
        keys.append(key(n))
    return keys


def main(size: int) -> None:
    """Build the map, in a process of its own so that its memory is not the server's."""
    subprocess.run([sys.executable, __file__, str(size), "build"], check=True)
    serve(size)


def build(size: int) -> None:
    owner = empty_system.begin()
    write(size, owner, clock.today())


def serve(size: int) -> None:
    """Say what there is, and serve it."""
    owner = Person.objects.get()
    client = Client(headers={"host": "localhost"})
    client.force_login(owner)
    leaf = size - 1
    form = {"basis": "gut feeling", "evidence_for": 40, "evidence_against": 5}
    asked = {}
    for what, ask in {
        "judge": lambda: client.post(f"/p/{key(leaf)}/judge", form),
        "why": lambda: client.get(f"/p/{key(0)}/why"),
    }.items():
        with CaptureQueriesContext(connection) as captured:
            answer = ask()
        assert answer.status_code in {200, 302}, answer.content.decode()[:2000]
        asked[what] = len(captured)
    told = {
        "leaf": key(leaf),
        "above": above(leaf),
        "session": client.cookies[settings.SESSION_COOKIE_NAME].OutputString([]),
        "queries": asked,
    }
    connection.close()
    print(json.dumps(told), flush=True)
    running.listen(ready=lambda: print("ready", flush=True))


if __name__ == "__main__":  # the server starts a second process that imports this one
    if sys.argv[2:] == ["build"]:
        build(int(sys.argv[1]))
    else:
        main(int(sys.argv[1]))
