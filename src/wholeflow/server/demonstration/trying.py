"""A model of the demonstration, and a change that is tried on it as soon as it is served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wholeflow.server.accounts.models import Person
from wholeflow.server.demonstration.acting_for import answerable
from wholeflow.server.flowing.scenarios import actions, writing
from wholeflow.server.flowing.scenarios.actions import SaidOfModel
from wholeflow.server.flowing.scenarios.trial import Said
from wholeflow.server.measuring.indicating import NewIndicator, NewPoint, add_indicator
from wholeflow.server.measuring.models import Indicator
from wholeflow.simulation import example_model

SAID = SaidOfModel(
    title="The front door and the ward (example)",
    purpose="To see for how long our patients would wait at the front door if there were "
    "more beds behind it (example)",
    source="made up; it comes with wholeflow",
    label="public",
)
STANDS_FOR = {"Treating": "emergency", "Caring on the ward": "ward"}
FOUR_MORE = Said(
    name="Four more beds",
    changes='pool "beds" = 64\nplaces "Caring on the ward" = 64',
    runs=200,
)


@dataclass(frozen=True, slots=True)
class Foretold:
    """An indicator with made-up values, near those of the model, and what foretells it."""

    process: str
    indicator: NewIndicator
    values: tuple[float, ...]
    what: str
    of: str
    told_in: str


MONTHS = (
    *(date(2022, month, 28) for month in (10, 11, 12)),
    *(date(2023, month, 28) for month in range(1, 10)),
)
FORETOLD = (
    Foretold(
        "emergency",
        NewIndicator(
            name="People who wait in the department for a bed, at one time (example)",
            unit="people",
            fail=1.5,
            target=0,
            source="made up, for the model",
            example=True,
        ),
        (0.6, 0.9, 0.7, 1.1, 0.8, 0.5, 0.9, 0.7, 0.6, 1.0, 0.8, 0.7),
        what="patients blocked",
        of="Treating",
        told_in="patients",
    ),
    Foretold(
        "ward",
        NewIndicator(
            name="Beds in use (example)",
            unit="in 100",
            fail=88,
            target=80,
            source="made up, for the model",
            example=True,
        ),
        (85, 87, 86, 88, 85, 84, 86, 85, 87, 86, 85, 84),
        what="utilisation",
        of="beds",
        told_in="per cent",
    ),
)


def four_more_beds(ids: Mapping[str, str], robin: Person) -> None:
    """Bring the example model, tie its nodes to the map, and ask what four beds would do.

    It hangs on a process of the demonstration's owner, who may so try changes of their own.
    """
    path = example_model()
    model_id = actions.bring(
        by=robin,
        process_id=ids["consulting"],
        said=SAID,
        file_name=path.name,
        content=path.read_bytes(),
    )
    ties = {node: ids[key] for node, key in STANDS_FOR.items()}
    actions.tie(by=robin, model_id=model_id, ties=ties)
    for each in FORETOLD:
        _foretell(robin, model_id, ids[each.process], each)
    scenario_id = writing.write(by=robin, model_id=model_id, said=FOUR_MORE)
    writing.try_it(by=robin, scenario_id=scenario_id)


def _foretell(robin: Person, model_id: UUID, process_id: str, said: Foretold) -> None:
    """Measure an indicator month by month, and say what of the model foretells it."""
    add_indicator(
        by=answerable(process_id),
        process_id=process_id,
        indicator=said.indicator,
        points=[
            NewPoint(month, value)
            for month, value in zip(MONTHS, said.values, strict=True)
        ],
        reason="made up for the demonstration",
    )
    row = Indicator.objects.get(process=process_id, name=said.indicator.name)
    actions.foretell(
        by=robin,
        model_id=model_id,
        indicator_id=row.pk,
        what=said.what,
        of=said.of,
        told_in=said.told_in,
    )
