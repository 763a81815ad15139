"""What several commands ask and say in the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="For people, or for programs.",
)
force_option = click.option(
    "--force", is_flag=True, help="Write over a file that is there already."
)


def tell(step: str) -> None:
    """Say on stderr how far a command has come."""
    click.echo(f"{step} ...", err=True)


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


def _one_line(value: object) -> str:
    return " ".join(str(value).split())
