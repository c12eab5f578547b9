"""Register a citizen's account: name, mobile number, password; nothing else is needed to write to an office."""

from dataclasses import dataclass

from app.access.actor import GUEST
from app.errors import InvalidError
from app.people.change_password import CHECK_FIELDS, new_password_problems
from app.people.moment import security_now
from app.people.names import email_problem, fold_id, fold_phone, id_problem, is_mobile
from app.people.password import hash_password
from app.people.record import record
from app.people.session import open_session
from app.people.throttle import REGISTER_ADDRESS, allow_rate
from app.runtime import Runtime
from app.store import people
from app.store.keys import new_key
from app.text import Text, text

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Registration:
    """Hold what was typed; the identity number and the e-mail address may be empty.

    `language` is that of the pages, zh or en.
    """

    name: str
    phone: str
    password: str
    repeated: str
    id_number: str = ""
    email: str = ""
    language: str = "zh"


def register_citizen(runtime: Runtime, entered: Registration, *, address: str, agent: str) -> str:
    """Open an account and a session for it; return the session's token.

    Raises InvalidError with every problem by field, TooManyAttemptsError when one address registers
    more than ten times an hour.
    """
    name, phone = entered.name.strip(), fold_phone(entered.phone)
    number, email = fold_id(entered.id_number), entered.email.strip()
    fields = _problems(entered, name=name, phone=phone, number=number, email=email)
    if fields:
        raise InvalidError(CHECK_FIELDS, fields)
    allow_rate(runtime, REGISTER_ADDRESS, address)
    key, now, keys = new_key(), security_now(runtime), runtime.keys
    phone_index = keys.blind_index(phone, purpose="phone")
    with runtime.transaction() as tx:
        if any(row.kind == "citizen" for row in people.accounts_by_index(tx, phone_index=phone_index)):
            taken = text("这个手机号码已经注册过，请直接登录")
            raise InvalidError(CHECK_FIELDS, {"phone": [taken]})
        values = {
            "key": key,
            # people sign in with their mobile number; this only has to be unlike every other login
            "login": f"c{key}",
            "name": name,
            "kind": "citizen",
            "password_hash": hash_password(entered.password),
            "password_changed_at": now,
            "phone": keys.encrypt(phone, table="account", column="phone", key=key),
            "phone_index": phone_index,
            "id_number": keys.encrypt_optional(number, table="account", column="id_number", key=key),
            "id_index": keys.blind_index(number, purpose="id") if number else None,
            "email": email or None,
            "language": entered.language,
            "created_at": runtime.clock.now(),
        }
        people.add_account(tx, values)
        record(runtime, tx, GUEST, "account.registered", account_key=key, payload={"address": address})
        return open_session(tx, now, account_key=key, state="full", address=address, agent=agent)


def _problems(
    entered: Registration, *, name: str, phone: str, number: str, email: str
) -> dict[str, list[Text]]:
    fields: dict[str, list[Text]] = {}
    if not name or len(name) > LONGEST_NAME:
        fields["name"] = [text("请填写姓名，最多 %(count)s 个字", count=LONGEST_NAME)]
    if not is_mobile(phone):
        fields["phone"] = [text("请填写 11 位手机号码")]
    fields.update(new_password_problems(entered.password, entered.repeated, login=phone, name=name))
    wrong_id = id_problem(number) if number else None
    if wrong_id:
        fields["id_number"] = [wrong_id]
    wrong_email = email_problem(email) if email else None
    if wrong_email:
        fields["email"] = [wrong_email]
    return fields
