"""The same distribution, so many times as long."""

from __future__ import annotations

from dataclasses import replace

from .distributions import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    PhaseType,
    Simple,
    Triangular,
    Truncated,
    Uniform,
    Weibull,
)

_LENGTHS = {
    Constant: ("hours",),
    Exponential: ("mean",),
    Gamma: ("mean",),
    Lognormal: ("mean", "sd"),
    Uniform: ("low", "high"),
    Triangular: ("low", "usual", "high"),
    Weibull: ("scale",),
}  # the fields that are lengths; all others are shapes and shares


def scaled(of: Distribution, factor: float) -> Distribution:
    """Give the distribution of a length times a factor above 0; its shape is kept.

    Examples
    --------
    >>> scaled(Exponential(mean=4.0), 0.5)
    Exponential(mean=2.0, form='exponential')
    """
    match of:
        case Mixture():
            return replace(of, parts=tuple(_simple(part, factor) for part in of.parts))
        case Truncated(of=inner):
            whole = scaled(inner, factor)
            assert not isinstance(whole, Truncated), "what is truncated is not again"
            return Truncated(of=whole, low=of.low * factor, high=of.high * factor)
        case _:
            return _simple(of, factor)


def _simple(of: Simple, factor: float) -> Simple:
    match of:
        case Empirical():
            return replace(of, hours=tuple(hours * factor for hours in of.hours))
        case PhaseType():
            return replace(
                of,
                rates=tuple(tuple(rate / factor for rate in row) for row in of.rates),
                leaving=tuple(rate / factor for rate in of.leaving),
            )
        case _:
            lengths = {name: getattr(of, name) * factor for name in _LENGTHS[type(of)]}
            return replace(of, **lengths)
