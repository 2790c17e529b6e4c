"""Personal data: what counts as such, and how it is sealed, found, masked and read again."""
