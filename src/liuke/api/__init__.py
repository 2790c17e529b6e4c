"""The HTTP API: what a mini program, a till and a back office call."""
