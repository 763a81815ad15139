"""How long somebody was busy with other work while a person waited: the loop itself.

The one function here runs as it stands on a small log and compiled on a large one, so
there is one text and one answer. It uses only what numba knows.
"""

from __future__ import annotations

from wholeflow.journeys.arrays import Microseconds, Places

Four = tuple[Microseconds, Microseconds, Microseconds, Microseconds]
Two = tuple[Microseconds, Microseconds]
Line = tuple[Places, Microseconds]


def busy_while_waiting(
    line: Line, span: Four, waits: Four, found: Two, only_before: bool
) -> None:
    """Fill in how much of each wait its worker was busy, and how much while on duty.

    Work at the same time counts once.

    Parameters
    ----------
    line
        Of each event: its worker, and the latest end so far of the worker's events.
        Events stand by worker, then start. Shapes (n_events,), as all that follow.
    span
        Of each event: start, end, and time on duty until the start and until the end.
    waits
        Of each event: when the wait begins and ends, and time on duty until then. No
        wait ends after its event starts. One that ends before it begins is none.
    found
        To be filled: time busy, and the part of it on duty.
    only_before
        Count only work whose own wait began no later: it stands before this in line.
    """
    worker, latest = line
    start, end, duty_start, duty_end = span
    begins, until, duty_begins, duty_until = waits
    for event in range(len(worker)):
        mine = worker[event]
        other = event
        while (
            other > 0
            and worker[other - 1] == mine
            and latest[other - 1] > begins[event]
        ):
            other -= 1
        done, duty_done = begins[event], duty_begins[event]
        while (
            other < len(worker)
            and worker[other] == mine
            and start[other] < until[event]
        ):
            stops, duty_stops = end[other], duty_end[other]
            if stops > until[event]:
                stops, duty_stops = until[event], duty_until[event]
            behind = only_before and begins[other] > begins[event]
            if other != event and stops > done and not behind:
                if start[other] > done:
                    done, duty_done = start[other], duty_start[other]
                found[0][event] += stops - done
                found[1][event] += duty_stops - duty_done
                done, duty_done = stops, duty_stops
            other += 1
