"""Who this installation is in the exchange: the key that signs, derived from the key file, never in the database."""

from app.exchange import Identity
from app.runtime import Runtime

_KEPT = "exchange_identity"


def own_identity(runtime: Runtime) -> Identity:
    """Return the identity of this installation; it stays the same as long as the key file's index key does."""
    found: Identity | None = runtime.cache.get(_KEPT)
    if found is None:
        seed = bytes.fromhex(runtime.keys.seal("ed25519", purpose="exchange-signing"))
        found = runtime.cache[_KEPT] = Identity(seed)
    return found
