"""Accounts, dated role grants, sessions and the log of access."""
