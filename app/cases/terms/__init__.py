"""The acts and readings around legal terms and the calendar."""
