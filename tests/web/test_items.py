"""办事大厅: items found by everyday words, pages, forms, history, goals, and the catalogue's import."""

import io
import re
from pathlib import Path

import orjson
import pytest
from openpyxl import load_workbook

from app import items
from app.access.actor import SYSTEM
from app.cases.items.import_items import import_items
from app.items import HEADINGS, read_json
from app.store import items as rows

SHIPPED = Path(items.__file__).with_name("demo_items.json")


@pytest.fixture
def hall(city):
    """Return the city with the shipped catalogue."""
    import_items(city, SYSTEM, read_json(SHIPPED.read_bytes()))
    return city


def shipped(**changes):
    """Return the shipped catalogue with the food licence changed."""
    content = orjson.loads(SHIPPED.read_bytes())
    content["items"][0].update(changes)
    return content


def post_file(client, content, name="items.json", **data):
    raw = orjson.dumps(content) if isinstance(content, dict) else content
    return client.post("/catalogue", data={"file": (io.BytesIO(raw), name), **data})


def confirmed(client, page):
    """Press the button of a preview."""
    fields = dict(
        re.findall(
            r'<input type="hidden" name="(content|stands|whole)" value="([^"]*)"', page.get_data(as_text=True)
        )
    )
    unescaped = {name: value.replace("&#34;", '"').replace("&amp;", "&") for name, value in fields.items()}
    return client.post("/catalogue/import", data=unescaped)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("饭店", "食品经营许可"),
        ("我想开面馆", "食品经营许可"),
        ("招牌", "店招设置审批"),
        ("挖路", "占用、挖掘城市道路审批"),
        ("租房补贴", "公共租赁住房申请"),
        ("食品经营许可证", "食品经营许可"),
        ("Food business", "食品经营许可"),
        ("SCJG-001", "食品经营许可"),
    ],
)
def test_everyday_words_find_the_item_first(hall, client_of, words, name):
    page = client_of(None).get("/items", query_string={"q": words}).get_data(as_text=True)

    assert re.search(r'<h3><a href="/items/[^"]+">([^<]+)', page).group(1) == name


@pytest.mark.parametrize("words", ["不存在的事项", "%", "!!!", "<script>"])
def test_what_is_not_there_is_said(hall, client_of, words):
    page = client_of(None).get("/items", query_string={"q": words}).get_data(as_text=True)

    assert "没有找到这件事" in page
    assert "<script>" not in page


def test_an_item_says_everything_the_law_asks_for(hall, client_of):
    page = client_of(None).get("/items/SCJG-001").get_data(as_text=True)

    for part in ("食品安全法", "管理人员", "无数量限制", "受理", "平面图", "不收费", "B06", "示范文本"):
        assert part in page
    # accepted on Wed 2026-04-22: 10 working days over the May holiday, 20 working days by law
    assert "2026年5月9日" in page
    assert "2026年5月22日" in page
    assert "/terms?rule=permit-single" in page


def test_an_online_item_shows_the_process_that_runs_and_leads_to_it(hall, client_of):
    page = client_of(None).get("/items/XFJ-001").get_data(as_text=True)

    assert 'href="/file/petition"' in page
    assert "<svg" in page
    assert "登记、查重、确定类别" in page


def test_a_unit_lists_its_items(hall, client_of):
    page = client_of(None).get("/items/units/cgj").get_data(as_text=True)

    assert page.count('<li class="tile">') == 2
    assert client_of(None).get("/items/units/nobody").status_code == 404
    assert client_of(None).get("/items/NONE-1").status_code == 404


def test_goals_are_counted_and_open_their_lists(hall, client_of):
    guest = client_of(None)

    goals = guest.get("/items/goals").get_data(as_text=True)
    lists = re.findall(r'href="(/items\?list=[a-z-]+)">(\d+)</a>', goals)

    assert len(lists) == 6
    for address, number in lists:
        assert f"共 {number} 项" in guest.get(address).get_data(as_text=True)
    assert dict(lists)["/items?list=complete"] == "10"


def test_forms_are_blank_filled_as_a_sample_or_with_ones_own_data(hall, client_of):
    hexiuying = client_of("hexiuying")

    blank = client_of(None).get("/items/SCJG-001/form/blank.pdf?version=1")
    own = hexiuying.get("/items/SCJG-001/form/own.pdf")
    asked = client_of(None).get("/items/SCJG-001/form/own.pdf")

    assert blank.mimetype == "application/pdf"
    assert "老张面馆" not in words(blank)
    # one page, with the place to sign on it
    assert "1/1" in words(blank)
    assert "老张面馆" in words(client_of(None).get("/items/SCJG-001/form/sample.pdf"))
    assert "何秀英" in words(own)
    assert own.headers["Cache-Control"] == "no-store"
    assert asked.status_code in (302, 303)
    assert client_of(None).get("/items/SCJG-001/form/other.pdf").status_code == 422


@pytest.mark.now("2026-04-23 01:30")
def test_a_form_is_dated_by_the_city_s_day(hall, client_of):
    assert "2026-04-23" in words(client_of(None).get("/items/SCJG-001/form/blank.pdf"))


def words(answer):
    from pypdf import PdfReader

    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


def test_a_changed_fee_is_everywhere_at_once_with_its_history_and_old_forms_are_refused(hall, client_of):
    liuyang, guest = client_of("liuyang"), client_of(None)

    preview = post_file(liuyang, shipped(fee="每证 100 元（演示）", fee_basis="演示文件"))
    done = confirmed(liuyang, preview)
    page = guest.get("/items/SCJG-001").get_data(as_text=True)
    history = guest.get("/items/SCJG-001/versions").get_data(as_text=True)
    old = guest.get("/items/SCJG-001/form/blank.pdf?version=1")

    assert "每证 100 元" in preview.get_data(as_text=True)
    assert done.status_code == 303
    assert "每证 100 元（演示）" in page
    assert "不收费" in history
    assert old.status_code == 409
    assert "version=2" in old.get_data(as_text=True)
    assert guest.get("/items/SCJG-001/form/blank.pdf?version=2").status_code == 200
    assert guest.get("/items/CGJ-001/form/blank.pdf?version=1").status_code == 200


def test_every_problem_of_a_file_is_told_and_nothing_is_taken(hall, client_of):
    liuyang = client_of("liuyang")
    content = shipped(
        unit="nobody", depth="magic", legal_rule="never", promised_days=0, colour="red", data=["x"]
    )
    content["items"].append({"name": "没有编码"})

    page = post_file(liuyang, content).get_data(as_text=True)

    assert "未知的键 colour" in page
    assert "承诺期限应为" in page
    assert "缺少 事项编码" in page
    assert liuyang.post("/catalogue/import", data={"content": orjson.dumps(content)}).status_code == 422
    with hall.read() as tx:
        assert rows.current(tx, "SCJG-001").version == 1


def test_what_does_not_fit_the_city_is_told(hall, client_of):
    page = post_file(
        client_of("liuyang"), shipped(unit="nobody", depth="magic", legal_rule="never", process="gone")
    )

    text = page.get_data(as_text=True)
    assert page.status_code == 422
    for part in (
        "没有代码为“nobody”的单位",
        "只能是 query",
        "没有编号为 never 的期限规则",
        "没有发布流程“gone”",
    ):
        assert part in text


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\x00\x01", b"PK\x03\x04broken", b"a,b\n1,2\n"])
def test_a_file_that_is_no_catalogue_is_refused(hall, client_of, raw):
    assert post_file(client_of("liuyang"), raw).status_code == 422


def test_the_table_comes_back_as_it_went(hall, client_of):
    liuyang = client_of("liuyang")

    table = liuyang.get("/catalogue/export.xlsx").data
    again = post_file(liuyang, table, "items.xlsx")
    sheet = load_workbook(io.BytesIO(table)).active

    assert [cell.value for cell in sheet[1]] == list(HEADINGS.values())
    assert "新增和修改 0 项，没有变化 12 项，取消 0 项" in again.get_data(as_text=True)
    taken_along = post_file(liuyang, liuyang.get("/catalogue/export.json").data).get_data(as_text=True)
    assert "新增和修改 0 项，没有变化 12 项" in taken_along


def test_what_is_left_out_of_the_whole_is_withdrawn(hall, client_of):
    liuyang = client_of("liuyang")
    content = shipped()
    content["items"] = content["items"][:-1]

    confirmed(liuyang, post_file(liuyang, content, whole="yes"))

    assert client_of(None).get("/items/XFJ-001").status_code == 404
    assert "共 11 项" in client_of(None).get("/items").get_data(as_text=True)


def test_a_preview_of_an_older_catalogue_is_not_done(hall, client_of):
    liuyang = client_of("liuyang")
    preview = post_file(liuyang, shipped(fee="1 元"))
    confirmed(liuyang, post_file(liuyang, shipped(fee="2 元")))

    assert confirmed(liuyang, preview).status_code == 409


def test_only_designers_keep_the_catalogue(hall, client_of):
    for login in ("luohao", "gaoyuan", "hexiuying"):
        assert client_of(login).get("/catalogue").status_code == 403
        assert client_of(login).get("/catalogue/export.json").status_code == 403
        assert client_of(login).post("/catalogue/import", data={"content": "{}"}).status_code == 403
    assert client_of(None).get("/catalogue").status_code in (302, 303)
