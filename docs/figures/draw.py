# ruff: noqa: INP001 - a program, not a package
"""Draw the README's picture: the front page of the demonstration, as its poster.

Run it as `python docs/figures/draw.py`; the same source always gives the same file.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from wholeflow.server import running

HERE = Path(__file__).parent


def main() -> None:
    """Build the demonstration in a folder that is thrown away, and draw it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        running.set_up(data=Path(folder))
        running.migrate()
        (HERE / "front.svg").write_text(_front(), "utf-8")


def _front() -> str:
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415 - needs Django set up

    from wholeflow.server import demonstration  # noqa: PLC0415 - needs Django set up
    from wholeflow.server.shell import poster  # noqa: PLC0415 - needs Django set up

    running.all_or_nothing(demonstration.build)
    return poster.draw(AnonymousUser(), None)


if __name__ == "__main__":
    main()
