"""Telling what is done again in a case: the loop itself, for large logs.

It uses only what numba knows. On a small log the same is told by column operations;
the two give the same numbers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.arrays import Codes, Microseconds

Events = tuple[Codes, Codes, Codes, Microseconds, Microseconds]
Latest = tuple[Codes, Codes, Codes, Microseconds]
Found = tuple[npt.NDArray[np.int8], Codes, Microseconds]


def tell_again(events: Events, latest: Latest, found: Found) -> None:
    """Fill in how each event does something again, the how-manieth, and for how long.

    Parameters
    ----------
    events
        Case, activity, resource, start and end, in the order of the log. Shapes
        (n_events,).
    latest
        Of each activity: the case it was last seen in, how often in it, by whom first,
        and the latest end of those that did it again; all to be used up, the first
        filled with -1. Shapes (n_activities,).
    found
        To be filled, with zeros: an `Again`, how often it was done before in the case,
        and microseconds that no earlier doing again covers. Shapes (n_events,).
    """
    case, activity, resource, start, end = events
    last_case, times, first_who, until = latest
    how, number, fresh = found
    for event in range(len(case)):
        what, who = activity[event], resource[event]
        if last_case[what] != case[event]:
            last_case[what], times[what], first_who[what] = case[event], 0, who
            until[what] = start[event]
        number[event] = times[what]
        if times[what] > 0:
            loop = activity[event - 1] == what
            other = resource[event - 1] if loop else first_who[what]
            kind = 1 if loop else 4
            if who < 0 or other < 0:
                kind += 2
            elif who != other:
                kind += 1
            how[event] = kind
            since = max(start[event], until[what])
            fresh[event] = max(end[event] - since, 0)
            until[what] = max(until[what], end[event])
        times[what] += 1
