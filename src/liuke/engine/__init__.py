"""Decide, then apply: wires the domains' pure rules together and writes their effects exactly once."""
