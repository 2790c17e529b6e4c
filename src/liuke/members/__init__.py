"""Members: identity, registration, profile, labels."""
