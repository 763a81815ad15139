"""Files named bench_*.py are collected like tests: `make bench` runs them.

A file that is named on the command line is collected by pytest itself.
"""

from pathlib import Path

import pytest


def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> pytest.Module | None:
    is_bench = file_path.name.startswith("bench_") and file_path.suffix == ".py"
    if is_bench and not parent.session.isinitpath(file_path):
        module: pytest.Module = pytest.Module.from_parent(parent, path=file_path)
        return module
    return None
