"""Members who log in by a code that is sent to their phone."""
