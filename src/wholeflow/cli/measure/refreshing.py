"""`wholeflow measure refresh`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from wholeflow.cli.asking import list_form_option, show
from wholeflow.cli.measure.whom import opened


@click.command()
@click.argument("log", required=False, metavar="[LOG]", type=click.Path(path_type=Path))
@list_form_option
def refresh(log: Path | None, form: str) -> None:
    """Read again the event logs that feed indicators, where they have changed.

    The server does so by itself, each hour unless WHOLEFLOW_REFRESH_MINUTES says
    otherwise; this does it now. With LOG only that one is looked at. A log that cannot
    be read leaves everything as it was; then the exit code is 1.

        wholeflow measure refresh
    """
    opened(None)
    from django.utils.timezone import localtime

    from wholeflow.server.measuring import from_logs

    readings = from_logs.refresh(str(log.resolve()) if log else None)
    rows = [
        {
            "log": reading.path,
            "ok": "yes" if reading.ok else "no",
            "read": f"{localtime(reading.at):%Y-%m-%d %H:%M}",
            "said": reading.said,
        }
        for reading in readings
    ]
    show(rows, form)
    if not all(reading.ok for reading in readings):
        sys.exit(1)
