# ruff: noqa: INP001 - a program, not a package
"""Draw the waiting list of the how-to page, from the open figures that come along.

Run it as `python docs/figures/waiting_list.py`; the same source always gives the same file.
"""

from __future__ import annotations

from pathlib import Path

from wholeflow.simulation.experiments import Scenario
from wholeflow.simulation.waiting_lists import (
    Band,
    draw_list,
    england_rtt,
    follow,
    list_ahead,
    list_model,
    read_rtt,
)

HERE = Path(__file__).parent
WEEKS = 104
WAITING = (
    Band(from_weeks=0, to_weeks=18, patients=45_916),
    Band(from_weeks=18, to_weeks=52, patients=28_700),
    Band(from_weeks=52, to_weeks=78, patients=3_100),
)


def draw() -> str:
    """Give the picture: an area's list as it is, and with 400 more treatments a week."""
    areas = read_rtt(england_rtt().read_bytes(), source="england_rtt_flow.csv")
    area = next(each for each in areas if each.name == "QSL")
    model = list_model(list_ahead(area, waiting=WAITING))
    more = Scenario("more", "pool treatments + 400").applied(model, WEEKS * 168.0)
    return draw_list(
        {
            "As it is": follow(model, weeks=WEEKS, seed=1, runs=5),
            "With 400 more treatments a week": follow(
                more, weeks=WEEKS, seed=1, runs=5
            ),
        }
    )


if __name__ == "__main__":
    (HERE / "waiting_list.svg").write_text(draw(), "utf-8")
