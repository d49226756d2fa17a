"""Experiments: policies compared as paired counterfactuals, with intervals that cover and costs that count."""

from .experiment import Experiment, compare
from .plan import Plan, make_plan

__all__ = ["Experiment", "Plan", "compare", "make_plan"]
