"""The kinds of activity, one file each; ``activities.catalog`` lists them."""
