"""Where requests come from: how long that is kept, and what may be asked of it."""
