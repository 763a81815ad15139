"""Scenarios: named changes to a base model, run with the luck of the base.

Each scenario has the same seed as the base, so patient for patient and replication for
replication only the changes differ. What is read is the difference, by pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from wholeflow.drawing.frame import PLAIN, Frame
from wholeflow.errors import BadInput, Fault
from wholeflow.simulation.measures import Measure
from wholeflow.simulation.model.checking import check
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.pictures import Group, Pair, draw_beside

from .changes import Change
from .intervals import Difference, Values, differences
from .parts import NotPossible
from .plans import Plan, Runner
from .replications import Replications, replicate
from .words import change_of


@dataclass(frozen=True, slots=True)
class Scenario:
    r"""Named changes to a base model.

    Parameters
    ----------
    name
        What it is called.
    text
        The changes, one a line, in the words of `.words.FORMS`. Lines that begin with #
        are left out. Each is made to what those before it gave.

    Examples
    --------
    >>> winter = Scenario("winter", "demand x 1.2\npool beds + 4")
    """

    name: str
    text: str

    def applied(self, model: Model, hours: float) -> Model:
        """Give a model with the changes.

        Parameters
        ----------
        model
            The base.
        hours
            The longest run there will be of it.

        Raises
        ------
        BadInput
            With every line that is no change, or does not fit the model.
        """
        faults = []
        for row, line in self._lines():
            try:
                model = change_of(line).applied(model, hours)
            except NotPossible as fault:
                faults.append(Fault(str(fault), row=row))
        if faults:
            raise BadInput(f"scenario '{self.name}'", faults)
        return model

    def checked(self, model: Model, hours: float) -> Model:
        """Give a model with the changes that can be run: `applied`, and found faultless.

        Faults of the model that comes of the changes are told as `BadModel`.
        """
        changed = self.applied(model, hours)
        check(changed)
        return changed

    def changes(self) -> list[Change]:
        """Give the changes; lines that are none are left for `applied` to tell."""
        found = []
        for _, line in self._lines():
            with suppress(NotPossible):
                found.append(change_of(line))
        return found

    def _lines(self) -> list[tuple[int, str]]:
        """Give each line that is meant as a change, with its number from 1."""
        return [
            (row, line)
            for row, line in enumerate(self.text.splitlines(), start=1)
            if line.strip() and not line.strip().startswith("#")
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """A base and scenarios side by side, in some measures.

    Parameters
    ----------
    base
        Replications of the base.
    scenarios
        Names, in the order given, and the replications of each.
    measures
        What is compared.
    differences
        Scenario less base, by name of the scenario and measure, by pairs; adjusted by
        Holm's rule over all of them.
    """

    base: Replications
    scenarios: dict[str, Replications]
    measures: tuple[Measure, ...]
    differences: dict[tuple[str, Measure], Difference]

    def picture(
        self, measures: Sequence[Measure] | None = None, frame: Frame = PLAIN
    ) -> str:
        """Draw base and scenarios side by side, as an SVG element.

        Parameters
        ----------
        measures
            Which of those compared; None is all of them.
        frame
            Where it is to stand.
        """
        asked = self.measures if measures is None else measures
        return draw_beside(
            [self._beside(measure) for measure in asked],
            frame,
            headline=f"What changes would do: {self.base.model.name}",
            changed="changed",
            note="On the right: the difference, of pairs of runs with the same luck.",
        )

    def _beside(self, measure: Measure) -> Group:
        now = self.base.interval(measure)
        pairs = [
            Pair(
                label=name,
                now=(now.mean, now.low, now.high),
                then=(then.mean, then.low, then.high),
                says=_said(self.differences[name, measure]),
            )
            for name, ran in self.scenarios.items()
            for then in [ran.interval(measure)]
        ]
        named = str(measure)
        title = f"{named[:1].upper()}{named[1:]}, {measure.unit}"
        return Group(title=title, pairs=tuple(pairs))

    def _repr_svg_(self) -> str | None:
        return self.picture() if self.measures else None


def _said(difference: Difference) -> str:
    """Say a difference with its interval, and whether luck alone may have made it."""
    of = difference.interval
    if of.n < 2:
        return ""
    numbers = f"{of.mean:+.3g} ({of.low:+.3g} to {of.high:+.3g})".replace(
        "-", "\N{MINUS SIGN}"
    )
    return numbers + ", may be luck" * (difference.p_of_all > 1 - of.confidence)


def compare(
    model: Model,
    scenarios: Sequence[Scenario],
    plan: Plan,
    *,
    measures: Sequence[Measure],
    runner: Runner,
) -> Comparison:
    """Run a base and scenarios with the same luck, and tell the differences.

    Parameters
    ----------
    model
        The base.
    scenarios
        At least one, of different names.
    plan
        For all of them. If it asks for precision, the base is run until it is precise,
        and the scenarios as often.
    measures
        What to compare.
    runner
        What carries it out.

    Returns
    -------
    Comparison
        After a cancelling, over the pairs of replications there are. Faults of the
        scenarios are told as `BadInput`, all together, before anything is run.
    """
    changed = applied_all(model, scenarios, plan)
    base = replicate(model, plan, runner=runner)
    as_often = replace(plan, runs=max(base.n, 1))
    ran = {
        name: replicate(other, as_often, runner=runner)
        for name, other in changed.items()
    }
    asked = [(name, measure) for name in ran for measure in measures]
    told = differences([paired(ran[name], base, measure) for name, measure in asked])
    return Comparison(base, ran, tuple(measures), dict(zip(asked, told, strict=True)))


def applied_all(
    model: Model, scenarios: Sequence[Scenario], plan: Plan
) -> dict[str, Model]:
    """Give the model of each scenario, by its name.

    Raises
    ------
    BadInput
        With every fault of every scenario, and of every model that comes of one.
    """
    models: dict[str, Model] = {}
    names = [scenario.name for scenario in scenarios]
    faults = [
        Fault(f"there are several scenarios '{name}'; give each its own name")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    for scenario in scenarios:
        try:
            models[scenario.name] = scenario.checked(model, plan.longest_hours)
        except BadInput as bad:
            faults += [replace(fault, file=scenario.name) for fault in bad.faults]
    if faults:
        raise BadInput("scenarios", faults)
    return models


def paired(scenario: Replications, base: Replications, measure: Measure) -> Values:
    """Give scenario less base, for each replication that both have. Shape (n,)."""
    n = min(scenario.n, base.n)
    return scenario.values_of(measure)[:n] - base.values_of(measure)[:n]
