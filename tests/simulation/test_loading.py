"""What is slow to load is loaded where it is needed."""

from __future__ import annotations

import subprocess
import sys


def test_a_model_is_read_and_weighed_without_scipy_or_numba() -> None:
    code = (
        "import sys\n"
        "from wholeflow.simulation import example_model, loads_of, read_model\n"
        "import wholeflow.simulation.experiments\n"
        "loads_of(read_model(example_model().read_bytes(), 'yaml', source='example'))\n"
        "print(*sys.modules)"
    )

    run = [sys.executable, "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, check=True)  # noqa: S603 - our own code

    loaded = set(done.stdout.split())
    assert "wholeflow.simulation.experiments" in loaded
    assert loaded.isdisjoint({"scipy", "numba", "polars", "django"})
