"""Figures of a merchant by day: sums that grow with what is recorded, and what costs too much to ask every time."""
