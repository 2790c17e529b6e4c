"""The member centre: one member from every side."""
