"""Read the description of department systems: TOML, every problem at once, with system, operation and key."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import InvalidError
from app.feel import FeelSyntaxError, compile_expression, is_feel
from app.text import Text, text

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MODES = ("live", "stub", "off")
"""live asks the system, stub answers from the description, off answers nothing: people do it by hand."""
_FEEL_OUT = ("path", "query", "headers", "body", "ok", "result", "agrees", "stub")
_FEEL_IN = ("event", "key", "variables")


@dataclass(frozen=True, slots=True)
class Outbound:
    """Describe what a system can be asked. Everything but method is FEEL when it begins with `=`.

    `path` (a text, or a list of segments that are quoted), `query`, `headers` and `body` see the task's variables,
    `query` and `headers` also `secrets`; `ok` and `result` (a context: the values the case gets) see `response` with
    status, headers and body; `agrees` sees `result` and `by_hand`, the case's variables (empty: the values of the
    same names are equal); `stub` sees the variables and is the body of the answer.
    """

    name: str
    title: str
    method: str = "GET"
    path: str = "/"
    query: str = ""
    headers: str = ""
    body: str = ""
    ok: str = "=response.status in [200..299]"
    result: str = "={answer: response.body}"
    agrees: str = ""
    stub: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """Describe an event a system reports: `key`, `variables` and `event` (its number) are FEEL over `body`."""

    name: str
    title: str
    message: str
    key: str
    variables: str = "={}"
    event: str = "=body.id"


@dataclass(frozen=True, slots=True)
class Description:
    """Describe one system."""

    id: str
    name: str
    name_en: str
    owner: str
    purpose: str
    contract: str
    base_url: str = ""
    mode: str = "off"
    timeout_seconds: int = 10
    probe: str = "/"
    secrets: tuple[str, ...] = ()
    outbound: tuple[Outbound, ...] = ()
    inbound: tuple[Inbound, ...] = ()
    source: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def asks(self, name: str) -> Outbound | None:
        """Return the operation of a name."""
        return next((one for one in self.outbound if one.name == name), None)

    def reports(self, name: str) -> Inbound | None:
        """Return the event of a name."""
        return next((one for one in self.inbound if one.name == name), None)


def read_descriptions(source: bytes) -> list[Description]:
    """Return the systems of a file; raises InvalidError with every problem, each under `system.operation.key`."""
    try:
        data = tomllib.loads(source.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = text("文件不是有效的 TOML：%(reason)s", reason=str(error))
        raise InvalidError(message, {"file": [message]}) from error
    problems: dict[str, list[Text]] = {}
    systems = data.get("system", {})
    found = [
        _system(str(name), entry, problems) for name, entry in systems.items() if isinstance(entry, dict)
    ]
    if not found:
        problems["system"] = [text("没有任何系统：每个系统写成 [system.标识]")]
    if problems:
        raise InvalidError(text("系统说明有 %(count)s 处问题", count=len(problems)), problems)
    return found


def from_record(system_id: str, record: Mapping[str, Any]) -> Description:
    """Return a stored description, which was checked when it came in."""
    return _system(system_id, dict(record), {})


def _system(system_id: str, entry: dict[str, Any], problems: dict[str, list[Text]]) -> Description:
    check = _Check(system_id, entry, problems)
    if not system_id.replace("-", "").isalnum() or not system_id.isascii() or len(system_id) > 40:
        check.say("", text("系统标识只能用英文字母、数字和连字符，最长 40 个字符"))
    for key in ("name", "owner", "purpose", "contract"):
        check.words(key)
    mode = entry.get("mode", "off")
    if mode not in MODES:
        check.say("mode", text("mode 只能是 live、stub 或 off"))
    base = str(entry.get("base_url", ""))
    if mode == "live" and not base.startswith(("http://", "https://")):
        check.say("base_url", text("base_url 应以 http:// 或 https:// 开头"))
    timeout = entry.get("timeout_seconds", 10)
    if not isinstance(timeout, int) or not 1 <= timeout <= 60:
        check.say("timeout_seconds", text("timeout_seconds 应为 1 到 60 的整数"))
        timeout = 10
    return Description(
        id=system_id,
        name=str(entry.get("name", "")),
        name_en=str(entry.get("name_en", "")),
        owner=str(entry.get("owner", "")),
        purpose=str(entry.get("purpose", "")),
        contract=str(entry.get("contract", "")),
        base_url=base,
        mode=str(mode),
        timeout_seconds=timeout,
        probe=str(entry.get("probe", "/")),
        secrets=tuple(str(name) for name in entry.get("secrets", ())),
        outbound=tuple(_outbound(check, name, part) for name, part in _parts(check, entry, "ask")),
        inbound=tuple(_inbound(check, name, part) for name, part in _parts(check, entry, "event")),
        source=entry,
    )


def _parts(check: "_Check", entry: Mapping[str, Any], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, part in entry.get(kind, {}).items():
        if isinstance(part, dict):
            yield str(name), part
        else:
            check.say(f"{kind}.{name}", text("应为一个表"))


def _outbound(check: "_Check", name: str, part: dict[str, Any]) -> Outbound:
    inner = check.inside(f"ask.{name}", part)
    inner.words("title")
    if part.get("method", "GET") not in METHODS:
        inner.say("method", text("method 只能是 %(methods)s", methods="、".join(METHODS)))
    inner.feel(_FEEL_OUT)
    return Outbound(name, **inner.taken(Outbound))


def _inbound(check: "_Check", name: str, part: dict[str, Any]) -> Inbound:
    inner = check.inside(f"event.{name}", part)
    for key in ("title", "message", "key"):
        inner.words(key)
    inner.feel(_FEEL_IN)
    return Inbound(name, **{"title": "", "message": "", "key": "", **inner.taken(Inbound)})


class _Check:
    """Collect what is wrong with one table of the file."""

    def __init__(self, place: str, entry: dict[str, Any], problems: dict[str, list[Text]]) -> None:
        self.place = place
        self.entry = entry
        self.problems = problems

    def inside(self, place: str, entry: dict[str, Any]) -> "_Check":
        return _Check(f"{self.place}.{place}", entry, self.problems)

    def say(self, key: str, message: Text) -> None:
        self.problems.setdefault(f"{self.place}.{key}" if key else self.place, []).append(message)

    def words(self, key: str) -> None:
        if not str(self.entry.get(key, "")).strip():
            self.say(key, text("缺少 %(key)s", key=key))

    def feel(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            source = self.entry.get(key, "")
            if isinstance(source, str) and is_feel(source):
                try:
                    compile_expression(source)
                except FeelSyntaxError as error:
                    self.say(key, error.message)

    def taken(self, kind: type[Outbound] | type[Inbound]) -> dict[str, Any]:
        """Return the known keys; an unknown one is a problem: a misspelt key would be ignored in silence."""
        known = {name for name in kind.__dataclass_fields__ if name != "name"}
        for key, value in self.entry.items():
            if key not in known:
                self.say(key, text("未知的键 %(key)s", key=key))
            elif not isinstance(value, str):
                self.say(key, text("%(key)s 应为文字", key=key))
        given = {"title": "", **{key: value for key, value in self.entry.items() if key in known}}
        return {key: value for key, value in given.items() if isinstance(value, str)}
