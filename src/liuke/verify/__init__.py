"""Proof: every law of every feature against the rows."""
