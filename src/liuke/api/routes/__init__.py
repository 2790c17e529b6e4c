"""Endpoints by resource; ``liuke.api.catalogue`` lists them all."""
