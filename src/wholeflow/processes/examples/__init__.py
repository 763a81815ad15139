"""Maps that come with wholeflow: worked examples, and templates to begin with.

The worked examples are those of "Integrating Health and Social Care Services in NHS
England" (Stirrat, Blockley, Alexander and Phillips, 2021); what that text does not
state is marked as example content.
"""

from __future__ import annotations

from difflib import get_close_matches
from importlib.resources import files

from wholeflow.errors import NotFound
from wholeflow.processes.formats import read_map
from wholeflow.processes.map import Map

_ENDING = ".yaml"


def template_names() -> tuple[str, ...]:
    """Return the names of the maps that come with wholeflow, in alphabetical order.

    Examples
    --------
    >>> "england-top" in template_names()
    True
    """
    names = (file.name for file in files(__name__).iterdir())
    return tuple(
        sorted(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING))
    )


def read_template(name: str) -> Map:
    """Read a map that comes with wholeflow.

    Parameters
    ----------
    name
        One of `template_names`.

    Returns
    -------
    Map
        Its processes have short keys for ids.

    Raises
    ------
    NotFound
        If there is no such template.

    Examples
    --------
    >>> read_template("consulting").tops()[0].name
    'Consulting with a patient'
    """
    names = template_names()
    if name not in names:
        near = get_close_matches(name, names, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise NotFound(
            f"There is no template {name!r}. {hint}There are {', '.join(names)}."
        )
    content = files(__name__).joinpath(name + _ENDING).read_bytes()
    return read_map(content, "yaml", source=name + _ENDING)
