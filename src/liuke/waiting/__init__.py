"""Reported facts that wait for what must have come before them."""
