"""Programs and their versions: checked, published, rolled back, drafted; what is in force; what they say in words."""
