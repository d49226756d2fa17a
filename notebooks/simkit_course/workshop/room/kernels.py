"""Kernels of a team with a share of one computer: one beyond the limit ends the one that rested longest."""

from __future__ import annotations

import os
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

MOST = "SIMKIT_MOST_KERNELS"
"""The environment variable that holds the limit."""


class LimitedKernels(AsyncMappingKernelManager):  # type: ignore[misc]
    """Jupyter's kernels, never more than the limit: otherwise every notebook left open keeps its memory."""

    async def start_kernel(self, **asked: Any) -> str:  # type: ignore[override]
        """Start a kernel; first end those that rested longest, where there is no room."""
        while len(self) >= int(os.environ.get(MOST, "2")):
            kernels: dict[str, Any] = {known: self.get_kernel(known) for known in self.list_kernel_ids()}
            oldest = min(kernels, key=lambda known: kernels[known].last_activity)
            self.log.warning("kernel %s ends: this team may have no more", oldest)
            await self.shutdown_kernel(oldest)
        return str(await self._async_start_kernel(**asked))
