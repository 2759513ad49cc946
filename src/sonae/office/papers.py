"""Papers of a case: looked at before they are taken, kept in a file named by their hash, read under the eye of the log."""

from __future__ import annotations

import hashlib
import os
import secrets
import shlex
import subprocess
import unicodedata
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import transaction
from django.db.models import Q, QuerySet

from sonae.core import Clock, InputError, clock_from_environment
from sonae.office import log
from sonae.office.environment import OfficeSettings
from sonae.office.gate import NotThereError, RefusedError, Verdict, may_see
from sonae.office.models import Account, Case, Paper
from sonae.office.roles import Role
from sonae.office.stage import Stage

__all__ = ["KINDS", "TYPES", "LimitedUpload", "keep_paper", "may_keep", "open_paper", "paper_name", "papers_for"]

KINDS = ("form", "contract_copy", "plan", "report", "evidence", "consultation", "notice", "committee", "other")
"""What a paper may be."""
TYPES: Mapping[str, str] = {
    ".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".csv": "text/csv", ".txt": "text/plain",
}  # fmt: skip
"""The endings that are taken, with the type that the content has to be."""
_STARTS: Mapping[str, bytes] = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}
_OFFICE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
_SCAN_SECONDS = 120
_BLOCK = 1 << 20
_SAID = {
    "type": ("この種類のファイルは受け付けていない", "files of this type are not taken"),
    "content": ("内容がファイルの種類と一致しない", "the content is not what the ending says"),
    "macro": ("マクロを含むファイルは受け付けていない", "files with macros are not taken"),
}


def _office() -> OfficeSettings:
    office: OfficeSettings = settings.OFFICE
    return office


class LimitedUpload(FileUploadHandler):
    """Drops a file as soon as it grows past the limit: its bytes fill neither memory nor disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count, and hand on."""
        self._size += len(raw_data)
        if self._size > _office().upload_limit_mb * _BLOCK:
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
        raise InputError(_SAID["type"][1], field="file", expected=", ".join(TYPES))
    return f"{stem[: 180 - len(ending)]}{dot}{ending.lower()}"


def keep_paper(
    account: Account, case: Case, upload: UploadedFile[bytes], kind: str, clock: Clock | None = None
) -> Paper:
    """Take a paper into a case: type and size are looked at, it is scanned, kept by its hash, and told to the log.

    Raises:
        NotThereError: for a case that the account may not know of.
        RefusedError: when the account may hand in none.
        InputError: for a file that is not taken, a name that the case has already, or a disk that is full.

    """
    if not may_see(account, case):
        raise NotThereError
    verdict = may_keep(account, case)
    if not verdict:
        raise RefusedError(verdict)
    if kind not in KINDS:
        raise InputError("the kind of paper is none", field="kind", expected=", ".join(KINDS))
    name = paper_name(upload.name or "")
    size = int(upload.size or 0)
    if not 0 < size <= _office().upload_limit_mb * _BLOCK:
        raise InputError(
            "the file is empty or too large", field="file", expected=f"1 byte to {_office().upload_limit_mb} MB"
        )
    _require_content(upload, name[name.rindex(".") :])
    digest, scanned = _stored(upload)
    now = (clock or clock_from_environment()).now()
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        name = _free_name(locked, name, digest)
        paper = Paper.objects.create(
            case=locked, name=name, kind=kind, media_type=TYPES[name[name.rindex(".") :]], size=size, sha256=digest, by=account,
            at=now, scanned=scanned,
        )  # fmt: skip
        log.append(
            now, account.login, "paper.kept", f"case/{case.number}",
            {"paper": paper.pk, "kind": kind, "sha256": digest, "size": size, "scanned": scanned},
        )  # fmt: skip
    return paper


def _require_content(upload: UploadedFile[bytes], ending: str) -> None:
    upload.seek(0)
    start = upload.read(4096)
    upload.seek(0)
    if ending in _STARTS:
        ok = start.startswith(_STARTS[ending])
    elif ending in _OFFICE:
        ok = _is_office(upload, _OFFICE[ending])
    else:
        ok = b"\x00" not in start
    upload.seek(0)
    if not ok:
        raise InputError(_SAID["content"][1], field="file", expected=f"a file that is «{ending}»")


def _is_office(upload: UploadedFile[bytes], part: str) -> bool:
    """Look into the list of a packed file, never unpacking it; one with macros is refused."""
    try:
        with zipfile.ZipFile(upload.file if upload.file is not None else BytesIO(upload.read())) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise InputError(_SAID["macro"][1], field="file", expected="a file without them")
    return {"[Content_Types].xml", part} <= names


def _stored(upload: UploadedFile[bytes]) -> tuple[str, bool]:
    """Write the bytes beside their place, have them scanned, and move them to it; the same bytes are kept once."""
    folder = _office().papers
    waiting = folder / f".{secrets.token_hex(12)}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest = _written(upload, waiting)
        scanned = _scanned(waiting)
        place = folder / digest[:2] / digest
        place.parent.mkdir(mode=0o700, exist_ok=True)
        waiting.replace(place)
    except OSError:
        raise InputError(
            "the paper could not be kept: the disk does not take it", field="file", expected="to be tried again"
        ) from None
    finally:
        waiting.unlink(missing_ok=True)
    return digest, scanned


def _written(upload: UploadedFile[bytes], path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("xb") as file:
        path.chmod(0o600)
        for chunk in upload.chunks():
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _scanned(path: Path) -> bool:
    """Have a file looked at by the agency's own program; without one it is kept unscanned and marked so."""
    command = _office().scan_command
    if not command:
        return False
    try:
        done = subprocess.run(
            [*shlex.split(command), str(path)],
            capture_output=True,
            timeout=_SCAN_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise InputError(
            "the scan of uploads did not come to an end", field="file", expected="to be tried again"
        ) from None
    if done.returncode != 0:
        raise InputError("the scan of uploads refused the file", field="file", expected="a file without harm")
    return True


def _free_name(case: Case, name: str, digest: str) -> str:
    """Return a name that no other paper of the case has; the same paper twice is refused."""
    held = dict(case.papers.values_list("name", "sha256"))
    if held.get(name) == digest:
        raise InputError("the case has this paper already", field="file", expected="another file")
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
    place = _office().papers / paper.sha256[:2] / paper.sha256
    if not place.is_file() or place.stat().st_size != paper.size:
        raise NotThereError
    now = (clock or clock_from_environment()).now()
    with transaction.atomic():
        log.append(
            now, account.login, "paper.read", f"case/{paper.case.number}", {"paper": paper.pk, "sha256": paper.sha256}
        )
    return place.open("rb")
