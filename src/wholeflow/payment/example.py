"""The tables of money that come with wholeflow, each beside the model of its name."""

from importlib.resources import files
from pathlib import Path

from wholeflow.errors import NotFound

EXAMPLES = {"falls": "a commissioner, a hospital and a council, and falls at home"}
"""What each table that comes with wholeflow is of, by the name of its model."""


def example_money(name: str = "falls") -> Path:
    """Give the path of a table of money that comes with wholeflow, in YAML.

    Parameters
    ----------
    name
        One of `EXAMPLES`: the name of the model it stands beside.

    Returns
    -------
    Path
        Of a file for `read_money`.

    Raises
    ------
    NotFound
        If there is none of that name.

    Examples
    --------
    >>> example_money().name
    'falls.yaml'
    """
    if name not in EXAMPLES:
        raise NotFound(f"There is no example {name}; there are {', '.join(EXAMPLES)}.")
    return Path(str(files(__package__) / "examples" / f"{name}.yaml"))
