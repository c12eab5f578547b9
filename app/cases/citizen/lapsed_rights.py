"""Rights of a citizen whose time is over: which, since when, and what other ways there are."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from app.cases.casebook.case_terms import list_case_terms
from app.clock import local_date
from app.runtime import Runtime
from app.text import Text, text


@dataclass(frozen=True, slots=True)
class LapsedRight:
    """Hold a right that was not used: the element it stood on, its name, its last day."""

    element_id: str
    title: str
    last_on: date

    @property
    def message(self) -> Text:
        """Say that it is too late, and what can still be done (信访工作条例 第三十一条第一项、第三十六条)."""
        return text(
            "“%(title)s”最迟可以在%(date)s提出，现在已经过了期限，不能再受理。有新的事实和理由的，可以重新提出信访事项；"
            "属于行政复议、行政诉讼等程序的，可以依法申请复议或者提起诉讼。",
            title=self.title,
            date=self.last_on,
        )


def lapsed_rights(runtime: Runtime, tx: Connection, instance_key: int) -> tuple[LapsedRight, ...]:
    """Return the rights of a case's citizen that ended unused; the caller has asked the access policy."""
    today = local_date(runtime.clock.now())
    return tuple(
        LapsedRight(term.element_id, term.derivation.term.title, term.derivation.late_after)
        for term in list_case_terms(runtime, tx, instance_key)
        if term.state == "canceled" and not term.is_office and term.derivation.late_after < today
    )
