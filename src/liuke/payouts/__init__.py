"""Money that others move: asked for here, moved by the merchant's side, closed by what it reports."""
