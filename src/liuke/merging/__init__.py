"""Two members who were found to be one: merging them, and undoing it."""
