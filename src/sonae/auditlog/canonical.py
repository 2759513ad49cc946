"""One byte form for one value: the JSON that is hashed, after RFC 8785 but with whole numbers of any size and no others."""

from __future__ import annotations

import json
from collections.abc import Callable
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from typing import Any, NoReturn

from sonae.core import InputError

__all__ = ["DEEPEST", "LONGEST_DIGITS", "canonical_json", "check_plain", "read_canonical"]

DEEPEST = 64
"""How many lists and objects may stand inside one another in a body."""

LONGEST_DIGITS = 4_000
"""Decimal digits of a whole number in a body; Python and other readers of JSON refuse to read much longer ones."""

_LARGEST = 10**LONGEST_DIGITS


def _no_fraction(text: str) -> NoReturn:
    raise ValueError(f"«{text[:40]}» is no whole number")


def _no_json(value: object) -> NoReturn:
    raise TypeError(type(value).__name__)


def _writer() -> Callable[[Any], str]:
    """Return what writes a value: the encoder that ``json`` makes anew at every call, made once where there is one in C.

    It sorts by code points, which is the order of the UTF-8 bytes, and escapes quote, backslash and controls as RFC 8785 does.
    """
    plain = json.JSONEncoder(
        ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode
    try:
        in_c = c_make_encoder(None, _no_json, encode_basestring, None, ":", ",", True, False, False)
    except TypeError:  # a Python without it, or with another one
        return plain
    return lambda value: "".join(in_c(value, 0))


_encode = _writer()
_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder(
    parse_float=_no_fraction, parse_constant=_no_fraction
).scan_once  # type: ignore[attr-defined]


def canonical_json(value: Any) -> str:
    """Write plain data in the one form that is hashed: keys sorted by code points, no blanks, text as it is.

    The value is not looked at: what may stand in a body is decided by :func:`check_plain`.

    Raises:
        InputError: for what cannot be written as JSON.

    """
    try:
        return _encode(value)
    except (TypeError, ValueError, RecursionError):
        raise InputError("the value cannot be written as JSON", expected="plain JSON data") from None


def read_canonical(text: str) -> Any:
    """Read JSON that holds no number but whole ones, and no blank before or after it.

    Raises:
        ValueError: for anything else; the caller knows file and row.

    """
    try:
        value, end = _scan(text, 0)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except StopIteration:
        raise ValueError("there is no JSON in it") from None
    if end != len(text):
        raise ValueError("something stands after it")
    return value


def check_plain(value: Any, field: str = "body", depth: int = 0) -> None:
    """Refuse what is not plain JSON data, naming the field, never the value.

    Whole numbers are kept exactly. Fractions of a number are refused: two programs may write one double in two ways, so an amount
    that is not whole goes in as text, such as ``"0.125"``. Subclasses of the plain types are refused, because they would come
    back as something else.

    Args:
        value: the value.
        field: its path, for the sentence.
        depth: how deep it stands.

    Raises:
        InputError: for a float, a key that is no text, a lone surrogate, NUL, anything nested deeper than ``DEEPEST``, and
            whatever is not of a type of JSON.

    """
    kind = type(value)
    if kind is str:
        _check_text(value, field)
    elif kind is int:
        if not -_LARGEST < value < _LARGEST:
            raise InputError(f"the number has more than {LONGEST_DIGITS:,} digits", field=field)
    elif kind is float:
        raise InputError(
            "a number with a fraction has no single written form", field=field, expected="a whole number, or text"
        )
    elif kind in (dict, list):
        if depth >= DEEPEST:
            raise InputError(f"it is nested deeper than {DEEPEST} levels", field=_short(field))
        if kind is list:
            for place, one in enumerate(value):
                check_plain(one, f"{field}.{place}", depth + 1)
        else:
            for key, one in value.items():
                if type(key) is not str:
                    raise InputError(f"a key is of the type {type(key).__name__}", field=field, expected="text")
                _check_text(key, field)
                check_plain(one, f"{field}.{key}", depth + 1)
    elif value is not None and kind is not bool:
        raise InputError(
            f"a value of the type {kind.__name__} is no JSON",
            field=field,
            expected="text, a whole number, true, false, null, a list or an object with text keys",
        )


def _check_text(text: str, field: str) -> None:
    if "\0" in text:
        raise InputError("the text holds NUL, which PostgreSQL cannot keep", field=_short(field))
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise InputError("the text holds half a surrogate pair, which is no UTF-8", field=_short(field)) from None


def _short(field: str) -> str:
    return field if len(field) <= 200 else f"{field[:200]}…"
