"""Write the reference pages that are made from the code.

    python docs/generate.py          write them
    python docs/generate.py --check  only say which differ; exit code 1 if any does

A test compares them too, so a page cannot fall behind what it describes.
"""

# ruff: noqa: INP001 - a script beside the pages it writes, no package

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import click

from wholeflow.cli import main
from wholeflow.governance import (
    ANYONE,
    Act,
    LogAct,
    LogFacts,
    Member,
    ProcessFacts,
    decide,
    decide_log,
)
from wholeflow.payment import example_money
from wholeflow.payment.files import schema as schema_of_money
from wholeflow.processes import LABELS
from wholeflow.server.configuration import SETTINGS
from wholeflow.simulation import example_model
from wholeflow.simulation.files.schema import schema as schema_of_models
from wholeflow.simulation.fitting.keeping import schema as schema_of_fits
from wholeflow.simulation.model.checking import limits
from wholeflow.simulation.model.expressions import LONGEST
from wholeflow.simulation.model.ranges import LONGEST_HOURS

HERE = Path(__file__).parent
SCHEMA = HERE.parent / "src/wholeflow/processes/schema/map-1.json"
MONEY_SCHEMA = "../src/wholeflow/payment/schema/money-table-1.json"
MODEL_SCHEMA = "../src/wholeflow/simulation/schema/simulation-model-1.json"
FIT_SCHEMA = "../src/wholeflow/simulation/schema/fitted-model-1.json"
HELP_WIDTH = 78


def commands() -> str:
    """Give the page of every command, as `--help` tells it."""
    pages = _pages(main, click.Context(main, info_name="wholeflow"))
    told = "\n".join(f"## {name}\n\n```text\n{text}\n```\n" for name, text in pages)
    return f"""\
# Commands

Every command, as its `--help` tells it. What a command finds goes to standard output,
what it says meanwhile to standard error. It ends with 0 when it is done, 1 when the
answer is no or the data are wrong, and 2 when it was called wrongly.

{told}"""


def _pages(command: click.Command, context: click.Context) -> list[tuple[str, str]]:
    """Give a command and, of a group, every command in it, with its help."""
    pages = [(context.command_path, _help(command, context))]
    if not isinstance(command, click.Group):
        return pages
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None, f"{name} is listed but is not there"
        pages += _pages(inner, click.Context(inner, info_name=name, parent=context))
    return pages


def _help(command: click.Command, context: click.Context) -> str:
    context.terminal_width = context.max_content_width = HELP_WIDTH
    return command.get_help(context)


def settings() -> str:
    """Give the page of every setting."""
    rows = [
        (
            f"`{each.name}`",
            f"`{each.default}`" if each.default else "empty",
            each.meaning,
        )
        for each in SETTINGS
    ]
    return f"""\
# Settings

Settings are environment variables. None has to be set: the defaults are safe on a
laptop. A value that cannot be used stops the program with a sentence that says what to
write.

{_table(("Setting", "Default", "What it does"), rows)}"""


OWNER = Member("owner", "theirs")
WHO: Mapping[str, Member] = {
    "anyone, not signed in": ANYONE,
    "signed in, of another organisation": Member("other", "another"),
    "signed in, of its organisation": Member("colleague", "theirs"),
    "its owner": OWNER,
}


def permissions() -> str:
    """Give the page of who may do what, worked out by the permission door itself."""
    owned = _decisions(owner="owner", who=WHO)
    unowned = _decisions(owner=None, who={k: v for k, v in WHO.items() if v != OWNER})
    headings = ("Label", "Who", "Read", "Speak", "Change", "Own")
    return f"""\
# Permissions

Every page, list, export and live message asks one function, `wholeflow.governance.decide`.
The tables below are what it answers. What somebody may not read is not shown to them, is
not counted, and its address answers as if there were nothing there. To
speak is to judge, to bring feedback and to answer what is asked; only whoever said
something confirms it or takes it back. To own is to take a process that nobody owns.

## A process that somebody owns

{_table(headings, owned)}
## A process that nobody owns yet

{_table(headings, unowned)}
Whoever looks after the system can let new organisations in; that gives no further right
to read or change a process.

## An event log, or a model

A log hangs on the process whose records it is, and that process's organisation holds it.
Nobody sees a log whose process they may not read; the table is for a process that is
public and owned. Nobody sees a row of a log. Those outside the organisation that holds it
see its counts with small numbers hidden, unless it is open data. To change is to say which
process an activity belongs to, to change what is said of the log, and to delete it; while
nobody owns the process, every member of its organisation may.

A model on which changes are tried hangs on a process in the same way, and the same table
decides. Whoever may bring one tries scenarios on it, and whoever wrote a scenario changes it.
Simulated patients are nobody, so no number of them is hidden.

{_table(LOG_HEADINGS, _log_decisions())}"""


LOG_LABELS = ("public", "system", "organisation")
LOG_HEADINGS = ("Label", "Who", "See", "Bring", "Change")
WHO_OF_A_LOG: Mapping[str, Member] = {
    "anyone, not signed in": ANYONE,
    "signed in, of another organisation": Member("other", "another"),
    "signed in, of the organisation that holds it": Member("colleague", "theirs"),
    "whoever brought it": Member("bringer", "theirs"),
    "the owner of its process": OWNER,
}


def _log_decisions() -> list[Sequence[str]]:
    process = ProcessFacts("owner", "The owner", "theirs", "public")
    rows: list[Sequence[str]] = []
    for label, (name, member) in product(LOG_LABELS, WHO_OF_A_LOG.items()):
        facts = LogFacts(process, "bringer", label)
        answers = (decide_log(member, act, facts).allowed for act in LogAct)
        rows.append((label, name, *("yes" if allowed else "no" for allowed in answers)))
    return rows


def _decisions(owner: str | None, who: Mapping[str, Member]) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for label, (name, member) in product(LABELS, who.items()):
        facts = ProcessFacts(owner, "The owner", "theirs", label)
        answers = (decide(member, act, facts).allowed for act in Act)
        rows.append((label, name, *("yes" if allowed else "no" for allowed in answers)))
    return rows


def map_file() -> str:
    """Give the page of the map's file format."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    fields = [
        ("The map", schema),
        ("A process", schema["$defs"]["processFields"]),
        ("A part", schema["properties"]["parts"]["items"]),
        ("An interlock", schema["properties"]["interlocks"]["items"]),
    ]
    tables = "\n".join(
        f"## {title}\n\n{_table(('Field', 'What it holds'), list(_fields(part)))}"
        for title, part in fields
    )
    return f"""\
# The map file

A map is a text file in YAML or JSON. Both say the same: `wholeflow export map.yaml` and
`wholeflow export map.json` can be read back without losing anything. The smallest map is
a name and a process:

```yaml title="smallest.yaml"
name: Tests
processes:
  - name: Testing blood
    parts:
      - name: Taking the sample
      - name: Reporting the result
```

```python
>>> from wholeflow.processes import import_map
>>> smallest, notes = import_map("smallest.yaml")
>>> [process.name for process in smallest.processes], len(smallest.parts)
(['Testing blood', 'Taking the sample', 'Reporting the result'], 2)
```

Parts may stand inside their whole, as above, or apart under `parts`, by id; a process
that serves several wholes stands once and is named in the others. Whatever the file
says, nothing may become part of itself.

{tables}
## The schema

The file's rules as [JSON Schema](https://json-schema.org/), draft 2020-12, with the name
`{schema["$id"]}`. It is published with the package as
`wholeflow/processes/schema/map-1.json`. A later version of the format gets a new name;
this one stays readable.

??? note "map-1.json"

{_indented("```json" + chr(10) + SCHEMA.read_text("utf-8").strip() + chr(10) + "```")}
"""


MODEL_PARTS: Mapping[str, Sequence[str]] = {
    "Classes of patient": ("PatientClass",),
    "Sources, and when patients come": (
        "Source", "Random", "Appointments", "Recorded", "Step",
    ),
    "Pools, and how many units there are": ("Pool", "ByHour", "Changes"),
    "Nodes": ("Node", "Claim", "Patience", "ClassChange"),
    "Routes": ("Shares", "ShortestQueue", "FirstWithRoom", "Rule", "When"),
    "How long things take": (
        "Constant", "Exponential", "Uniform", "Triangular", "Weibull", "Lognormal",
        "Gamma", "PhaseType", "Empirical", "Mixture", "Truncated",
    ),
    "Who is there at the start": ("Present",),
}  # fmt: skip


def model_schema() -> str:
    """Give the published schema of the file of a model."""
    return json.dumps(schema_of_models(), indent=1, ensure_ascii=False) + "\n"


def money_schema() -> str:
    """Give the published schema of the file of a table of money."""
    return json.dumps(schema_of_money(), indent=1, ensure_ascii=False) + "\n"


def money_file() -> str:
    """Give the page of the file of a table of money."""
    schema = schema_of_money()
    parts = "\n".join(_part(schema["$defs"][name]) for name in MONEY_PARTS)
    return f"""\
# The file of a table of money

A table of money says who pays whom for what happens in a [model](simulation-model.md). It
is a text file in YAML or JSON, written by the same rules, and stands beside the model:
`wholeflow whatif falls --change ... --money falls` reads this one.

```yaml title="falls.yaml"
{example_money().read_text("utf-8")}```

```python
>>> from pathlib import Path
>>> from wholeflow.payment import read_money, write_money
>>> from wholeflow.simulation import example_model, read_model
>>> model = read_model(example_model("falls").read_bytes(), "yaml")
>>> money = read_money(Path("falls.yaml").read_bytes(), "yaml", model=model)
>>> money.bodies
('commissioner', 'hospital', 'council')
>>> read_money(write_money(money, "json", model=model), "json", model=model) == money
True

```

Every node, pool and class that it names must be in the model, and every body in its list.
All that is wrong is told together, each with its line. Sums are in pounds.

## The table

{_table(MODEL_HEADINGS, list(_model_fields(schema)))}
{parts}
## What is told of it

Of each payment, what it comes to; of each body, what it paid, what it received, and its net,
which is received less paid. What one body pays, another receives; what has no receiver is paid
out of the place. The net of the whole is the sum of all nets: what is paid out, below 0.

A visit counts if its patient came to the node after the warm-up, and is followed to its end;
hours are those after the warm-up. A year has 365.25 days.

## The schema

The form of the file as [JSON Schema](https://json-schema.org/), draft 2020-12, with the
name `{schema["$id"]}`. It is published with the package as
`wholeflow/payment/schema/money-table-1.json`. A later version of the form gets a new name; this
one stays readable.
"""


MONEY_PARTS = "Payment", "Visit", "UnitHour", "PatientHour", "Time"


def simulation_model() -> str:
    """Give the page of the file of a model."""
    schema = schema_of_models()
    parts = "\n".join(
        f"## {title}\n\n" + "\n".join(_part(schema["$defs"][name]) for name in names)
        for title, names in MODEL_PARTS.items()
    )
    return f"""\
# The file of a simulation model

A model is a text file in YAML or JSON. Both say the same and can be read back without
losing anything.

```yaml title="emergency.yaml, as wholeflow simulate emergency runs it"
{example_model().read_text("utf-8")}```

```python
>>> from wholeflow.simulation import example_model, loads_of, read_model, write_model
>>> model = read_model(example_model().read_bytes(), "yaml")
>>> for load in loads_of(model):
...     print(f"{{load.pool}}: {{load.needed_units:.1f}} of {{load.mean_units:.1f}}")
cubicles: 8.8 of 16.0
nurses: 2.2 of 5.1
beds: 51.5 of 60.0
>>> read_model(write_model(model, "json"), "json") == model
True

```

## How it is written

- All times are hours.
- What comes in several forms is written by the name of the form, with its fields under it:
  `{{exponential: {{mean: 2}}}}`.
- What differs by class is written by the name of the class. `"*"` is every class that is
  not named; YAML wants it in quotation marks.
- A single number may stand for a list of one.
- Fields that need not be there may be left out. A field that is not known is refused.
- All faults of the form are told together, each with its line; once these are mended, all
  that is wrong with what is said, such as names that are not known.
- Anchors, tags and fields that stand twice are refused; a file has at most 64 MB.

## The model

{_table(MODEL_HEADINGS, list(_model_fields(schema)))}
{parts}
## Expressions

A rule and `order_by` are worked out from the state of the run as it is then. What is divided
by 0 comes to 0, and nothing comes to more than 1,000,000,000,000 either side of 0. To divide
by what is always 0 is refused before the run.

| Word | What it gives |
| --- | --- |
| `time` | hours since the start of the run |
| `hour`, `weekday` | local hour of the day, 0 to 23; day of the week, 0 for Monday |
| `waited` | hours the patient has waited so far, at all nodes |
| `in_system` | hours since the patient came in |
| `visits` | how often the patient was at this node before |
| `priority` | of the patient's class |
| `is_class("major")` | 1 if the patient is of that class, else 0 |
| `waiting("Treating")`, `present("Treating")` | how many wait at a node, or are there in all |
| `free("beds")` | units of a pool that are free, below 0 in overtime |
| `+ - * /`, `< <= > >= == !=`, `and`, `or`, `not`, `min`, `max` | as usual |

## How large it may be

{_table(("Of these", "At most"), LIMITS)}
## The schema

The form of the file as [JSON Schema](https://json-schema.org/), draft 2020-12, with the
name `{schema["$id"]}`. It is published with the package as
`wholeflow/simulation/schema/simulation-model-1.json`. A later version of the form gets a
new name; this one stays readable.
"""


def fit_schema() -> str:
    """Give the published schema of the file of a fit."""
    return json.dumps(schema_of_fits(), indent=1, ensure_ascii=False) + "\n"


def fitted_model() -> str:
    """Give the page of the file of a fit."""
    schema = schema_of_fits()
    rows = [
        (f"`{name}`", held["description"])
        for name, held in schema["properties"].items()
    ]
    return f"""\
# The file of a fit

`wholeflow fit LOG --output FILE.json` writes it. Whatever takes a log takes it in the log's
place and tells the same numbers, without the log and without fitting again:
[Simulate from a log](../how-to/simulate-from-a-log.md). In Python `write_fitted` and
`read_fitted` of `wholeflow.simulation.fitting` write and read it.

{_table(("Field", "What it says"), rows)}
- Lengths of steps stand by themselves, rising and to six digits, without case, moment or
  order; of more than 2,000 of a kind neighbours are told as their mean. Some may still be
  rare enough to be known by who looked after the patient: share it as you would share a table
  of lengths of stay.
- All times are hours, but for the weeks in `division`.
- It is no model to be changed by hand: what is known of how sure it is says nothing of
  another one. A file that was changed is refused by its digest. `wholeflow fit --model`
  writes the [model](simulation-model.md) alone, for that.

The form of the file as [JSON Schema](https://json-schema.org/), draft 2020-12, with the
name `{schema["$id"]}`, is published with the package as
`wholeflow/simulation/schema/fitted-model-1.json`.
"""


LIMITS = [
    ("nodes, pools and sources, each", f"{limits.MOST_NODES:,}"),
    (
        "classes",
        f"{limits.MOST_CLASSES:,}, with priorities 0 to {limits.LAST_PRIORITY}",
    ),
    ("tables", f"{limits.MOST_TABLE_BYTES / 1e6:,.0f} MB"),
    (
        "nodes times classes, for that",
        f"{limits.MOST_TABLE_BYTES // limits.table_bytes(1, 1):,}",
    ),
    ("patients there at the start", f"{limits.MOST_PRESENT:,}"),
    ("recorded arrivals of a source", f"{limits.MOST_RECORDED:,}"),
    ("arrivals an hour of a source", f"{limits.MOST_AN_HOUR:,.0f}"),
    ("units of a pool, in quanta", f"{limits.MOST_UNITS:,.0f}"),
    ("a length of time, and a run", f"{LONGEST_HOURS:,.0f} hours"),
    ("an expression", f"{LONGEST:,} characters"),
]
MODEL_HEADINGS = ("Field", "What may stand there", "What it says")


def _part(part: Mapping[str, Any]) -> str:
    """Give the table of one value; of a form, under the name it goes by."""
    (form, *others) = part["properties"]
    inner = part["properties"][form]
    told = "" if others else inner.get("description", "")
    if not others and inner.get("type") == "object" and "properties" in inner:
        table = _table(MODEL_HEADINGS, list(_model_fields(inner)))
        return f"**`{form}`**: {told}\n\n{table}"
    table = _table(MODEL_HEADINGS, list(_model_fields(part)))
    return f"**{part['description']}**\n\n{table}"


def _model_fields(part: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, held in part["properties"].items():
        must = " Must be there." if name in part["required"] else ""
        without = held.get("default")
        left_out = f" Without it {json.dumps(without)}." if without is not None else ""
        yield f"`{name}`", _kind_of(held), f"{held['description']}{must}{left_out}"


def _kind_of(held: Mapping[str, Any]) -> str:
    """Say what may stand at a place of a model's file, in a few words."""
    match held:
        case {"anyOf": ways}:
            kind = " or ".join(dict.fromkeys(map(_kind_of, ways)))
        case {"$ref": reference}:
            kind = _MODEL_KINDS[reference.rpartition("/")[2]]
        case {"enum": words}:
            kind = ", ".join(f"`{each}`" for each in words)
        case {"const": word}:
            kind = f"`{word}`"
        case {"items": inner}:
            kind = f"list of {_kind_of(inner)}"
        case {"prefixItems": inner}:
            kind = f"list of {' and '.join(map(_kind_of, inner))}"
        case {"additionalProperties": inner}:
            kind = f"by name: {_kind_of(inner)}"
        case _:
            kind = _PLAIN_KINDS[held["type"]]
    return kind


_PLAIN_KINDS = {
    "string": "text", "number": "number", "integer": "whole number",
    "boolean": "`true` or `false`", "null": "nothing",
}  # fmt: skip
_MODEL_KINDS = {
    **dict.fromkeys(("Random", "Appointments", "Recorded"), "a way to come"),
    **dict.fromkeys(MODEL_PARTS["Routes"], "a route"),
    **dict.fromkeys(MODEL_PARTS["How long things take"], "a distribution"),
    **dict.fromkeys(("ByHour", "Changes"), "`by hour` or `changes`"),
    "PatientClass": "classes", "Source": "sources", "Step": "steps", "Pool": "pools",
    "Node": "nodes", "Claim": "claims", "Patience": "patience", "When": "cases",
    "ClassChange": "changes", "Present": "patients", "Payment": "payments",
    **dict.fromkeys(MONEY_PARTS[1:], "something to pay for"),
}  # fmt: skip


def _fields(part: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    required = part.get("required", ())
    for name, held in part["properties"].items():
        must = "; must be there" if name in required else ""
        yield f"`{name}`", _told(held) + must


def _told(held: Mapping[str, Any]) -> str:
    choices = held.get("enum", [held["const"]] if "const" in held else [])
    told = [held["description"].rstrip(".")] if "description" in held else []
    told += [", ".join(f"`{choice}`" for choice in choices)] if choices else []
    told = told or [_KINDS[held.get("$ref", held.get("type"))]]
    without = f"; without it `{held['default']}`" if "default" in held else ""
    return ": ".join(told) + without


_KINDS = {
    "#/$defs/key": "Id of a process",
    "#/$defs/line": "One line of text",
    "#/$defs/textOrNothing": "Text",
    "#/$defs/lineOrNothing": "One line of text",
    "#/$defs/example": "`true` for content filled in to show the form",
    "#/$defs/necessity": "How far the whole needs the part: two numbers from 0 to 1",
    "#/$defs/share": "Which share of the cases goes through the part, where parts share "
    "them: two numbers from 0 to 1",
    "array": "A list",
}


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


PAGES: Mapping[str, Callable[[], str]] = {
    "reference/commands.md": commands,
    "reference/settings.md": settings,
    "reference/permissions.md": permissions,
    "reference/map-file.md": map_file,
    "reference/simulation-model.md": simulation_model,
    "reference/money.md": money_file,
    MODEL_SCHEMA: model_schema,
    MONEY_SCHEMA: money_schema,
    "reference/fitted-model.md": fitted_model,
    FIT_SCHEMA: fit_schema,
}


def stale() -> list[str]:
    """Give the pages that differ from what the code says now."""
    return [
        name
        for name, page in PAGES.items()
        if not (HERE / name).exists() or (HERE / name).read_text("utf-8") != page()
    ]


if __name__ == "__main__":
    differing = stale()
    if "--check" not in sys.argv:
        for name in differing:
            (HERE / name).write_text(PAGES[name](), "utf-8")
    if differing:
        click.echo("\n".join(differing))
    sys.exit(bool(differing) and "--check" in sys.argv)
