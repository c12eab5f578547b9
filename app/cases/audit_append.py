"""Write into the record of a case: the use cases' door to `app.record`, which people and catalog use as well."""

from app.record.append import PAYLOAD_PLACE, Appended, account_ref, append_event, head_seal

__all__ = ["PAYLOAD_PLACE", "Appended", "account_ref", "append_event", "head_seal"]
