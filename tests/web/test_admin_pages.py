"""The pages of the three administrators: what they do in a browser, and what everybody else is refused."""

import re
from io import BytesIO

import pytest
from flask import Flask

from app.people.sign_in import sign_in
from app.runtime import Runtime
from tests.harness.city import actor_of, key_of, sign_in_client

SYSTEM = ["/admin/units", "/admin/units/new", "/admin/units/zjj", "/admin/accounts/new", "/admin/import"]
SECURITY = ["/admin/security/requests"]
ACCOUNTS = "登录名,姓名,单位,岗位\nzhangsan,张三,zjj,handler\nluohao,罗浩,zrzy,zrzy.handler\n"


def upload(client, table: str, kind: str = "accounts"):
    data = {"kind": kind, "file": (BytesIO(table.encode()), "people.csv")}
    return client.post("/admin/import", data=data, content_type="multipart/form-data")


def hidden_rows(page: str) -> str:
    found = re.search(r'name="rows" value="([^"]+)"', page)[1]
    return found.replace("&#34;", '"').replace("&amp;", "&")


@pytest.mark.parametrize("login", ["zhaolin", "zhouzheng", "liuyang", "hexiuying"])
def test_the_pages_of_administrators_are_closed_to_everybody_else(client_of, login: str) -> None:
    client = client_of(login)

    answers = {path: client.get(path).status_code for path in [*SYSTEM, *SECURITY, "/admin/accounts"]}

    assert set(answers.values()) == {403}


def test_each_administrator_has_its_own_part(client_of) -> None:
    def open_to(login: str) -> set[str]:
        client = client_of(login)
        return {path for path in [*SYSTEM, *SECURITY] if client.get(path).status_code == 200}

    assert open_to("gaoyuan") == set(SYSTEM)
    assert open_to("anping") == set(SECURITY)
    assert open_to("mingjian") == set()


def test_the_menu_shows_what_is_open_and_nothing_else(client_of) -> None:
    pages = {
        login: client_of(login).get("/admin/accounts").text for login in ("gaoyuan", "anping", "mingjian")
    }

    assert 'href="/admin/units"' in pages["gaoyuan"]
    assert 'href="/admin/units"' not in pages["anping"]
    assert 'href="/admin/security/requests"' in pages["anping"]
    assert 'href="/admin/security/requests"' not in pages["mingjian"]


def test_a_unit_is_added_and_changed(client_of, city: Runtime) -> None:
    client = client_of("gaoyuan")
    unit = {
        "code": "ylj",
        "name": "园林局",
        "kind": "department",
        "parent": "szf",
        "posts": "handler=承办岗\nhead=负责人",
    }

    bad = client.post("/admin/units/new", data={**unit, "code": "Bad Code", "name": ""})
    good = client.post("/admin/units/new", data=unit)
    client.post("/admin/units/ylj", data={**unit, "name": "园林绿化局"})

    assert bad.status_code == 422
    assert bad.text.count("lsf-field-error") == 2
    assert "handler=承办岗" in bad.text
    assert good.status_code == 303
    assert "园林绿化局" in client.get("/admin/units").text


def test_an_account_is_changed_disabled_and_enabled(client_of, city: Runtime) -> None:
    client, key = client_of("gaoyuan"), key_of(city, "luohao")

    client.post(
        f"/admin/accounts/{key}/edit",
        data={"name": "罗浩", "unit": "zrzy", "groups": ["zrzy.handler", "zwzx.handler"]},
    )
    moved = actor_of(city, "luohao")
    client.post(f"/admin/accounts/{key}/disable")
    stopped = client.get(f"/admin/accounts/{key}").text
    client.post(f"/admin/accounts/{key}/enable")

    assert (moved.unit, moved.groups) == ("zrzy", {"zrzy.handler", "zwzx.handler"})
    assert "已停用" in stopped
    assert "启用账号" not in client.get(f"/admin/accounts/{key}").text


def test_an_import_is_previewed_confirmed_and_shows_the_first_passwords_once(
    client_of, city: Runtime
) -> None:
    client = client_of("gaoyuan")

    preview = upload(client, ACCOUNTS)
    done = client.post("/admin/import/apply", data={"kind": "accounts", "rows": hidden_rows(preview.text)})

    assert preview.status_code == 200
    assert "zjj → zrzy" in preview.text
    password = re.search(r'class="code">([^<]{14})<', done.text)[1]
    assert sign_in(city, "zhangsan", password, address="192.0.2.1", agent="").kind == "staff"


def test_a_table_with_problems_shows_all_of_them_and_no_button(client_of) -> None:
    page = upload(client_of("gaoyuan"), "登录名,姓名,单位\n9,张三,zjj\nlisi,,nowhere\n=1+1,王五,zjj\n")

    assert page.status_code == 422
    assert page.text.count("没有代码为 nowhere 的单位") == 1
    assert "单元格像公式" in page.text
    assert "确认导入" not in page.text


@pytest.mark.parametrize("rows", ["", "not json", '[["x"]]', '[[1, "x"]]', "{}"])
def test_forged_rows_import_nothing(client_of, rows: str) -> None:
    answer = client_of("gaoyuan").post("/admin/import/apply", data={"kind": "accounts", "rows": rows})

    assert answer.status_code == 422


def test_a_file_that_is_missing_or_no_table_is_said(client_of) -> None:
    client = client_of("gaoyuan")

    missing = client.post("/admin/import", data={"kind": "accounts"})
    picture = client.post("/admin/import", data={"kind": "units", "file": (BytesIO(b"\x89PNG\x00"), "x.png")})

    assert "请选择一个文件" in missing.text
    assert "不是 CSV" in picture.text


def test_the_template_opens_in_a_spreadsheet(client_of) -> None:
    content = client_of("gaoyuan").get("/admin/import/template/accounts.csv").data

    assert content.startswith("\ufeff登录名,姓名".encode())


def test_a_role_goes_through_two_hands(app: Flask, city: Runtime) -> None:
    first, second = (sign_in_client(app, login, stepped_up=True) for login in ("anping", "baihe"))
    key = key_of(city, "luohao")
    first.post(f"/admin/security/accounts/{key}/roles", data={"role": "head", "reason": "主持工作"})
    page = second.get("/admin/security/requests").text
    address = re.search(r'action="(/admin/security/requests/\d+)"', page)[1]

    own = first.post(address, data={"decision": "approve"})
    other = second.post(address, data={"decision": "approve"})
    late = second.post(address, data={"decision": "reject"})

    assert own.status_code == 403
    assert other.status_code == 303
    assert late.status_code == 409
    assert actor_of(city, "luohao").roles == {"clerk", "head"}


def test_personal_numbers_are_on_no_page_of_administrators(client_of, city: Runtime) -> None:
    key = key_of(city, "hexiuying")

    for login in ("gaoyuan", "anping", "mingjian"):
        page = client_of(login).get(f"/admin/accounts/{key}").text
        assert "13800001234" not in page
        assert "410305" not in page


def test_no_page_asks_more_statements_for_more_accounts(client_of, city: Runtime) -> None:
    from sqlalchemy import event

    client, counted = client_of("gaoyuan"), []
    event.listen(city.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))

    client.get("/admin/accounts?size=5")
    few, counted[:] = len(counted), []
    client.get("/admin/accounts?size=50")

    assert len(counted) == few
