"""Pictures of goods, prizes, themes and proofs."""
