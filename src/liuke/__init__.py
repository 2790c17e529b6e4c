"""Liuke 留客: membership, campaigns and retention for mini programs, exact under any concurrency."""

__version__ = "0.1.0"
