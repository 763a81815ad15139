"""What must be said before values can be judged by a target."""

from __future__ import annotations

import math
from collections.abc import Iterator

from wholeflow.errors import Fault


def target_faults(fail: float | None, target: float | None, better: str) -> list[Fault]:
    """Tell what is wrong with the values at which a process fails and succeeds.

    Parameters
    ----------
    fail, target
        In the unit of the indicator; None where nobody said. With a target and no
        failing value each value is met or not met.
    better
        Which way is better: "up", "down", or "" where nobody said.

    Returns
    -------
    list of Fault
        Each with what is missing as its column: fail, target or better; none if values
        can be judged, or nothing was given and the indicator is only watched.

    Examples
    --------
    >>> target_faults(85, 95, ""), target_faults(None, 95, "up")
    ([], [])
    >>> target_faults(None, 95, "")[0].column
    'better'
    """
    infinite = [
        Fault(f"expected a finite number; got {value}", column=column)
        for column, value in (("fail", fail), ("target", target))
        if value is not None and not math.isfinite(value)
    ]
    return infinite or list(_faults(fail, target, better))


def _faults(fail: float | None, target: float | None, better: str) -> Iterator[Fault]:
    if target is None:
        if fail is not None:
            yield Fault(
                f"expected a target beside the failing value {fail:g}; got none. Give "
                "it, or leave both out and the indicator is only watched",
                column="target",
            )
        return
    if fail is None:
        if not better:
            yield Fault(
                f"expected a direction for the target {target:g}; got neither a "
                "failing value nor which way is better. Say up or down, or from which "
                "value it fails",
                column="better",
            )
        return
    if fail == target:
        yield Fault(
            f"expected two different values; got {fail:g} for both. Where a target is "
            "only met or not met, leave the failing value out and say which way is "
            "better",
            column="fail",
        )
    elif better and (target > fail) != (better == "up"):
        yield Fault(
            f"failing at {fail:g} and succeeding at {target:g} means that "
            f"{'higher' if target > fail else 'lower'} is better; got “{better}”",
            column="better",
        )
