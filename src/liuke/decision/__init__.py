"""The contract between the pure rules of the domains and the engine: state, effects, turns, reactions."""
