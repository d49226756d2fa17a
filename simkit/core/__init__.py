"""L0: machinery that knows nothing of telecoms: random streams, tables, parameters, saved folders."""
