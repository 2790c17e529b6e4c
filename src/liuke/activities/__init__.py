"""Activities (活动): what a member does, and what comes of it; one source file a kind."""
