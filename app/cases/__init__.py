"""The verbs of case work, one a file, one transaction a call; and the reads behind inbox and case pages."""
