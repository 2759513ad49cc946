"""Keys, signed notes and checkpoints: the published note, what is refused, and that a private key stays where it is."""

from __future__ import annotations

import base64
import copy
import os
import pickle
import stat
from pathlib import Path

import pytest

from sonae.auditlog import (
    CompactRange,
    PublicKey,
    Signer,
    checkpoint_of,
    cosigned,
    new_signer,
    public_key_from_text,
    read_checkpoint,
    read_note,
    read_public_keys,
    read_signer,
    signed_note,
    verify_checkpoint,
    write_signer,
)
from sonae.core import InputError, SonaeError
from tests.auditlog.made_logs import LOG_KEY, ORIGIN, WITNESS, checkpoint_at, log_of, signer_of, tree_of

# The example in the documentation of golang.org/x/mod/sumdb/note.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLISHED_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PUBLISHED_NOTE = (
    f"{PUBLISHED_TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

LOG = log_of(9)
KEYS = [LOG_KEY.public, WITNESS.public]


def secret_file(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_the_published_note_and_keys(tmp_path: Path) -> None:
    key = public_key_from_text(PUBLISHED_KEY)
    assert (key.name, key.id.hex(), key.text) == ("PeterNeumann", "c74f20a3", PUBLISHED_KEY)
    assert read_note(PUBLISHED_NOTE).text == PUBLISHED_TEXT
    assert read_note(PUBLISHED_NOTE).signed_by([key]) == (key,)
    signer = read_signer(secret_file(tmp_path / "key", PUBLISHED_SECRET + "\n"))
    assert signer.public == key
    assert signed_note(PUBLISHED_TEXT, [signer]) == PUBLISHED_NOTE


def test_a_checkpoint_has_the_lines_of_its_format() -> None:
    text = checkpoint_of(tree_of(LOG), ORIGIN, LOG_KEY, extensions=["more", "lines"])
    origin, size, root, *rest = text.split("\n")
    assert (origin, size, base64.b64decode(root)) == (ORIGIN, "9", tree_of(LOG).root())
    assert rest[:3] == ["more", "lines", ""]
    assert rest[3].startswith(f"— {ORIGIN} ")
    assert rest[4:] == [""]
    found = verify_checkpoint(text, KEYS)
    assert (found.origin, found.size, found.root, found.extensions) == (
        ORIGIN,
        9,
        tree_of(LOG).root(),
        ("more", "lines"),
    )
    assert found.signed_by == (LOG_KEY.public,)
    empty = read_checkpoint(checkpoint_of(CompactRange(), ORIGIN, LOG_KEY))
    assert (empty.size, empty.root) == (0, CompactRange().root())


def test_witnesses_sign_the_same_text() -> None:
    alone = checkpoint_at(LOG, 9)
    both = cosigned(alone, WITNESS)
    assert both == checkpoint_at(LOG, 9, WITNESS) == cosigned(both, WITNESS)
    assert verify_checkpoint(both, KEYS).signed_by == (LOG_KEY.public, WITNESS.public)
    assert verify_checkpoint(both, [WITNESS.public]).signed_by == (WITNESS.public,)
    assert verify_checkpoint(both, [LOG_KEY.public]).signed_by == (LOG_KEY.public,)
    forged = alone + both.split("\n")[-2].replace("— witness", "— wxtness") + "\n"
    assert verify_checkpoint(forged, KEYS).signed_by == (LOG_KEY.public,)
    with pytest.raises(InputError, match=r"the signature of the key «witness\.example\.org» does not fit"):
        verify_checkpoint(both.replace("\n9\n", "\n8\n"), [WITNESS.public], "kept.txt")


def test_a_checkpoint_of_unknown_keys_is_not_vouched_for() -> None:
    for keys in ([], [signer_of("log.example.jp/other").public], [PublicKey(ORIGIN, WITNESS.public.raw)]):
        with pytest.raises(InputError, match=r"^kept\.txt: no known key signed the checkpoint"):
            verify_checkpoint(checkpoint_at(LOG, 9), keys, "kept.txt")


def test_a_byte_changed_anywhere_in_a_checkpoint_is_refused() -> None:
    whole = checkpoint_at(LOG, 9).encode()
    for place in range(len(whole)):
        for flip in (1, 2, 4, 8, 16, 32, 64, 128):
            changed = whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :]
            with pytest.raises(InputError):
                verify_checkpoint(changed.decode(errors="surrogateescape"), KEYS)
    for cut in range(len(whole)):
        with pytest.raises(InputError):
            verify_checkpoint(whole[:cut].decode(errors="surrogateescape"), KEYS)


def test_base64_has_one_form() -> None:
    """The last letter before the padding holds two spare bits: four letters would say the same."""
    text = checkpoint_at(LOG, 9)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    assert text[-2] == "="
    at = letters.index(text[-3])
    assert at % 4 == 0
    for spare in (1, 2, 3):
        with pytest.raises(InputError, match="no signed note"):
            verify_checkpoint(f"{text[:-3]}{letters[at + spare]}=\n", KEYS)


@pytest.mark.parametrize(
    "text",
    [
        "log\n9\n", "log\n\n", "log\n9\nAAAA\n", "log\n09\n{root}\n", "log\n+9\n{root}\n", "log\n-1\n{root}\n", "log\n٩\n{root}\n",
        "log\n9\n{root}=\n", "log\n9\n {root}\n", "\n9\n{root}\n", "log\n9\n{root}\n\nmore\n",
        "log\n99999999999999999999\n{root}\n",
        "log\n9223372036854775808\n{root}\n",
    ],
)  # fmt: skip
def test_signed_texts_that_are_no_checkpoint_are_refused(text: str) -> None:
    root = base64.b64encode(tree_of(LOG).root()).decode()
    with pytest.raises(InputError):
        verify_checkpoint(signed_note(text.format(root=root), [LOG_KEY]), KEYS)


def test_a_key_signs_for_its_own_log_alone() -> None:
    with pytest.raises(InputError, match="the key is that of"):
        checkpoint_of(tree_of(LOG), "another.example.jp", LOG_KEY)
    with pytest.raises(InputError, match="extension"):
        checkpoint_of(tree_of(LOG), ORIGIN, LOG_KEY, extensions=["a\nb"])
    with pytest.raises(InputError, match="control characters"):
        signed_note("no end", [LOG_KEY])
    for name in ("", "a b", "a+b", "a\u3000b", "a\n", "a\u200b"):
        with pytest.raises(InputError):
            new_signer(name)


def test_a_key_file_is_its_owners_alone_and_never_written_over(tmp_path: Path) -> None:
    signer, path = new_signer(ORIGIN), tmp_path / "keys" / "log.key"
    before = os.umask(0)
    try:
        public = write_signer(path, signer)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_public_keys(public) == [signer.public] == [read_signer(path).public]
    assert read_signer(path).sign("x") == signer.sign("x")
    kept = path.read_bytes()
    for there in (path, public):
        with pytest.raises(SonaeError, match="never written over"):
            write_signer(path, new_signer(ORIGIN))
        assert path.exists() == (there is path)
        path.unlink(missing_ok=True)
    assert not path.exists()
    path.write_bytes(kept)
    for mode in (0o640, 0o604, 0o620):
        path.chmod(mode)
        with pytest.raises(InputError, match="others than its owner"):
            read_signer(path)


def test_a_private_key_is_shown_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "key"
    write_signer(path, signer := new_signer(ORIGIN))
    secret = path.read_text(encoding="utf-8").strip().split("+", 4)[4]
    raw = base64.b64decode(secret)[1:]
    shown = repr(signer) + str(signer)
    for damaged in (secret[:-2], secret.lower(), secret + "A", secret.replace("A", "B", 1)):
        bad = secret_file(tmp_path / "bad", f"PRIVATE+KEY+{ORIGIN}+{signer.public.id.hex()}+{damaged}\n")
        with pytest.raises(InputError, match="no private key") as refused:
            read_signer(bad)
        shown += repr(refused.value) + repr(refused.value.__context__) + str(refused.value.__dict__)
        with pytest.raises(InputError, match="private key") as refused:
            read_public_keys(bad)
        shown += repr(refused.value)
    assert secret[:12] not in shown
    assert raw.hex()[:12] not in shown
    assert repr(raw)[2:12] not in shown
    for out in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="not copied"):
            out(signer)


@pytest.mark.parametrize(
    "text",
    [
        "", "log", "log+00000000+", PUBLISHED_KEY[:-4], PUBLISHED_KEY.replace("c74f20a3", "c74f20a4"),
        PUBLISHED_KEY.replace("P", "p", 1),
        PUBLISHED_KEY.replace("c74f20a3", "C74F20A3"), PUBLISHED_KEY + " x", PUBLISHED_KEY.replace("+AR", "+AB"),
    ],
)  # fmt: skip
def test_what_is_no_public_key_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no public key"):
        public_key_from_text(text)
    path = tmp_path / "keys.pub"
    path.write_text(f"# ours\n\n{text}\n", encoding="utf-8")
    with pytest.raises(InputError, match="no public key"):
        read_public_keys(path)
    with pytest.raises(InputError, match="does not exist"):
        read_public_keys(tmp_path / "none")


def test_a_signer_needs_a_file_that_can_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            read_signer(path)
    with pytest.raises(InputError, match="no private key"):
        read_signer(secret_file(tmp_path / "key", PUBLISHED_KEY))
    assert isinstance(new_signer("a"), Signer)
