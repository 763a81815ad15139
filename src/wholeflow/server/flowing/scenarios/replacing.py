"""A newer version takes the place of a model; the older ones stay, with what was tried on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from wholeflow.errors import BadModel, Fault, NotFound
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing.models import CareModel, FormerModel, ModelNode
from wholeflow.server.flowing.scenarios import actions, coming_in, foretelling, queries
from wholeflow.server.history import clock
from wholeflow.server.history.changes import Draft, changing
from wholeflow.simulation import Model, write_model
from wholeflow.simulation.experiments import fingerprint
from wholeflow.simulation.measures import chief_measures


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a model: its number from 1, when it was brought, and its file."""

    number: int
    on: date
    model_hash: str
    file: str  # the address
    is_newest: bool


def replace(*, by: Person, model_id: UUID, file_name: str, content: bytes) -> list[str]:
    """Let a file take the place of a model.

    Nodes of the same name stand for the same processes as before. What is tied to a part
    that is there no more is taken back.

    Parameters
    ----------
    by
        Who brings it: somebody who may change the model.
    model_id
        The model.
    file_name, content
        As in `actions.bring`.

    Returns
    -------
    list of str
        What was taken back, in words.

    Raises
    ------
    BadInput
        If the file cannot be taken, with every fault of it; or it says the same as the
        model says already.
    NotFound
        If there is no such model.
    Refused
        If they may not change it.
    """
    found = coming_in.read(content, file_name)
    with changing(by=str(by.pk), command="replace a model") as draft:
        model = queries.changeable(by, model_id)
        key = fingerprint(found)
        if key == model.model_hash:
            message = (
                "expected another model; this says the same as the one that is here"
            )
            raise BadModel(file_name, [Fault(message)])
        draft.add(_former(model))
        draft.set(
            model,
            file_name=file_name,
            text=write_model(found, "json"),
            model_hash=key,
            on=clock.today(),
        )
        gone = [
            *_nodes_gone(draft, model, found),
            *_measures_gone(draft, model, found, by=by),
        ]
        standing = queries.ties(model)
        for name, process in actions.named_in(found, by).items():
            if name not in standing:
                draft.add(ModelNode(process=process, model=model, name=name))
    return gone


def versions(model: CareModel) -> list[Version]:
    """Give the versions of a model, newest first."""
    former = list(model.former.filter(removed=False).order_by("-number"))
    newest = Version(
        number=former[0].number + 1 if former else 1,
        on=model.on,
        model_hash=model.model_hash,
        file=reverse("flow-model-file", args=[model.pk]),
        is_newest=True,
    )
    return [newest, *(_version(row) for row in former)]


def version_of(versions: list[Version], model_hash: str) -> Version | None:
    """Give the newest version with a hash; None if it was taken back since."""
    return next((each for each in versions if each.model_hash == model_hash), None)


def former_text(model: CareModel, number: int) -> str:
    """Give the file of an older version; `NotFound` if there is none of that number."""
    row = model.former.filter(removed=False, number=number).first()
    if row is None:
        raise NotFound(
            "There is no older version of this number. The model lists them."
        )
    return row.text


def _former(model: CareModel) -> FormerModel:
    return FormerModel(
        model=model,
        number=versions(model)[0].number,
        file_name=model.file_name,
        text=model.text,
        model_hash=model.model_hash,
        on=model.on,
    )


def _version(row: FormerModel) -> Version:
    file = reverse("flow-model-former-file", args=[row.model_id, row.number])
    return Version(row.number, row.on, row.model_hash, file, is_newest=False)


def _nodes_gone(draft: Draft, model: CareModel, found: Model) -> Iterator[str]:
    names = {node.name for node in found.nodes}
    for row in queries.ties(model).values():
        if row.name not in names:
            draft.set(row, removed=True)
            yield f"the process of “{row.name}”"


def _measures_gone(
    draft: Draft, model: CareModel, found: Model, *, by: Person
) -> Iterator[str]:
    measures = {(each.what, each.of) for each in chief_measures(found)}
    named = {row.pk: row.indicator.name for row in foretelling.ties(by, model)}
    for row in model.foretells.filter(removed=False).order_by("id"):
        if (row.what, row.of) not in measures:
            draft.set(row, removed=True)
            name = f"“{named[row.pk]}”" if row.pk in named else "an indicator"
            yield f"what foretold {name}"
