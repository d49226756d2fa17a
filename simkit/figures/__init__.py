"""Figures of a run or a saved folder."""
