"""The audit log over the API: checkpoints, entries for the auditor, the proof that an entry is in it."""

from __future__ import annotations

import json
import threading
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query

from sonae.auditlog import EntryProof, MerkleTree, leaves_of
from sonae.office.api import cursor as cursors
from sonae.office.api.problem import ProblemError, language_of
from sonae.office.api.request import reader_of, scoped
from sonae.office.api.shapes import CheckpointPage, CheckpointShape, EntryPage, EntryShape, ProofShape
from sonae.office.books import visible_books
from sonae.office.gate import NotThereError, visible_cases
from sonae.office.models import Account, Case, CheckpointRecord, Event
from sonae.office.roles import Role

__all__ = ["router"]

router = Router(tags=["audit"])

_CASE, _BOOK = "case/", "book/"
_LONGEST = 1 << 63


@router.get(
    "/checkpoints",
    response=CheckpointPage,
    operation_id="list_checkpoints",
    summary="Signed checkpoints, the latest first",
)
@scoped("read", "limit", "cursor")
def list_checkpoints(
    request: HttpRequest, limit: int = Query(20, ge=1, le=200), cursor: str | None = Query(None, max_length=1000)
) -> CheckpointPage:
    """List the checkpoints: each states how long the log was and which root it had, for everyone to keep."""
    bound = json.dumps(["checkpoints", reader_of(request).account.pk])
    rows = CheckpointRecord.objects.order_by("-size")
    if cursor is not None:
        rows = rows.filter(size__lt=cursors.opened(cursor, bound)[0])
    found = list(rows[: limit + 1])
    items = [CheckpointShape(size=one.size, at=one.at, text=one.text) for one in found[:limit]]
    return CheckpointPage(
        items=items, next=cursors.sealed([found[limit - 1].size], bound) if len(found) > limit else None
    )


@router.get("/entries", response=EntryPage, operation_id="list_entries", summary="Entries of the log, for auditors")
@scoped("audit", "after", "limit", "cursor")
def list_entries(
    request: HttpRequest,
    after: int = Query(0, ge=0, lt=_LONGEST, description="the sequence that they come after"),
    limit: int = Query(200, ge=1, le=500),
    cursor: str | None = Query(None, max_length=1000),
) -> EntryPage:
    """Return entries as they are stored, byte for byte."""
    account = reader_of(request).account
    if Role.AUDITOR not in account.roles:
        raise ProblemError("not-permitted", key="role", role=getattr(Role.AUDITOR, language_of(request)))
    bound = json.dumps(["entries", account.pk])
    start = after if cursor is None else int(cursors.opened(cursor, bound)[0])
    rows = list(
        Event.objects.filter(sequence__gt=start)
        .order_by("sequence")
        .values_list("sequence", "hash", "line", "subject")[: limit + 1]
    )
    hidden = _hidden(account, {subject for *_, subject in rows})
    items = [
        EntryShape(sequence=sequence, hash=digest, line=None if subject in hidden else line)
        for sequence, digest, line, subject in rows[:limit]
    ]
    return EntryPage(items=items, next=cursors.sealed([items[-1].sequence], bound) if len(rows) > limit else None)


def _hidden(account: Account, subjects: set[str]) -> set[str]:
    """Return the subjects that are cases or books which the account may not know of."""
    hidden = set()
    for start, rows in ((_CASE, visible_cases(account)), (_BOOK, visible_books(account))):
        numbers = {one.removeprefix(start) for one in subjects if one.startswith(start)}
        seen = set(rows.filter(number__in=numbers).values_list("number", flat=True)) if numbers else set()
        hidden |= {start + number for number in numbers - seen}
    return hidden


@router.get(
    "/proofs/{sequence}", response=ProofShape, operation_id="prove_entry", summary="Prove that an entry is in the log"
)
@scoped("read", "size")
def prove(
    request: HttpRequest,
    sequence: int,
    size: int | None = Query(
        None,
        ge=1,
        lt=_LONGEST,
        description="of the log; that of the latest checkpoint which holds the entry unless said",
    ),
) -> ProofShape:
    """Prove it to who may know of the entry: an auditor, or who may know of the case that it tells of."""
    account = reader_of(request).account
    event = Event.objects.filter(sequence=sequence).only("subject").first() if 0 < sequence < _LONGEST else None
    if event is None or not _known(account, event.subject):
        raise NotThereError
    kept = CheckpointRecord.objects.filter(size=size) if size else CheckpointRecord.objects.filter(size__gte=sequence)
    checkpoint = kept.order_by("-size").first()
    tree = _TREE.current()
    wanted = size or (checkpoint.size if checkpoint else tree.size)
    if not sequence <= wanted <= tree.size:
        raise ProblemError("unfit", errors=[("size", f"a number from {sequence} to {tree.size} is expected")])
    proof = EntryProof(
        sequence=sequence, hash=Event.objects.values_list("hash", flat=True).get(pk=sequence), size=wanted,
        root=tree.root(wanted).hex(), path=tuple(one.hex() for one in tree.inclusion_proof(sequence - 1, wanted)),
        checkpoint=checkpoint.text if checkpoint and checkpoint.size == wanted else None,
    )  # fmt: skip
    shaped: dict[str, Any] = proof.model_dump(mode="json", exclude={"entry"})
    return ProofShape(**shaped)


def _known(account: Account, subject: str) -> bool:
    if Role.AUDITOR in account.roles:
        return True
    number = subject.removeprefix(_CASE)
    return subject.startswith(_CASE) and Case.objects.filter(number=number, pk__in=visible_cases(account)).exists()


class _Tree:
    """The Merkle tree over the log, kept in the worker and grown with it: 64 bytes an entry."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tree, self._last = MerkleTree(), ""

    def current(self) -> MerkleTree:
        """Return the tree over all entries; it is built anew where the log is not the one it was built of."""
        with self._lock:
            size = self._tree.size
            if size and not Event.objects.filter(sequence=size, hash=self._last).exists():
                self._tree, self._last, size = MerkleTree(), "", 0
            rows = Event.objects.filter(sequence__gt=size).order_by("sequence").values_list("hash", flat=True)
            for digest in rows.iterator(chunk_size=10_000):
                self._tree.extend(leaves_of([bytes.fromhex(digest)]))
                self._last = digest
            return self._tree


_TREE = _Tree()
