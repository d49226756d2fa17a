"""What a list of suspects costs: precision at capacity, another prevalence, the falsely accused, and leaks."""
