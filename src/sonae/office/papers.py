"""Papers of a case: who hands them in, who reads them, under which name; each told to the log in the transaction of its row."""

from __future__ import annotations

import unicodedata
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import transaction
from django.db.models import Q, QuerySet

from sonae.core import Clock, InputError, clock_from_environment
from sonae.office import log
from sonae.office.gate import NotThereError, RefusedError, Verdict, may_see
from sonae.office.leaving import Leaving, let_leave
from sonae.office.models import Account, Case, Paper
from sonae.office.roles import Role
from sonae.office.stage import Stage
from sonae.office.store import TYPES, Readable, paper_path, place_paper

__all__ = [
    "KINDS",
    "LimitedUpload",
    "PaperExistsError",
    "keep_paper",
    "may_keep",
    "open_paper",
    "paper_name",
    "papers_for",
]

KINDS = (
    "form", "contract_copy", "plan", "report", "evidence", "consultation", "notice", "committee", "project", "conditions", "risks",
    "other",
)  # fmt: skip
"""What a paper may be."""


class PaperExistsError(InputError):
    """A paper of that name is there; papers are never replaced."""


class LimitedUpload(FileUploadHandler):
    """Drops a file as soon as it grows past the limit: its bytes fill neither memory nor disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count, and hand on."""
        self._size += len(raw_data)
        if self._size > settings.OFFICE.upload_limit_mb << 20:
            if self.request is not None:
                self.request.META["sonae.upload_too_large"] = "yes"
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the making of the file to the next handler."""


def may_keep(account: Account, case: Case) -> Verdict:
    """Return whether an account may hand in a paper: who works on the case, while it lives. A rule of the house."""
    if not account.roles - {Role.PUBLIC, Role.ADMINISTRATOR, Role.STOCKPILE}:
        return Verdict(False, "この役割では書類を登録できない。", "this role hands in no papers.")
    if Stage(case.stage).ended:
        return Verdict(False, "終了した案件である。", "the case has ended.")
    return Verdict(True, "書類を登録できる。", "papers may be handed in.")


def paper_name(given: str) -> str:
    """Return the name of a file without path, control letters and marks that turn the direction of writing.

    Raises:
        InputError: when nothing is left of it, or its ending is none that is taken.

    """
    base = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    name = "".join(
        letter for letter in base if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )
    name = name.strip().lstrip(".")
    stem, dot, ending = name.rpartition(".")
    if not stem or f".{ending.lower()}" not in TYPES:
        raise InputError("files of this type are not taken", field="file", expected=", ".join(TYPES))
    return f"{stem[: 180 - len(ending)]}{dot}{ending.lower()}"


def keep_paper(
    account: Account,
    case: Case,
    name: str,
    kind: str,
    stream: Readable,
    *,
    as_named: bool = False,
    clock: Clock | None = None,
) -> tuple[Paper, bool]:
    """Take a paper into a case: its bytes first, then its row and its event in one transaction.

    The same bytes under the same name are there already when they are handed in again, and nothing is done.

    Args:
        account: who hands it in.
        case: the case.
        name: of the file, with an ending of :data:`~sonae.office.store.TYPES`.
        kind: of :data:`KINDS`.
        stream: its bytes.
        as_named: whether it is kept under this very name or not at all; else a name that is taken gets a number.
        clock: tells the time.

    Returns:
        the paper, and whether it is new.

    Raises:
        NotThereError: for a case that the account may not know of.
        RefusedError: when the account may hand in none.
        InputError: for a name, kind or contents that do not fit, or what the scan refuses.
        PaperTooLargeError: above the limit.
        PaperExistsError: when other bytes are there under the name, and it was to be this one.
        NoRoomError: when the disk does not take it.

    """
    if not may_see(account, case):
        raise NotThereError
    verdict = may_keep(account, case)
    if not verdict:
        raise RefusedError(verdict)
    if kind not in KINDS:
        raise InputError("the kind of paper is none", field="kind", expected=", ".join(KINDS))
    kept = paper_name(name)
    if as_named and kept != name:
        raise InputError("the name cannot be used", field="name", expected=f"«{kept}», say")
    ending = kept[kept.rindex(".") :]
    put = place_paper(stream, ending)
    now = (clock or clock_from_environment()).now()
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        known = locked.papers.filter(name=kept).first()
        if known is not None and known.sha256 == put.sha256:
            return known, False
        if known is not None and as_named:
            raise PaperExistsError("another paper of that name is there", field="name", expected="a new name")
        paper = Paper.objects.create(
            case=locked, name=_free_name(locked, kept), kind=kind, media_type=TYPES[ending], size=put.size, sha256=put.sha256,
            by=account, at=now, scanned=put.scanned,
        )  # fmt: skip
        body = {"paper": paper.pk, "kind": kind, "sha256": put.sha256, "size": put.size, "scanned": put.scanned}
        log.append(now, account.login, "paper.kept", f"case/{case.number}", body)
    return paper, True


def _free_name(case: Case, name: str) -> str:
    """Return a name that no other paper of the case has."""
    held = set(case.papers.values_list("name", flat=True))
    stem, ending = name[: name.rindex(".")], name[name.rindex(".") :]
    number = 2
    while name in held:
        name, number = f"{stem} ({number}){ending}", number + 1
    return name


def papers_for(account: Account, case: Case) -> QuerySet[Paper]:
    """Return the papers of a case that an account reads.

    The agency and the ministry read all; a company those of its own house and the notices given to it; the committee what is laid
    before it too.
    """
    rows = case.papers.select_related("by__organisation", "by__department")
    if any(role.of_agency or role is Role.MINISTRY for role in account.roles):
        return rows
    own = Q(by__organisation_id=account.organisation_id) | Q(kind="notice")
    return rows.filter(own | Q(kind="committee") if Role.COMMITTEE in account.roles else own)


def open_paper(account: Account, paper: Paper, clock: Clock | None = None) -> IO[bytes]:
    """Open a paper for reading; that it was taken out stands in the log before its first byte leaves.

    Raises:
        NotThereError: for a case that the account may not know of, or a file that is gone or changed in size.

    """
    if not may_see(account, paper.case) or not papers_for(account, paper.case).filter(pk=paper.pk).exists():
        raise NotThereError
    let_leave(account, Leaving.of_cases([paper.case]))
    place = paper_path(paper.sha256)
    if not place.is_file() or place.stat().st_size != paper.size:
        raise NotThereError
    file = place.open("rb")
    now = (clock or clock_from_environment()).now()
    try:
        with transaction.atomic():
            body = {"paper": paper.pk, "sha256": paper.sha256}
            log.append(now, account.login, "paper.read", f"case/{paper.case.number}", body)
    except BaseException:
        file.close()
        raise
    return file
