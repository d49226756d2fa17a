"""Resold numbers form a network of stars: what chance would make of it, and what a removal leaves."""
