"""What the worker does for the exchange: hand letters and notices over; the step of a drawing that tells the sender.

Drawing: a service task of type `luoshu.exchange` with the header `act`: return (headers `grounds`, `reason`) or
answer (header `answer`). A header that begins with = is FEEL over the case's variables.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import SYSTEM
from app.cases.moving.environment import feel_environment
from app.cases.moving.expressions import evaluate
from app.cases.moving.handlers.finish import case_of, complete_activity, is_wanted
from app.cases.official.exchange_answer import answer_item
from app.cases.official.exchange_hand_over import hand_over_letter, hand_over_notice
from app.cases.official.exchange_return import return_item
from app.errors import InvalidError
from app.runtime import Runtime
from app.store import exchange
from app.text import text


def handle_letter(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], None]:
    """Hand a letter over."""
    return hand_over_letter(runtime, int(job.args["item"]))


def handle_notice(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], None]:
    """Hand a notice over."""
    return hand_over_notice(runtime, int(job.args["item"]), job.args["event"])


def handle_step(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], Callable[[], None] | None]:
    """Return the step that tells the sender and lets the case go on. Raises InvalidError for another act."""
    headers = job.args["headers"]
    if headers.get("act") not in {"return", "answer"}:
        raise InvalidError(
            text("公文交换任务的 act 只能是 return 或 answer，现为“%(act)s”", act=headers.get("act"))
        )

    def finish(tx: Connection) -> Callable[[], None] | None:
        if not is_wanted(tx, job):
            return None
        head = case_of(tx, job)
        feel = feel_environment(runtime, tx)
        said = {name: evaluate(source, head.variables, feel) for name, source in headers.items()}
        told = 0
        for item in exchange.items_of_case(tx, head.key, "in"):
            if said["act"] == "return":
                grounds = [str(one) for one in said.get("grounds") or []]
                reason = str(said.get("reason") or "")
                told += return_item(runtime, tx, SYSTEM, item, grounds=grounds, reason=reason)
            else:
                told += answer_item(runtime, tx, item, str(said.get("answer") or ""))
        details = {"act": said["act"], "told": told}
        return complete_activity(runtime, tx, job, action="exchange.told", details=details)

    return finish
