"""Posters: pictures of a member's own drawn on the server, to be saved and shown to friends."""
