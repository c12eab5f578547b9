"""How every process of the program writes its log: one JSON line an event, without names, addresses or form values."""

import logging
import sys
import traceback
from types import TracebackType

import structlog

_FRAMES = 25
log = structlog.get_logger("luoshu")


def configure() -> None:
    """Write to stderr from now on; without this structlog would print the variables of a failure, secrets too."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


def failure(event: str, error: BaseException, **known: str) -> None:
    """Write where an unexpected error came from: its kind and its frames, not its words.

    The message of a database or parser error may quote what somebody typed.
    """
    log.error(
        event,
        **known,
        kind=f"{type(error).__module__}.{type(error).__name__}",
        frames=_frames(error.__traceback__),
        cause=type(error.__cause__).__name__ if error.__cause__ else None,
    )


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)][
        -_FRAMES:
    ]
