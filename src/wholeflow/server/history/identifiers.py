"""Identifiers of rows: unique everywhere, in the order of their making."""

from __future__ import annotations

import secrets
import threading
import time
import uuid

_TICK = 1_000_000 // 4096 + 1  # nanoseconds that the 12 bits of fraction tell apart

_lock = threading.Lock()
_latest = 0


def new_id() -> uuid.UUID:
    """Give a UUID version 7 (RFC 9562): milliseconds, a fraction of one, then chance.

    Within one process each is larger than the one before, so rows made together sort
    in the order in which they were made.
    """
    global _latest  # noqa: PLW0603  # the clock of this process
    with _lock:
        _latest = max(time.time_ns(), _latest + _TICK)
        milliseconds, rest = divmod(_latest, 1_000_000)
    fraction = rest * 4096 // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | fraction << 64
    return uuid.UUID(int=value | 0b10 << 62 | secrets.randbits(62))
