"""How fast is a simulation, against a plain event loop in C, SimPy, Ciw and salabim?

Three care systems (`care_systems.py`) are run by each, in a process of its own
(`simulation_report.py`); the answers are compared first. The loop in C
(`care_system.c`) has the same luck as ours, so its answers are the same, patient by
patient; those of the peers lie within what one run may come to. C counts either plain
sums or all that ours always counts.

Then a national year, two threads, the first result, and how cost grows.
WHOLEFLOW_BENCH_HOURS takes another length of the nation's run than a year.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bench.simulation_report import overall

ROUNDS = 5
YEAR = float(os.environ.get("WHOLEFLOW_BENCH_HOURS", "8760"))
SCRIPT = Path(__file__).with_name("simulation_report.py")
SOURCE = Path(__file__).with_name("care_system.c")
BINNINGS = ("all", "hour of week")
HOURS = {
    "one queue": {"ours": 200_000, "simpy": 8_000, "ciw": 4_000, "salabim": 1_000},
    "hospital": {"ours": 500_000, "simpy": 40_000, "ciw": 20_000, "salabim": 4_000},
    "network": {"ours": 10_000, "simpy": 800, "ciw": 150, "salabim": 80},
}
BARS = {"simpy": 40, "ciw": 100, "salabim": 500}
Told = dict[str, Any]


def report(
    who: str,
    system: str,
    hours: float,
    *more: object,
    env: Mapping[str, str] | None = None,
) -> Told:
    """Let one program run one system, in a process of its own."""
    process = subprocess.run(
        [sys.executable, str(SCRIPT), who, system, str(hours), *map(str, more)],
        capture_output=True, text=True, check=False, env={**os.environ, **(env or {})},
    )  # fmt: skip
    assert process.returncode == 0, process.stderr[-2000:]
    told: Told = json.loads(process.stdout.splitlines()[-1])
    return told


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def line(who: str, told: Told) -> str:
    low, high = told["spread"]
    return (
        f"{who:12} {told['services'] / told['wall']:12,.0f} a second "
        f"[{told['services'] / high:,.0f} to {told['services'] / low:,.0f}]  "
        f"{told['processor'] / told['services'] * 1e9:9,.0f} ns of processor  "
        f"{told['peak_mb']:5.0f} MB"
    )


def times(slow: Told, quick: Told, what: str) -> float:
    """Say how many times as long one takes for a service as another."""
    return float(slow[what] / slow["services"] / (quick[what] / quick["services"]))


@pytest.fixture(scope="module")
def c(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Where the loops in C are: with plain sums, and with all that ours counts."""
    if shutil.which("cc") is None:
        pytest.skip("there is no C compiler")
    folder, made = tmp_path_factory.mktemp("c"), {}
    for name, all_ in (("C, plain", 0), ("C, all", 1)):
        program = str(folder / f"care_system_{all_}")
        options = ["-O3", "-march=native", "-ffp-contract=off", f"-DALL={all_}"]
        subprocess.run(["cc", *options, str(SOURCE), "-lm", "-o", program], check=True)
        made[name] = {"WHOLEFLOW_BENCH_C": program}
    return made


@pytest.mark.parametrize("system", HOURS)
def test_c_has_the_same_answers(system: str, c: dict[str, dict[str, str]]) -> None:
    hours = HOURS[system]["ours"] / 10

    ours = report("ours", system, hours)["answers"]

    for env in c.values():
        theirs = report("c", system, hours, env=env)["answers"]
        assert [n for n, _, _ in theirs] == [n for n, _, _ in ours]
        assert theirs == [pytest.approx(each, rel=1e-9) for each in ours]


@pytest.mark.parametrize("who", BARS)
@pytest.mark.parametrize("system", HOURS)
def test_peers_have_answers_like_ours(system: str, who: str) -> None:
    hours = HOURS[system][who]

    usual = report("spread", system, hours)

    found = overall(report(who, system, hours)["answers"])
    for value, mean, deviation in zip(
        found, usual["mean"], usual["deviation"], strict=True
    ):
        assert abs(value - mean) < 4 * deviation


@pytest.mark.parametrize("system", HOURS)
def test_services_a_second(system: str, c: dict[str, dict[str, str]]) -> None:
    hours = HOURS[system]["ours"]

    say(f"\n{system}; load of the machine {os.getloadavg()[0]:.1f}")
    for binning in BINNINGS:
        ours = report("ours", system, hours, ROUNDS, binning)
        say(f"  {line('wholeflow', ours)}, counted by {binning}")
        for name, env in c.items():
            theirs = report("c", system, hours, ROUNDS, binning, env=env)
            say(f"  {line(name, theirs)}")
            say(f"    {against(ours, theirs)} {name} (bars 1.2; all compiled in 2.0)")
        if binning == "all":
            first = ours
    for who, bar in BARS.items():
        theirs = report(who, system, HOURS[system][who])
        say(f"  {line(who, theirs)}")
        say(f"    {against(theirs, first)} wholeflow (bar {bar})")


def against(one: Told, other: Told) -> str:
    return (
        f"{times(one, other, 'wall'):.2f} times by the clock, "
        f"{times(one, other, 'processor'):.2f} by the processor,"
    )


def test_a_national_year(c: dict[str, dict[str, str]]) -> None:
    say(f"\nA nation's {YEAR:,.0f} hours; load of the machine {os.getloadavg()[0]:.1f}")
    ours = report("ours", "nation", YEAR, 1, "hour of week")
    say(f"  {line('wholeflow', ours)}, {ours['wall']:.1f} s (bars 30 s, 400 MB)")
    for name, env in c.items():
        theirs = report("c", "nation", YEAR, 1, "hour of week", env=env)
        assert theirs["answers"] == [
            pytest.approx(each, rel=1e-9) for each in ours["answers"]
        ]
        say(f"  {line(name, theirs)}, {theirs['wall']:.1f} s")
        say(f"    {against(ours, theirs)} {name} (bar 3)")


def test_two_threads() -> None:
    told = report("threads", "network", 5_000, 3)

    assert told["same"]
    say(
        f"\nEight replications: one worker {told['one']:.2f} s, two {told['two']:.2f} s, "
        f"{told['one'] / told['two']:.2f} times (bar 1.7 where two cores are free; "
        f"load of the machine {os.getloadavg()[0]:.1f})"
    )


def test_the_first_result(tmp_path: Path) -> None:
    env = {"NUMBA_CACHE_DIR": str(tmp_path)}

    say("\nFrom the start of a process to the first outcome; bar 1 s but for the cold")
    for what in ("cold", "second", "third"):
        begun = time.time()
        told = report("first", "hospital", 1_000, env=env)
        imported, outcome = told["imported"] - begun, told["first"] - begun
        say(f"  {what:6} {outcome:6.2f} s, of which imports {imported:.2f} s")


@pytest.mark.parametrize(
    ("kind", "sizes"),
    [
        ("stations", (10, 100, 1_000, 10_000)),
        ("queue", (10_000, 100_000, 1_000_000)),
        ("patients", (100, 1_000, 10_000, 100_000, 1_000_000)),
    ],
)
def test_how_cost_grows(
    kind: str, sizes: tuple[int, ...], c: dict[str, dict[str, str]]
) -> None:
    say(f"\nCost of a service by {kind}")
    for size in sizes:
        hours = {"stations": 250_000 / size, "patients": max(5, 1_000_000 / size)}
        of = f"{kind} {size}", hours.get(kind, 100_000)
        ours = report("ours", *of, 3)
        theirs = report("c", *of, 3, env=c["C, all"])
        assert ours["services"] == theirs["services"]
        say(
            f"  {size:9,}  {ours['processor'] / ours['services'] * 1e9:6.0f} ns  "
            f"{ours['peak_mb']:6.0f} MB  made ready in {ours['made']:5.2f} s  "
            f"{times(ours, theirs, 'processor'):5.2f} times C that counts all"
        )
