"""What a feature brings beside its pure domain: the values that the platform collects from ``features``."""
