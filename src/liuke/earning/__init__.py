"""What members earn and why: counters, member days, earning rules, multipliers, orders and their refunds."""
