"""Value across shops of one group: agreements, linked members, transfers, statements. See README.md."""
