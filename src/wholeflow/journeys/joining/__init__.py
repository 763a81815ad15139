"""Logs of several organisations joined into journeys that cross them all.

`read_logs` joins files on who the person is and tells how well they fit together;
`join_logs` does so with logs in memory, and `pseudonymised` hides who people are in one.
"""

from .matching import PairMatch, SourceMatch
from .merging import pseudonymised
from .sources import JoinedLog, LogSource, join_logs, read_logs

__all__ = [
    "JoinedLog",
    "LogSource",
    "PairMatch",
    "SourceMatch",
    "join_logs",
    "pseudonymised",
    "read_logs",
]
