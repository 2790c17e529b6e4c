"""Tiers: the ladder, how members climb it, keep their place, and lose it, and the forecast of all that."""
