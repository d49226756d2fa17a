"""Policies tried in pairs of runs: effects with intervals, displacement, and who pays."""
