"""What a trainer's room needs: a stick without network, a check of each computer, lessons served, a guide, worksheets."""
