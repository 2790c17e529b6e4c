"""Friends: accepted, mutual, removable ties between two members."""
