"""Tests of stores, products and categories."""
