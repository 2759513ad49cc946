"""A log held against the checkpoints that were kept of it."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.auditlog import Entry, EntryLine, KeptCheckpoint, Verdict, audit, entry_line
from tests.auditlog.made_logs import LOG_KEY, WITNESS, checkpoint_at, log_of, resealed, signer_of, tree_of

LOG = log_of(20)
KEYS = [LOG_KEY.public]
KEPT = [KeptCheckpoint(checkpoint_at(LOG, size), f"{size}.txt") for size in (15, 0, 5, 10)]


def verdicts(log: list[Entry], kept: list[KeptCheckpoint] = KEPT) -> dict[str | None, Verdict]:
    return {found.file: found.verdict for found in audit(log, kept, KEYS).checkpoints}


def test_an_honest_log_holds_and_what_is_not_yet_vouched_for_is_said() -> None:
    report = audit(iter(LOG), KEPT, KEYS)
    assert report.holds
    assert [found.file for found in report.checkpoints] == ["0.txt", "5.txt", "10.txt", "15.txt"]
    assert (report.covered, report.root, report.chain.verified) == (15, tree_of(LOG).root(), 20)
    assert [str(said).split(":")[0] for said in report.remarks] == [
        "entries 16 to 20 stand under no checkpoint that holds"
    ]
    assert audit(LOG, [KeptCheckpoint(checkpoint_at(LOG, 20))], KEYS).remarks == ()
    assert audit([], [], KEYS).holds


@pytest.mark.parametrize("length", range(20))
def test_a_tail_cut_anywhere_under_a_checkpoint_is_found_and_named(length: int) -> None:
    report = audit(LOG[:length], KEPT, KEYS)
    assert report.chain.holds
    assert report.holds == (length >= 15)
    for found in report.checkpoints:
        assert found.checkpoint is not None
        if found.checkpoint.size <= length:
            assert found.verdict is Verdict.HOLDS
        else:
            assert (found.verdict, found.entries) == (Verdict.CUT, (length + 1, found.checkpoint.size))
            assert f"the log ends with entry {length}" in found.said.en


@pytest.mark.parametrize("sequence", range(1, 21))
def test_a_forged_suffix_with_all_hashes_made_anew_is_found_between_two_checkpoints(sequence: int) -> None:
    forged = resealed(LOG, sequence, {"yen": 1})
    report = audit(forged, KEPT, KEYS)
    assert report.chain.holds
    assert report.holds == (sequence > 15)
    altered = [found for found in report.checkpoints if found.verdict is Verdict.ALTERED]
    first = (sequence - 1) // 5 * 5
    assert [found.entries for found in altered] == [(first + 1, size) for size in (5, 10, 15) if size >= sequence]
    if altered:
        assert f"among the entries {first + 1} to {first + 5}" in altered[0].said.en


def test_a_forged_log_that_is_cut_is_both() -> None:
    assert verdicts(resealed(LOG, 7, None)[:12]) == {
        "0.txt": Verdict.HOLDS, "5.txt": Verdict.HOLDS, "10.txt": Verdict.ALTERED, "15.txt": Verdict.CUT,
    }  # fmt: skip


def test_checkpoints_after_a_break_of_the_chain_are_not_checked() -> None:
    changed = [*LOG[:10], dataclasses.replace(LOG[10], actor="x"), *LOG[11:]]
    report = audit(changed, KEPT, KEYS)
    assert report.chain.broken is not None
    assert report.chain.broken.sequence == 11
    assert verdicts(changed) == {
        "0.txt": Verdict.HOLDS, "5.txt": Verdict.HOLDS, "10.txt": Verdict.HOLDS, "15.txt": Verdict.UNCHECKED,
    }  # fmt: skip


def test_a_checkpoint_that_nobody_known_signed_fails_the_audit() -> None:
    other = checkpoint_at(LOG, 5).split("\n\n")[0]
    bad = {
        "stranger": checkpoint_at(LOG, 5), "text": "nothing", "unsigned": other + "\n\n", "empty": "",
        "bytes": "\udcff\n" + KEPT[0].text,
    }  # fmt: skip
    for name, text in bad.items():
        keys = [signer_of("stranger").public] if name == "stranger" else KEYS
        report = audit(LOG, [KeptCheckpoint(text, name)], keys)
        assert not report.holds
        assert [(found.file, found.verdict) for found in report.checkpoints] == [(name, Verdict.NOT_SIGNED)]
        assert f"the checkpoint {name} is not vouched for" in report.checkpoints[0].said.en
    assert audit(LOG, [KeptCheckpoint(checkpoint_at(LOG, 5, WITNESS))], [WITNESS.public]).holds


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 60), st.data())
def test_any_set_of_checkpoints_of_any_log(size: int, data: st.DataObject) -> None:
    log = log_of(size)
    sizes = data.draw(st.lists(st.integers(0, size), max_size=4))
    kept = [KeptCheckpoint(checkpoint_at(log, one), str(number)) for number, one in enumerate(sizes)]
    assert audit(log, kept, KEYS).holds
    at = data.draw(st.integers(1, size))
    report = audit(resealed(log, at, "forged"), kept, KEYS)
    assert report.holds == all(one < at for one in sizes)


@pytest.mark.parametrize("block", [1, 3, 7])
def test_a_log_passes_through_in_blocks(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sonae.auditlog.auditing._BLOCK", block)
    lines: Any = (EntryLine(entry_line(entry).encode()) for entry in LOG)
    report = audit(lines, KEPT, KEYS)
    assert report.holds
    assert report.root == tree_of(LOG).root()
    for length, cut in itertools.product((0, 4, 6, 20), (False, True)):
        found = audit(LOG[:length] if cut else LOG[:length] + LOG[length + 1 :], KEPT, KEYS)
        assert (found.chain.broken is None) == (cut or length == 20)
