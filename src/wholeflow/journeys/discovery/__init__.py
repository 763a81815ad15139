"""What is drawn from a log, and how a map compares with what happens.

`discover` draws a process tree, `as_net` makes a Petri net of it, and `replay` tells how
well a log and a net agree.

>>> from wholeflow.journeys import example_log, read_log
>>> from wholeflow.journeys.discovery import as_net, discover, replay
>>> journeys = read_log(example_log())
>>> replay(journeys, as_net(discover(journeys))).fitting_cases
1050
"""

from .inductive import discover
from .petri_nets import PetriNet, Transition, as_net
from .process_tree import Kind, ProcessTree
from .replaying import Replay, replay

__all__ = [
    "Kind",
    "PetriNet",
    "ProcessTree",
    "Replay",
    "Transition",
    "as_net",
    "discover",
    "replay",
]
