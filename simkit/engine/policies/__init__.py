"""Policies: one file a decision point, one small class each; ``catalogue`` lists them by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...core.catalogue import read_section
from ...core.errors import BadValue, nearest, quoted
from ...core.parameter import check, parameters_of
from ..events import DECISIONS
from ..policy import Policy
from . import access, account, complaint, message, registration, screening

__all__ = ["Policy", "catalogue", "make_policy", "own_policy", "policy_words"]


def catalogue() -> dict[str, type[Policy]]:
    """Give every policy by its name, in the order in which their reasons win.

    Examples
    --------
    >>> catalogue()["cap"].decision
    'registration'
    """
    rooms = (access, registration, account, message, complaint, screening)
    return {p.name: p for room in rooms for p in room.POLICIES}


def policy_words(name: str, lang: str) -> dict[str, str]:
    """Say what a policy of the kit changes (``doc``), what it costs the honest, and what it cannot do.

    Examples
    --------
    >>> policy_words("cap", "id")["cost"]
    'Orang jujur yang punya banyak nomor ditolak.'
    """
    return {key: text[lang] for key, text in read_section(__package__, f"texts.{name}").items()}


def make_policy(name: str, settings: Mapping[str, Any]) -> Policy:
    """Make a policy from its name and settings, checking both.

    Raises
    ------
    BadValue
        For an unknown policy or setting, or a value out of range.
    """
    known = catalogue()
    if name not in known:
        raise BadValue(f"unknown policy {quoted(name)}: {nearest(name, known)}")
    params = {k.name: k for k in parameters_of(name, known[name])}
    for key in settings:
        if key not in params:
            raise BadValue(f"unknown setting {quoted(key)} of policy {quoted(name)}: {nearest(key, params)}")
    return known[name](**{key: check(params[key], value) for key, value in settings.items()})


def own_policy(policy: Any) -> Policy:
    """Check a policy of one's own: made, with a free name, a known place, and settings in their ranges.

    Raises
    ------
    BadValue
    """
    if not isinstance(policy, Policy):
        raise BadValue(f"policy {quoted(policy)}: give one that is made, with brackets, such as CoolingOff()")
    if not policy.name or policy.name in catalogue():
        raise BadValue(
            f"policy {quoted(policy.name)}: a policy of one's own needs a name that no policy of the kit has"
        )
    if policy.decision not in DECISIONS:
        raise BadValue(
            f"{policy.name}.decision is {quoted(policy.decision)}: {nearest(policy.decision, DECISIONS)}"
        )
    for k in parameters_of(policy.name, type(policy)):
        check(k, getattr(policy, k.name))
    return policy
