"""Where patients go next: by chance, by how full things are, or by a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """By chance: a share to each node, and the rest leaves.

    Parameters
    ----------
    to
        Share of patients that goes to each node; adding up to at most 1.
    """

    to: dict[str, float]
    form: Literal["shares"] = "shares"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortestQueue:
    """To the node of a list where fewest wait; the first named of equals.

    Parameters
    ----------
    among
        The nodes.
    """

    among: tuple[str, ...]
    form: Literal["shortest queue"] = "shortest queue"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWithRoom:
    """To the first node of a list that has a place; the last if none has.

    Parameters
    ----------
    among
        The nodes, best first.
    """

    among: tuple[str, ...]
    form: Literal["first with room"] = "first with room"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A condition, and where to go if it holds.

    Parameters
    ----------
    holds
        An expression; see `.expressions`. It holds if it is not 0.
    to
        The node; None leaves.
    """

    holds: str
    to: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """To the node of the first condition that holds.

    Parameters
    ----------
    cases
        The conditions, first to be asked first.
    otherwise
        The node if none holds; None leaves.
    """

    cases: tuple[When, ...]
    otherwise: str | None = None
    form: Literal["rule"] = "rule"


Route = Shares | ShortestQueue | FirstWithRoom | Rule
