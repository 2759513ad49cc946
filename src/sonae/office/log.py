"""The audit log in the database: appended to inside the transaction of a command, read as a source of entries."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection, transaction

from sonae.auditlog import (
    CompactRange,
    EntryLine,
    EventKinds,
    Head,
    LogBrokenError,
    PublicKey,
    Signer,
    checkpoint_of,
    entry_line,
    event_kinds,
    leaves_of,
    seal,
    verify_chain,
    verify_checkpoint,
)
from sonae.core import Clock, InputError, SonaeError, clock_from_environment
from sonae.office.models import CheckpointRecord, Event

__all__ = ["BESIDE", "SPAN", "DatabaseLog", "append", "event_names", "sign"]

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
    "identity.linked": ("外部認証の識別子を結び付けた", "an identity of the provider of logins was linked"),
    "identity.unlinked": ("外部認証の識別子を外した", "an identity of the provider of logins was unlinked"),
    "identity.bound": (
        "外部認証の本人を初回ログインで確定した",
        "who an identity belongs to was fixed at its first login",
    ),
    "token.made": ("APIトークンを発行した", "a token of the API was made"),
    "token.revoked": ("APIトークンを失効させた", "a token of the API was revoked"),
    "parameter.set": ("機構の定めを登録した", "a parameter of the agency was set"),
    "paper.kept": ("書類を保存した", "a paper was kept"),
    "cases.exported": ("案件一覧を書き出した", "the list of cases was exported"),
    "letter.issued": ("文書を発行した", "a letter was issued"),
    "forms.issued": ("様式を取り出した", "the forms were taken out"),
    "vouchers.exported": ("備蓄の伝票を書き出した", "vouchers of the stock were exported"),
    "evidence.exported": ("証拠台帳を書き出した", "the register was exported"),
    "answer.asked": ("調査への回答を依頼した", "asked for an answer to a survey"),
    "answer.reminded": ("調査への回答を催促した", "reminded of an answer to a survey"),
    "answer.closed": ("調査を締め切った", "closed the survey"),
    "sums.released": ("調査の集計を外に出した", "sums of a survey left the house"),
    "paper.read": ("書類を取り出した", "a paper was taken out"),
    "backup.restored": ("控えから復元した", "the office was put back from a copy"),
    "checkpoint.signed": ("検査点に署名した", "a checkpoint was signed"),
    "job.cancelled": ("処理を取り消した", "work was cancelled"),
    "job.failed": ("処理が終わらなかった", "work did not come to its end"),
}
BESIDE = frozenset({"answer.asked", "answer.reminded", "answer.closed", "sums.released"})
"""Kinds of events by which a command on one book changes or opens another beside it."""
SPAN = 4000
"""How many entries are read at a time."""
_NO_END = (1 << 63) - 1
_LOCK = 7_206_411_855
"""The advisory lock that orders appends on PostgreSQL; SQLite has one writer at a time."""


@cache
def event_names() -> EventKinds:
    """Return every kind of event with its sentence: the commands' and the house's own."""
    from sonae.office.books import book_moves
    from sonae.office.commands import moves

    of_cases = {kind: (move.ja, move.en) for kind, move in moves().items()}
    return event_kinds({**_OF_HOUSE, **of_cases, **{kind: (move.ja, move.en) for kind, move in book_moves().items()}})


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


def sign(
    signer: Signer, origin: str, *, known: Sequence[PublicKey] = (), clock: Clock | None = None
) -> CheckpointRecord:  # fmt: skip
    """Verify what came since the last checkpoint, sign how long the log is and which root it has, and tell of it in the log.

    The tree goes on from the peaks that are kept with the last checkpoint; that they are those which were signed is checked.

    Args:
        signer: the private key of the log.
        origin: the name of the log.
        known: older keys that may have signed the last checkpoint.
        clock: tells the time.

    Raises:
        LogBrokenError: where the log does not verify, or the last checkpoint is not vouched for.
        InputError: for an origin that is not the key's, or a log to which nothing was added.

    """
    head, tree = _signed_so_far([signer.public, *known])
    chain = verify_chain(DatabaseLog().entries(head.sequence), after=head)
    if chain.broken is not None:
        raise LogBrokenError(f"nothing is signed, because the log does not verify: {chain.broken.said.en}")
    if not chain.verified:
        raise InputError("nothing was added to the log since the last checkpoint", expected="a log that has grown")
    rows = Event.objects.filter(sequence__gt=head.sequence, sequence__lte=chain.head.sequence).order_by("sequence")
    digests = rows.values_list("hash", flat=True).iterator(chunk_size=10_000)
    tree = tree.extended(leaves_of(bytes.fromhex(digest) for digest in digests))
    text = checkpoint_of(tree, origin, signer)
    now = (clock or clock_from_environment()).now()
    with transaction.atomic():
        body = {"size": tree.size, "root": tree.root().hex(), "origin": origin}
        append(now, "console", "checkpoint.signed", "log", body)
        peaks = [peak.hex() for peak in tree.peaks]
        return CheckpointRecord.objects.create(size=tree.size, at=now, text=text, peaks=peaks)


def _signed_so_far(keys: Sequence[PublicKey]) -> tuple[Head, CompactRange]:
    """Return where the last checkpoint ends, and the tree up to there."""
    last = CheckpointRecord.objects.order_by("-size").first()
    if last is None or not last.peaks:
        return Head(), CompactRange()
    try:
        signed = verify_checkpoint(last.text, keys)
        tree = CompactRange(last.size, tuple(bytes.fromhex(peak) for peak in last.peaks))
    except InputError as error:
        raise LogBrokenError(
            f"nothing is signed, because the last checkpoint is not vouched for: {error.problem}"
        ) from None
    row = Event.objects.filter(sequence=last.size).values_list("sequence", "hash", "at").first()
    if signed.size != last.size or signed.root != tree.root() or row is None:
        raise LogBrokenError("nothing is signed, because the log is not the one that the last checkpoint states")
    return Head(*row), tree


class DatabaseLog:
    """The log as a source of entries."""

    def entries(self, after: int = 0, last: int | None = None) -> Iterator[EntryLine]:
        """Return the lines above ``after`` in order, up to ``last``; columns that differ from their line end the log there."""
        while rows := _rows(after, _NO_END if last is None else last):
            for sequence, line, digest, kind, actor, subject in rows:
                # A line is canonical JSON, its names in order; a name with letters that JSON escapes is compared the long way.
                same = (
                    line.startswith(f'{{"actor":"{actor}","at":"')
                    and f',"hash":"{digest}","kind":"{kind}","previous":"' in line
                    and line.endswith(f',"sequence":{sequence},"subject":"{subject}"}}')
                ) or _same(line, sequence, digest, kind, actor, subject)
                yield EntryLine(line.encode(), "office database", sequence, same)
            after = rows[-1][0]


def _rows(after: int, last: int) -> list[tuple[int, str, str, str, str, str]]:
    """Return the next rows, read past Django's rows of objects: a log is long, and nothing is kept open between the parts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequence, line, hash, kind, actor, subject FROM office_event WHERE sequence > %s AND sequence <= %s "
            "ORDER BY sequence LIMIT %s",
            [after, last, SPAN],
        )
        return list(cursor.fetchall())


def _same(line: str, *columns: object) -> bool:
    try:
        read = json.loads(line)
        return tuple(read[name] for name in ("sequence", "hash", "kind", "actor", "subject")) == columns
    except (ValueError, KeyError, TypeError):
        return False
