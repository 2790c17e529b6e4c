"""Coupons: batches in the program, the life of one coupon, gifts, codes, campaigns."""
