"""MODEL_OR_LOG, read the same in every command that simulates: a model, a fit or a log."""

from __future__ import annotations

from collections.abc import Sequence
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

MODELS = (".yaml", ".yml", ".json")


def read(
    name: str, options: RunOptions, of_a_model: Sequence[str] = ()
) -> Model | Fitted:
    """Read a model that can be run, or a fit, from its file or of a log.

    What the weeks held out do not allow, and a queue that grows for ever, is refused; so
    are options that were given and do not go with what is read.
    """
    from wholeflow.simulation import EXAMPLES, Model, example_model, refuse_overload
    from wholeflow.simulation.fitting import is_fitted, refuse

    path = path_of(name)
    if not path.exists() and name in EXAMPLES:
        path = example_model(name)
    is_model = path.suffix in MODELS
    if not path.exists() or (is_model and not path.is_file()):
        raise NotFound(
            f"There is no file {name}. A model is a file in YAML or JSON, a fit one that "
            "wholeflow fit writes, a log one that wholeflow look reads; models that come "
            f"with wholeflow go by name: {', '.join(EXAMPLES)}."
        )
    content = path.read_bytes() if is_model else b""
    if of_a_model and (not is_model or is_fitted(content)):
        raise click.UsageError(
            f"{' and '.join(of_a_model)}: of a model alone; write it first "
            "(wholeflow fit --model)."
        )
    if is_model:
        _refuse_said_of_a_log(options)
        found = _model_or_fit(path, content)
    else:
        found = fit_log(name, options, seed=options["seed"])
    if not isinstance(found, Model):
        refuse(found, None)
    if not options["overloaded"]:
        refuse_overload(found if isinstance(found, Model) else found.model)
    return found


def _model_or_fit(path: Path, content: bytes) -> Model | Fitted:
    from wholeflow.simulation import read_model
    from wholeflow.simulation.fitting import is_fitted, read_fitted

    if is_fitted(content):
        fitted = read_fitted(content, source=path.name)
        tell_limitations(fitted)
        return fitted
    form: Literal["json", "yaml"] = "json" if path.suffix == ".json" else "yaml"
    return read_model(content, form, source=path.name)


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
