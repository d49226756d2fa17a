"""A notebook runs code cell by cell, and a mistake in it can be read and mended."""
