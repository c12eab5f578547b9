"""Units and accounts from tables: everything is shown first, and nothing is done by halves."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from app.errors import ForbiddenError, InvalidError
from app.people.import_people import ImportPreview, import_people, preview_import
from app.people.import_rows import ImportKind, read_rows
from app.people.sign_in import sign_in
from app.runtime import Runtime
from app.store import people
from tests.harness.city import actor_of

ACCOUNTS = """登录名,姓名,单位,岗位,电子邮箱
zhangsan,张三,zjj,handler、zwzx.handler,zhangsan@example.org
luohao,罗浩,zrzy,zrzy.handler,luohao@example.org
dingning,丁宁,zjj,handler,dingning@example.org
"""
UNITS = """代码,名称,上级,复查机关,岗位
ylz,园林站,ylj,ylj,handler=承办岗
ylj,园林局,szf,szf,handler=承办岗；head=负责人
"""


def preview(city: Runtime, kind: ImportKind, table: str, login: str = "gaoyuan") -> ImportPreview:
    return preview_import(city, actor_of(city, login), kind, read_rows(kind, table.encode()))


def test_the_preview_says_what_would_be_added_changed_and_left(city: Runtime) -> None:
    found = preview(city, "accounts", ACCOUNTS)

    assert [(line.id, line.what) for line in found.lines] == [
        ("zhangsan", "add"),
        ("luohao", "change"),
        ("dingning", "same"),
    ]
    assert found.lines[1].changes == (("单位", "zjj", "zrzy"), ("岗位", "zjj.handler", "zrzy.handler"))
    assert found.problems == ()
    with city.read() as tx:
        assert people.account_by_login(tx, "zhangsan") is None


def test_the_import_does_what_the_preview_showed(city: Runtime) -> None:
    done = import_people(
        city, actor_of(city, "gaoyuan"), "accounts", read_rows("accounts", ACCOUNTS.encode())
    )

    assert (done.added, done.changed) == (1, 1)
    ((login, password),) = done.passwords
    assert sign_in(city, login, password, address="192.0.2.1", agent="").state == "full"
    assert actor_of(city, "zhangsan").groups == {"zjj.handler", "zwzx.handler"}
    assert actor_of(city, "luohao").unit == "zrzy"
    assert preview(city, "accounts", ACCOUNTS).added == 0


def test_units_may_stand_in_any_order(city: Runtime) -> None:
    import_people(city, actor_of(city, "gaoyuan"), "units", read_rows("units", UNITS.encode()))

    with city.read() as tx:
        assert people.units_above(tx, {"ylz"}) == {"ylj", "szf", "sxfb"}


def test_every_problem_of_every_row_is_told_at_once_and_nothing_is_done(city: Runtime) -> None:
    table = """登录名,姓名,单位,岗位,电子邮箱
9x,,nowhere,zjj.king,bad
hexiuying,何秀英,zjj,,
anping,安平,xxzx,zjj.handler,
wutong,吴桐,xfj,registrar,
wutong,吴桐,xfj,registrar,
zhangsan,=cmd|' /C calc'!A0,zjj,,
lisi,李四,zjj,,
"""
    found = preview(city, "accounts", table)

    places = {(problem.row, problem.column) for problem in found.problems}
    assert places == {
        (2, "登录名"),
        (2, "姓名"),
        (2, "单位"),
        (2, "岗位"),
        (2, "电子邮箱"),
        (3, "登录名"),
        (4, "岗位"),
        (6, "登录名"),
        (7, "姓名"),
    }
    with pytest.raises(InvalidError):
        import_people(city, actor_of(city, "gaoyuan"), "accounts", found.rows)
    with city.read() as tx:
        assert people.account_by_login(tx, "lisi") is None


def test_a_spreadsheet_is_read_like_a_csv(city: Runtime) -> None:
    book = Workbook()
    for line in ACCOUNTS.splitlines():
        book.active.append(line.split(","))
    content = BytesIO()
    book.save(content)

    rows = read_rows("accounts", content.getvalue())

    assert rows == read_rows("accounts", ACCOUNTS.encode())
    assert rows == read_rows("accounts", ACCOUNTS.encode("gb18030"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空的"),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xff", "不是 CSV"),
        (b"PK\x03\x04 not a zip", "打不开"),
        ("姓名,电话号码\n".encode(), "列名有误"),
        ("登录名,登录名,姓名,单位\n".encode(), "列名有误"),
        ("登录名,姓名\n".encode(), "缺少必需的列：单位"),
        (b"x" * (5 * 1024 * 1024 + 1), "超过"),
        (("登录名,姓名,单位\n" + "a,b,c\n" * 2001).encode(), "2000"),
    ],
)
def test_what_is_no_such_table_is_refused_with_the_reason(content: bytes, said: str) -> None:
    with pytest.raises(InvalidError, match=said):
        read_rows("accounts", content)


@pytest.mark.parametrize("login", ["anping", "mingjian", "tangwei", "hexiuying"])
def test_only_the_system_administrator_imports(city: Runtime, login: str) -> None:
    with pytest.raises(ForbiddenError):
        preview(city, "accounts", ACCOUNTS, login)
