"""Referral: who brought whom, what both have of it, and shares that friends opened."""
