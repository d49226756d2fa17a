"""The detectors that single columns are measured against: the kit's own, one for each kind of entity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from ..detectors.base import Observed, Ranking
from ..detectors.chain import joined
from ..detectors.insider import unexplained
from ..detectors.registration import by_device, by_outlet
from ..detectors.resale import resale

OWN: Mapping[str, Callable[[Observed], Ranking]] = {
    "agent": unexplained,
    "outlet": by_outlet,
    "device": by_device,
    "sim": joined,
    "account": partial(resale, entity="account"),
}
"""The reference by entity."""
