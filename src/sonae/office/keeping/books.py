"""The books of an office held against each other: log, cases, commands, checks, papers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from sonae.auditlog import EntryLine, Sentence, verify_chain
from sonae.core import clock_from_environment
from sonae.office.books import book_moves
from sonae.office.books.disclosure import KIND as DISCLOSURE
from sonae.office.books.disclosure import chain_of, read_state
from sonae.office.commands import moves
from sonae.office.environment import OfficeSettings
from sonae.office.log import BESIDE, DatabaseLog
from sonae.office.models import Book, BookCheck, Case, CheckRecord, CommandRecord, EconomicRun, Paper
from sonae.office.settings import OFFICE
from sonae.office.store import paper_path, stored

__all__ = ["BooksReport", "check_books"]

_MOST = 100


@dataclass(frozen=True, slots=True)
class BooksReport:
    """What was counted, what does not agree, and what breaks nothing and should be known.

    Attributes:
        entries: of the log.
        head: hash of the last one.
        cases: their number.
        commands: that were carried out.
        papers: their number.
        flaws: the first hundred.
        remarks: files that no paper names.

    """

    entries: int
    head: str
    cases: int
    commands: int
    papers: int
    flaws: tuple[Sentence, ...]
    remarks: tuple[Sentence, ...]

    @property
    def holds(self) -> bool:
        """Whether the books agree."""
        return not self.flaws


class _Told:
    """What the log tells, gathered while it is verified."""

    def __init__(self) -> None:
        self.versions: dict[str, list[int]] = {}
        self.books: dict[str, list[int]] = {}
        self.commands: dict[int, tuple[str, str, int]] = {}
        self.papers: dict[tuple[str, int], str] = {}
        self.others: dict[int, tuple[str, str]] = {}
        self.runs: dict[int, str] = {}

    def noted(self, entries: Iterator[EntryLine]) -> Iterator[EntryLine]:
        """Pass entries on and note what they tell of."""
        kinds, book_kinds = moves(), book_moves()
        for entry in entries:
            yield entry
            read: dict[str, Any] = json.loads(entry.text)
            number, body = read["subject"].removeprefix("case/"), read["body"]
            if read["kind"] in kinds:
                self.versions.setdefault(number, []).append(body["version"])
                self.commands[read["sequence"]] = read["kind"], number, body["version"]
                if read["kind"] == "economics.keep":
                    self.runs[read["sequence"]] = body["sha256"]
            elif read["kind"] == "paper.kept":
                self.papers[number, body["paper"]] = body["sha256"]
            elif read["kind"] in book_kinds:
                book = read["subject"].removeprefix("book/")
                self.books.setdefault(book, []).append(body["version"])
                self.commands[read["sequence"]] = read["kind"], book, body["version"]
            elif read["kind"] in BESIDE:
                self.books.setdefault(read["subject"].removeprefix("book/"), []).append(body["version"])
            else:
                self.others[read["sequence"]] = read["subject"], read["actor"]


def check_books(settings: OfficeSettings = OFFICE) -> BooksReport:
    """Check the books: the log verifies, and everything else is as it tells."""
    told = _Told()
    chain = verify_chain(told.noted(DatabaseLog().entries()))
    flaws = [] if chain.broken is None else [chain.broken.said]
    if chain.broken is None:
        flaws += [
            *_versions(told.versions, Case.objects.all(), "案件", "case"),
            *_versions(told.books, Book.objects.all(), "台帳", "book"),
            *_commands(told),
            *_runs(told),
            *_releases(),
        ]
    flaws += _papers(told, settings)
    named = set(Paper.objects.values_list("sha256", flat=True))
    loose = sum(path.name not in named for path in stored(settings))
    remarks = [
        Sentence(
            f"どの書類にも属さないファイルが{loose}件ある。",
            f"{loose} files belong to no paper: uploads that were cut off.",
        )
    ]
    return BooksReport(
        chain.verified, chain.head.hash, Case.objects.count(), CommandRecord.objects.count(), Paper.objects.count(),
        tuple(flaws[:_MOST]), tuple(remarks) if loose else (),
    )  # fmt: skip


def _versions(told: Mapping[str, list[int]], rows: QuerySet[Any], ja: str, en: str) -> Iterator[Sentence]:
    """Hold the versions of cases or books against the changes that the log tells of."""
    left = dict(told)
    for number, version in rows.values_list("number", "version").iterator():
        versions = left.pop(number, [])
        if versions != list(range(1, version + 1)):
            yield Sentence(
                f"{ja}{number}は第{version}版だが、記録は{len(versions)}回の変更を伝える。",
                f"the {en} {number} is at version {version}, and the log tells of {len(versions)} changes.",
            )
    for number in left:
        yield Sentence(f"記録にある{ja}{number}がない。", f"the log tells of the {en} {number}, which is not there.")


def _commands(told: _Told) -> Iterator[Sentence]:
    left = dict(told.commands)
    for key, receipt, actor in CommandRecord.objects.values_list("key", "receipt", "actor__login").iterator():
        of = receipt.get("case") or receipt.get("book")
        if of:
            stated = (receipt["kind"], of, receipt["version"])
            agrees = left.pop(receipt["sequence"], None) == stated
        else:
            agrees = told.others.get(receipt["sequence"]) == (f"account/{receipt['login']}", actor)
        if not agrees:
            yield Sentence(
                f"操作「{key}」の受領証は第{receipt['sequence']}号と合わない。",
                f"the receipt of the command «{key}» is not what entry {receipt['sequence']} tells.",
            )
    for sequence in left:
        yield Sentence(f"第{sequence}号の操作に受領証がない。", f"the command of entry {sequence} has no receipt.")
    kept = CheckRecord.objects.values_list("sequence", flat=True), BookCheck.objects.values_list("sequence", flat=True)
    for sequence in (*kept[0], *kept[1]):
        if sequence not in told.commands:
            yield Sentence(
                f"第{sequence}号についての確認結果があるが、操作ではない。",
                f"findings are kept of entry {sequence}, which is no command.",
            )


def _runs(told: _Told) -> Iterator[Sentence]:
    left = dict(told.runs)
    rows = EconomicRun.objects.values_list("sequence", "case__number", "number", "sha256", "document")
    for sequence, case, number, digest, document in rows.iterator():
        stated = left.pop(sequence, None)
        if stated != digest or hashlib.sha256(document.encode()).hexdigest() != digest:
            yield Sentence(
                f"{case}の経済性計算{number}は、記録が伝えるものと違う。",
                f"the valuation {number} of {case} is not what the log tells of.",
            )
    for sequence in left:
        yield Sentence(f"第{sequence}号の経済性計算がない。", f"the valuation of entry {sequence} is not there.")


def _releases() -> Iterator[Sentence]:
    """Hold every ledger of releases against the log and the list of what was published."""
    now = clock_from_environment().now()
    for book in Book.objects.filter(kind=DISCLOSURE):
        chain = chain_of(book, read_state(book), now)
        if not chain.whole:
            yield Sentence(f"台帳{book.number}: {chain.ja}", f"book {book.number}: {chain.en}")


def _papers(told: _Told, settings: OfficeSettings) -> Iterator[Sentence]:
    left = dict(told.papers)
    rows = Paper.objects.values_list("pk", "case__number", "name", "sha256", "size")
    for key, number, name, digest, size in rows.iterator():
        if left.pop((number, key), None) != digest:
            yield Sentence(
                f"書類「{name}」（{number}）を記録は伝えない。",
                f"the log does not tell of the paper «{name}» of {number}.",
            )
        path = paper_path(digest, settings)
        if not path.is_file():
            yield Sentence(
                f"書類「{name}」（{number}）の中身がない。", f"the bytes of «{name}» of {number} are not there."
            )
        elif path.stat().st_size != size or _hash_of(path.open("rb")) != digest:
            yield Sentence(
                f"書類「{name}」（{number}）の中身が変わっている。",
                f"the bytes of «{name}» of {number} are not what they were.",
            )
    for number, key in left:
        yield Sentence(f"記録にある書類{key}（{number}）がない。", f"the paper {key} of {number} is not there.")


def _hash_of(file: Any) -> str:
    with file:
        return hashlib.file_digest(file, "sha256").hexdigest()
