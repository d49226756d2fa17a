"""The edge: where arrays become tables, sorted and numbered so that neither order nor id tells anything."""
