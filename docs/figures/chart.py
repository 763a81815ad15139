# ruff: noqa: INP001 - a program, not a package
"""Draw the chart of the explanation page, from real figures kept with the tests.

Run it as `python docs/figures/chart.py`; the same source always gives the same file.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from wholeflow.improvement import Caption, as_svg, xmr

HERE = Path(__file__).parent
FIGURES = HERE.parents[1] / "tests/improvement/data/rrk_type_1.csv"
CAPTION = Caption(
    "Seen within 4 hours in one emergency department",
    per_cent=True,
    source="NHS England, A&E attendances",
)


def draw() -> str:
    """Give the picture: three years of one trust against 95 %."""
    with FIGURES.open(encoding="utf-8") as file:
        shares = [
            (
                date.fromisoformat(row["period"]),
                1 - int(row["breaches"]) / int(row["attendances"]),
            )
            for row in csv.DictReader(file)
        ]
    return as_svg(xmr(shares, better="up", target=0.95), CAPTION, width=760)


if __name__ == "__main__":
    (HERE / "chart.svg").write_text(draw(), "utf-8")
