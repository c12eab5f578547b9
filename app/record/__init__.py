"""The door into the record: every layer that acts, cases and people alike, writes its events through here."""
