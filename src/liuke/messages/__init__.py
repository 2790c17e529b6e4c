"""Members' messages: the inbox."""
