"""Who may see and change what, and what may be shown of people.

Two doors that everything passes:

- `decide` answers, from plain facts, whether a person may do an act on a process, and
  `decide_log` the same of an event log; both always give the reason in words.
- `Disclosure` is what a number about people passes before anyone outside the team
  that holds it sees it.
"""

from wholeflow.governance.disclosure import OPEN, Disclosure
from wholeflow.governance.permissions import (
    ANYONE,
    Act,
    Decision,
    LogAct,
    LogFacts,
    Member,
    ProcessFacts,
    decide,
    decide_log,
)

__all__ = [
    "ANYONE",
    "OPEN",
    "Act",
    "Decision",
    "Disclosure",
    "LogAct",
    "LogFacts",
    "Member",
    "ProcessFacts",
    "decide",
    "decide_log",
]
