"""Recording that began late or stopped early: names that are missing for a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.arrays import Mask
from wholeflow.journeys.journeys import Coded, Journeys
from wholeflow.journeys.times import as_datetime

_FEWEST = 20  # events of a name from which its absence is no chance
_SHARE = 0.1  # of the log's events, that a name must be missing at one end
_LOG_CHANCE = float(np.log(1e-6))  # that so many events of a name all miss that end


def drifting(journeys: Journeys) -> Mask:
    """Events whose activity or body is not recorded at one end of the log.

    A name with n events drifts if the first or the last tenth of the log or more has
    none of it, though so many spread evenly would all miss that share f with a chance
    (1 - f) ** n below one in a million.
    """
    order = _place_in_time(journeys)
    found = np.zeros(journeys.n_events, dtype=np.bool_)
    for column in _columns(journeys):
        first, last, count = _ends(column, order)
        missing = np.minimum(np.maximum(first, 1 - last), 1 - 1e-12)
        codes = np.flatnonzero(
            (count >= _FEWEST)
            & (missing > _SHARE)
            & (count * np.log1p(-missing) < _LOG_CHANCE)
        )
        found |= np.isin(column.codes, codes)
    return found


def drift_in_words(journeys: Journeys, drifting: Mask) -> str:
    """Name the first few names that drift, with the day they begin or stop."""
    said = []
    for column in _columns(journeys):
        for code in np.unique(column.codes[drifting & (column.codes >= 0)]):
            mine = column.codes == code
            if not drifting[mine].all():
                continue
            begins, ends = journeys.start[mine].min(), journeys.end[mine].max()
            late = begins - journeys.start.min() > journeys.end.max() - ends
            day = as_datetime(int(begins if late else ends))
            word = "from" if late else "only until"
            said.append(f"'{column.names[code]}' {word} {day.day} {day:%b %Y}")
    shown = said[:3]
    more = f" and {len(said) - 3} more" if len(said) > 3 else ""
    return ", ".join(shown) + more


def _columns(journeys: Journeys) -> tuple[Coded, ...]:
    return journeys.column("activity"), journeys.body()


def _place_in_time(journeys: Journeys) -> npt.NDArray[np.float64]:
    """Give the share of the log's events that are earlier than each."""
    sorted_ends = np.sort(journeys.end)
    return np.searchsorted(sorted_ends, journeys.end) / journeys.n_events


def _ends(
    column: Coded, place: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """First and last place in time of each name, and how many events it has."""
    known = column.codes >= 0
    first = np.ones(len(column.names))
    last = np.zeros(len(column.names))
    np.minimum.at(first, column.codes[known], place[known])
    np.maximum.at(last, column.codes[known], place[known])
    count = np.bincount(column.codes[known], minlength=len(column.names))
    return first, last, count
