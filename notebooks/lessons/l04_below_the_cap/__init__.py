"""A ring stays below the cap on SIMs per NIK; devices and outlets betray it better than any lower cap."""
