"""Document and message templates of a process package: Jinja in a sandbox, and nothing is ever guessed.

Knows the texts of one package and the values it is given; no file, no network, no case.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateError, TemplateNotFound, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.errors import LuoshuError
from app.text import text

_FOLDER = "documents/"
_LONGEST = 2_000_000


class TemplateFailedError(LuoshuError):
    """Say which template could not be filled in and what was missing or wrong in it."""


class _PackageLoader(BaseLoader):
    """Find templates among the files of a package only."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002 - Jinja calls it so
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a file of the folder documents/."""
        body = self._files.get(_FOLDER + template)
        if body is None:
            raise TemplateNotFound(template)
        return body.decode("utf-8-sig"), template, lambda: True


def render_document(files: Mapping[str, bytes], name: str, context: Mapping[str, Any]) -> str:
    """Return the HTML of documents/<name>.html filled in.

    `files` are those of the package; a template may extend or import its neighbours. Every value is
    escaped. Raises TemplateFailedError naming template, line and the missing value: a letter with a gap
    must never go out.
    """
    environment = ImmutableSandboxedEnvironment(
        loader=_PackageLoader(files), autoescape=True, undefined=StrictUndefined
    )
    return _rendered(f"{name}.html", lambda: environment.get_template(f"{name}.html").render(context))


def render_text(source: str, name: str, context: Mapping[str, Any]) -> str:
    """Return a plain text filled in; nothing is escaped, because nothing is markup there.

    Raises TemplateFailedError as `render_document` does.
    """
    return _rendered(name, lambda: _compiled(source).render(context))


@lru_cache(maxsize=256)
def _compiled(source: str) -> Any:
    environment = ImmutableSandboxedEnvironment(
        autoescape=False, undefined=StrictUndefined, keep_trailing_newline=True
    )
    return environment.from_string(source)


def _rendered(name: str, render: Callable[[], str]) -> str:
    try:
        filled = render()
    except TemplateNotFound as error:
        raise TemplateFailedError(text("流程包中没有文书模板 %(name)s", name=error.name or name)) from error
    except UndefinedError as error:
        raise TemplateFailedError(
            text(
                "模板 %(name)s%(place)s缺少要填的内容：%(reason)s",
                name=name,
                place=_place(error),
                reason=error.message or "",
            )
        ) from error
    except SecurityError as error:
        raise TemplateFailedError(
            text("模板 %(name)s 用了不允许的写法：%(reason)s", name=name, reason=error.message or "")
        ) from error
    except (TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        raise TemplateFailedError(
            text("模板 %(name)s%(place)s填不了：%(reason)s", name=name, place=_place(error), reason=error)
        ) from error
    if len(filled) > _LONGEST:
        raise TemplateFailedError(text("模板 %(name)s 填出的内容过长", name=name))
    return filled


def _place(error: BaseException) -> str:
    """Return the innermost line of a template in the traceback, such as `（opinion.html 第 12 行）`."""
    found, step = "", error.__traceback__
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        if file.endswith(".html") or file == "<template>":
            found = f"（{file.strip('<>')}:{step.tb_lineno}）"
        step = step.tb_next
    return found
