"""Draws of the compiled kernel: the same numbers as `..chance` gives.

Numbers are 64 bits wide here and wrap round of themselves.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .layout import Array
from .memory import row

GOLDEN = np.uint64(0x9E37_79B9_7F4A_7C15)
FIRST = np.uint64(0xBF58_476D_1CE4_E5B9)
SECOND = np.uint64(0x94D0_49BB_1331_11EB)
ONE, TWELVE = np.uint64(1), np.uint64(12)
THIRTY, TWENTY_SEVEN, THIRTY_ONE = np.uint64(30), np.uint64(27), np.uint64(31)
LEAST = 2.0**-53
TABLE_STEP = 1 / 1024  # as in `..chance.quantiles`

# Wichura, M. J. (1988), Algorithm AS 241: the percentage points of the normal
# distribution, Applied Statistics 37, 477-484; PPND16.
CENTRE = np.array((
    (3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3,
     1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
     3.3430575583588128105e4, 2.5090809287301226727e3),
    (1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
     2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
     5.2264952788528545610e3),
))  # fmt: skip
MIDDLE = np.array((
    (1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
     3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1,
     2.27238449892691845833e-2, 7.74545014278341407640e-4),
    (1.0, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
     1.05075007164441684324e-9),
))  # fmt: skip
TAIL = np.array((
    (6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
     2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
     2.71155556874348757815e-5, 2.01033439929228813265e-7),
    (1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
     1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
     1.42151175831644588870e-7, 2.04426310338993978564e-15),
))  # fmt: skip


def mixed(key: Any, with_number: Any) -> Any:
    """As `..chance.keys.mixed`; both are of 64 bits."""
    z = key + (with_number + ONE) * GOLDEN
    z = (z ^ (z >> THIRTY)) * FIRST
    z = (z ^ (z >> TWENTY_SEVEN)) * SECOND
    return z ^ (z >> THIRTY_ONE)


def uniform(key: Any) -> float:
    """As `..chance.keys.uniform`."""
    return (float(np.int64(key >> TWELVE)) + 0.5) * 2.0**-52


def drawn(key: Any, purpose: Any, index: int) -> float:
    """Give the uniform of a patient, for a purpose at a node, and how-manieth it is."""
    return uniform(mixed(mixed(key, purpose), np.uint64(index)))


def ratio(of: Any, x: float) -> float:
    """Give the ratio of two polynomials, each from its lowest term up."""
    above, below = 0.0, 0.0
    for at in range(7, -1, -1):
        above = above * x + of[0, at]
        below = below * x + of[1, at]
    return above / below


def normal_score(share: float) -> float:
    """Give the quantile of the standard normal at a share in (0, 1)."""
    centred = share - 0.5
    if abs(centred) <= 0.425:
        return centred * ratio(CENTRE, 0.180625 - centred * centred)
    far = math.sqrt(-math.log(share if centred < 0 else 1.0 - share))
    score = ratio(MIDDLE, far - 1.6) if far <= 5.0 else ratio(TAIL, far - 5.0)
    return -score if centred < 0 else score


def hours_of(now: Array, which: int, uniform_: float) -> float:  # noqa: PLR0911 - one case for each form
    """As `..chance.quantiles.Inverse.hours`, of a uniform that is off 0 and 1."""
    of = row(now, "inverses", which)
    share = uniform_
    if of["low"] != 0.0 or of["span"] != 1.0:
        share = of["low"] + of["span"] * uniform_
    form = of["form"]
    if form == 1:
        return float(-math.log(1.0 - share) * of["first"])
    if form == 0:
        return float(of["first"])
    if form == 2:
        return float(of["first"] + of["second"] * share)
    if form == 3:
        return float(of["first"] * (-math.log(1.0 - share)) ** of["second"])
    if form == 4:
        return math.exp(of["first"] + of["second"] * normal_score(share))
    n, first = of["table_n"], of["table_first"]
    if form == 5:
        place = math.sqrt(math.sqrt(-math.log(1.0 - share))) / TABLE_STEP
        before = min(int(place), n - 2)
        at, after = (
            row(now, "tables", first + before)["number"],
            row(now, "tables", first + before + 1)["number"],
        )
        return float(at + (after - at) * (place - before))
    return float(row(now, "tables", first + min(int(share * n), n - 1))["number"])


def together(service: float, patience: float, correlation: float) -> float:
    """Give the uniform of a service whose normal score goes with that of a patience."""
    score = correlation * normal_score(patience) + math.sqrt(
        1.0 - correlation * correlation
    ) * normal_score(service)
    return off_the_ends(0.5 * math.erfc(-score / math.sqrt(2.0)))


def beyond(below: float, uniform_: float) -> float:
    """Give a uniform of those that lie above a share."""
    return off_the_ends(below + (1 - below) * uniform_)


def off_the_ends(share: float) -> float:
    """Keep a share off 0 and 1, as every uniform is."""
    return min(max(share, LEAST), 1.0 - LEAST)


STEPS = (
    mixed, uniform, drawn, ratio, normal_score, hours_of, together, beyond, off_the_ends,
)  # fmt: skip
