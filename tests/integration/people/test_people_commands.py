"""`flask people` and `flask keys`: what they print, what they change, and how they exit."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.crypto import KeyRing
from app.people.sign_in import sign_in

TABLE = "登录名,姓名,单位,岗位\nzhangsan,张三,zjj,handler\n"


@pytest.fixture
def run(app: Flask):
    def call(*arguments: str) -> Result:
        return app.test_cli_runner().invoke(args=list(arguments))

    return call


def test_people_are_listed_without_personal_numbers(run) -> None:
    result = run("people", "list", "--unit", "cgj", "--json")

    found = {one["login"]: one for one in json.loads(result.output)}
    assert result.exit_code == 0
    assert found["pengfei"]["groups"] == ["cgj.handler"]
    assert set(found) == {"shenlei", "pengfei"}
    assert "138000" not in run("people", "list").output


def test_an_import_is_shown_first_and_done_with_apply(run, app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(TABLE)
    runtime = app.extensions["runtime"]

    shown = run("people", "import", "accounts", str(file))
    done = run("people", "import", "accounts", str(file), "--apply")

    assert (shown.exit_code, done.exit_code) == (0, 0)
    assert "将新增 1" in shown.output
    assert "初始密码" not in shown.output
    password = done.output.split("初始密码 ")[1].split()[0]
    assert sign_in(runtime, "zhangsan", password, address="192.0.2.1", agent="").kind == "staff"


def test_an_import_with_problems_prints_all_of_them_and_exits_1(run, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("登录名,姓名,单位\n9,张三,zjj\nlisi,李四,nowhere\n")

    result = run("people", "import", "accounts", str(file), "--apply")

    assert result.exit_code == 1
    assert "第 2 行 登录名" in result.output
    assert "第 3 行 单位" in result.output


def test_a_file_that_is_no_table_exits_1(run, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(b"\x00\xff")

    result = run("people", "import", "units", str(file))

    assert result.exit_code == 1
    assert "不是 CSV" in result.output


def test_a_password_is_reset_by_login(run) -> None:
    assert "初始密码" in run("people", "reset-password", "zhaolin").output
    assert run("people", "reset-password", "nobody").exit_code == 1


def test_first_administrators_are_refused_where_there_are_some(run) -> None:
    result = run("people", "first-admins")

    assert result.exit_code == 1
    assert "已有管理员" in result.output


def test_keys_are_listed_added_and_rotated(run, app: Flask) -> None:
    runtime = app.extensions["runtime"]
    before = json.loads(run("keys", "list", "--json").output)
    added = run("keys", "add")
    runtime.keys = KeyRing.open(runtime.settings.key_file, demo=True)
    rotated = run("keys", "rotate")

    after = json.loads(run("keys", "list", "--json").output)

    assert (before["current"], after["current"]) == (1, 2)
    assert before["fields"]["account.phone"] == {"1": 6}
    assert after["fields"]["account.phone"] == {"2": 6}
    assert (added.exit_code, rotated.exit_code) == (0, 0)
    assert "第 1 版：0 个字段" in run("keys", "list").output


@pytest.mark.parametrize("command", ["people", "keys"])
def test_every_command_says_what_it_does(run, command: str) -> None:
    result = run(command, "--help")

    assert result.exit_code == 0
    assert "Commands:" in result.output


def test_an_unknown_option_exits_2(run) -> None:
    assert run("people", "list", "--colour").exit_code == 2
