"""One's own policy, detector and programme, tried in a small country."""
