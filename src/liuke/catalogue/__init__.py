"""Stores, products and categories: reported by the merchant, kept by version, handed to decisions."""
