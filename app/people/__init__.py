"""Accounts, units, roles, sessions: the use cases about people, one verb a file. No HTTP in here."""
