"""Processes that serve one address: started together, renewed one by one, ended gracefully."""
