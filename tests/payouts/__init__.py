"""Money that others move."""
