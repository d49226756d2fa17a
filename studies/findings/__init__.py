"""The policy findings: a study that runs by itself, and the page that it writes."""
