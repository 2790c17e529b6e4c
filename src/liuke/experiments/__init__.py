"""Experiments: who gets which variant, holdouts, and what a variant changes."""
