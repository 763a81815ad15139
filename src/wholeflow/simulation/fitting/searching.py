"""The smallest capacity that is enough by a fit, whatever its parameters may be.

A capacity is judged by the interval of its mean, which holds luck and what is not known:
it is enough if the interval ends below the limit and the zone more, and not if it
begins above the limit less the zone. Where it does neither, the log does not say, or too
few runs.
"""

from __future__ import annotations

from collections.abc import Sequence

from wholeflow.errors import BadInput
from wholeflow.simulation.experiments import (
    Capacity,
    Effort,
    Plan,
    Range,
    Scenario,
    Target,
)
from wholeflow.simulation.experiments.searching import (
    faults_of_search,
    most_of,
    searched,
)
from wholeflow.simulation.experiments.selecting import Verdict

from .asking import refuse, refuse_measures
from .draws import drawn, measures_of_fit
from .fitted import Fitted
from .parting import Parted
from .replaying import Progress


def capacity_of_fit(
    fitted: Fitted,
    ranges: Sequence[Range],
    plan: Plan,
    *,
    targets: Sequence[Target],
    effort: Effort | None = None,
    progress: Progress | None = None,
) -> Capacity:
    """Find the cheapest whole units of some pools of a fit that meet all targets.

    Parameters
    ----------
    fitted, plan
        As for `ask`; each capacity is run as often as the plan says.
    ranges, targets
        As for `..experiments.smallest_capacity`, of measures that `ask` tells.
    effort
        How carefully; None is as `Effort` says. Its `most_runs` is not used.
    progress
        Called while each capacity is run, as for `ask`.

    Notes
    -----
    All judgements are right together with the confidence of the effort, if the form of
    the model is right and means of draws are normal.

    Raises
    ------
    BadInput
        With every fault of ranges and targets, or all that does not hold.
    """
    effort = effort or Effort()
    measures = measures_of_fit(fitted, plan)
    if faults := faults_of_search(fitted.model, ranges, targets, measures):
        raise BadInput("capacity", faults)
    refuse(fitted, most_of(ranges))
    most_of(ranges).checked(fitted.model, plan.longest_hours)
    refuse_measures(fitted, [target.measure for target in targets])
    confidence = 1 - effort.wrong(targets)

    def judge(scenario: Scenario) -> tuple[Verdict, int]:
        draws = drawn(fitted, plan, [scenario], progress)
        n = plan.most_runs
        for target in targets:
            found = draws.parted(target.measure, 0, confidence=confidence)
            verdict = judged_by(found, target)
            n = min(n, found.n)
            if verdict != "meets":
                return verdict, n
        return "meets", n

    return searched(ranges, judge, effort.most_tries)


def judged_by(found: Parted, target: Target) -> Verdict:
    """Judge whether a mean is at most the limit of a target, by its interval.

    Parameters
    ----------
    found
        The mean.
    target
        One whose limit and zone are in the unit of the mean.

    Examples
    --------
    >>> from wholeflow.simulation.measures import Measure
    >>> two_hours = Target(measure=Measure("mean wait"), at_most=2, zone=0.5)
    >>> judged_by(Parted(mean=1.8, luck=0.3, inputs=0.4, n=20), two_hours)
    'meets'
    >>> judged_by(Parted(mean=1.8, luck=0.3, inputs=0.9, n=20), two_hours)
    'undecided'
    """
    enough = found.high <= target.at_most + target.zone
    too_few = found.low > target.at_most - target.zone
    if enough and (not too_few or found.mean <= target.at_most):
        return "meets"
    return "fails" if too_few else "undecided"
