"""What members agreed to, by purpose: given, withdrawn, and by whom it was recorded."""
