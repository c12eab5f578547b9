"""Hold a drawing against the rules of its kind. It knows the picture and the papers of the package, no running case."""

import re
from collections.abc import Callable, Iterator, Mapping

from app.catalog.check_names import found
from app.catalog.drawing import Drawing, Drawn
from app.catalog.law.graph import Ways, read_ways
from app.catalog.law.rules import KINDS, LAYERS, LawRule, Selector, load_rules
from app.catalog.problem import PackageProblem
from app.text import text

_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_COMPARED = re.compile(r'[!=<>]=?\s*"[^"]*"')
_INCLUDED = re.compile(r'(?:include|extends|import|from)\s+"([^"]+\.html)"')


def lint_law(drawing: Drawing, source: bytes, files: Mapping[str, bytes]) -> Iterator[PackageProblem]:
    """Yield what the law asks and the processes of a drawing do not show; nothing for one without `law.kind`."""
    for process in drawing.elements:
        kind = process.properties.get("law.kind") if process.kind == "process" else None
        if kind is None:
            continue
        if kind not in KINDS:
            yield found(
                process,
                "law-kind",
                text("law.kind 不能是“%(kind)s”。", kind=kind),
                text("可用：%(known)s。", known="、".join(KINDS)),
            )
            continue
        ways = read_ways(source, process.id)
        if ways is not None:
            yield from _Held(process, drawing, ways, files).findings(kind)


class _Held:
    """Hold one process against rules."""

    def __init__(self, process: Drawn, drawing: Drawing, ways: Ways, files: Mapping[str, bytes]) -> None:
        self.process = process
        self.elements = {one.id: one for one in drawing.elements if one.id in ways.kinds}
        self.ways = ways
        self.files = files

    def findings(self, kind: str) -> Iterator[PackageProblem]:
        """Yield what is missing by the rules of a kind."""
        for rule in load_rules():
            if kind in rule.kinds:
                for element in _CHECKS[rule.check](self, rule):
                    yield self._finding(rule, element)

    def exists(self, rule: LawRule) -> Iterator[Drawn]:
        """Yield the process when it has no needed element."""
        if not self._needed(rule):
            yield self.process

    def before(self, rule: LawRule) -> Iterator[Drawn]:
        """Yield elements that a way leads to on which nothing needed lies."""
        needed = self._needed(rule)
        reached = self.ways.reached(needed)
        yield from (
            self.elements[one] for one in self._chosen(rule.at) if one in reached and one not in needed
        )

    def after(self, rule: LawRule) -> Iterator[Drawn]:
        """Yield elements from which a way leads to an end on which nothing needed lies."""
        needed = self._needed(rule)
        for one in self._chosen(rule.at):
            if one not in needed and self.ways.ends_without(one, needed):
                yield self.elements[one]

    def once(self, rule: LawRule) -> Iterator[Drawn]:
        """Yield elements that can be passed twice, or after another of their sort."""
        chosen = self._chosen(rule.at)
        yield from (self.elements[one] for one in chosen if self.ways.behind(one) & set(chosen))

    def term(self, rule: LawRule) -> Iterator[Drawn]:
        """Yield elements that run under none of the rule's terms."""
        for one in self._chosen(rule.at):
            around = (one, *self.ways.around(one))
            if not any(self.elements[holder].properties.get("term.rule") in rule.terms for holder in around):
                yield self.elements[one]

    def approver(self, rule: LawRule) -> Iterator[Drawn]:
        """Yield tasks that somebody else may do than the holders of the rule's posts."""
        for one in self._chosen(rule.at):
            groups = self.elements[one].extensions.get("assignmentDefinition", "candidateGroups") or ""
            named = _TEXT.findall(groups) if groups.startswith("=") else groups.split(",")
            posts = {name.strip().rpartition(".")[2] for name in named if name.strip()}
            if not posts or not posts <= set(rule.posts):
                yield self.elements[one]

    def timer(self, rule: LawRule) -> Iterator[Drawn]:
        """Yield elements that no timer watches."""
        watched = {
            host
            for one, element in self.elements.items()
            if element.properties.get("term.timer") in {"legal", "target"}
            for host in self.ways.before[one]
        }
        for one in self._chosen(rule.at):
            if not watched & {one, *self.ways.around(one)}:
                yield self.elements[one]

    def separate(self, rule: LawRule) -> Iterator[Drawn]:
        """Yield tasks that do not keep out whoever did a needed one (property `excludes`: element ids)."""
        needed = self._needed(rule)
        for one in self._chosen(rule.at):
            kept_out = set(self.elements[one].properties.get("excludes", "").replace(",", " ").split())
            if not needed & kept_out:
                yield self.elements[one]

    def _needed(self, rule: LawRule) -> set[str]:
        return {one for selector in rule.need for one in self._chosen(selector)}

    def _chosen(self, selector: Selector) -> list[str]:
        if selector == Selector():
            return []
        return [one for one, element in self.elements.items() if self._fits(element, selector)]

    def _fits(self, element: Drawn, selector: Selector) -> bool:
        if selector.kind and element.kind not in selector.kind:
            return False
        if selector.act and not set(element.properties.get("law.act", "").split()) & set(selector.act):
            return False
        if not all(_has(element.properties, wanted) for wanted in selector.property):
            return False
        return not selector.mentions or self._mentions(element, selector.mentions)

    def _mentions(self, element: Drawn, words: tuple[str, ...]) -> bool:
        """Tell whether every paper a document task may issue contains every word."""
        source = element.extensions.headers.get("template", "")
        if element.extensions.get("taskDefinition", "type") != "luoshu.document" or not source:
            return False
        names = set(_TEXT.findall(_COMPARED.sub("", source[1:]))) if source.startswith("=") else {source}
        papers = [self._paper(f"documents/{name}.html", set()) for name in names]
        return bool(papers) and all(word in paper for paper in papers for word in words)

    def _paper(self, path: str, seen: set[str]) -> str:
        if path in seen or path not in self.files:
            return ""
        seen.add(path)
        paper = self.files[path].decode("utf-8", "replace")
        included = (
            self._paper(f"documents/{name.rpartition('/')[2]}", seen) for name in _INCLUDED.findall(paper)
        )
        return paper + "".join(included)

    def _finding(self, rule: LawRule, element: Drawn) -> PackageProblem:
        return found(
            element,
            f"law-{rule.id}",
            text("%(citation)s：%(message)s", citation=rule.citation, message=text(rule.message)),
            text("依据：%(layer)s规则 %(rule)s。", layer=LAYERS[rule.layer], rule=rule.id),
            blocking=rule.blocking,
        )


def _has(properties: Mapping[str, str], wanted: str) -> bool:
    name, equals, value = wanted.partition("=")
    given = properties.get(name)
    if given is None:
        return False
    return (
        not equals
        or value == given
        or (given.startswith("=") and value in _TEXT.findall(_COMPARED.sub("", given)))
    )


_CHECKS: Mapping[str, Callable[[_Held, LawRule], Iterator[Drawn]]] = {
    "exists": _Held.exists,
    "before": _Held.before,
    "after": _Held.after,
    "once": _Held.once,
    "term": _Held.term,
    "approver": _Held.approver,
    "timer": _Held.timer,
    "separate": _Held.separate,
}
