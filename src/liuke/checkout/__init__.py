"""Checkout: the best legal combination of promotions, prices, coupons, cards and points; hold, commit, release."""
