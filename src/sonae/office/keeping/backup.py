"""Copies of an office: every row as of one moment and every paper, in one file with hashes; put back on either database.

The rows of SQLite are read from a copy made by its online backup, those of PostgreSQL in one transaction that sees one moment; the
office goes on meanwhile. Sessions are not copied: who was logged in logs in again. The signing key is not copied either.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from sonae import __version__
from sonae.core import InputError, SonaeError, clock_from_environment
from sonae.data import write_beside
from sonae.office import log
from sonae.office.environment import OfficeSettings
from sonae.office.keeping.books import check_books
from sonae.office.models import Paper
from sonae.office.settings import OFFICE
from sonae.office.store import paper_path

__all__ = ["BackupReport", "restore_backup", "write_backup"]

_FORMAT = "sonae.office/backup/1"
_MANIFEST = "manifest.json"
_LEFT_OUT = {"loginsession", "loginattempt"}
_BATCH = 1000
_COPY = "sonae_copy"


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a copy holds."""

    rows: int
    entries: int
    papers: int


def _models() -> list[type[Model]]:
    return [one for one in apps.get_app_config("office").get_models() if one._meta.model_name not in _LEFT_OUT]


def write_backup(path: Path, settings: OfficeSettings = OFFICE) -> BackupReport:
    """Write a copy of the office as it is at one moment; the file is there whole, or not at all.

    Raises:
        InputError: where a file of that name is there.
        SonaeError: where it cannot be written, or the bytes of a paper are gone.

    """
    if path.exists():
        raise InputError("there is a file of that name", file=str(path), expected="a new name")
    with write_beside(path, mode=0o600) as beside, _moment(settings) as alias:
        beside.chmod(0o600)
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
            tables = {one._meta.model_name or "": _table(file, one, alias) for one in _models()}
            papers = _bytes(file, alias, settings)
            manifest = {
                "format": _FORMAT, "version": __version__, "made_at": clock_from_environment().now().isoformat(),
                "migrations": _migrations(), "tables": tables, "papers": papers,
            }  # fmt: skip
            file.writestr(_MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return BackupReport(sum(one["rows"] for one in tables.values()), tables["event"]["rows"], len(papers))


@contextlib.contextmanager
def _moment(settings: OfficeSettings) -> Iterator[str]:
    """Give the name of a database that shows one moment."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield "default"
        return
    with tempfile.TemporaryDirectory(prefix="copy-", dir=settings.home) as folder:
        file = Path(folder) / "office.sqlite3"
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(file)) as target:
            connection.connection.backup(target, pages=1024)
        connections.databases[_COPY] = {
            **connections.databases["default"], "NAME": str(file), "OPTIONS": {"timeout": 20}, "ATOMIC_REQUESTS": False,
        }  # fmt: skip
        try:
            yield _COPY
        finally:
            connections[_COPY].close()
            del connections[_COPY], connections.databases[_COPY]


def _table(file: zipfile.ZipFile, model: type[Model], alias: str) -> dict[str, Any]:
    """Write the rows of a table, one a line; return their number and the hash of the lines."""
    rows = model._base_manager.using(alias).order_by("pk")
    with file.open(f"tables/{model._meta.model_name}.jsonl", "w", force_zip64=True) as member:
        hashed = _Hashed(member)
        text = io.TextIOWrapper(cast(Any, hashed), encoding="utf-8", write_through=True)
        count = 0

        def counted() -> Iterator[Model]:
            nonlocal count
            for row in rows.iterator(chunk_size=2000):
                count += 1
                yield row

        serializers.serialize("jsonl", counted(), stream=text)
        text.detach()
    return {"rows": count, "sha256": hashed.digest.hexdigest()}


class _Hashed(io.RawIOBase):
    """Passes bytes on and hashes them."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self.digest = target, hashlib.sha256()

    def writable(self) -> bool:
        """Say that it takes bytes."""
        return True

    def write(self, data: Any) -> int:
        """Pass bytes on."""
        self.digest.update(data)
        return self._target.write(data)


def _bytes(file: zipfile.ZipFile, alias: str, settings: OfficeSettings) -> dict[str, int]:
    digests = sorted(set(Paper.objects.using(alias).values_list("sha256", flat=True)))
    for digest in digests:
        source = paper_path(digest, settings)
        try:
            file.write(source, f"papers/{digest}")
        except FileNotFoundError:
            raise SonaeError(
                f"no copy was made: the bytes of the paper {digest} are gone; see «sonae office check»"
            ) from None
    return {digest: paper_path(digest, settings).stat().st_size for digest in digests}


def _migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(name for app, name in applied if app == "office")


def restore_backup(path: Path, settings: OfficeSettings = OFFICE) -> BackupReport:
    """Put a copy back into an office that holds nothing: all of it, verified, or nothing.

    Raises:
        InputError: for a file that is no copy or not whole, one of another version, an office that holds something.

    """
    if any(one._base_manager.exists() for one in _models()):
        raise InputError(
            "the office holds something already", expected="an empty office: another SONAE_OFFICE_HOME or database"
        )
    try:
        with zipfile.ZipFile(path) as file:
            manifest = _manifest(file, path)
            _put_papers(file, manifest, settings)
            with transaction.atomic():
                for model in _models():
                    _load(file, model, manifest["tables"], path)
                _reset_sequences()
                report = check_books(settings)
                if not report.holds:
                    raise InputError(f"the copy does not hold: {report.flaws[0].en}", file=str(path))
                body = {"made_at": manifest["made_at"], "entries": report.entries, "head": report.head}
                log.append(clock_from_environment().now(), "console", "backup.restored", "office", body)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, DeserializationError) as error:
        raise InputError(f"it is no whole copy of an office ({type(error).__name__})", file=str(path)) from None
    rows = sum(one["rows"] for one in manifest["tables"].values())
    return BackupReport(rows, report.entries, len(manifest["papers"]))


def _manifest(file: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(file.read(_MANIFEST))
    if manifest["format"] != _FORMAT:
        raise InputError("it is a copy of another form", file=str(path), expected=_FORMAT)
    if manifest["migrations"] != _migrations():
        raise InputError(
            f"the copy was made by Sonae {manifest['version']}, whose tables are others", file=str(path),
            expected="the version that made it; upgrade after restoring",
        )  # fmt: skip
    return manifest


def _put_papers(file: zipfile.ZipFile, manifest: dict[str, Any], settings: OfficeSettings) -> None:
    for digest, size in manifest["papers"].items():
        data = file.read(f"papers/{digest}")
        if len(data) != size or hashlib.sha256(data).hexdigest() != digest:
            raise InputError(f"the bytes of the paper {digest} are not what they were")
        with write_beside(paper_path(digest, settings), mode=0o600) as beside:
            beside.write_bytes(data)


def _load(file: zipfile.ZipFile, model: type[Model], tables: dict[str, Any], path: Path) -> None:
    stated, digest, count = tables[model._meta.model_name or ""], hashlib.sha256(), 0
    batch: list[Model] = []
    with file.open(f"tables/{model._meta.model_name}.jsonl") as member:

        def lines() -> Iterator[str]:
            for line in member:
                digest.update(line)
                yield line.decode()

        for made in serializers.deserialize("jsonl", lines()):
            batch.append(made.object)
            count += 1
            if len(batch) == _BATCH:
                model._base_manager.bulk_create(batch)
                batch.clear()
        model._base_manager.bulk_create(batch)
    if (count, digest.hexdigest()) != (stated["rows"], stated["sha256"]):
        raise InputError(f"the table «{model._meta.model_name}» is not what it was", file=str(path))


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
