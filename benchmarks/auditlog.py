"""Entries of the event log verified a second, as fields and as stored lines, beside json.dumps and SHA-256 alone."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import time
from collections.abc import Callable
from typing import Any

from benchmarks.measure import Line, report, run_job

ENTRIES, BAR, TIMES_BASELINE = 50_000, 100_000, 4.0


def lines() -> list[Line]:
    run = run_job(__name__, "work")
    found = run.found
    rates = {name: ENTRIES / found[name] for name in ("fields", "stored", "audited", "naive", "sealed", "leaves")}
    return [
        Line(
            f"audit log, {ENTRIES:,} entries: chain verified from their fields",
            found["fields"], run.peak_mb, f"≥ {BAR:,} entries a second, ≤ {TIMES_BASELINE:g} × the baseline",
            f"{rates['fields']:,.0f} entries a second; from stored lines, read and compared byte by byte "
            f"{rates['stored']:,.0f}; those with the Merkle root and 10 checkpoints "
            f"{rates['audited']:,.0f}; json.dumps + SHA-256 an entry, nothing compared "
            f"{rates['naive']:,.0f}; sealed {rates['sealed']:,.0f}; leaves added to a compact range {rates['leaves']:,.0f}",
            f"the log holds, and one altered entry is named: {'yes' if found['right'] else 'NO'}",
            found["right"] and found["fields"] <= TIMES_BASELINE * found["naive"],
        )
    ]  # fmt: skip


def work() -> dict[str, Any]:
    """Seal a log, then verify it in each way; the quickest of three runs counts."""
    from sonae.auditlog import (
        CompactRange,
        KeptCheckpoint,
        audit,
        checkpoint_of,
        entry_line,
        leaves_of,
        lines_in,
        new_signer,
        verify_chain,
    )

    began = time.perf_counter()
    log = _log()
    sealed = time.perf_counter() - began
    stored = "".join(entry_line(entry) + "\n" for entry in log).encode()
    leaves = list(leaves_of(bytes.fromhex(entry.hash) for entry in log))
    signer, tree, kept = new_signer("log.example.jp"), CompactRange(), []
    for number in range(10):
        tree = tree.extended(leaves[number * ENTRIES // 10 : (number + 1) * ENTRIES // 10])
        kept.append(KeptCheckpoint(checkpoint_of(tree, signer.name, signer)))
    fields, chain = _least(lambda: verify_chain(log))
    from_lines, second = _least(lambda: verify_chain(lines_in(io.BytesIO(stored))))
    audited, third = _least(lambda: audit(lines_in(io.BytesIO(stored)), kept, [signer.public]))
    bent = stored.replace(b'"yen":40000000', b'"yen":40000001', 1)
    broken = verify_chain(lines_in(io.BytesIO(bent))).broken
    right = (
        chain.verified == second.verified == ENTRIES
        and third.holds
        and broken is not None
        and broken.sequence == 40_001
    )
    plain = [
        (entry.sequence, entry.at, entry.actor, entry.kind, entry.subject, entry.body, entry.previous) for entry in log
    ]
    return report(
        fields, fields=fields, stored=from_lines, audited=audited, naive=_least(lambda: _naive(plain))[0], sealed=sealed,
        leaves=_least(lambda: CompactRange().extended(leaves))[0], right=right,
    )  # fmt: skip


def _log() -> list[Any]:
    from sonae.auditlog import Entry, event_kinds, seal

    kinds = event_kinds({"drawdown.paid": ("出資が払い込まれた", "an equity drawdown was paid")})
    log: list[Entry] = []
    began = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
    for number in range(ENTRIES):
        body = {
            "yen": 1000 * number, "provision": "a9_2.p1", "case": f"C-2026-{number % 997:04}", "note": "払込みを確認した",
            "conditions": ["x", "y"],
        }  # fmt: skip
        log.append(
            seal(
                log[-1].head if log else None, at=began + dt.timedelta(seconds=number), actor=f"user-{number % 41}",
                kind="drawdown.paid", subject=f"case/C-2026-{number % 997:04}", body=body, kinds=kinds,
            )
        )  # fmt: skip
    return log


def _naive(log: list[Any]) -> bytes:
    digest = b""
    for sequence, at, actor, kind, subject, body, previous in log:
        plain = {
            "sequence": sequence, "at": at.isoformat(), "actor": actor, "kind": kind, "subject": subject, "body": body,
            "previous": previous,
        }  # fmt: skip
        digest = hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).digest()
    return digest


def _least(act: Callable[[], Any]) -> tuple[float, Any]:
    best, found = float("inf"), None
    for _ in range(3):
        began = time.perf_counter()
        found = act()
        best = min(best, time.perf_counter() - began)
    return best, found
