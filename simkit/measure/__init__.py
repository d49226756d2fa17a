"""What came of a run: outcomes, metrics of a ranking, work lists, the audit against shortcuts."""
