"""The points mall: what points buy, at which price, for whom."""
