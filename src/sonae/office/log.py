"""The audit log in the database: appended to inside the transaction of a command, read as a source of entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.db import connection

from sonae.auditlog import EntryLine, EventKinds, Head, entry_line, event_kinds, seal
from sonae.core import SonaeError
from sonae.office.models import Event

__all__ = ["DatabaseLog", "append", "event_names"]

_OF_HOUSE: Mapping[str, tuple[str, str]] = {
    "office.opened": ("台帳を開いた", "the record was opened"),
    "command.refused": ("操作を認めなかった", "a command was refused"),
    "login.succeeded": ("ログインした", "logged in"),
    "login.failed": ("ログインに失敗した", "a login failed"),
    "logout.done": ("ログアウトした", "logged out"),
    "session.ended": ("セッションを終了させた", "a session was ended"),
    "account.made": ("利用者を作成した", "an account was made"),
    "account.changed": ("利用者を変更した", "an account was changed"),
    "account.closed": ("利用者を停止した", "an account was closed"),
    "account.opened": ("利用者の停止を解いた", "an account was opened again"),
    "role.granted": ("役割を付与した", "a role was granted"),
    "role.revoked": ("役割を取り消した", "a role was revoked"),
    "password.changed": ("パスワードを変更した", "a password was changed"),
    "password.reset": ("パスワードを再設定した", "a password was reset"),
    "second_factor.set": ("二段階認証を設定した", "a second factor was set"),
    "second_factor.removed": ("二段階認証を解除した", "a second factor was removed"),
    "second_factor.reset": ("二段階認証を管理者が解除した", "a second factor was reset by an administrator"),
    "token.made": ("APIトークンを発行した", "a token of the API was made"),
    "token.revoked": ("APIトークンを失効させた", "a token of the API was revoked"),
    "parameter.set": ("機構の定めを登録した", "a parameter of the agency was set"),
    "paper.kept": ("書類を保存した", "a paper was kept"),
    "cases.exported": ("案件一覧を書き出した", "the list of cases was exported"),
    "letter.issued": ("文書を発行した", "a letter was issued"),
    "paper.read": ("書類を取り出した", "a paper was taken out"),
    "checkpoint.signed": ("検査点に署名した", "a checkpoint was signed"),
}
_LOCK = 7_206_411_855
"""The advisory lock that orders appends on PostgreSQL; SQLite has one writer at a time."""


@cache
def event_names() -> EventKinds:
    """Return every kind of event with its sentence: the commands' and the house's own."""
    from sonae.office.commands import moves

    return event_kinds({**_OF_HOUSE, **{kind: (move.ja, move.en) for kind, move in moves().items()}})


def append(at: dt.datetime, actor: str, kind: str, subject: str, body: Mapping[str, Any]) -> Event:
    """Append an event; the transaction it stands in makes it and what it tells of one.

    Raises:
        SonaeError: outside a transaction: the event could stand without what it tells of.

    """
    if not connection.in_atomic_block:
        raise SonaeError("an event is appended in the transaction of what it tells of, or not at all")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = Event.objects.order_by("-sequence").values_list("sequence", "hash", "at").first()
    entry = seal(
        Head(*last) if last else None,
        at=at,
        actor=actor,
        kind=kind,
        subject=subject,
        body=dict(body),
        kinds=event_names(),
    )
    return Event.objects.create(
        sequence=entry.sequence,
        at=entry.at,
        actor=actor,
        kind=kind,
        subject=subject,
        hash=entry.hash,
        line=entry_line(entry),
    )


class DatabaseLog:
    """The log as a source of entries."""

    def entries(self, after: int = 0) -> Iterator[EntryLine]:
        """Return the lines above ``after`` in order; columns that differ from their line end the log there."""
        rows = (
            Event.objects.filter(sequence__gt=after)
            .order_by("sequence")
            .values_list("sequence", "line", "hash", "kind", "actor")
        )
        for sequence, line, digest, kind, actor in rows.iterator(chunk_size=2000):
            text = str(line).encode()
            whole = all(
                part in text
                for part in (
                    f'"sequence":{sequence},'.encode(),
                    f'"hash":"{digest}"'.encode(),
                    f'"kind":"{kind}"'.encode(),
                )
            )
            yield EntryLine(text, "office database", sequence, whole and bool(actor))
