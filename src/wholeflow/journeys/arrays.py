"""Names for the kinds of array in this room, so that signatures say what is meant."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]  # which of some rows, events or cases
Places = npt.NDArray[np.intp]  # numbers of rows, events or cases
Codes = npt.NDArray[np.int32]  # places in a list of names; so wide that pairs fit too
Rows = npt.NDArray[np.int64]  # places in a file
Hours = npt.NDArray[np.float64]
Microseconds = npt.NDArray[np.int64]  # since 1970, in UTC unless said
Counts = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]  # as written, such as days or minutes
Bytes = npt.NDArray[np.uint8]


def narrow(codes: npt.NDArray[np.integer]) -> npt.NDArray[np.unsignedinteger]:
    """Give codes from 0 in as few bits as hold them, to sort by.

    Numbers of 16 bits numpy counts to their places, which is several times faster.
    """
    return codes.astype(np.min_scalar_type(codes.max(initial=0)))
