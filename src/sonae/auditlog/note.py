"""Signed notes after C2SP: a text, then lines with a key's name and its Ed25519 signature over that text.

Keys are written as Go's ``sumdb/note`` writes them, so that its tools and those of witnesses read ours.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sonae.core import InputError, SonaeError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

__all__ = [
    "Note",
    "PublicKey",
    "Signature",
    "Signer",
    "cosigned",
    "new_signer",
    "public_key_from_text",
    "read_note",
    "read_public_keys",
    "read_signer",
    "signed_note",
    "write_signer",
]

_ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY+"
_DASH = "— "
_LONGEST_NOTE = 1 << 20
_MOST_SIGNATURES = 100


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key by which signatures are checked: its name, and the 32 bytes of Ed25519."""

    name: str
    raw: bytes = field(repr=False)

    @property
    def id(self) -> bytes:
        """The four bytes that stand before its signatures: the beginning of SHA-256(name ‖ LF ‖ 0x01 ‖ key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    @property
    def text(self) -> str:
        """The key as one word: name, id and key with «+» between."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.raw).decode()}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Say whether a signature of 64 bytes is this key's over a text."""
        from cryptography.exceptions import InvalidSignature

        try:
            _public(self.raw).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True, eq=False)
class Signer:
    """A key by which notes are signed. What it holds is never shown: neither by ``repr`` nor in an error."""

    name: str
    _key: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The key by which its signatures are checked."""
        return PublicKey(self.name, self._key.public_key().public_bytes_raw())

    def sign(self, text: str) -> bytes:
        """Return the signature over a text, 64 bytes."""
        return self._key.sign(text.encode())

    def __reduce__(self) -> str:
        raise TypeError("a private key is not copied out of its process")


class Signature(NamedTuple):
    """A line of a note: the name of the key, its id of four bytes, and what it signed with."""

    name: str
    id: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it was read: its text, which ends with a line's end, and its signatures, none of them checked."""

    text: str
    signatures: tuple[Signature, ...]

    def signed_by(self, keys: Sequence[PublicKey]) -> tuple[PublicKey, ...]:
        """Return which of the keys signed the note; lines of other keys are passed over.

        Raises:
            InputError: when a line bears name and id of one of the keys, and the signature is not that key's.

        """
        found: list[PublicKey] = []
        for name, number, raw in self.signatures:
            for key in keys:
                if (key.name, key.id) == (name, number) and key not in found:
                    if not key.verifies(self.text, raw):
                        raise InputError(f"the signature of the key «{name}» does not fit the text")
                    found.append(key)
        return tuple(found)


def new_signer(name: str) -> Signer:
    """Make a key from the machine's random numbers.

    Raises:
        InputError: for a name that is empty or holds a blank or «+».

    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Signer(_named(name), Ed25519PrivateKey.generate())


def write_signer(path: Path, signer: Signer) -> Path:
    """Write a private key to a new file that its owner alone can read, and the public key beside it; return the latter's path.

    The file is made with its permissions; one that exists is never written over, because a key that is lost cannot be had again.

    Raises:
        SonaeError: when there is such a file, or it cannot be written.

    """
    public = path.with_name(path.name + ".pub")
    raw = signer._key.private_bytes_raw()
    key = signer.public
    text = f"{_PRIVATE}{key.name}+{key.id.hex()}+{base64.b64encode(_ED25519 + raw).decode()}\n"
    made: list[Path] = []
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for file, mode, said in ((path, 0o600, text), (public, 0o644, key.text + "\n")):
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            made.append(file)
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(said)
                stream.flush()
                os.fsync(stream.fileno())
    except OSError as error:
        for file in made:
            file.unlink(missing_ok=True)
        if isinstance(error, FileExistsError):
            raise SonaeError(
                f"cannot write the key {error.filename or path}: there is such a file already, and a key is never written over."
            ) from None
        raise SonaeError(f"cannot write the key {path}: {(error.strerror or str(error)).lower()}.") from None
    return public


def read_signer(path: Path) -> Signer:
    """Read a private key.

    Raises:
        InputError: when the file is none, or others than its owner can read it; what it holds is not repeated.

    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    refused = InputError(
        "the file holds no private key", file=str(path), expected="a file made by «sonae audit new-key»"
    )
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            read = stream.read(4096)
    except OSError as error:
        raise InputError(f"the key cannot be read ({(error.strerror or '').lower()})", file=str(path)) from None
    if os.name == "posix" and mode & 0o077:
        raise InputError(
            "others than its owner can read or write the private key", file=str(path), expected="permissions 0600"
        )
    name, number, raw = _private_parts(read)
    if len(raw) != 32:
        raise refused
    signer = Signer(name, Ed25519PrivateKey.from_private_bytes(raw))
    if signer.public.id != number:
        raise refused
    return signer


def public_key_from_text(text: str, file: str | None = None) -> PublicKey:
    """Read a public key written as one word, ``name+id+key``.

    Raises:
        InputError: for anything else.

    """
    refused = InputError(
        "it is no public key", file=file, expected="one word such as name+00000000+AQ…, an Ed25519 key"
    )
    try:
        name, number, raw = _parts(text.strip())
        key = PublicKey(_named(name), raw)
        if len(raw) != 32 or key.id != number:
            raise refused
        _public(raw)
    except (ValueError, InputError):
        raise refused from None
    return key


def read_public_keys(path: Path) -> list[PublicKey]:
    """Read a file of public keys, one a line; blank lines and lines that begin with «#» are passed over.

    Raises:
        InputError: when it holds anything else, or no key.

    """
    from sonae.data import read_text

    lines = [line.strip() for line in read_text(path, "the file of the public key").splitlines()]
    if any(line.startswith(_PRIVATE) for line in lines):
        raise InputError("this is the private key", file=str(path), expected="the public key, beside it as .pub")
    keys = [public_key_from_text(line, str(path)) for line in lines if line and not line.startswith("#")]
    if not keys:
        raise InputError("there is no public key in it", file=str(path), expected="a key on a line")
    return keys


def signed_note(text: str, signers: Sequence[Signer]) -> str:
    """Return a text with the signatures of one or more keys under it.

    Raises:
        InputError: for a text that does not end its last line or holds control characters.

    """
    _check_text(text)
    lines = "".join(_signature_line(signer, text) for signer in signers)
    return f"{text}\n{lines}"


def cosigned(note: str, signer: Signer) -> str:
    """Return a note with one more signature, such as a witness's; a note that the key signed already stays as it is.

    Raises:
        InputError: for what is no note.

    """
    read = read_note(note)
    key = signer.public
    if read.signed_by([key]):
        return note
    return note + _signature_line(signer, read.text)


def read_note(note: str, file: str | None = None) -> Note:
    """Read a note; its signatures are not checked, see :meth:`Note.signed_by`.

    Raises:
        InputError: for what has not the form of a signed note, byte for byte.

    """
    text, gap, tail = note.rpartition("\n\n")
    refused = InputError("it is no signed note", file=file, expected="a text, an empty line and lines of signatures")
    if not gap or not tail.endswith("\n") or len(note) > _LONGEST_NOTE:
        raise refused
    lines = tail[:-1].split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise InputError("there are too many signatures", file=file, expected=f"at most {_MOST_SIGNATURES}")
    text += "\n"
    signatures = []
    try:
        _check_text(text)
        for line in lines:
            dash, name, words = line[:2], *line[2:].split(" ")
            raw = _base64(words)
            if dash != _DASH or len(raw) < 5:
                raise refused
            signatures.append(Signature(_named(name), raw[:4], raw[4:]))
    except (ValueError, InputError):
        raise refused from None
    return Note(text, tuple(signatures))


def _signature_line(signer: Signer, text: str) -> str:
    raw = signer.public.id + signer.sign(text)
    return f"{_DASH}{signer.name} {base64.b64encode(raw).decode()}\n"


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(letter < " " and letter != "\n" for letter in text):
        raise InputError("the text of a note ends its last line and holds no control characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InputError("the text of a note is not UTF-8") from None


def _public(raw: bytes) -> Ed25519PublicKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(raw)


def _named(name: str) -> str:
    if not name or "+" in name or any(letter.isspace() or not letter.isprintable() for letter in name):
        raise InputError(
            f"«{name}» is no name of a key",
            field="name",
            expected="a word without blanks and «+», such as log.example.jp",
        )
    return name


def _parts(text: str) -> tuple[str, bytes, bytes]:
    name, number, key = text.split("+", 2)
    raw = _base64(key)
    if raw[:1] != _ED25519 or number != number.lower() or len(number) != 8:
        raise ValueError("another kind of key")
    return name, bytes.fromhex(number), raw[1:]


def _private_parts(read: bytes) -> tuple[str, bytes, bytes]:
    """Return name, id and key of a private key's file; nothing for any other, and no error that would carry what was read."""
    try:
        text = read.decode().strip()
        return _parts(text.removeprefix(_PRIVATE)) if text.startswith(_PRIVATE) else ("", b"", b"")
    except ValueError:
        return "", b"", b""


def _base64(text: str) -> bytes:
    """Decode standard base64 that is written in its one form: spare bits are zero, padding stands."""
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    if base64.b64encode(raw).decode() != text:
        raise ValueError("base64 in another form")
    return raw
