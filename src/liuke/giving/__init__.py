"""Things that staff give to members by hand: to one, to a selection, to a list. See README.md."""
