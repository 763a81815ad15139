"""Who judged, by name: a row keeps the id of a person, a sentence tells who it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from wholeflow import evidence
from wholeflow.server.measuring import presenters
from wholeflow.server.measuring.models import Judgement
from wholeflow.server.measuring.statements import Told


def by_name(told: Mapping[str, Sequence[Told]]) -> dict[str, list[Told]]:
    """Name who judged, in the statements about some processes; one query in any case."""
    people = {_by(each) for some in told.values() for each in some}
    names = presenters.names_of(people)
    return {key: [_named(each, names) for each in some] for key, some in told.items()}


def _named(told: Told, names: Mapping[str, str]) -> Told:
    if not isinstance(told.statement, evidence.Judgement):
        return told
    return replace(told, statement=replace(told.statement, by=names[_by(told)]))


def _by(told: Told) -> str:
    return told.row.by if isinstance(told.row, Judgement) else ""
