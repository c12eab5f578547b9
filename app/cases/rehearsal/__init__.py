"""Time that is played: the time machine of the demo city and the scenarios of packages."""
