"""Campaigns: what is different for a while, and for whom."""
