"""API keys: what systems of the merchant call with."""
