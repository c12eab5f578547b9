"""Send and sign for official documents through the pages, as people of two offices do."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from tests.harness.walk import Person, Sheet

CASE = re.compile(r"收文〔\d{4}〕\d+号")
PAPER = {"genre": "通知", "urgency": "", "limit_days": "", "note": "", "number": "豫建〔2026〕15号"}


def send_paper(
    person: Person,
    *to: str,
    again: Sheet | None = None,
    files: Mapping[str, bytes] | None = None,
    **values: Any,
) -> Sheet:
    """Send a document from the sending page (`again`: from the page of a returned one); return what came."""
    sheet = person.get("/exchange/send") if again is None else person.get(again.link("改正后重新发送"))
    form = sheet.form("/exchange/send")
    data: dict[str, Any] = {}
    for name, value in form.form_values():
        data.setdefault(name, []).append(value)
    data |= {**(PAPER if again is None else {}), **values}
    if to:
        data["to"] = list(to)
    given = files if files is not None else {"通知.txt": "请于期限内办理（演示）".encode()}
    data["files"] = [(BytesIO(content), name) for name, content in given.items()]
    answer = person.client.post("/exchange/send", data=data, follow_redirects=True)
    return Sheet(answer, answer.request.path)


def open_paper(person: Person, title: str, tab: str = "arrived") -> Sheet:
    """Open a document from a tab of the boxes."""
    return person.get(person.get(f"/exchange?tab={tab}").link(title))


def sign_paper(person: Person, title: str) -> str:
    """Sign for a document and return the number of its case."""
    sheet = person.send(open_paper(person, title), action="/sign")
    person.city.work()
    found = CASE.search(sheet.text)
    assert found, sheet.errors or sheet.text
    return found.group()
