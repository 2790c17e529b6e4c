"""Addresses of members, sealed under their keys."""
