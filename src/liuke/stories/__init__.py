"""Stories: what a month was to a member, and how far they have come."""
