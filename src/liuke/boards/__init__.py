"""Boards: who stands where. See README.md."""
