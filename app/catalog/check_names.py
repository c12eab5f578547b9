"""Check that what a drawing names exists: forms, decisions, service types, groups, documents, messages — both ways."""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from app.catalog.drawing import Drawing, Drawn
from app.catalog.package import form_id_of
from app.catalog.problem import PackageProblem
from app.text import Text, text

SERVICE_HEADERS: Mapping[str, frozenset[str]] = {
    "luoshu.document": frozenset({"template", "title", "kind"}),
    "luoshu.supervise": frozenset({"card", "element"}),
    "luoshu.exchange": frozenset({"act"}),
    "luoshu.official": frozenset(),
    "luoshu.archive": frozenset(),
    "luoshu.publish": frozenset(),
    "luoshu.system": frozenset({"system", "operation"}),
}
"""Every service the application offers to drawings, with the headers it cannot do without."""
OPERATIONS = ("split",)
"""Operations of the case page that ask for a form of the process when it has one: `<process>.<operation>`."""
SENT_BY_THE_SITE = frozenset({"date_moved"})
"""Messages that the application sends itself, without the drawing naming them."""
PRINTED_BY_THE_SITE = frozenset({"code_slip"})

_GROUP = re.compile(r"[a-z][a-z0-9_-]*\.[a-z][a-z0-9_]*\Z")
_SUFFIX = re.compile(r"\.[a-z][a-z0-9_]*\Z")
_COMPARED = re.compile(r'[!=<>]=?\s*"[^"]*"')
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NOTICES = ("notice.applicant", "notice.group")
_APPLICANT = "applicant"


class NameCheck:
    """Hold the drawings of a package against its other files."""

    def __init__(
        self,
        process_id: str,
        drawings: Collection[Drawing],
        files: Collection[str],
        decisions: Collection[str],
        groups: Collection[str] | None,
    ) -> None:
        self.process_id = process_id
        self.elements = [element for drawing in drawings for element in drawing.elements]
        self.messages = {name for drawing in drawings for name in drawing.messages}
        self.forms = {form_id_of(path): path for path in files if path.endswith(".form")}
        self.documents = {
            PurePosixPath(p).stem: p for p in files if re.fullmatch(r"documents/[^_/][^/]*\.html", p)
        }
        self.texts = {
            PurePosixPath(p).name.split(".")[0]: p
            for p in files
            if re.fullmatch(r"messages/[^/]+\.zh\.txt", p)
        }
        self.decisions = decisions
        self.groups = groups

    def problems(self) -> Iterator[PackageProblem]:
        """Yield what is missing, and what nothing asks for."""
        for element in self.elements:
            yield from self._form(element)
            yield from self._decision(element)
            yield from self._service(element)
            yield from self._groups(element)
            yield from self._letters(element)
            yield from self._notices(element)
        yield from self._orphans()

    def _form(self, element: Drawn) -> Iterator[PackageProblem]:
        for form_id in _forms_of(element):
            if form_id not in self.forms:
                path = f"forms/{form_id.replace('.', '/')}.form"
                yield found(
                    element,
                    "missing-form",
                    text("没有表单“%(form)s”：缺少文件 %(path)s。", form=form_id, path=path),
                    text("补上这个文件，或改正表单编号。"),
                )

    def _decision(self, element: Drawn) -> Iterator[PackageProblem]:
        called = element.extensions.get("calledDecision", "decisionId")
        for decision in (called, element.properties.get("check"), element.properties.get("form.prefill")):
            if decision and not decision.startswith("=") and decision not in self.decisions:
                yield found(
                    element,
                    "missing-decision",
                    text("没有编号为“%(id)s”的决策。", id=decision),
                    text("在 .dmn 文件中补上，或改正决策编号。"),
                )

    def _service(self, element: Drawn) -> Iterator[PackageProblem]:
        kind = element.extensions.get("taskDefinition", "type")
        if kind is None or kind.startswith("="):
            return
        needed = SERVICE_HEADERS.get(kind)
        if needed is None:
            yield found(
                element,
                "unknown-service",
                text("没有名为“%(kind)s”的服务。", kind=kind),
                text("可用的服务：%(known)s。", known="、".join(SERVICE_HEADERS)),
            )
            return
        for header in sorted(needed - {key for key, value in element.extensions.headers.items() if value}):
            yield found(
                element,
                "missing-header",
                text("服务“%(kind)s”缺少参数 %(header)s。", kind=kind, header=header),
                text("在任务的 Headers 中补上。"),
            )

    def _groups(self, element: Drawn) -> Iterator[PackageProblem]:
        source = element.extensions.get("assignmentDefinition", "candidateGroups")
        for name in _group_names(source):
            if name == _APPLICANT:
                continue
            if not (_GROUP.match(name) or _SUFFIX.match(name)):
                yield found(
                    element,
                    "unknown-group",
                    text("没有候选组“%(group)s”。", group=name),
                    text("候选组写作“单位代码.岗位代码”，如 xfj.registrar；办件的申请人写 applicant。"),
                )
            elif self.groups is not None and not _is_known(name, self.groups):
                yield found(
                    element,
                    "group-without-post",
                    text("机构里没有岗位“%(group)s”，任务会没有人办。", group=name),
                    text("设置这个岗位，或改正候选组。"),
                    blocking=False,
                )

    def _letters(self, element: Drawn) -> Iterator[PackageProblem]:
        if element.extensions.get("taskDefinition", "type") != "luoshu.document":
            return
        for name in _words(element.extensions.headers.get("template")):
            if name not in self.documents:
                yield found(
                    element,
                    "missing-document",
                    text("没有文书模板“%(name)s”：缺少文件 documents/%(name)s.html。", name=name),
                    text("补上这个模板，或改正名称。"),
                )

    def _notices(self, element: Drawn) -> Iterator[PackageProblem]:
        for key in _NOTICES:
            for name in _words(element.properties.get(key)):
                if name not in self.texts:
                    yield found(
                        element,
                        "missing-message",
                        text("没有通知文本“%(name)s”：缺少文件 messages/%(name)s.zh.txt。", name=name),
                        text("补上这个文本，或改正属性 %(property)s。", property=key),
                    )

    def _orphans(self) -> Iterator[PackageProblem]:
        forms = {form for element in self.elements for form in _forms_of(element)}
        forms |= self.messages | {f"{self.process_id}.{name}" for name in OPERATIONS}
        forms |= {name for name in self.forms if not name.startswith(f"{self.process_id}.")}
        letters = {n for e in self.elements for n in _words(e.extensions.headers.get("template"))}
        notices = {n for e in self.elements for key in _NOTICES for n in _words(e.properties.get(key))}
        for used, stored in (
            (forms, self.forms),
            (letters | PRINTED_BY_THE_SITE, self.documents),
            (notices | SENT_BY_THE_SITE, self.texts),
        ):
            # a template whose name begins with an underscore is a part of others
            for name in sorted(n for n in set(stored) - used if not n.startswith("_")):
                yield PackageProblem(
                    stored[name],
                    "",
                    "",
                    0,
                    "orphan",
                    text("流程图没有用到这个文件。"),
                    text("删除它，或在流程图中引用“%(name)s”。", name=name),
                )


def found(element: Drawn, code: str, message: Text, hint: Text, *, blocking: bool = True) -> PackageProblem:
    """Build a problem at an element."""
    return PackageProblem(element.file, element.id, element.name, element.line, code, message, hint, blocking)


def _forms_of(element: Drawn) -> Iterator[str]:
    for form_id in (
        element.extensions.get("formDefinition", "formId"),
        element.properties.get("form.intake"),
    ):
        if form_id and not form_id.startswith("="):
            yield form_id


def _words(source: str | None) -> set[str]:
    """Return the names a property may take: itself, or every text its FEEL does not merely compare with."""
    if not source:
        return set()
    return set(_TEXT.findall(_COMPARED.sub("", source[1:]))) if source.startswith("=") else {source}


def _group_names(source: str | None) -> list[str]:
    if not source:
        return []
    if source.startswith("="):
        return sorted(_words(source))
    return [name.strip() for name in source.split(",") if name.strip()]


def _is_known(name: str, groups: Collection[str]) -> bool:
    """Tell whether a group exists; of `unit + ".post"` only the post can be looked up."""
    if name.startswith("."):
        return any(group.endswith(name) for group in groups)
    return name in groups
