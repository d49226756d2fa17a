"""Reading a folder of observed tables that may have come through a spreadsheet, and saying what happened to it."""
