"""Signals of requests."""
