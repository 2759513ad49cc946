"""Cursors of lists: where a list goes on, sealed so that nobody reads or makes one, and none serves another's list."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from sonae.office.api.problem import ProblemError

__all__ = ["opened", "sealed"]

_NONCE = 12
_LONGEST = 1000


def _cipher() -> AESGCM:
    return AESGCM(hashlib.sha256(b"sonae.office.api.cursor\0" + settings.SECRET_KEY.encode()).digest())


def sealed(place: list[Any], bound: str) -> str:
    """Return a cursor for a place in a list.

    Args:
        place: the values of the last row, plain data.
        bound: the list that it belongs to: reader, filter and order.

    """
    nonce = secrets.token_bytes(_NONCE)
    text = json.dumps(place, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 64)  # the length tells nothing of the row
    return base64.urlsafe_b64encode(nonce + _cipher().encrypt(nonce, text, bound.encode())).decode().rstrip("=")


def opened(cursor: str, bound: str) -> list[Any]:
    """Return the place that a cursor stands for.

    Raises:
        ProblemError: for anything that this office did not seal for this list.

    """
    try:
        raw = base64.b64decode(cursor[:_LONGEST] + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place: list[Any] = json.loads(_cipher().decrypt(raw[:_NONCE], raw[_NONCE:], bound.encode()))
    except (ValueError, binascii.Error, InvalidTag):
        raise ProblemError("unfit", errors=[("cursor", "it is no cursor of this list")]) from None
    return place
