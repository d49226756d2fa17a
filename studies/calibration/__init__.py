"""Calibration: the model against published facts."""
