"""Follow a case by e-mail: nothing is sent before whoever reads the address has said yes by its link."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.access.actor import Actor
from app.cases.citizen.own_case import own_case
from app.cases.moving.enqueue_mail import enqueue_mail
from app.crypto import mask_email
from app.errors import InvalidError, NotFoundError
from app.people.digest import fingerprint
from app.people.names import email_problem
from app.runtime import Runtime
from app.store import followers, instances
from app.store.keys import new_key
from app.text import text

PURPOSE = "follower-email"
MOST = 10
"""Most addresses that follow one case."""
_SUBJECT = {"zh": "请确认：用邮件关注办件 {number}", "en": "Please confirm: news of case {number} by e-mail"}
_BODY_ZH = """您好：

有人请求把办件 {number} 的进展发到这个邮箱。如果是您本人，请打开下面的链接确认：

{link}

如果不是您，不必理会，我们不会再发信。确认以后，每封信里都有取消关注的链接。

——
Somebody asked to have news of case {number} sent to this address. If it was you, please open the link
above and confirm. If not, do nothing: no further mail will come.
"""
_BODY_EN = """Hello,

somebody asked to have news of case {number} sent to this address. If it was you, please open this link and
confirm:

{link}

If it was not you, do nothing: no further mail will come. Once confirmed, every mail has a link to stop them.
"""
_BODY = {"zh": _BODY_ZH, "en": _BODY_EN}


@dataclass(frozen=True, slots=True)
class Following:
    """Hold what a link of a follower leads to."""

    number: str
    email: str
    confirmed: bool


def follow_case(
    runtime: Runtime, actor: Actor, number: str, email: str, *, link: str, locale: str = "zh"
) -> str:
    """Note an address and send it the link; return the masked address.

    Whoever follows is written to in the language of `locale`. `link` is the address of the confirming page
    with `TOKEN` where the token belongs. Asking again sends the link again. Raises InvalidError for a bad
    address or when too many follow.
    """
    wanted = email.strip()
    problem = email_problem(wanted)
    if problem is not None:
        raise InvalidError(problem, {"email": [problem]})
    with runtime.transaction() as tx:
        head = own_case(tx, actor, number, "case.follow")
        token = _note(runtime, tx, head.key, wanted, locale)
        enqueue_mail(
            runtime,
            tx,
            to=wanted,
            subject=_SUBJECT[locale].format(number=head.number),
            body=_BODY[locale].format(number=head.number, link=link.replace("TOKEN", token)),
            once_key=f"follow:{head.key}:{runtime.clock.now().isoformat()}",
            instance_key=head.key,
        )
    return mask_email(wanted)


def read_following(runtime: Runtime, token: str) -> Following:
    """Return what a follower's link is about; raises NotFoundError for an unknown one."""
    with runtime.read() as tx:
        row = followers.follower_by_token(tx, fingerprint(token))
        head = instances.head_by_key(tx, row.instance_key) if row is not None else None
        if row is None or head is None:
            raise NotFoundError(text("这个链接已经失效"))
        address = runtime.keys.decrypt(row.email, table="follower", column="email", key=row.key)
        return Following(head.number, mask_email(address), row.confirmed_at is not None)


def confirm_following(runtime: Runtime, token: str) -> None:
    """Begin to send news: the reader of the address said yes. Raises NotFoundError for an unknown link."""
    with runtime.transaction() as tx:
        row = followers.follower_by_token(tx, fingerprint(token))
        if row is None:
            raise NotFoundError(text("这个链接已经失效"))
        followers.confirm_follower(tx, row.key, runtime.clock.now())


def unfollow(runtime: Runtime, token: str) -> None:
    """Forget the address; an unknown link changes nothing."""
    with runtime.transaction() as tx:
        row = followers.follower_by_token(tx, fingerprint(token))
        if row is not None:
            followers.drop_follower(tx, row.key)


def link_token(runtime: Runtime, follower_key: int) -> str:
    """Return the token of a follower's link: made anew for each letter, stored nowhere."""
    return runtime.keys.seal(str(follower_key), purpose="follower-link")[:43]


def _note(runtime: Runtime, tx: Connection, instance_key: int, email: str, locale: str) -> str:
    index = runtime.keys.blind_index(email, purpose=PURPOSE)
    row = followers.follower_by_address(tx, instance_key, index)
    if row is not None:
        return link_token(runtime, row.key)
    if len(followers.followers_of(tx, instance_key)) >= MOST:
        problem = text("关注这件事的邮箱已经有%(most)s个，不能再增加", most=MOST)
        raise InvalidError(problem, {"email": [problem]})
    key = new_key()
    token = link_token(runtime, key)
    followers.add_follower(
        tx,
        {
            "key": key,
            "instance_key": instance_key,
            "email": runtime.keys.encrypt(email, table="follower", column="email", key=key),
            "email_index": index,
            "token_digest": fingerprint(token),
            "language": locale,
            "created_at": runtime.clock.now(),
        },
    )
    return token
