"""One case as the office reads and keeps it: its page, its course, links, corrections."""
