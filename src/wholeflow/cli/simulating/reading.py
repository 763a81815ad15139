"""MODEL_OR_LOG, read the same in every command that simulates: a model, a fit or a log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from wholeflow.cli.reading_logs import path_of
from wholeflow.cli.simulating.asked import RunOptions
from wholeflow.cli.simulating.fitting import FitOptions, fit_log, tell_limitations
from wholeflow.errors import NotFound

if TYPE_CHECKING:
    from wholeflow.simulation import Model
    from wholeflow.simulation.fitting import Fitted

_FORMS: Mapping[str, Literal["json", "yaml"]] = {
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
}


def read(
    name: str, options: RunOptions, of_a_model: Sequence[str] = ()
) -> Model | Fitted:
    """Read a model that can be run, or a fit, from its file or of a log.

    What the weeks held out do not allow, and a queue that grows for ever, is refused; so
    are options that were given and do not go with what is read.
    """
    from wholeflow.simulation import read_model, refuse_overload
    from wholeflow.simulation.files import is_fitted

    path = _path(name)
    content = path.read_bytes() if path.suffix in _FORMS else None
    if content is not None:
        _refuse_said_of_a_log(options)
        if not is_fitted(content):
            model = read_model(content, _FORMS[path.suffix], source=path.name)
            if not options["overloaded"]:
                refuse_overload(model)
            return model
    if of_a_model := [*of_a_model, *(["--no-follow"] if not options["follow"] else [])]:
        raise click.UsageError(
            f"{' and '.join(of_a_model)}: of a model alone; write it first "
            "(wholeflow fit --model)."
        )
    return _fit(name, content, options)


def _path(name: str) -> Path:
    from wholeflow.simulation import EXAMPLES, example_model

    path = Path(name)
    if not path.exists() and name in EXAMPLES:
        return example_model(name)
    if path.suffix not in _FORMS:
        path = path_of(name)
    if not path.exists() or (path.suffix in _FORMS and not path.is_file()):
        raise NotFound(
            f"There is no file {name}. A model is a file in YAML or JSON, a fit one that "
            "wholeflow fit writes, a log one that wholeflow look reads; models that come "
            f"with wholeflow go by name: {', '.join(EXAMPLES)}."
        )
    return path


def _fit(name: str, content: bytes | None, options: RunOptions) -> Fitted:
    """Read a fit from what stands in its file, or fit a model to a log."""
    from wholeflow.simulation import refuse_overload
    from wholeflow.simulation.fitting import read_fitted, refuse

    if content is None:
        fitted = fit_log(name, options, seed=options["seed"])
    else:
        fitted = read_fitted(content, source=Path(name).name)
        tell_limitations(fitted)
    refuse(fitted, None)
    if not options["overloaded"]:
        refuse_overload(fitted.model)
    return fitted


def _refuse_said_of_a_log(options: RunOptions) -> None:
    """Refuse options that say something of a log where there is none."""
    names = {"limits": "limit", "patient_class": "class"}
    said = [
        f"--{names.get(name, name).replace('_', '-')}"
        for name in FitOptions.__annotations__
        if options[name] not in (None, ())  # type: ignore[literal-required] # its keys
    ]
    if said:
        raise click.UsageError(f"{' and '.join(said)}: of a log alone.")
