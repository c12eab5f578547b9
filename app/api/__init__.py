"""Interfaces for programs: JSON over HTTP. They know use cases and the edge, not the pages."""
