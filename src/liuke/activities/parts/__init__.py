"""Parts of kinds that are too long for one file: their models, measures and findings."""
