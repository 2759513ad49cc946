"""«sonae audit …»: exit codes, what is printed, and what is never printed."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from sonae.auditlog import write_export, write_signer
from tests.auditlog.made_logs import LOG_KEY, ORIGIN, checkpoint_at, log_of, resealed, signer_of
from tests.cli.conftest import Ran

Sonae = Callable[..., Ran]
LOG = log_of(8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_export(tmp_path / "log", LOG, [checkpoint_at(LOG, 5)])
    write_signer(tmp_path / "log.key", LOG_KEY)
    return tmp_path / "log"


@pytest.fixture
def key(folder: Path) -> Path:
    return folder.parent / "log.key"


@pytest.fixture
def public(folder: Path) -> Path:
    return folder.parent / "log.key.pub"


def bend(folder: Path, old: str, new: str) -> None:
    path = folder / "entries.jsonl"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_honest_log_verifies(sonae: Sonae, folder: Path, public: Path) -> None:
    ran = sonae("audit", "verify", folder, "--key", public)
    assert ran.code == 0
    assert "○ 記録は検証できました。 鎖のつながる記録 8件" in ran.out
    assert f"第5号までは000000000005.txtのとおりです。 [{ORIGIN}]" in ran.out
    assert "第6号から第8号までは有効なチェックポイントがなく" in ran.out
    ran = sonae("audit", "verify", folder, "--key", public, "--format", "json")
    document = json.loads(ran.out)
    assert (document["holds"], document["entries"], document["covered"], document["broken"]) == (True, 8, 5, None)
    assert document["checkpoints"][0]["signed_by"] == [ORIGIN]
    assert "事業計画" not in ran.out


def test_without_a_key_the_checkpoints_are_said_not_to_be_looked_at(sonae: Sonae, folder: Path) -> None:
    ran = sonae("audit", "verify", folder, "--language", "en")
    assert ran.code == 0
    assert "the checkpoints of the folder, 1 of them, were not looked at" in ran.out
    ran = sonae("audit", "verify", folder / "entries.jsonl", "--language", "en")
    assert (ran.code, "were not looked at" in ran.out) == (0, False)


def test_a_bent_entry_is_named_and_the_command_ends_with_1(sonae: Sonae, folder: Path, public: Path) -> None:
    bend(folder, '"yen":1000', '"yen":9000')
    for words in (("--key", public), ()):
        ran = sonae("audit", "verify", folder, "--language", "en", *words)
        assert ran.code == 1
        assert "× the hash of entry 4 is not that of its contents. (entries.jsonl:4)" in ran.out
    document = json.loads(sonae("audit", "verify", folder, "--format", "json").out)
    assert (document["broken"]["sequence"], document["broken"]["flaw"], document["broken"]["line"]) == (4, "hash", 4)


def test_a_log_made_anew_or_cut_fails_against_a_kept_checkpoint(
    sonae: Sonae, folder: Path, public: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text(checkpoint_at(LOG, 7), encoding="utf-8")
    write_export(tmp_path / "cut", LOG[:6])
    write_export(tmp_path / "forged", resealed(LOG, 7, None), [checkpoint_at(LOG, 5)])
    ran = sonae("audit", "verify", tmp_path / "cut", "--key", public, "--checkpoint", kept, "--language", "en")
    assert (ran.code, "kept.txt states 7 entries, the log ends with entry 6" in ran.out) == (1, True)
    ran = sonae("audit", "verify", tmp_path / "forged", "--key", public, "--checkpoint", kept, "--language", "en")
    assert (ran.code, "among the entries 6 to 7 the log is not what kept.txt states" in ran.out) == (1, True)


def test_bad_input_ends_with_2_in_one_sentence(
    sonae: Sonae, folder: Path, key: Path, public: Path, tmp_path: Path
) -> None:
    kept = folder / "checkpoints" / "000000000005.txt"
    for words in (
        ("verify", tmp_path / "none"), ("verify", tmp_path), ("verify", folder, "--key", kept), ("verify", folder, "--key", key),
        ("verify", folder, "--checkpoint", kept), ("verify", folder, "--language", "fr"), ("prove", folder, 9),
        ("verify", folder, "--key", public, "--checkpoint", tmp_path / "none"), ("prove", folder, 3, "--size", 2),
        ("prove", folder, 3, "--with-entry"),
        ("checkpoint", folder, "--key", public, "--origin", ORIGIN), ("checkpoint", folder, "--key", key, "--origin", "other"),
        ("checkpoint", folder / "entries.jsonl", "--key", key, "--origin", ORIGIN), ("check-proof", kept),
        ("new-key", key, "--name", "a"),
        ("new-key", tmp_path / "new", "--name", "a b"),
    ):  # fmt: skip
        ran = sonae("audit", *words)
        assert (ran.code, ran.err.count("\n"), ran.out) == (2, 1, ""), words
        assert ran.err.startswith("sonae: ")
        assert key.read_text(encoding="utf-8").strip().split("+", 4)[4] not in ran.err


def test_a_checkpoint_is_signed_of_a_log_that_verifies(sonae: Sonae, folder: Path, key: Path, public: Path) -> None:
    ran = sonae("audit", "checkpoint", folder, "--key", key, "--origin", ORIGIN)
    assert (ran.code, ran.out) == (0, checkpoint_at(LOG, 8))
    assert (folder / "checkpoints" / "000000000008.txt").read_text(encoding="utf-8") == ran.out
    assert sonae("audit", "checkpoint", folder, "--key", key, "--origin", ORIGIN).out == ran.out
    assert "第6号" not in sonae("audit", "verify", folder, "--key", public).out
    bend(folder, '"yen":1000', '"yen":9000')
    ran = sonae("audit", "checkpoint", folder, "--key", key, "--origin", ORIGIN)
    assert (ran.code, ran.out) == (1, "")
    assert "nothing is signed, because the log does not verify: the hash of entry 4" in ran.err


def test_a_new_key_signs_beside_an_older_one(sonae: Sonae, folder: Path, public: Path, tmp_path: Path) -> None:
    ran = sonae("audit", "new-key", tmp_path / "new.key", "--name", ORIGIN)
    assert ran.code == 0
    assert ran.out == (tmp_path / "new.key.pub").read_text(encoding="utf-8")
    assert stat.S_IMODE((tmp_path / "new.key").stat().st_mode) == 0o600
    assert (tmp_path / "new.key").read_text(encoding="utf-8").strip() not in ran.out + ran.err
    words = ("audit", "checkpoint", folder, "--key", tmp_path / "new.key", "--origin", ORIGIN)
    ran = sonae(*words)
    assert (ran.code, "is not vouched for: no known key signed the checkpoint" in ran.err) == (1, True)
    assert sonae(*words, "--known", public).code == 0
    assert sonae("audit", "verify", folder, "--key", public, "--key", tmp_path / "new.key.pub").code == 0


def test_an_entry_is_proved_and_the_proof_checked_without_the_log(
    sonae: Sonae, folder: Path, public: Path, tmp_path: Path
) -> None:
    ran = sonae("audit", "prove", folder, 3)
    assert (ran.code, "事業計画" in ran.out, json.loads(ran.out)["size"]) == (0, False, 5)
    proof = tmp_path / "proof.json"
    proof.write_text(ran.out, encoding="utf-8")
    assert sonae("audit", "check-proof", proof).code == 3
    ran = sonae("audit", "check-proof", proof, "--key", public, "--language", "en")
    assert (ran.code, f"this root is signed by {ORIGIN}." in ran.out) == (0, True)
    document = json.loads(sonae("audit", "check-proof", proof, "--key", public, "--format", "json").out)
    assert (document["holds"], document["vouched"]) == (True, True)
    proof.write_text(proof.read_text(encoding="utf-8").replace('"sequence": 3', '"sequence": 4'), encoding="utf-8")
    assert sonae("audit", "check-proof", proof, "--key", public).code == 1
    stranger = tmp_path / "stranger"
    write_signer(stranger, signer_of("stranger"))
    assert sonae("audit", "prove", folder, 6, "--size", 7, "--with-entry", "--out", proof).code == 0
    assert "事業計画" in json.loads(proof.read_text(encoding="utf-8"))["entry"]
    assert stat.S_IMODE(proof.stat().st_mode) == 0o600
    assert sonae("audit", "check-proof", proof, "--key", f"{stranger}.pub").code == 3
    bend(folder, '"yen":1000', '"yen":9000')
    ran = sonae("audit", "prove", folder, 1)
    assert (ran.code, ran.out, "nothing is proved of it" in ran.err) == (1, "", True)
