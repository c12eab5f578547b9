"""Whatever is posted, parsing answers with values and messages and never with an exception."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.forms import UploadedFile, build_view, check_answers, parse
from tests.unit.forms.builders import ENV, choice, field, form, rows

FORM = form(
    field("textfield", "t", validate={"validationType": "phone", "required": True}),
    field("textfield", "i", properties={"validator": "idcard"}),
    field("textarea", "a", validate={"maxLength": "=n"}),
    field("number", "n", decimalDigits=2, increment="0.25", validate={"min": "=0 - 5", "max": 1000}),
    field("datetime", "d", properties={"date.min": "=today()"}),
    field("datetime", "m", subtype="datetime", timeSerializingFormat="utc_normalized"),
    field("checkbox", "c"),
    choice("radio", "r", "x", 1, True),
    choice("taglist", "l", "x", "y"),
    field("textfield", "h", conditional={"hide": "=c or n > 3"}, readonly='=r = "x"'),
    rows("p", field("textfield", "q"), rows("z", field("number", "w"))),
    field("filepicker", "f", multiple=True),
    {"type": "expression", "key": "e", "expression": "=sum(p.z.w) + n"},
    {"type": "text", "text": "{{t}} {{#loop p}}{{q}}{{/loop}}"},
)
NAMES = st.one_of(
    st.sampled_from(
        [
            "t",
            "i",
            "a",
            "n",
            "d",
            "m",
            "m__date",
            "m__time",
            "c",
            "c__present",
            "r",
            "l",
            "h",
            "p",
            "p__rows",
            "p[0].q",
            "p[1].q",
            "p[0].z[0].w",
            "p[0].z__rows",
            "f",
            "f__drop",
            "e",
            "__action",
            "p[99999].q",
        ]
    ),
    st.text(max_size=12),
)
WORDS = st.sampled_from(
    [
        "x",
        "1",
        "true",
        "-3.5",
        "2026-04-20",
        "25:61",
        "add:p",
        "remove:p[0]",
        "update",
        "１３８",
        "机密★1年",
        "9" * 40,
    ]
)
POSTS = st.dictionaries(NAMES, st.lists(st.one_of(WORDS, st.text(max_size=30)), max_size=3), max_size=12)
STORED = st.dictionaries(
    st.sampled_from(["t", "i", "a", "n", "d", "m", "c", "r", "l", "h", "p", "f", "e", "other"]),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(-(10**6), 10**6), st.text(max_size=10)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
        ),
        max_leaves=6,
    ),
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(POSTS, STORED, st.booleans(), st.binary(max_size=60))
def test_any_post_gets_an_answer_that_can_be_shown_again(
    post: dict, stored: dict, draft: bool, content: bytes
) -> None:
    result = parse(
        FORM, post, values_before=stored, files=[UploadedFile("f", "a.pdf", content)], env=ENV, draft=draft
    )

    view = build_view(FORM, result.shown, errors=result.errors, env=ENV)
    check_answers(FORM, result.values, env=ENV)

    assert len(view.errors) >= len(result.errors)
    assert all(len(found) == 1 for found in result.errors.values())
    assert set(result.values) <= {"t", "i", "a", "n", "d", "m", "c", "r", "l", "h", "p", "f", "e"}
