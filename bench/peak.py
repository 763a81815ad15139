"""How much memory this process has had at once."""

from __future__ import annotations

import re
from pathlib import Path


def peak_mib() -> float:
    """Give the peak in MiB: of this program, not of the one that started it.

    `getrusage` hands a child its parent's peak. On other systems than Linux, NaN.
    """
    status = Path("/proc/self/status")
    found = re.search(
        r"VmHWM:\s+(\d+) kB", status.read_text() if status.exists() else ""
    )
    return int(found[1]) / 1024 if found else float("nan")
