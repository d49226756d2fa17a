"""From a complaint to a block: queues of reviewers, batches, and what waiting costs."""
