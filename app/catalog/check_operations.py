"""Check what a drawing says of acts beside its course: allowed acts, kinds of work, urging by itself."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from app.access.actor import KINDS
from app.catalog.check_names import found
from app.catalog.drawing import Drawing, Drawn
from app.catalog.operation_names import OPERATIONS, PROPERTY, names_in
from app.catalog.problem import PackageProblem
from app.text import text


def check_operations(drawing: Drawing) -> Iterator[PackageProblem]:
    """Yield every wrong `operations`, `task.kind` and `urge.at` of a drawing."""
    for element in drawing.elements:
        yield from _acts(element)
        kind = element.properties.get("task.kind")
        if kind is not None and kind not in KINDS:
            yield found(
                element,
                "bad-kind",
                text("没有这一类任务：%(kind)s。", kind=kind),
                text("task.kind 可以写 %(names)s。", names="、".join(KINDS)),
            )
        share = element.properties.get("urge.at")
        if share is not None and not _is_share(share):
            yield found(
                element,
                "bad-urge",
                text("urge.at 应为 0 与 1 之间的小数，现为“%(value)s”。", value=share),
                text("例如 0.5：期限过半时自动催办。"),
            )


def _acts(element: Drawn) -> Iterator[PackageProblem]:
    for name in sorted(names_in(element.properties.get(PROPERTY, "")) - set(OPERATIONS)):
        yield found(
            element,
            "unknown-operation",
            text("没有这个操作：%(name)s。", name=name),
            text("operations 可以写 %(names)s。", names="、".join(OPERATIONS)),
        )


def _is_share(value: str) -> bool:
    try:
        return 0 < Decimal(value) < 1
    except InvalidOperation:
        return False
