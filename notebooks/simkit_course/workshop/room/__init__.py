"""What a trainer's room needs: a stick without network, a check, lessons served, a guide, worksheets."""
