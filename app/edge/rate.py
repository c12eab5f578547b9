"""Limit how often one address may use what is open to all."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import request

from app.edge.context import client_address, current_runtime
from app.people.throttle import Limit, allow_rate

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def rate_limited(limit: Limit) -> Callable[[Callable[Given, Answer]], Callable[Given, Answer]]:
    """Count posts of a view per client address; above the limit the reader is told when to come back."""

    def decorate(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
        @wraps(view)
        def limited(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
            if request.method == "POST":
                allow_rate(current_runtime(), limit, client_address())
            return view(*args, **kwargs)

        return limited

    return decorate
