"""Templates: nothing is guessed, nothing is reached, every failure names its place."""

import pytest

from app.documents import TemplateFailedError, render_document, render_text


def files(**templates: str) -> dict[str, bytes]:
    return {f"documents/{name}.html": body.encode() for name, body in templates.items()}


def test_a_template_may_extend_and_import_its_neighbours_and_values_are_escaped():
    package = files(
        base="<h1>{% block title %}{% endblock %}</h1>",
        parts="{% macro star(x) %}*{{ x }}*{% endmacro %}",
        letter='{% extends "base.html" %}{% from "parts.html" import star %}{% block title %}{{ star(who) }}{% endblock %}',
    )

    assert render_document(package, "letter", {"who": "<张三>"}) == "<h1>*&lt;张三&gt;*</h1>"


def test_a_missing_value_names_template_line_and_value():
    with pytest.raises(TemplateFailedError, match=r"letter\.html.*letter\.html:2.*facts"):
        render_document(files(letter="a\n{{ data.facts }}"), "letter", {"data": {}})


@pytest.mark.parametrize(
    "source",
    [
        "{{ ().__class__.__mro__ }}",
        "{{ data.__init__.__globals__ }}",
        "{{ ''.format_map.__globals__ }}",
        "{{ data.clear() }}",
        "{% for i in range(1000000) %}x{% endfor %}",
        '{% include "../messages/secret.txt" %}',
        '{% include "/etc/passwd" %}',
        "{{ 1 / 0 }}",
        "{{ 'x' * 3000000 }}",
        "{% if %}",
    ],
)
def test_a_hostile_or_broken_template_is_refused_with_a_reason(source):
    package = files(letter=source) | {"messages/secret.txt": b"secret"}

    with pytest.raises(TemplateFailedError, match=r"letter|secret|passwd"):
        render_document(package, "letter", {"data": {}})


def test_a_template_that_is_not_there_is_named():
    with pytest.raises(TemplateFailedError, match=r"nothing\.html"):
        render_document({}, "nothing", {})


def test_a_plain_text_is_not_escaped_but_just_as_strict():
    assert render_text("“{{ title }}”\n", "received", {"title": "a & b"}) == "“a & b”\n"

    with pytest.raises(TemplateFailedError, match="received"):
        render_text("{{ nobody }}", "received", {})
