"""What is drawn from a log, and how a map compares with what happens.

`discover` draws a process tree, `as_net` makes a Petri net of it, and `replay` tells how
well a log and a net agree. `departures` compares a pathway that somebody drew with what
happens.

>>> from wholeflow.journeys import example_log, read_log
>>> from wholeflow.journeys.discovery import as_net, discover, replay
>>> journeys = read_log(example_log())
>>> replay(journeys, as_net(discover(journeys))).fitting_cases
1050
"""

from wholeflow.journeys.rules.pathways import Pathway, PathwayStep, pathway

from .comparing import departures, departures_by_rule
from .following import Departure, DepartureKind, DeparturesFinding, PathwayOutcome
from .inductive import discover
from .petri_nets import PetriNet, Transition, as_net
from .process_tree import Kind, ProcessTree
from .replaying import Replay, replay

__all__ = [
    "Departure",
    "DepartureKind",
    "DeparturesFinding",
    "Kind",
    "Pathway",
    "PathwayOutcome",
    "PathwayStep",
    "PetriNet",
    "ProcessTree",
    "Replay",
    "Transition",
    "as_net",
    "departures",
    "departures_by_rule",
    "discover",
    "pathway",
    "replay",
]
