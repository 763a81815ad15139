"""All that happens in a run, told one thing at a time.

For whoever wants to see why a patient waited, or what a rule does: the plain engine is
watched, whose runs are those of the compiled one, visit for visit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from wholeflow.errors import BadInput
from wholeflow.simulation.model.calendar import beginning
from wholeflow.simulation.model.checking import check
from wholeflow.simulation.model.estimating import estimate
from wholeflow.simulation.model.model import Model

from .plain.state import Patient
from .reference import Reference

MOST_SERVICES = 200_000
PRESENT = "present at the start"
Happening = dict[str, str | float]


def trace(
    model: Model,
    tell: Callable[[Happening], object],
    *,
    hours: float,
    seed: int,
    replication: int = 0,
) -> None:
    """Run a model once, slowly, and tell all that happens.

    Parameters
    ----------
    model
        What is run.
    tell
        Called with each thing that happens, in order: `hours` of the run, `time` in UTC,
        and `what` in words; of a patient the `source`, the `number` from there (from 0),
        the `class`, the `node` and how often they had been there before (`visit`); else
        the `node`, or the `pool` and its new `units`. `to` is where a patient is blocked
        towards.
    hours
        Length of the run, above 0.
    seed, replication
        Which luck; both 0 or more.

    Raises
    ------
    BadInput
        If the model has a fault (`BadModel`), or the run would be of more than some
        200,000 services.

    Examples
    --------
    >>> from wholeflow.simulation import example_model, read_model, trace
    >>> model = read_model(example_model().read_bytes(), "yaml")
    >>> lines = []
    >>> trace(model, lines.append, hours=1, seed=1)
    >>> [lines[0][key] for key in ("what", "source", "number", "node")]
    ['comes', 'front door', 0, 'Treating']
    """
    check(model)
    services = estimate(model, hours).services
    if services > MOST_SERVICES:
        fault = (
            f"a trace of {hours / 24:,.0f} days would be of some {services:,.0f} "
            f"services, and can be of {MOST_SERVICES:,}; trace fewer days"
        )
        raise BadInput(model.name, [fault])
    run = _Traced(model, seed=seed, replication=replication, hours=hours)
    run.tell = tell
    run.run()


class _Traced(Reference):
    """A run that tells what happens in it."""

    tell: Callable[[Happening], object]

    def happens(
        self, what: str, whom: Patient | None = None, *,
        to: int | None = None, node: int | None = None, pool: int | None = None,
    ) -> None:  # fmt: skip
        """Tell one thing, with names in place of numbers."""
        time = beginning(self.model) + dt.timedelta(hours=self.now)
        said: Happening = {
            "hours": self.now,
            "time": time.isoformat(timespec="milliseconds"),
            "what": what,
        }
        if whom is not None:
            said |= self._told_of(whom)
        if to is not None:
            said["to"] = self.model.nodes[to].name
        if node is not None:
            said["node"] = self.model.nodes[node].name
        if pool is not None:
            of = self.model.pools[pool]
            said |= {"pool": of.name, "units": self.capacity[pool] * of.quantum}
        self.tell(said)

    def _told_of(self, whom: Patient) -> Happening:
        source = self.model.sources[whom.source].name if whom.source >= 0 else PRESENT
        return {
            "source": source,
            "number": whom.number,
            "class": self.model.classes[whom.patient_class].name,
            "node": self.model.nodes[whom.node].name,
            "visit": whom.visit,
        }
