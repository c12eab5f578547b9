"""A process instance that is loaded: one definition, one SpiffWorkflow workflow. For the engine's own use."""

from dataclasses import dataclass
from typing import Any

from app.engine.model import ProcessDefinition
from app.engine.workflow import Instance
from app.errors import ConflictError
from app.text import Text


class NotOpenError(ConflictError):
    """Say that what was to be acted on is not open (any more); nothing was changed."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)


class ImpossibleError(ConflictError):
    """Say why an operation makes no sense where the case stands; nothing was changed."""


@dataclass(slots=True)
class LiveInstance:
    """Hold a loaded instance; the application only keeps it and hands it back.

    After an act raised anything but `NotOpenError` the object must be thrown away. Not for several threads at once.
    """

    definition: ProcessDefinition
    workflow: Instance
    status: str = "active"

    @property
    def tasks(self) -> dict[str, Any]:
        """Return the live tokens by id (for tests and tools)."""
        return {task.id: task for scope in self.workflow.scopes() for task in scope.tokens()}
