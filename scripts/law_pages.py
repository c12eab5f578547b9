"""Print docs/reference/law-lint.md and law.po from the rules; `python -m scripts.law_pages` writes both."""

from pathlib import Path

from app.catalog.law import LAYERS, load_rules
from app.catalog.law.rules import KINDS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/reference/law-lint.md"
ENGLISH = ROOT / "app/translations/en/law.po"
_HEAD = """# What the law asks of a drawing

A process that says which kind of procedure it is (property `law.kind` on the process) is held against the rules of its
kind by `flask processes check`, before deployment and on the designer's page. A finding names element, law and article.
Most are advice; those marked **refused** forbid deployment.

| `law.kind` | procedure |
| --- | --- |
"""
_MIDDLE = """
Rules are data, one file a layer in `app/catalog/law`: national before provincial before municipal; a rule of
a later layer takes the place of one with the same id, so a city can be stricter without touching the law
above it. A rule chooses elements by `law.act` (words on an element: receive, supplement, accept,
accept_with_gaps, refuse_acceptance, examine, grant, refuse, extend, deliver, publish, hear, hearing_notice,
suspension_notice, ask_third_party), by another property, by what the paper of a document task contains, or by
the BPMN element, and looks for:

| check | what is looked for |
| --- | --- |
| exists | the drawing has such an element |
| before | on every way to it lies a needed one |
| after | on every way from it to an end lies a needed one |
| once | it cannot be passed twice |
| term | it, or a sub-process around it, carries one of the terms |
| timer | a boundary timer on its legal or target date watches it, or a sub-process around it |
| approver | only the holders of these posts may do the task |
| separate | the task keeps out whoever did the other (property `excludes`: element ids) |

At a parallel split all ways are gone, so it is enough that one of them passes the needed element. The lint
follows flows, not data: what belongs to a refusal must stand where only the refusal comes by. It cannot see
whether the text of a paper is right, or what people do.

| rule | kind | layer | law | what is found | |
| --- | --- | --- | --- | --- | --- |
"""


def page() -> str:
    """Return the whole page."""
    kinds = "".join(f"| `{kind}` | {words} |\n" for kind, words in KINDS.items())
    rows = "".join(
        f"| `law-{rule.id}` | {' '.join(f'`{kind}`' for kind in rule.kinds)} | {LAYERS[rule.layer]} | {rule.citation} "
        f"| {rule.message_en} | {'**refused**' if rule.blocking else ''} |\n"
        for rule in load_rules()
    )
    return _HEAD + kinds + _MIDDLE + rows


def english() -> str:
    """Return the translation file of the rules' messages."""
    head = (
        "# English of what the law asks of a drawing; printed from app/catalog/law by scripts.law_pages.\n"
        'msgid ""\nmsgstr ""\n"Language: en\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    )
    said = {rule.message: rule.message_en for rule in load_rules()}
    return head + "".join(f'\nmsgid "{chinese}"\nmsgstr "{words}"\n' for chinese, words in said.items())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    ENGLISH.write_text(english(), encoding="utf-8")
