"""What is wrong with a model: every fault found before a run, and all told together.

What these functions let through, the engines run without looking again. That the queue
does not grow without end is another question: see `..loads`.
"""

from __future__ import annotations

from wholeflow.errors import BadModel, Fault
from wholeflow.simulation.model.model import Model

from .care import look_at_nodes, look_at_pools
from .frame import look_at_frame
from .limits import refuse_sizes
from .names import Names
from .patients import look_at_classes, look_at_present, look_at_sources
from .places import Found, Place, TooMany
from .reaching import look_at_ways

__all__ = ["check", "faults_of", "found_in"]


def check(model: Model) -> None:
    """Refuse a model that has faults.

    Parameters
    ----------
    model
        Any model.

    Raises
    ------
    BadModel
        With every fault, each with the node, pool, source or class where it is.
    """
    faults = faults_of(model)
    if faults:
        raise BadModel(model.name[:60] or "model", faults)


def faults_of(model: Model) -> list[Fault]:
    """Give every fault of a model, at most 1,000; none for one that can be run.

    Parameters
    ----------
    model
        Any model.

    Returns
    -------
    list of Fault
        Each says where it is, what was expected, what was given and what to do.
    """
    return [found.fault() for found in found_in(model)]


def found_in(model: Model) -> list[Found]:
    """Give every fault of a model with the way to it, for readers of files."""
    found: list[Found] = []
    top = Place(found)
    try:
        _look_at(model, top)
    except TooMany:
        found.append(Found((), "", "there is more of this; the search stopped here"))
    return found


def _look_at(model: Model, top: Place) -> None:
    if not refuse_sizes(model, top):
        return
    names = Names.of(model, top)
    look_at_frame(model, top)
    look_at_classes(model, top)
    look_at_pools(model, top)
    look_at_nodes(model, names, top)
    look_at_sources(model, names, top)
    look_at_present(model, names, top)
    if not top.found:
        # Where names are wrong, what can be reached is anybody's guess.
        look_at_ways(model, top)
