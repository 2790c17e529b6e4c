"""Prizes that people hand over: from won to handed over, or forfeited and given to another."""
