"""A run played back in the browser: rooms, a mark for each patient, a clock, a table.

A `Replay` is made of the visits of one run, and is one page of HTML that needs nothing
else: no network, no server. Its scripts are plain modules in `js/`, of which one thinks,
one draws and one wires, so that a server can serve them as they are.
"""

from .replaying import Replay, replay_of, replayed
from .rooms import Room

__all__ = ["Replay", "Room", "replay_of", "replayed"]
