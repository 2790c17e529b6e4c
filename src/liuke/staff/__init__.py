"""People of the merchant, who use the console: accounts, passwords, sessions, tries to log in."""
