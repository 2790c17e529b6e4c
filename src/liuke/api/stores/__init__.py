"""All SQL of the HTTP API, by what it is about."""
