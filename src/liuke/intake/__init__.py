"""From what clients send to the engine, and from its answer to theirs."""
