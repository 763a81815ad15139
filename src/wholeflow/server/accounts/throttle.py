"""How often one may guess a password: a pause after several wrong ones.

Kept in memory: a restart forgets it, and that is enough to make guessing hopeless
against a slow hash.
"""

from __future__ import annotations

import time
from collections import defaultdict

TRIES = 5
PAUSE_SECONDS = 60.0

_failed: dict[str, list[float]] = defaultdict(list)


def seconds_to_wait(name: str) -> int:
    """Give how long somebody must wait before the next try; 0 if not at all."""
    recent = [at for at in _failed[name] if time.monotonic() - at < PAUSE_SECONDS]
    _failed[name] = recent
    if len(recent) < TRIES:
        return 0
    return max(1, round(PAUSE_SECONDS - (time.monotonic() - recent[0])))


def failed(name: str) -> None:
    """Note a wrong password."""
    if len(_failed) > 10_000:  # somebody tries many names: forget, rather than grow
        _failed.clear()
    _failed[name].append(time.monotonic())


def succeeded(name: str) -> None:
    """Forget the wrong ones."""
    _failed.pop(name, None)
