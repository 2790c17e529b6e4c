"""Referral and shares."""
