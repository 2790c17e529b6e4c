"""Replay of a merchant's history: from files of orders, refunds, campaigns and redemptions to canonical events."""
