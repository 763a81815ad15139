"""The file of a model as it comes in: read with every fault, and without a row of anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wholeflow.errors import BadModel, Fault
from wholeflow.simulation import Model, Recorded, read_model, refuse_overload

MOST_MB = 1.0  # a model that is made, and not recorded, is far smaller
LONGEST_NAME = 200  # characters of a name that pages show


def read(content: bytes, file_name: str) -> Model:
    """Read a model that may be kept here.

    Parameters
    ----------
    content
        What stands in the file.
    file_name
        What it is called; one that ends with .json is read as JSON, else as YAML.

    Returns
    -------
    Model
        One that can be run.

    Raises
    ------
    BadModel
        With every fault of the file; or where it holds what was recorded of patients,
        names somebody, or lets a queue grow without end.
    """
    form = "json" if file_name.lower().endswith(".json") else "yaml"
    model = read_model(
        content,
        "json" if form == "json" else "yaml",
        source=file_name,
        max_mb=MOST_MB,
    )
    faults = [*_recorded(model), *_too_long(model), *_naming_people_in(model)]
    if faults:
        raise BadModel(file_name, faults)
    refuse_overload(model)
    return model


def naming_people(typed: Mapping[str, str]) -> Iterator[Fault]:
    """Tell what in some texts names a person; the key of a text is its column."""
    import polars as pl  # noqa: PLC0415 - slow to load

    from wholeflow.journeys import find_identifiers  # noqa: PLC0415 - brings polars

    for name, text in typed.items():
        for found in find_identifiers(pl.DataFrame({"text": [text]})):
            yield Fault(
                f"this holds what names a person ({found.kind}). Write it without",
                column=name,
            )


def _recorded(model: Model) -> Iterator[Fault]:
    """Refuse what was recorded of patients, one by one: this stays with whoever has it."""
    for source in model.sources:
        if isinstance(source.arrivals, Recorded):
            yield Fault(
                f"source “{source.name}”: expected arrivals at random or by appointment; "
                "got recorded ones, which are rows of patients and stay where they are. "
                "Run such a model with: wholeflow simulate"
            )
    if model.present:
        yield Fault(
            "present: expected nobody; got patients who are there at the start, one by "
            "one, who stay where they are. Leave them out, and let the runs warm up"
        )


def _too_long(model: Model) -> Iterator[Fault]:
    for name in _names_in(model):
        if len(name) > LONGEST_NAME:
            yield Fault(
                f"expected names of at most {LONGEST_NAME} characters; one has "
                f"{len(name):,}, “{name[:40]}…”. Shorten it"
            )


def _naming_people_in(model: Model) -> Iterator[Fault]:
    text = "\n".join([model.name, *model.notes, *_names_in(model)])
    yield from naming_people({"names and notes": text})


def _names_in(model: Model) -> list[str]:
    return [
        *(node.name for node in model.nodes),
        *(pool.name for pool in model.pools),
        *(source.name for source in model.sources),
        *(each.name for each in model.classes),
    ]
