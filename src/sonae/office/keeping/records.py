"""The office's own log for the command line: as a source of entries, with its checkpoints, and signed anew."""

from __future__ import annotations

from collections.abc import Sequence

from sonae.auditlog import KeptCheckpoint, PublicKey, Signer
from sonae.core import Clock
from sonae.office import log
from sonae.office.models import CheckpointRecord

__all__ = ["database_log", "kept_checkpoints", "sign_checkpoint"]


def database_log() -> log.DatabaseLog:
    """Return the log of this office as a source of entries."""
    return log.DatabaseLog()


def kept_checkpoints() -> list[KeptCheckpoint]:
    """Return the checkpoints that are kept in the database, by size."""
    rows = CheckpointRecord.objects.order_by("size").values_list("size", "text")
    return [KeptCheckpoint(text, f"checkpoint {size}") for size, text in rows]


def sign_checkpoint(
    signer: Signer, origin: str, *, known: Sequence[PublicKey] = (), clock: Clock | None = None
) -> str:  # fmt: skip
    """Sign the log as far as it reaches, keep the checkpoint and tell of it in the log; see :func:`sonae.office.log.sign`."""
    return log.sign(signer, origin, known=known, clock=clock).text
