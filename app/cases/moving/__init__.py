"""A case on its way: start and complete, the engine's outcome written into rows, timers, jobs and messages."""
