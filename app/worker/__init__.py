"""The background worker: fires timers, runs jobs, keeps the recurring duties. No HTTP here."""

from app.worker.loop import Worker

__all__ = ["Worker"]
