"""Tables of money in files: JSON and YAML, as models are."""

from __future__ import annotations

from wholeflow.errors import BadInput
from wholeflow.processes.formats.tree import Faults
from wholeflow.simulation import Model
from wholeflow.simulation.files import Format, tree_of, written
from wholeflow.simulation.files.reading import value_of
from wholeflow.simulation.files.rows import row_of
from wholeflow.simulation.files.schema import Schema, schema_of

from .checking import check_money, found_in_money
from .money import Money

VERSION = "money-table 1"
MAX_MB = 1


class MoneyFaults(Faults):
    """Everything found wrong in the file of a table of money."""

    error = BadInput
    too_many = "Take the table apart"
    too_deep = "No table of money needs that"


def read_money(
    content: bytes | str,
    format: Format,  # noqa: A002 - the word everybody knows, and a keyword for callers
    *,
    model: Model,
    source: str = "money",
) -> Money:
    r"""Read a table of money from JSON or YAML.

    Parameters
    ----------
    content
        What stands in the file; bytes are UTF-8, with or without a byte-order mark. At
        most 1 MB.
    format
        "json" or "yaml".
    model
        Whose nodes, pools and classes it names.
    source
        Name of the file for messages, as the person knows it.

    Returns
    -------
    Money
        One without faults.

    Notes
    -----
    Raises `BadInput` with every fault, each with its line: first those of the form, and
    once these are mended, those of what is said (see `check_money`).

    Examples
    --------
    >>> from wholeflow.simulation import example_model, read_model
    >>> model = read_model(example_model("emergency").read_bytes(), "yaml")
    >>> money = read_money(
    ...     '''
    ... wholeflow: money-table 1
    ... name: Beds
    ... bodies: [hospital]
    ... payments:
    ... - {what: a staffed bed, payer: hospital, pounds: 15, per: {unit hour: {pool: beds}}}
    ... ''',
    ...     "yaml",
    ...     model=model,
    ... )
    >>> money.payments[0].per
    UnitHour(pool='beds', counted='there', form='unit hour')
    """
    faults = MoneyFaults(source)
    tree = tree_of(content, format, faults, MAX_MB)
    money = value_of(Money, tree, faults, version=VERSION)
    for found in found_in_money(money, model):
        faults.found.append(found.fault(row_of(tree, found.path)))
    faults.raise_if_any()
    return money


def write_money(money: Money, format: Format, *, model: Model) -> str:  # noqa: A002 - as for read_money
    """Write a table of money as JSON or YAML.

    Parameters
    ----------
    money
        One without faults.
    format
        "json" or "yaml".
    model
        Whose nodes, pools and classes it names.

    Returns
    -------
    str
        Text of which `read_money` makes an equal table.

    Notes
    -----
    Raises `BadInput` for a table with faults, which could not be read again.
    """
    check_money(money, model)
    return written(money, VERSION, format)


def schema() -> Schema:
    """Give the schema of the file of a table of money, draft 2020-12."""
    return schema_of(
        Money,
        version=VERSION,
        title="Who pays whom for what happens in a model of a care system",
        description="Its parts and their fields. That names are known and numbers lie in "
        "their ranges is checked by the reader: a schema cannot say it, or not plainly.",
    )
