"""What values are worth, and how far an indicator speaks for success: its owner's say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from wholeflow.errors import BadInput, Fault, InvalidFlag
from wholeflow.evidence import ValueScale, target_faults
from wholeflow.server.accounts.models import Person
from wholeflow.server.history.changes import Draft, changing
from wholeflow.server.mapping.actions import editable
from wholeflow.server.measuring.actions import require_success
from wholeflow.server.measuring.charts import direction
from wholeflow.server.measuring.indicating import one_indicator, require_partner
from wholeflow.server.measuring.models import Indicator, Knot

Knots = tuple[tuple[float, float], ...]  # a value and what it is worth, 0 to 1


@dataclass(frozen=True, slots=True)
class Worth:
    """How values are judged.

    With knots what a value is worth is drawn, straight between two of them; a target is
    then only shown on the chart. Else as `NewIndicator` says.

    Raises
    ------
    BadInput
        With every fault: fewer than two knots, a value twice, a worth that is not
        between 0 and 1, knots that are all worth the same, a failing value beside
        knots, and a target that cannot judge.
    """

    fail: float | None = None
    target: float | None = None
    better: str = ""
    knots: Knots = ()

    def __post_init__(self) -> None:
        faults = target_faults(self.fail, self.target, self.better)
        if self.knots:
            faults += _knot_faults(self.knots)
            if self.fail is not None:
                faults.append(
                    Fault(
                        f"expected knots or a failing value; got both. The knots say "
                        f"what {self.fail:g} is worth, so leave it out",
                        column="fail",
                    )
                )
        if faults:
            raise BadInput("what values are worth", faults)

    @property
    def judges(self) -> bool:
        """Whether values say something for or against at all."""
        return bool(self.knots) or self.target is not None

    @property
    def way(self) -> str:
        """Which way is better, as it was said or as it follows; empty if neither is."""
        if not self.knots or self.better:
            return direction(self.fail, self.target, self.better)
        worths = [worth for _, worth in sorted(self.knots)]
        if all(before <= after for before, after in pairwise(worths)):
            return "up"
        if all(before >= after for before, after in pairwise(worths)):
            return "down"
        return ""


def set_worth(
    *, by: Person, process_id: str, indicator_id: UUID, worth: Worth, reason: str = ""
) -> None:
    """Say what values are worth.

    Raises
    ------
    InvalidFlag
        If values would be judged and nobody has said what success is.
    """
    with changing(by=str(by.pk), command="judge values", reason=reason) as draft:
        process = editable(by, process_id)
        indicator = one_indicator(process, indicator_id)
        if worth.judges:
            require_success(process)
        draft.set(indicator, fail=worth.fail, target=worth.target, better=worth.way)
        _draw(draft, indicator, worth.knots)


@dataclass(frozen=True, slots=True)
class Bearing:
    """How far an indicator speaks for success, and how far it is relied on.

    Parameters
    ----------
    sufficiency
        Between which chances the process succeeds if what is measured is well.
    necessity
        Between which chances it fails if it is not.
    reliability
        Weight from 0 to 1; the rest stays not known.

    Raises
    ------
    BadInput
        If one of these is no chance.
    """

    sufficiency: tuple[float, float] = (1.0, 1.0)
    necessity: tuple[float, float] = (1.0, 1.0)
    reliability: float = 1.0

    def __post_init__(self) -> None:
        given = (
            ("sufficiency", *self.sufficiency),
            ("necessity", *self.necessity),
            ("reliability", self.reliability, self.reliability),
        )
        faults = [
            Fault(f"expected chances from 0 to 1; got {low:g} to {high:g}", column=name)
            for name, low, high in given
            if not 0 <= low <= high <= 1
        ]
        if faults:
            raise BadInput("how far an indicator speaks for success", faults)


def set_bearing(
    *,
    by: Person,
    process_id: str,
    indicator_id: UUID,
    bearing: Bearing,
    reason: str = "",
) -> None:
    """Say how far an indicator speaks for success, and how far it is relied on."""
    command = "judge an indicator"
    with changing(by=str(by.pk), command=command, reason=reason) as draft:
        indicator = one_indicator(editable(by, process_id), indicator_id)
        draft.set(
            indicator,
            sufficiency_low=bearing.sufficiency[0],
            sufficiency_high=bearing.sufficiency[1],
            necessity_low=bearing.necessity[0],
            necessity_high=bearing.necessity[1],
            reliability=bearing.reliability,
        )


def balance(
    *,
    by: Person,
    process_id: str,
    indicator_id: UUID,
    balanced_by: UUID | None,
    reason: str = "",
) -> None:
    """Name what must not get worse while this gets better, or nothing.

    Raises
    ------
    BadInput
        If it is the indicator itself.
    NotFound
        If the partner is not there, or not for this person to know of.
    """
    command = "balance an indicator"
    with changing(by=str(by.pk), command=command, reason=reason) as draft:
        indicator = one_indicator(editable(by, process_id), indicator_id)
        if balanced_by is not None:
            _require_another(indicator, require_partner(by, balanced_by))
        draft.set(indicator, balanced_by_id=balanced_by)


def _require_another(indicator: Indicator, partner: Indicator) -> None:
    if partner.pk == indicator.pk:
        message = (
            "expected another indicator; got the same. Choose what this one might make "
            "worse"
        )
        raise BadInput("a balancing partner", [Fault(message, column="balanced_by")])


def _draw(draft: Draft, indicator: Indicator, knots: Knots) -> None:
    """Keep the knots that stay, take out those that go, and add those that come."""
    coming = dict(knots)
    for knot in indicator.knots.filter(removed=False):
        if coming.get(knot.value) == knot.worth:
            del coming[knot.value]
        else:
            draft.set(knot, removed=True)
    for value, worth in coming.items():
        draft.add(Knot(indicator=indicator, value=value, worth=worth))


def _knot_faults(knots: Knots) -> Iterator[Fault]:
    try:
        ValueScale.from_knots(sorted(knots))
    except InvalidFlag as bad:
        yield Fault(str(bad), column="knots")
        return
    if len({worth for _, worth in knots}) == 1:
        yield Fault(
            f"expected values that are worth different things; got {knots[0][1]:g} for "
            "all, which says nothing",
            column="knots",
        )
