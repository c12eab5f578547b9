"""Commands of the shell: `flask <group> <command>`. They print and exit; the use cases do the work."""
