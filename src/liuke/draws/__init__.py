"""Draws that can be checked: commitments, revealed seeds, exports, verification. See README.md."""
