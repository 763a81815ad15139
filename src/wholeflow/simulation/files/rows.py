"""The line of a file at which something in a model stands."""

from __future__ import annotations

from wholeflow.processes.formats.tree import Node
from wholeflow.simulation.model.checking.places import Path


def row_of(tree: Node | None, path: Path) -> int | None:
    """Give the line of what a path leads to, as far as the path goes in the file.

    Parameters
    ----------
    tree
        What stands in the file.
    path
        The way to it in the model.

    Returns
    -------
    int or None
        None if the path leads nowhere in the file: what is wrong is left out in it.
    """
    node, row = tree, None
    for key in path:
        inner = None if node is None else _inner(node, key)
        if inner is None:
            break
        node, row = inner, inner.row
    return row


def _inner(node: Node, key: str | int) -> Node | None:
    if node.kind == "list":
        at = int(key) if str(key).isdecimal() else len(node.items)
        return node.items[at] if at < len(node.items) else None
    if str(key) in node.fields:
        return node.fields[str(key)]
    if len(node.fields) == 1:  # the name of a form, which is no step of the path
        (form,) = node.fields.values()
        return form.fields.get(str(key))
    return None
