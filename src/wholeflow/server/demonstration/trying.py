"""A model of the demonstration, and a change that is tried on it as soon as it is served."""

from __future__ import annotations

from collections.abc import Mapping

from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing.scenarios import actions, writing
from wholeflow.server.flowing.scenarios.actions import SaidOfModel
from wholeflow.server.flowing.scenarios.trial import Said
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
    scenario_id = writing.write(by=robin, model_id=model_id, said=FOUR_MORE)
    writing.try_it(by=robin, scenario_id=scenario_id)
