"""What is made of outcomes: replications, intervals, scenarios, searches and records.

plans         how long, how often, with which luck, and by what
replications  many runs of one model, and their intervals
warm_up       from when on they say what is usual
scenarios     named changes in plain words, beside their base
ranking       one more of each, and what hurts most
searching     the best scenario; the smallest capacity that meets a target
stress_des    a record that others can judge and do again
"""

from .changes import Change
from .intervals import Difference, Interval
from .plans import Goal, Plan, Precision, Prepare, Run, Runner
from .ranking import Ranked, Severity, one_more_of_each, stress
from .replications import Replications, replicate
from .scenarios import Comparison, Scenario, compare
from .searching import (
    Capacity,
    Effort,
    Range,
    Target,
    Tried,
    best_of,
    smallest_capacity,
)
from .selecting import Care, Choice
from .stress_des import Item, Record, Section, fingerprint, left_out
from .warm_up import WarmUp, choose_warm_up
from .words import FORMS, Form, change_of

__all__ = [
    "FORMS",
    "Capacity",
    "Care",
    "Change",
    "Choice",
    "Comparison",
    "Difference",
    "Effort",
    "Form",
    "Goal",
    "Interval",
    "Item",
    "Plan",
    "Precision",
    "Prepare",
    "Range",
    "Ranked",
    "Record",
    "Replications",
    "Run",
    "Runner",
    "Scenario",
    "Section",
    "Severity",
    "Target",
    "Tried",
    "WarmUp",
    "best_of",
    "change_of",
    "choose_warm_up",
    "compare",
    "fingerprint",
    "left_out",
    "one_more_of_each",
    "replicate",
    "smallest_capacity",
    "stress",
]
