"""L1: who and what exists before anything happens; frozen once built, and the same under every policy."""
