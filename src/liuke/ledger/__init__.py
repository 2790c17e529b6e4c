"""Accounts, lots, holds and named postings: every point that exists, where it came from and where it went."""
