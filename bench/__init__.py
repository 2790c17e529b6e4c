"""Benchmarks: ratios within one run, never a bare time. Run them with ``make bench`` or ``liuke bench NAME``."""
