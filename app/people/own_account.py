"""One's own data: read it, take it along, correct it, close the account (个人信息保护法 44 to 47)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from app.access.actor import Actor
from app.access.policy import require
from app.errors import InvalidError, NotFoundError
from app.people.change_password import CHECK_FIELDS
from app.people.moment import security_now
from app.people.names import email_problem, fold_id, fold_phone, id_problem, is_mobile, phone_problem
from app.people.password import verify_password
from app.people.record import record
from app.people.register_citizen import LONGEST_NAME
from app.people.second_factor import drop_second_factor
from app.runtime import Runtime
from app.store import account_lists, people, sessions
from app.text import Text, text


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """Show an account to its owner, personal data in clear."""

    login: str
    name: str
    kind: str
    unit_name: str
    posts: tuple[str, ...]
    roles: tuple[str, ...]
    phone: str
    id_number: str
    email: str
    has_second_factor: bool
    recovery_codes_left: int
    local_password: bool
    created_at: datetime
    password_changed_at: datetime | None
    must_change: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """Hold what the owner typed; staff may change phone and e-mail only, their name is kept by the office."""

    name: str
    phone: str
    id_number: str
    email: str


def read_own_account(runtime: Runtime, actor: Actor) -> OwnAccount:
    """Return the actor's own account."""
    require(actor, "account.own")
    with runtime.read() as tx:
        row = people.find_account(tx, actor.account_key or 0)
        if row is None:
            raise NotFoundError(text("没有这个账号"))
        unit = people.unit_names(tx, [row.unit_code]).get(row.unit_code, "") if row.unit_code else ""
        posts = account_lists.post_names(tx, row.key)
    return OwnAccount(
        login=row.login,
        name=row.name,
        kind=row.kind,
        unit_name=unit,
        posts=posts,
        roles=tuple(sorted(actor.roles)),
        phone=_open(runtime, row, "phone"),
        id_number=_open(runtime, row, "id_number"),
        email=row.email or "",
        has_second_factor=row.totp_enrolled_at is not None,
        recovery_codes_left=len(row.recovery_codes),
        local_password=row.password_hash is not None,
        created_at=row.created_at,
        password_changed_at=row.password_changed_at,
        must_change=bool(row.must_change_password),
    )


def export_own_account(runtime: Runtime, actor: Actor) -> dict[str, Any]:
    """Return everything kept about the account itself, as JSON can hold it (个人信息保护法 45)."""
    own = read_own_account(runtime, actor)
    with runtime.read() as tx:
        held = sessions.sessions_of(tx, actor.account_key or 0)
        cases = account_lists.cases_of_applicant(tx, actor.account_key or 0)
    return {
        "exported_at": runtime.clock.now().isoformat(),
        "account": {
            "login": own.login,
            "name": own.name,
            "kind": own.kind,
            "unit": own.unit_name,
            "posts": own.posts,
            "roles": own.roles,
            "phone": own.phone,
            "id_number": own.id_number,
            "email": own.email,
            "second_factor": own.has_second_factor,
            "created_at": own.created_at.isoformat(),
        },
        "sessions": [
            {
                "opened_at": row.created_at.isoformat(),
                "last_seen_at": row.last_seen_at.isoformat(),
                "address": row.address,
                "browser": row.agent,
            }
            for row in held
        ],
        "cases": [
            {"number": row.number, "title": row.title, "received_on": row.received_on.isoformat()}
            for row in cases
        ],
    }


def correct_own_account(runtime: Runtime, actor: Actor, entered: Correction) -> None:
    """Change the actor's own data; raise InvalidError with every problem by field."""
    own = read_own_account(runtime, actor)
    citizen = own.kind == "citizen"
    name = entered.name.strip() if citizen else own.name
    phone, email = fold_phone(entered.phone), entered.email.strip()
    number = fold_id(entered.id_number) if citizen else own.id_number
    fields = _problems(citizen=citizen, name=name, phone=phone, number=number, email=email)
    if fields:
        raise InvalidError(CHECK_FIELDS, fields)
    key, keys = actor.account_key or 0, runtime.keys
    index = keys.blind_index(phone, purpose="phone") if phone else None
    with runtime.transaction() as tx:
        same = people.accounts_by_index(tx, phone_index=index) if index and citizen else ()
        if any(row.kind == "citizen" and row.key != key for row in same):
            raise InvalidError(CHECK_FIELDS, {"phone": [text("这个手机号码已被另一个账号使用")]})
        values = {
            "name": name,
            "phone": keys.encrypt_optional(phone, table="account", column="phone", key=key),
            "phone_index": index,
            "id_number": keys.encrypt_optional(number, table="account", column="id_number", key=key),
            "id_index": keys.blind_index(number, purpose="id") if number else None,
            "email": email or None,
        }
        people.change_account(tx, key, values)
        changed = [
            field
            for field, before, after in (
                ("name", own.name, name),
                ("phone", own.phone, phone),
                ("id_number", own.id_number, number),
                ("email", own.email, email),
            )
            if before != after
        ]
        record(runtime, tx, actor, "account.corrected", account_key=key, facts={"fields": changed})


def close_own_account(runtime: Runtime, actor: Actor, password: str) -> None:
    """Close a citizen's account and erase what only served it; the cases stay, they are office records.

    Raises InvalidError for a wrong password and for staff, whose accounts the administrators keep.
    """
    require(actor, "account.own")
    key = actor.account_key or 0
    with runtime.read() as tx:
        row = people.find_account(tx, key)
    if row is None or row.kind != "citizen":
        raise InvalidError(text("工作人员账号由系统管理员停用"))
    if not verify_password(password, row.password_hash):
        raise InvalidError(CHECK_FIELDS, {"password": [text("密码不正确")]})
    now = security_now(runtime)
    empty = dict.fromkeys(("password_hash", "phone", "phone_index", "id_number", "id_index", "email"))
    with runtime.transaction() as tx:
        people.change_account(
            tx, key, {**empty, "name": "已注销", "password_history": [], "disabled_at": now}
        )
        drop_second_factor(tx, key)
        sessions.end_sessions(tx, key, now)
        record(runtime, tx, actor, "account.closed", account_key=key)


def _problems(*, citizen: bool, name: str, phone: str, number: str, email: str) -> dict[str, list[Text]]:
    fields: dict[str, list[Text]] = {}
    if not name or len(name) > LONGEST_NAME:
        fields["name"] = [text("请填写姓名，最多 %(count)s 个字", count=LONGEST_NAME)]
    if citizen and not is_mobile(phone):
        fields["phone"] = [text("请填写 11 位手机号码")]
    wrong_phone = phone_problem(phone) if phone and not citizen else None
    if wrong_phone:
        fields["phone"] = [wrong_phone]
    wrong_id = id_problem(number) if citizen and number else None
    if wrong_id:
        fields["id_number"] = [wrong_id]
    wrong_email = email_problem(email) if email else None
    if wrong_email:
        fields["email"] = [wrong_email]
    return fields


def _open(runtime: Runtime, row: Row[Any], column: str) -> str:
    stored = getattr(row, column)
    return runtime.keys.decrypt_optional(stored, table="account", column=column, key=row.key) or ""


def keep_language(runtime: Runtime, actor: Actor, language: str) -> None:
    """Write down in which language (zh, en) somebody reads, so that notices come in it; nothing for a guest."""
    if actor.account_key is None:
        return
    require(actor, "account.own")
    with runtime.transaction() as tx:
        people.change_account(tx, actor.account_key, {"language": language})
