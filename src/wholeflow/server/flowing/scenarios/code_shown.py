"""The code that gives a scenario's result again: in a notebook, and on the command line."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from wholeflow.server.flowing.models import ScenarioResult
from wholeflow.server.flowing.scenarios.trial import HOURS_A_DAY

FILE = "model.json"


@dataclass(frozen=True, slots=True)
class Code:
    """The same numbers twice: lines of a notebook, and a command."""

    python: str
    command: str


def code_of(result: ScenarioResult, name: str) -> Code:
    """Give the code for a result of a scenario of some name."""
    return Code(_in_python(result, name), _on_the_command_line(result))


def _in_python(result: ScenarioResult, name: str) -> str:
    changes = result.changes.splitlines()
    lines = [
        "from pathlib import Path",
        "",
        "from wholeflow.simulation import read_model",
        "from wholeflow.simulation.experiments import Plan, Runner, Scenario, compare",
        "from wholeflow.simulation.measures import chief_measures",
        "",
        f"model = read_model(Path({FILE!r}).read_bytes(), 'json')",
        "changes = [",
        *(f"    {line!r}," for line in changes),
        "]",
        f"scenario = Scenario({name!r}, '\\n'.join(changes))",
        "plan = Plan(",
        f"    hours={result.days * HOURS_A_DAY},",
        f"    warm_up_hours={result.warm_up_hours:g},",
        f"    runs={result.runs},",
        f"    seed={result.seed},",
        ")",
        "measures = chief_measures(model)",
        "compared = compare(",
        "    model, [scenario], plan, measures=measures, runner=Runner()",
        ")",
        "for measure in measures:",
        "    interval = compared.differences[scenario.name, measure].interval",
        "    print(measure, interval.low, interval.high, measure.unit)",
    ]
    return "\n".join(lines)


def _on_the_command_line(result: ScenarioResult) -> str:
    words = ["wholeflow", "whatif", FILE, "--days", str(result.days)]
    words += ["--warm-up", f"{result.warm_up_hours / HOURS_A_DAY!r}"]
    words += ["--runs", str(result.runs), "--seed", str(result.seed)]
    for line in filter(str.strip, result.changes.splitlines()):
        words += ["--change", line]
    return shlex.join(words)
