"""The capstone: an unseen folder, a question from a regulator, a page to write, in ninety minutes.

``unseen()`` gives the folder's tables, and writes them as CSV where it is told to; ``open_task("capstone")`` asks,
checks the numbers and, after a try, shows two marked pages.
"""

from __future__ import annotations

from .folder import unseen

__all__ = ["unseen"]
