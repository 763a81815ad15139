"""What several commands ask and say in the same way."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from wholeflow.errors import BadInput, Fault

form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="For people, or for programs.",
)
list_form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="For people, for programs, or for a spreadsheet.",
)
force_option = click.option(
    "--force", is_flag=True, help="Write over a file that is there already."
)


def tell(step: str) -> None:
    """Say on stderr how far a command has come."""
    click.echo(f"{step} ...", err=True)


@contextmanager
def told_as_options(options: Mapping[str, str]) -> Iterator[None]:
    """Name fields by the options in which they were given, where something is refused."""
    try:
        yield
    except BadInput as bad:
        faults = [
            Fault(f"{option}: {fault.message}", fault.row)
            if (option := options.get(fault.column or ""))
            else fault
            for fault in bad.faults
        ]
        raise BadInput(bad.source, faults) from None


def keep_what_is_there(to: Path, *, force: bool) -> None:
    """Refuse a file that cannot be written, or is there, before work that takes long."""
    if not to.parent.is_dir():
        raise BadInput(to.name, [f"there is no folder {to.parent}; make it first"])
    if to.exists() and not force:
        raise BadInput(to.name, ["there is such a file; say --force to write over it"])


def as_table(rows: Sequence[Mapping[str, object]]) -> str:
    """Write rows under their headings, columns below one another."""
    if not rows:
        return "nothing"
    cells = [
        [*rows[0]],
        *([_one_line(value) for value in row.values()] for row in rows),
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in cells)


def as_csv(rows: Sequence[Mapping[str, object]]) -> str:
    """Write rows for a spreadsheet, which takes no text of them for a formula."""
    text = io.StringIO(newline="")
    if rows:
        writer = csv.DictWriter(text, [*rows[0]], lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {name: _no_formula(value) for name, value in row.items()} for row in rows
        )
    return text.getvalue().rstrip("\n")


def show(rows: Sequence[Mapping[str, object]], form: str) -> None:
    """Print rows as a table, as json or as csv; what is not known is empty."""
    if form == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif form == "csv":
        click.echo(as_csv(rows))
    else:
        click.echo(as_table(rows))


def _no_formula(value: object) -> object:
    risky = isinstance(value, str) and value.startswith(
        ("=", "+", "-", "@", "\t", "\r")
    )
    return f"'{value}" if risky else value


def _one_line(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())
