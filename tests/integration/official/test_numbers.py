"""Numbers of documents: one after the other, none twice, none lost, none edited by hand."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from app.cases.official.numbers.draw_number import draw_number, number_text
from app.cases.official.numbers.open_series import go_on_from_paper, open_series
from app.cases.official.numbers.read_numbers import list_series, read_series
from app.cases.official.numbers.void_number import void_number
from app.clock import DemoClock
from app.errors import ConflictError, InvalidError, NotFoundError
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import tasks
from app.store.tables.numbers import number_series
from tests.harness.desk import put_task


@pytest.fixture
def case(city: Runtime) -> int:
    key = put_task(city, "发文〔2026〕1号")
    with city.read() as tx:
        row = tasks.task_with_case(tx, key)
        assert row is not None
        return int(row.instance_key)


def draw(city: Runtime, case: int, kind: str = "document", organ: str = "sfb") -> str:
    with city.transaction() as tx:
        return draw_number(city, tx, organ, kind, instance_key=case, by=None).text


def test_the_first_number_of_a_year_is_one_without_padding(
    city: Runtime, case: int, clock: DemoClock
) -> None:
    year = clock.now().year

    numbers = [draw(city, case), draw(city, case), draw(city, case, "letter"), draw(city, case, "incoming")]

    assert numbers == [
        f"洛政办〔{year}〕1号",
        f"洛政办〔{year}〕2号",
        f"洛政办函〔{year}〕1号",
        f"洛政办收〔{year}〕1号",
    ]


def test_orders_count_on_and_name_no_year(city: Runtime, case: int) -> None:
    assert [draw(city, case, "order", "szf"), draw(city, case, "order", "szf")] == [
        "洛阳市人民政府令第1号",
        "洛阳市人民政府令第2号",
    ]


def test_a_move_that_fails_leaves_no_gap(city: Runtime, case: int) -> None:
    draw(city, case)
    with pytest.raises(RuntimeError), city.transaction() as tx:
        draw_number(city, tx, "sfb", "document", instance_key=case, by=None)
        raise RuntimeError

    assert draw(city, case).endswith("〕2号")


def test_many_at_once_get_different_numbers(city: Runtime, case: int) -> None:
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda _: draw(city, case), range(12)))

    assert sorted(int(one.partition("〕")[2].removesuffix("号")) for one in drawn) == list(range(1, 13))


def test_a_void_number_keeps_its_reason_and_is_never_given_again(city: Runtime, case: int) -> None:
    year = city.clock.now().year
    first = draw(city, case)

    said = void_number(city, act_as(city, "zhangxiao"), "洛政办", year, 1, reason="重复登记")

    assert said == first
    assert draw(city, case).endswith("〕2号")
    _series, found, _total = read_series(city, act_as(city, "chengxiao"), "洛政办", size=10, offset=0)
    assert [(one.number, one.state, one.reason, one.voided_by) for one in found] == [
        (2, "issued", "", ""),
        (1, "void", "重复登记", "张晓"),
    ]
    with pytest.raises(ConflictError):
        void_number(city, act_as(city, "zhangxiao"), "洛政办", year, 1, reason="再来一次")


def test_a_reason_is_wanted(city: Runtime, case: int) -> None:
    draw(city, case)

    with pytest.raises(InvalidError):
        void_number(city, act_as(city, "zhangxiao"), "洛政办", city.clock.now().year, 1, reason=" ")


@pytest.mark.parametrize("stranger", ["limin", "luohao", "hejie", "gaoyuan", "hexiuying"])
def test_only_the_registrar_of_the_organ_manages_its_numbers(city: Runtime, case: int, stranger: str) -> None:
    draw(city, case)

    with pytest.raises(NotFoundError):
        void_number(city, act_as(city, stranger), "洛政办", city.clock.now().year, 1, reason="不该成功")
    with pytest.raises(NotFoundError):
        go_on_from_paper(city, act_as(city, stranger), "洛政办函", "5")
    with pytest.raises(NotFoundError):
        open_series(city, act_as(city, stranger), "sfb", "洛办电", "document")


def test_a_register_on_paper_goes_on_once_and_before_the_first_number(city: Runtime, case: int) -> None:
    clerk, year = act_as(city, "zhangxiao"), city.clock.now().year

    taken = go_on_from_paper(city, clerk, "洛政办", "11")

    assert taken == f"洛政办〔{year}〕11号"
    assert draw(city, case) == f"洛政办〔{year}〕12号"
    with pytest.raises(ConflictError, match="不能手工改动"):
        go_on_from_paper(city, clerk, "洛政办", "30")
    assert {one.word: one.next for one in list_series(city, clerk)}["洛政办"] == f"洛政办〔{year}〕13号"


@pytest.mark.parametrize("counter", [40, 1])
def test_a_series_edited_by_hand_gives_no_number_and_says_so(city: Runtime, case: int, counter: int) -> None:
    draw(city, case)
    draw(city, case)
    with city.transaction() as tx:
        tx.execute(update(number_series).where(number_series.c.series == "洛政办").values(last=counter))

    with pytest.raises(ConflictError, match="被人改动过：登记的最后一个号是2"):
        draw(city, case)

    (series,) = [one for one in list_series(city, act_as(city, "zhangxiao")) if one.word == "洛政办"]
    assert series.broken


def test_a_new_word_takes_the_place_of_the_old_one(city: Runtime, case: int) -> None:
    clerk, year = act_as(city, "zhangxiao"), city.clock.now().year

    open_series(city, clerk, "sfb", "洛政办发", "document")

    assert draw(city, case) == f"洛政办发〔{year}〕1号"
    with pytest.raises(ConflictError):
        open_series(city, clerk, "sfb", "洛政办", "document")
    with pytest.raises(InvalidError):
        open_series(city, clerk, "sfb", "LZB-1", "document")


def test_an_organ_without_a_series_is_named(city: Runtime, case: int) -> None:
    with pytest.raises(ConflictError, match="sxfb"):
        draw(city, case, organ="sxfb")


def test_a_number_is_printed_as_the_standard_says() -> None:
    assert number_text("洛政办", 2026, 12) == "洛政办〔2026〕12号"
