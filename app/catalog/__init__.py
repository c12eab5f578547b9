"""Process packages: read from folders, checked as a whole, deployed as immutable versions, resolved for running."""
