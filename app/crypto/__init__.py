"""Ciphers and digests of the 国密 family, the key ring, tokens and masks.

Knows no table and no use case: it turns values into other values. Every function here is pure except
the key ring's, which read and write the one key file.
"""

from app.crypto.errors import DecryptionError, KeyFileError
from app.crypto.keyring import KeyRing
from app.crypto.mask import mask_address, mask_email, mask_id_number, mask_name, mask_phone
from app.crypto.sm3 import hmac_sm3, sm3, sm3_hex
from app.crypto.token import new_query_code, new_token, normalise_query_code, same

__all__ = [
    "DecryptionError",
    "KeyFileError",
    "KeyRing",
    "hmac_sm3",
    "mask_address",
    "mask_email",
    "mask_id_number",
    "mask_name",
    "mask_phone",
    "new_query_code",
    "new_token",
    "normalise_query_code",
    "same",
    "sm3",
    "sm3_hex",
]
