"""Charts for tests: values a day or a month apart, from a fixed start."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from wholeflow.improvement import Chart, Decisions, Rebase, SetAside, xmr

START = date(2024, 1, 1)


def daily(values: Sequence[float]) -> list[tuple[date, float]]:
    return [(START + timedelta(days=i), value) for i, value in enumerate(values)]


def monthly(values: Sequence[float], start: int = 2024) -> list[tuple[date, float]]:
    return [
        (date(start + i // 12, i % 12 + 1, 1), value) for i, value in enumerate(values)
    ]


def a_chart(values: Sequence[float], **asked: Any) -> Chart:
    decided = {
        name: asked.pop(name)
        for name in ("baseline", "rebases", "set_aside", "screen", "fewest_judged")
        if name in asked
    }
    return xmr(
        daily(values),
        better=asked.pop("better", "up"),
        decisions=Decisions(**decided),
        **asked,
    )


def a_rebase(place: int, reason: str = "A new pathway.") -> Rebase:
    return Rebase(START + timedelta(days=place), reason, "Ward sister", START)


def an_aside(place: int, reason: str = "A strike.") -> SetAside:
    return SetAside(START + timedelta(days=place), reason, "Ward sister", START)


def labels(chart: Chart) -> list[str]:
    """Each point in short: the rule and a sign, or a dot for common cause."""
    short = {
        "common cause": ".",
        "outside the limits": "outside",
        "trend": "trend",
        "two in three close to a limit": "two",
        "shift": "shift",
        "not judged": "not judged",
    }
    sign = {1: "+", -1: "-", 0: ""}
    return [f"{short[p.cause]}{sign[p.direction]}" for p in chart.points]
