"""Detection, measured: how each detector does against the obvious rule."""
