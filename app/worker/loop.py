"""The clock of the worker: APScheduler calls, the job table decides what is done and by whom."""

from datetime import UTC
from threading import Event

from apscheduler.schedulers.background import BackgroundScheduler

from app.cases.moving.fire_timers import fire_due_timers
from app.cases.moving.handlers.duties import enqueue_duties
from app.cases.moving.run_jobs import run_next_job
from app.clock import SystemClock
from app.log import configure, failure
from app.runtime import Runtime

_POLL_SECONDS = 1
_DUTY_MINUTES = 15


class Worker:
    """Poll for due timers and ready jobs until it is stopped; any number may run on one database."""

    def __init__(self, runtime: Runtime) -> None:
        """Take the runtime of this process."""
        self._runtime = runtime
        self._stopping = Event()
        self._scheduler = BackgroundScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin to work in background threads."""
        configure()
        # the scheduler counts real seconds: the city's clock may stand elsewhere
        now = SystemClock().now()
        often = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        self._scheduler.add_job(self.poll, "interval", seconds=_POLL_SECONDS, next_run_time=now, **often)
        self._scheduler.add_job(
            self.look_for_duties, "interval", minutes=_DUTY_MINUTES, next_run_time=now, **often
        )
        self._scheduler.start()

    def stop(self) -> None:
        """Finish the job at hand and stop; a job not yet begun stays in the table."""
        self._stopping.set()
        self._scheduler.shutdown(wait=True)

    def poll(self) -> int:
        """Fire what is due and run jobs until none is ready; return how much was done."""
        try:
            done = fire_due_timers(self._runtime)
            while not self._stopping.is_set() and run_next_job(self._runtime):
                done += 1
        except Exception as error:  # noqa: BLE001 - a worker that dies of one failure does nothing for anybody
            # the database may be away for a moment: the next poll tries again, and health tells meanwhile
            failure("worker.poll_failed", error)
            return 0
        return done

    def look_for_duties(self) -> None:
        """Write the duties of the day."""
        try:
            enqueue_duties(self._runtime)
        except Exception as error:  # noqa: BLE001 - see poll
            failure("worker.duties_failed", error)
