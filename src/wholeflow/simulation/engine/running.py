"""One replication of a model on the compiled kernel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from wholeflow.errors import BadInput
from wholeflow.simulation.chance.keys import mixed, of_run
from wholeflow.simulation.chance.purposes import key_of
from wholeflow.simulation.model.expressions import DEEPEST
from wholeflow.simulation.model.model import Model

from . import kernel, layout
from .arrays import lay_out
from .compiling import BEGIN, FINISH, TAKE_EVENTS, compiled_kernel
from .known import is_simple
from .layout import DONE, FULL, STANDS, Laid, Run
from .lengths import CLASSES_OF_LENGTH
from .listed import listed
from .outcome import (
    AT_NODE,
    COUNTED,
    IN_POOL,
    OF_JOURNEYS,
    SUMMED,
    Binning,
    Outcome,
)
from .parting import Part, parts_of, put_together
from .prepared import UNLIMITED, Prepared, prepare
from .recursion import Recursion, TakesEvents, order_without_events
from .visits import Deadlock
from .window import Window, window_of

ROOM = 1024  # patients at once, events and visits, to begin with
MOST_PATIENTS = 1 << 24  # at once: so many bits has a place in an event
MOST_EVENTS = 1 << 33
Shared = npt.NDArray[np.float64]
CANCEL, HOURS, PARTS_DONE, PARTS = 0, 2, 3, 4  # places in what is shared


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A model made ready for any number of runs of one length.

    Parameters
    ----------
    prepared
        The model, made ready for the window and the time of following together.
    laid
        The same as arrays, which runs only read.
    window, binning
        The bins of the outcome, and what a bin is.
    hours, warm_up_hours
        The end and the beginning of the window.
    follow_hours
        How long a run may go on after it, till every patient who came in within the
        window has left, and every visit begun within it has ended.
    simple
        Whether runs may go by what is known of simple models; see `.known`.
    parts
        Those that are run by themselves, made ready; see `.parting`.
    order
        In which nodes are run without events, if they can be; see `.recursion`.
    """

    prepared: Prepared
    laid: Laid
    window: Window
    binning: Binning
    hours: float
    warm_up_hours: float
    follow_hours: float
    simple: bool
    parts: tuple[tuple[Part, Compiled], ...] = ()
    order: tuple[int, ...] = ()


def compile_model(
    model: Model, *, hours: float, warm_up_hours: float = 0.0,
    follow_hours: float = 0.0, binning: Binning = "all",
) -> Compiled:  # fmt: skip
    """Make a model, which has no fault, ready for runs of some hours.

    Parameters
    ----------
    model
        Found without fault.
    hours, warm_up_hours, follow_hours
        See `Compiled`; `0 <= warm_up_hours < hours`, and `follow_hours` 0 or more.
    binning
        One bin for all of the window, one for each local hour of the week, or one for
        each hour of the run.
    """
    prepared = prepare(model, hours + follow_hours)
    window = window_of(
        binning, prepared.hour_of_week, warm_up_hours=warm_up_hours, hours=hours
    )
    laid = lay_out(prepared, window)
    parts = [
        (
            part,
            compile_model(
                part.model, hours=hours, warm_up_hours=warm_up_hours,
                follow_hours=follow_hours, binning=binning,
            ),
        )
        for part in parts_of(prepared)
    ]  # fmt: skip
    return Compiled(
        prepared,
        laid,
        window,
        binning,
        hours,
        warm_up_hours,
        follow_hours,
        is_simple(laid),
        tuple(parts),
        order_without_events(prepared, window),
    )


def new_shared() -> Shared:
    """Give what a run and others share: anything but 0 first cancels it.

    The run writes down how many events it has taken, and the hour that it has reached,
    every 65,536 events, at places 1 and 2; at 3 and 4, how many of its parts are done
    and how many there are. Shape (5,).
    """
    return np.zeros(5)


def share_done(shared: Shared, hours: float) -> float:
    """Give the share of a run of some hours that is done, from 0 to 1."""
    of_part = min(shared[HOURS] / hours, 1.0)
    return float((shared[PARTS_DONE] + of_part) / max(shared[PARTS], 1.0))


def run_once(
    of: Compiled, *, seed: int, replication: int = 0, keep_visits: bool = False,
    most_events: int = MOST_EVENTS, shared: Shared | None = None,
) -> Outcome:  # fmt: skip
    """Run one replication.

    Parameters
    ----------
    of
        The model; several threads may run it at once.
    seed, replication
        Which luck; both 0 or more.
    keep_visits
        Whether every visit is written down, at 64 bytes each.
    most_events
        The run stops when it has taken so many.
    shared
        See `new_shared`.

    Returns
    -------
    Outcome
        If more patients are there at once than a run can hold, or its clock no longer
        moves, it is told as `BadInput`.
    """
    shared = new_shared() if shared is None else shared
    if of.parts and not keep_visits:  # patients are numbered over the whole
        return _run_parts(of, (seed, replication), most_events, shared)
    if of.order:
        outcome = run_without_events(
            of, (seed, replication), shared,
            keep_visits=keep_visits, most_events=most_events,
        )  # fmt: skip
        if outcome is not None:
            return outcome
    now = _now(of, of_run(seed, replication), most_events)
    run = _room(of, of_run(seed, replication), shared)
    now["keep_visits"] = keep_visits
    _point(now, of.laid, run)
    kernel_of = compiled_kernel(for_simple=of.simple)
    visits: list[Any] = []
    kernel_of(now[0], BEGIN)
    while (why := kernel_of(now[0], TAKE_EVENTS)) == FULL:
        run = _grown(now[0], run, visits)
        _point(now, of.laid, run)
    _refuse_standing(why, float(now[0]["now"]))
    visits.append(run.visits[: now[0]["visits_n"]])
    run = run._replace(visits=np.zeros(int(now[0]["taken"]) + 1, dtype=layout.VISIT))
    now["visits_n"] = 0
    _point(now, of.laid, run)
    kernel_of(now[0], FINISH)
    last = run.visits[: now[0]["visits_n"]]
    visits.append(last[np.argsort(last["patient"])])
    kept = np.concatenate(visits) if keep_visits else None
    return _outcome(of, now[0], run, (seed, replication), why, kept)


def run_without_events(
    of: Compiled, luck: tuple[int, int], shared: Shared, *, keep_visits: bool = False,
    most_events: int = MOST_EVENTS,
) -> Outcome | None:  # fmt: skip
    """Run one replication of a model that has an order for it; see `.recursion`.

    Returns
    -------
    Outcome or None
        As `run_once` gives it, or None if the run is left to the kernel.
    """
    key = of_run(*luck)
    now, run = _now(of, key, most_events), _room(of, key, shared)
    now["keep_visits"] = keep_visits
    _point(now, of.laid, run)
    recursion = Recursion(
        of.prepared, of.laid, of.window, of.order, now=now[0], run=run
    )
    try:
        recursion.go()
    except TakesEvents:
        shared[HOURS] = 0.0
        return None
    kept = np.concatenate(recursion.visits) if keep_visits else None
    return _outcome(of, now[0], run, luck, DONE, kept)


def _run_parts(
    of: Compiled, luck: tuple[int, int], most_events: int, shared: Shared
) -> Outcome:
    seed, replication = luck
    came: list[tuple[Part, Outcome]] = []
    shared[PARTS] = len(of.parts)
    for at, (part, compiled) in enumerate(of.parts):
        shared[PARTS_DONE], shared[HOURS] = at, 0.0
        outcome = run_once(
            compiled, seed=seed, replication=replication,
            most_events=most_events, shared=shared,
        )  # fmt: skip
        came.append((part, outcome))
        most_events -= outcome.events
        if outcome.stopped is not None:
            break
    found = put_together(_nothing(of, luck), came)
    return replace(found, hours_in_bin=of.window.hours_in_bin(found.stopped))


def _nothing(of: Compiled, luck: tuple[int, int]) -> Outcome:
    """Give the outcome of a run in which nothing has happened yet."""
    nodes, classes, pools = (
        len(each) for each in (of.laid.nodes, of.laid.classes, of.laid.pools)
    )
    bins = of.window.n_bins
    return Outcome(
        hours=of.hours,
        warm_up_hours=of.warm_up_hours,
        seed=luck[0],
        replication=luck[1],
        counts=np.zeros((bins, nodes, classes, len(COUNTED)), dtype=np.int64),
        sums=np.zeros((bins, nodes, classes, len(SUMMED))),
        levels=np.zeros((bins, nodes, len(AT_NODE))),
        pools=np.zeros((bins, pools, len(IN_POOL))),
        waits=np.zeros((nodes, classes, CLASSES_OF_LENGTH), dtype=np.int64),
        journeys=np.zeros((classes, len(OF_JOURNEYS))),
        journey_lengths=np.zeros((classes, CLASSES_OF_LENGTH), dtype=np.int64),
        hours_in_bin=of.window.hours_in_bin(None),
        deadlocks=(),
        stopped=None,
        events=0,
        binning=of.binning,
    )


def _now(of: Compiled, run_key: int, most_events: int) -> Any:
    """Give the row of a run that has not begun, without its addresses."""
    laid, model = of.laid, of.prepared.model
    now = np.zeros(1, dtype=layout.NOW)
    now["hours"], now["follow_hours"] = of.hours, of.follow_hours
    now["run_key"] = run_key
    now["present_key"] = mixed(run_key, key_of("patient", "present"))
    now["most_events"] = most_events
    now["next_poll"] = min(kernel.POLL, most_events)
    now["free"] = now["been_free"] = now["current"] = -1
    now["finite"] = now["suspect"] = bool((laid.nodes["room"] < UNLIMITED).any())
    now["n_classes"] = len(model.classes)
    now["n_ranks"] = int(laid.classes["level"].max()) + 1
    now["deadlock_rule"] = layout.RULES.index(model.deadlock)
    return now


def _room(of: Compiled, run_key: int, shared: Shared) -> Run:
    """Give the arrays of a run that has not begun."""
    laid, n_bins = of.laid, of.window.n_bins
    nodes, classes, pools = len(laid.nodes), len(laid.classes), len(laid.pools)
    queues = nodes * (int(laid.classes["level"].max()) + 1)
    spare = kernel.SPARE + 2 * nodes
    room = ROOM + len(laid.present)
    here = np.zeros(nodes, dtype=layout.HERE)
    for first in ("served", "paused", "blocked"):
        here[f"{first}_first"] = -1
    here["blocked_last"] = -1
    coming, rows = _coming(of, run_key)
    return Run(
        here=here,
        units=np.zeros(pools, dtype=layout.UNITS),
        coming=coming,
        patients=np.zeros(room, dtype=layout.PATIENT),
        heap=np.zeros(3 * room + pools + len(laid.sources) + spare, dtype=layout.EVENT),
        been=np.zeros(room + spare, dtype=layout.BEEN),
        work=np.zeros(nodes + 1, dtype=layout.WHICH),
        marks=np.zeros(nodes, dtype=layout.MARK),
        queues=np.full(2 * queues, -1, dtype=np.int32).view(layout.QUEUE),
        listed=rows,
        stack=np.zeros(DEEPEST + 1, dtype=layout.NUMBER),
        cells=np.zeros(n_bins * nodes * classes, dtype=layout.CELL),
        levels=np.zeros(n_bins * nodes, dtype=layout.LEVEL),
        of_pools=np.zeros(n_bins * pools, dtype=layout.OF_POOL),
        waits=np.zeros(nodes * classes * CLASSES_OF_LENGTH, dtype=layout.WHICH),
        journeys=np.zeros(classes, dtype=layout.JOURNEY),
        journey_lengths=np.zeros(classes * CLASSES_OF_LENGTH, dtype=layout.WHICH),
        visits=np.zeros(0, dtype=layout.VISIT),
        deadlocks=np.zeros(16, dtype=layout.DEADLOCK),
        stuck_nodes=np.zeros(spare, dtype=layout.WHICH),
        shared=shared,
    )


def _point(now: Any, laid: Laid, run: Run) -> None:
    """Write down where the arrays are, and how many rows those have that grow."""
    for arrays in (laid, run):
        for name, array in zip(arrays._fields, arrays, strict=True):
            now[name] = array.ctypes.data
            if f"n_{name}" in (layout.NOW.names or ()):
                now[f"n_{name}"] = len(array)


def _coming(of: Compiled, run_key: int) -> tuple[Any, Any]:
    """Give what a run keeps of each source, and the arrivals whose times are known."""
    last = of.hours + of.follow_hours
    coming = np.zeros(len(of.laid.sources), dtype=layout.COMING)
    rows: list[Any] = []
    for source in range(len(coming)):
        coming[source]["listed_at"] = len(rows)
        rows += listed(of.prepared, source, run_key, last)
        coming[source]["listed_end"] = len(rows)
    return coming, np.array([tuple(row) for row in rows], dtype=layout.LISTED)


def _grown(now: Any, run: Run, visits: list[Any]) -> Run:
    """Give a run more room where it may need it; put away the visits written down."""
    spare = kernel.SPARE + 2 * len(run.here)
    _refuse_crowd(now, spare)
    more = {}
    for name, taken in (
        ("patients", now["taken"]), ("heap", now["pending"]), ("been", now["been_taken"]),
        ("deadlocks", now["deadlocks_n"]), ("stuck_nodes", now["stuck_n"]),
    ):  # fmt: skip
        array = getattr(run, name)
        if taken + spare > len(array):
            more[name] = np.zeros(2 * len(array) + spare, dtype=array.dtype)
            # As bytes: numpy copies rows field by field.
            more[name].view(np.uint8)[: array.nbytes] = array.view(np.uint8)
    if now["keep_visits"] and now["visits_n"] + spare > len(run.visits):
        visits.append(run.visits[: now["visits_n"]])
        now["visits_n"] = 0
        more["visits"] = np.zeros(64 * ROOM + spare, dtype=layout.VISIT)
    return run._replace(**more)


def _refuse_crowd(now: Any, spare: int) -> None:
    """Refuse to hold more patients than a place in an event can say.

    Raises
    ------
    BadInput
        With the hour by which there are too many.
    """
    if now["taken"] + spare > MOST_PATIENTS:
        words = (
            f"expected at most {MOST_PATIENTS:,} patients at once; there are more by "
            f"hour {float(now['now']):,.0f}. Give more units where they wait, or run "
            "fewer days"
        )
        raise BadInput("run", [words])


def _refuse_standing(why: int, hours: float) -> None:
    """Refuse a run whose clock no longer moves.

    Raises
    ------
    BadInput
        With the hour at which it stands.
    """
    if why == STANDS:
        words = (
            f"no time passes at hour {hours:g}, whatever happens: services of no time "
            "follow each other in a ring. Give one of them a time, or let some patients "
            "leave"
        )
        raise BadInput("run", [words])


def _outcome(
    of: Compiled, now: Any, run: Run, luck: tuple[int, int], why: int, visits: Any
) -> Outcome:
    shape = of.window.n_bins, len(of.laid.nodes), len(of.laid.classes)
    stopped = float(now["now"]) if now["stopped"] or why != DONE else None
    counts, sums = _columns(run.cells, len(COUNTED), len(SUMMED))
    counts[:, 0] = counts[:, 2:7].sum(axis=-1)
    return Outcome(
        hours=of.hours,
        warm_up_hours=of.warm_up_hours,
        seed=luck[0],
        replication=luck[1],
        counts=counts.reshape(*shape, len(COUNTED)),
        sums=sums.reshape(*shape, len(SUMMED)),
        levels=_numbers(run.levels).reshape(*shape[:2], len(AT_NODE)),
        pools=_numbers(run.of_pools).reshape(shape[0], -1, len(IN_POOL)),
        waits=run.waits["which"].reshape(*shape[1:], CLASSES_OF_LENGTH),
        journeys=_numbers(run.journeys).reshape(-1, len(OF_JOURNEYS)),
        journey_lengths=run.journey_lengths["which"].reshape(-1, CLASSES_OF_LENGTH),
        hours_in_bin=of.window.hours_in_bin(stopped),
        deadlocks=tuple(
            Deadlock(float(row["hours"]), _ring(run, row), layout.RULES[row["rule"]])
            for row in run.deadlocks[: now["deadlocks_n"]]
        ),
        stopped=stopped,
        events=int(now["events"]),
        visits=visits,
        binning=of.binning,
    )


def _columns(cells: Any, counted: int, summed: int) -> tuple[Any, Any]:
    """Take the counts, and the sums, out of rows that hold first these, then those."""
    whole = cells.view(np.int64).reshape(len(cells), counted + summed)
    counts, sums = whole[:, :counted], whole[:, counted:]
    return counts.copy(), sums.copy().view(np.float64)


def _numbers(rows: Any) -> npt.NDArray[np.float64]:
    numbers: npt.NDArray[np.float64] = rows.view(np.float64)
    return numbers


def _ring(run: Run, row: Any) -> tuple[int, ...]:
    nodes = run.stuck_nodes["which"][row["first"] : row["first"] + row["n"]]
    return tuple(nodes.tolist())
