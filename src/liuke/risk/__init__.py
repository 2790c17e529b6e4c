"""Anti-abuse: what an act is weighed by, what is held until somebody has looked, and the queue of reviews."""
