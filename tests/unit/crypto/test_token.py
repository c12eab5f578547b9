import pytest

from app.crypto import new_query_code, new_token, normalise_query_code, same


def test_a_query_code_has_sixty_random_bits_in_readable_groups():
    codes = {new_query_code() for _ in range(500)}

    assert len(codes) == 500
    assert all(len(code) == 14 and code[4] == code[9] == "-" for code in codes)
    assert not set("".join(codes)) & set("01IO")
    assert len(set("".join(codes)) - {"-"}) == 32


def test_a_code_is_recognised_however_it_is_typed():
    assert normalise_query_code(" k7qm 2xhd 9wta ") == "K7QM-2XHD-9WTA"
    assert normalise_query_code("Ｋ７ＱＭ－２ＸＨＤ－９ＷＴＡ") == "K7QM-2XHD-9WTA"


@pytest.mark.parametrize("entered", ["", "K7QM", "K7QM-2XHD-9WT0", "查询码查询码查询码查询码", "K" * 5000])
def test_what_cannot_be_a_code_becomes_empty(entered):
    assert normalise_query_code(entered) == ""


def test_tokens_are_long_and_differ():
    assert len(new_token()) == 43
    assert new_token() != new_token()


def test_comparison_tells_equal_from_different_also_beyond_ascii():
    assert same("查询码", "查询码")
    assert not same("查询码", "查询")
