"""Tests of the member seen from every side."""
