"""Small object-centric logs, in the three forms of OCEL 2.0."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
EXAMPLES = [
    DATA / f"ocel20_example.{form}" for form in ("jsonocel", "xmlocel", "sqlite")
]

Plain = dict[str, Any]


def a_ward(**changes: Any) -> Plain:
    """A ward round that saw two patients, and what came before and after.

    Alice was admitted, Bob was admitted, both were seen on one round by one team, and
    Alice was sent home. A bed was cleaned for nobody.
    """
    plain: Plain = {
        "eventTypes": [
            {"name": "admit", "attributes": [{"name": "route", "type": "string"}]},
            {"name": "round", "attributes": []},
            {"name": "discharge", "attributes": []},
            {"name": "clean", "attributes": []},
        ],
        "objectTypes": [
            {"name": "bed", "attributes": []},
            {"name": "patient", "attributes": [{"name": "news", "type": "integer"}]},
            {"name": "team", "attributes": []},
        ],
        "events": [
            an_event("e1", "admit", 8, "p1", "b1", route="ambulance"),
            an_event("e2", "admit", 9, "p2", route="clinic"),
            an_event("e3", "round", 10, "p1", "p2", "t1", "t2"),
            an_event("e4", "discharge", 15, "p1"),
            an_event("e5", "clean", 16, "b1"),
        ],
        "objects": [
            an_object("p1", "patient", news=[("1970-01-01T00:00:00Z", 3)]),
            an_object("p2", "patient", news=[("1970-01-01T00:00:00Z", 7)]),
            an_object("b1", "bed", in_it=["p1"]),
            an_object("t1", "team"),
            an_object("t2", "team"),
        ],
    }
    return plain | changes


def an_event(name: str, of: str, hour: int, *objects: str, **values: Any) -> Plain:
    return {
        "id": name,
        "type": of,
        "time": f"2024-05-01T{hour:02}:00:00Z",
        "attributes": [{"name": n, "value": value} for n, value in values.items()],
        "relationships": [{"objectId": o, "qualifier": "about"} for o in objects],
    }


def an_object(
    name: str, of: str, *, in_it: list[str] | None = None, **values: Any
) -> Plain:
    return {
        "id": name,
        "type": of,
        "attributes": [
            {"name": attribute, "time": time, "value": value}
            for attribute, times in values.items()
            for time, value in times
        ],
        "relationships": [
            {"objectId": o, "qualifier": "lies in it"} for o in in_it or []
        ],
    }


def written(folder: Path, plain: Any, name: str = "log.jsonocel") -> Path:
    path = folder / name
    path.write_text(json.dumps(plain, indent=1))
    return path


def database(folder: Path, *statements: str) -> Path:
    """The example as a database, with these statements done to it."""
    path = folder / "log.sqlite"
    path.write_bytes(EXAMPLES[2].read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path
