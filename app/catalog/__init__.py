"""Process packages: read from folders, checked as a whole, deployed as versions, resolved for running."""
