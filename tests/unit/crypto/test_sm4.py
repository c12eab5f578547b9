import pytest

from app.crypto.errors import DecryptionError
from app.crypto.sm4 import sm4_gcm_decrypt, sm4_gcm_encrypt

# RFC 8998, appendix A.1
KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
NONCE = bytes.fromhex("00001234567800000000ABCD")
AAD = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
PLAIN = bytes.fromhex("A" * 16 + "B" * 16 + "C" * 16 + "D" * 16 + "E" * 16 + "F" * 16 + "E" * 16 + "A" * 16)
CIPHER = bytes.fromhex(
    "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
    "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
)
TAG = bytes.fromhex("83DE3541E4C2B58177E065A9BF7B62EC")


def test_the_vector_of_rfc_8998_comes_out():
    sealed = sm4_gcm_encrypt(KEY, PLAIN, AAD, nonce=NONCE)

    assert sealed == NONCE + CIPHER + TAG
    assert sm4_gcm_decrypt(KEY, sealed, AAD) == PLAIN


def test_two_encryptions_of_one_value_differ():
    assert sm4_gcm_encrypt(KEY, PLAIN, AAD) != sm4_gcm_encrypt(KEY, PLAIN, AAD)


@pytest.mark.parametrize("position", [0, 11, 12, 40, 75, 91])
def test_one_changed_bit_anywhere_is_refused(position):
    sealed = bytearray(sm4_gcm_encrypt(KEY, PLAIN, AAD))
    sealed[position] ^= 1

    with pytest.raises(DecryptionError, match="校验失败"):
        sm4_gcm_decrypt(KEY, bytes(sealed), AAD)


def test_another_place_is_refused():
    sealed = sm4_gcm_encrypt(KEY, PLAIN, AAD)

    with pytest.raises(DecryptionError, match="校验失败"):
        sm4_gcm_decrypt(KEY, sealed, AAD + b"x")


def test_a_cut_value_is_refused():
    with pytest.raises(DecryptionError, match="不完整"):
        sm4_gcm_decrypt(KEY, b"x" * 27, AAD)
