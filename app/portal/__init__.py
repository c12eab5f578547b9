"""Public pages: one module a subject. A view reads the request, calls one use case and answers."""
