"""Figures of the member app's main pages, as a phone opens them."""
