"""Files in and out: import of members and events, export of tables."""
