"""The models that come with wholeflow, each a file to read, to run and to change."""

from importlib.resources import files
from pathlib import Path

from wholeflow.errors import NotFound

EXAMPLES = {
    "emergency": "an emergency department and a ward, whose beds it waits for",
    "ward": "a surgical ward, whose planned patients go home for want of a bed",
    "discharge-to-assess": "beds in which people wait for care at home",
    "falls": "falls at home that bring people to an emergency department and a ward",
    "treatment-centre": "a day of a treatment centre, as published",
}
"""What each model that comes with wholeflow is of, by its name."""


def example_model(name: str = "emergency") -> Path:
    """Give the path of a model that comes with wholeflow, in YAML.

    Parameters
    ----------
    name
        One of `EXAMPLES`, which says of each what it is of. The notes of a model say
        where its numbers come from.

    Returns
    -------
    Path
        Of a file for `read_model`.

    Raises
    ------
    NotFound
        If there is none of that name.

    Examples
    --------
    >>> example_model("ward").name
    'ward.yaml'
    """
    if name not in EXAMPLES:
        raise NotFound(f"There is no example {name}; there are {', '.join(EXAMPLES)}.")
    return Path(str(files(__package__) / "examples" / f"{name}.yaml"))
