"""The visits of one run, cut to some hours and made ready to be played back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wholeflow.errors import BadInput
from wholeflow.simulation.engine.running import compile_model, run_once
from wholeflow.simulation.engine.visits import BALKED, LOST
from wholeflow.simulation.model.model import Model

from .page import as_page, in_a_notebook
from .rooms import Room, rooms_of
from .standing import Counts, Visits, census

MOST_VISITS = 20_000  # a page of about a megabyte


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """Some hours of one run, patient by patient.

    Parameters
    ----------
    model
        What was run.
    rooms
        One for each node, in the order of the model.
    visits
        Those that lie in part within the hours, in order of coming, in the form `VISIT`
        of `..engine.layout`.
    begin, end
        Whole hours of the run.
    """

    model: Model
    rooms: tuple[Room, ...]
    visits: Visits
    begin: int
    end: int

    def page(self) -> str:
        """Give it as a page of HTML that stands alone."""
        return as_page(self.model, self.rooms, self.visits, (self.begin, self.end))

    def census(self, hour: float) -> Counts:
        """Count who waits, is in care and is blocked in each room. Shape (n_rooms, 3)."""
        return census(self.visits, len(self.rooms), hour)

    def _repr_html_(self) -> str:
        return in_a_notebook(self.page(), f"Played back: {self.model.name}")


def replayed(
    model: Model, *, begin: int, end: int, seed: int, replication: int = 0
) -> Replay:
    """Run a model once, and give some hours of it to be played back.

    Parameters
    ----------
    model
        Found without fault.
    begin, end
        Whole hours of the run, `0 <= begin < end`.
    seed, replication
        Which luck.

    Returns
    -------
    Replay
        Of fewer hours where there are too many visits; see `replay_of`.

    Examples
    --------
    >>> from wholeflow.simulation import example_model, read_model
    >>> ward = read_model(example_model("ward").read_bytes(), "yaml")
    >>> replayed(ward, begin=672, end=840, seed=1).census(700).tolist()
    [[0, 20, 0]]
    """
    outcome = run_once(
        compile_model(model, hours=end), seed=seed, replication=replication,
        keep_visits=True,
    )  # fmt: skip
    assert outcome.visits is not None, "they were asked for"
    return replay_of(model, outcome.visits, begin=begin, end=end)


def replay_of(model: Model, visits: Visits, *, begin: int, end: int) -> Replay:
    """Give some hours of a run whose visits were kept.

    Parameters
    ----------
    model
        What was run.
    visits
        All visits of an outcome. Whoever was lost or turned away is left out.
    begin, end
        Whole hours of the run.

    Returns
    -------
    Replay
        It ends sooner where more than 20,000 visits would have to be shown.

    Raises
    ------
    BadInput
        If even an hour has more visits than that.
    """
    stayed = ~np.isin(visits["cause"], [LOST, BALKED])
    here = stayed & (visits["arrive"] < end) & ~(visits["leave"] <= begin)
    shown = visits[here]
    shown = shown[np.lexsort((shown["patient"], shown["arrive"]))]
    if len(shown) > MOST_VISITS:
        end = int(shown["arrive"][MOST_VISITS])
        shown = shown[shown["arrive"] < end]
        if end <= begin:
            words = (
                f"expected at most {MOST_VISITS:,} visits in an hour, got more. Take a "
                "part of the model"
            )
            raise BadInput("replay", [words])
    return Replay(model, rooms_of(model), shown, begin, end)
