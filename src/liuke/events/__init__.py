"""What can happen: the catalogue of event types, their fields and labels."""
