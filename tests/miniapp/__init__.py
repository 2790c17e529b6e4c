"""The member app: what the build makes, how it is served, and journeys in a real browser."""
