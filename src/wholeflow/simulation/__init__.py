"""Simulate a care system, patient by patient, before anything is changed.

A model says which nodes there are, what each needs of which pools, who comes from which
sources, and where patients go. It is built from the values below, or read from a file.
What is wrong with it is told before it runs, all at once.
"""

from __future__ import annotations

from .drafting import draft_of_map, tied_to_map
from .engine.tracing import trace
from .example import EXAMPLES, example_model
from .files import read_model, write_model
from .model.arrivals import Appointments, Random, Recorded, Source, Step
from .model.checking import check, faults_of
from .model.distributions import (
    Constant,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    PhaseType,
    Triangular,
    Truncated,
    Uniform,
    Weibull,
)
from .model.estimating import Estimate, estimate
from .model.loads import Load, loads_of, refuse_overload
from .model.model import Model, PatientClass, Present
from .model.nodes import Claim, ClassChange, Node, Patience
from .model.pools import ByHour, Changes, Pool
from .model.routing import FirstWithRoom, Rule, Shares, ShortestQueue, When
from .nation import national_model

__all__ = [
    "EXAMPLES", "Appointments", "ByHour", "Changes", "Claim", "ClassChange", "Constant",
    "Empirical", "Estimate", "Exponential", "FirstWithRoom", "Gamma", "Load",
    "Lognormal", "Mixture", "Model", "Node", "Patience", "PatientClass", "PhaseType",
    "Pool", "Present", "Random", "Recorded", "Rule", "Shares", "ShortestQueue", "Source",
    "Step", "Triangular", "Truncated", "Uniform", "Weibull", "When", "check", "draft_of_map", "estimate",
    "example_model",
    "faults_of", "loads_of", "national_model", "read_model", "refuse_overload",
    "tied_to_map", "trace", "write_model",
]  # fmt: skip
