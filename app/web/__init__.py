"""Staff pages: each module reads a request, calls one use case and answers; it decides nothing about cases."""
