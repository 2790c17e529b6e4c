"""What Liuke is built from: whether the lock files can be trusted, and what is known against their packages."""
