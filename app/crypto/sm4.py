"""SM4 in Galois/Counter Mode (GB/T 32907-2016, GB/T 36624; RFC 8998). Knows no key file."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.crypto.errors import DecryptionError
from app.text import text

KEY_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16


def sm4_gcm_encrypt(key: bytes, plain: bytes, aad: bytes, *, nonce: bytes | None = None) -> bytes:
    """Return nonce ‖ ciphertext ‖ tag.

    The nonce is drawn at random unless a test vector gives one: 96 random bits stay safe for 2^32
    messages under one key (NIST SP 800-38D 8.3), which key versions keep far away.
    """
    nonce = nonce if nonce is not None else secrets.token_bytes(NONCE_BYTES)
    cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(aad)
    body = cipher.update(plain) + cipher.finalize()
    return nonce + body + cipher.tag


def sm4_gcm_decrypt(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """Return the plain bytes; raise DecryptionError if one bit of value, place or key differs."""
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise DecryptionError(text("加密数据不完整，无法解密。"))
    nonce, body, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES], sealed[-TAG_BYTES:]
    cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    cipher.authenticate_additional_data(aad)
    try:
        return cipher.update(body) + cipher.finalize()
    except InvalidTag as error:
        raise DecryptionError(text("加密数据校验失败：内容被改动、被移到别处，或密钥不符。")) from error
