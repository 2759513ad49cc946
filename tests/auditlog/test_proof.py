"""The proof that an entry stands in a log, checked without the log."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.auditlog import (
    EntryProof,
    KeptCheckpoint,
    LogBrokenError,
    check_proof,
    checkpoint_of,
    entry_line,
    proof_from_text,
    prove_entry,
)
from sonae.core import InputError
from tests.auditlog.made_logs import LOG_KEY, ORIGIN, checkpoint_at, log_of, resealed, signer_of, tree_of

LOG = log_of(13)
KEYS = [LOG_KEY.public]
KEPT = [KeptCheckpoint(checkpoint_at(LOG, size), f"{size}.txt") for size in (5, 11)]


def again(proof: EntryProof) -> EntryProof:
    return proof_from_text(json.dumps(proof.as_dict(), ensure_ascii=False))


def test_every_entry_of_every_size_is_proved() -> None:
    for size in range(1, 14):
        for sequence in range(1, size + 1):
            proof = again(prove_entry(LOG, sequence, size=size))
            report = check_proof(proof, keys=KEYS)
            assert (report.holds, report.vouched) == (True, False)
            assert (proof.size, proof.root) == (size, tree_of(LOG[:size]).root().hex())
            assert "no known key vouches" in report.said[-1].en


def test_the_latest_checkpoint_that_fits_is_handed_on() -> None:
    stranger = signer_of("stranger")
    forged = KeptCheckpoint(checkpoint_of(tree_of(resealed(LOG, 2, None)[:12]), "stranger", stranger))
    kept = [*KEPT, forged, KeptCheckpoint("nothing"), KeptCheckpoint(checkpoint_at(log_of(14), 14))]
    for sequence, size in ((3, 11), (11, 11), (12, 13)):
        proof = again(prove_entry(LOG, sequence, checkpoints=kept))
        assert proof.size == size
        report = check_proof(proof, keys=KEYS)
        assert (report.holds, report.vouched) == (True, size == 11)
    assert again(prove_entry(LOG, 3, size=5, checkpoints=kept)).checkpoint == KEPT[0].text
    proof = prove_entry(LOG, 3, checkpoints=kept)
    assert ORIGIN in check_proof(proof, keys=KEYS).said[-1].en
    assert not check_proof(proof, keys=[stranger.public]).holds
    assert check_proof(prove_entry(LOG, 3, size=11), keys=KEYS, checkpoints=KEPT[1:]).vouched


def test_a_proof_of_another_log_does_not_stand_against_a_checkpoint() -> None:
    forged = resealed(LOG, 4, {"yen": 1})
    report = check_proof(prove_entry(forged, 4, size=11), keys=KEYS, checkpoints=KEPT[1:])
    assert (report.holds, report.vouched) == (False, False)
    assert "another root" in report.said[-1].en
    with pytest.raises(InputError, match="no known key"):
        check_proof(prove_entry(LOG, 4), keys=[], checkpoints=KEPT)


def test_the_entry_itself_is_handed_on_only_when_asked_for() -> None:
    assert prove_entry(LOG, 3).entry is None
    proof = again(prove_entry(LOG, 3, with_entry=True))
    assert proof.entry == entry_line(LOG[2])
    assert check_proof(proof).holds
    for entry in (
        entry_line(LOG[3]),
        entry_line(resealed(LOG, 3, None)[2]),
        "{}",
        entry_line(dataclasses.replace(LOG[2], actor="x")),
    ):
        report = check_proof(proof.model_copy(update={"entry": entry}))
        assert not report.holds
        assert "is not the entry 3" in report.said[0].en


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_changed_digit_anywhere_in_a_proof_fails(data: st.DataObject) -> None:
    proof = prove_entry(LOG, data.draw(st.integers(1, 11)), checkpoints=KEPT, with_entry=True)
    text = json.dumps(proof.as_dict(), ensure_ascii=False)
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from('0123456789abcdef"}{:,あ').filter(lambda one: one != text[place]))
    changed = text[:place] + letter + text[place + 1 :]
    try:
        report = check_proof(proof_from_text(changed), keys=KEYS)
    except InputError:
        return
    assert not report.holds


def test_what_cannot_be_proved_is_refused() -> None:
    for sequence, size in ((0, None), (14, None), (5, 4), (5, 14), (-1, None)):
        with pytest.raises(InputError):
            prove_entry(LOG, sequence, size=size)
    with pytest.raises(LogBrokenError, match="nothing is proved of it: entry 6"):
        prove_entry([*LOG[:5], *LOG[6:]], 2)


@pytest.mark.parametrize(
    "change",
    [{"size": 0}, {"sequence": "3"}, {"root": "AB" * 32}, {"path": ["00"]}, {"more": 1}, {"format": "sonae.auditlog/inclusion/2"}],
)  # fmt: skip
def test_what_is_no_proof_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InputError, match=next(iter(change))):
        proof_from_text(json.dumps({**prove_entry(LOG, 3).as_dict(), **change}), "proof.json")
    for text in ("", "[", "[" * 100_000, "1e999x"):
        with pytest.raises(InputError, match="JSON"):
            proof_from_text(text)
