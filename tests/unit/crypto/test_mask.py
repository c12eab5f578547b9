import pytest

from app.crypto import mask_address, mask_email, mask_id_number, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张晓明", "张*"),
        ("欧阳娜娜", "欧阳*"),
        ("欧阳", "欧*"),
        ("Ma Qiang", "M*"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_surname(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("410305195801011234", "410***********1234"),
        ("410305580101123", "410********1123"),
        ("1234567", "*******"),
    ],
)
def test_an_identity_number_keeps_its_ends(number, masked):
    assert mask_id_number(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800005678", "138****5678"),
        ("+86 138 0000 5678", "138****5678"),
        ("0379-6330 1234", "037*****1234"),
        ("63301234", "******34"),
        ("12", "**"),
    ],
)
def test_a_phone_number_keeps_its_ends(number, masked):
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [("wang@example.com", "w***@example.com"), ("broken", "b*****"), ("@x.cn", "***@x.cn")],
)
def test_an_email_address_keeps_its_domain(address, masked):
    assert mask_email(address) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("河南省洛阳市涧西区武汉路 12 号 3 单元", "河南省洛阳市涧西区****"),
        ("洛阳市某路 5 号", "洛阳市****"),
        ("某路 5 号", "****"),
        ("", ""),
    ],
)
def test_an_address_keeps_its_district(address, masked):
    assert mask_address(address) == masked
