"""Golden outputs: what the command line and the notebooks give, stored, so that a move of code moves nothing else."""
