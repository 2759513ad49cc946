"""Logs of a fictional office, and keys that are made of nothing but a name."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sonae.auditlog import Entry, MerkleTree, Signer, checkpoint_of, event_kinds, leaves_of, seal

KINDS = event_kinds(
    {
        "case.opened": ("案件が開かれた", "a case was opened"),
        "case.decided": ("案件が決定された", "a case was decided"),
        "drawdown.paid": ("出資が払い込まれた", "an equity drawdown was paid"),
    }
)
ORIGIN = "log.example.jp/office"
BEGAN = dt.datetime(2026, 4, 1, 0, 0, tzinfo=dt.UTC)


def signer_of(name: str) -> Signer:
    return Signer(name, Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest()))


LOG_KEY, WITNESS = signer_of(ORIGIN), signer_of("witness.example.org")


def body_of(number: int) -> Any:
    return {
        "case": f"C-{number:03}",
        "yen": 10**number,
        "理由": "事業計画\n「適」",
        "items": [None, True, {"a7": -number}],
    }


def sealed(bodies: list[Any], *, at: dt.datetime = BEGAN) -> list[Entry]:
    """A log with one entry a body, a second apart."""
    log: list[Entry] = []
    kinds = sorted(KINDS)
    for number, body in enumerate(bodies):
        log.append(
            seal(
                log[-1].head if log else None, at=at + dt.timedelta(seconds=number, microseconds=number),
                actor=f"利用者{number % 3}", kind=kinds[number % 3], subject=f"case/C-{number % 5}", body=body, kinds=KINDS,
            )
        )  # fmt: skip
    return log


def log_of(size: int) -> list[Entry]:
    return sealed([body_of(number) for number in range(size)])


def resealed(log: list[Entry], sequence: int, body: Any) -> list[Entry]:
    """A log whose entry was altered by somebody who makes all hashes anew from there on."""
    forged = log[: sequence - 1]
    for old in log[sequence - 1 :]:
        new = body if old.sequence == sequence else old.body
        forged.append(
            seal(
                forged[-1].head if forged else None, at=old.at, actor=old.actor, kind=old.kind, subject=old.subject, body=new,
                kinds=KINDS,
            )
        )  # fmt: skip
    return forged


def tree_of(log: list[Entry]) -> MerkleTree:
    return MerkleTree(leaves_of(bytes.fromhex(entry.hash) for entry in log))


def checkpoint_at(log: list[Entry], size: int, *witnesses: Signer) -> str:
    return checkpoint_of(tree_of(log[:size]), ORIGIN, LOG_KEY, witnesses=witnesses)
