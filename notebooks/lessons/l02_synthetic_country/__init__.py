"""A synthetic country where SIMs stand on NIKs: join tables without losing anybody, and know the base rate."""
