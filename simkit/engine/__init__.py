"""L2: what happens: scenarios, the ledger and its policies, the actors, honest traffic, and the run."""
