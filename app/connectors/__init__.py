"""Systems of other departments: how they are described, asked and believed. It must not know cases or the database.

A system is described in data (`description`): its operations with request and response as FEEL, the name of each
secret, what a stub answers. `request` builds what is sent, `http` sends it, `breaker` spares a system that is down,
`signature` proves who calls in.
"""

from app.connectors.breaker import Breaker
from app.connectors.description import Description, Inbound, Outbound, read_descriptions
from app.connectors.http import UnreachableError, send
from app.connectors.request import (
    Answer,
    NotUnderstoodError,
    Request,
    build_request,
    read_answer,
    stub_answer,
)

__all__ = [
    "Answer",
    "Breaker",
    "Description",
    "Inbound",
    "NotUnderstoodError",
    "Outbound",
    "Request",
    "UnreachableError",
    "build_request",
    "read_answer",
    "read_descriptions",
    "send",
    "stub_answer",
]
