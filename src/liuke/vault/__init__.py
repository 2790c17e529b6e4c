"""Encryption at rest of what must be read again: webhook secrets, personal data."""
