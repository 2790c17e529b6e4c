"""What is bought: lines of carts and orders, scopes over them, and what goes back of them. Pure."""
