"""Background work: everything that happens without anybody asking."""
