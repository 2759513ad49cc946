"""What may go wrong, said in one sentence to the person who can mend it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from typing import Self

__all__ = ["Cancelled", "DataUnavailableError", "InputError", "SonaeError", "UnknownChoiceError"]


_NUMBER = re.compile(r"-?[0-9]{1,18}")


class SonaeError(Exception):
    """Base of all errors meant for a user. ``str(error)`` is one clear sentence; the CLI exits with ``exit_code``."""

    exit_code = 2


class InputError(SonaeError):
    """Bad input: names the file, the row and the field where known, what was found and what was expected."""

    def __init__(
        self,
        problem: str,
        *,
        file: str | None = None,
        row: int | None = None,
        field: str | None = None,
        expected: str | None = None,
    ) -> None:
        self.problem, self.file, self.row, self.field, self.expected = problem, file, row, field, expected
        where = ", ".join(
            part
            for part in (file, f"row {row}" if row is not None else None, f"field «{field}»" if field else None)
            if part
        )
        text = f"{where}: {problem}" if where else problem
        super().__init__(_one_line(f"{text}; expected {expected}." if expected else f"{text}."))

    def placed(self, *, file: str | None = None, field: str | None = None) -> Self:
        """Return the same refusal, of the same class, at another file or field; what is not said stays as it is."""
        placed = type(self).__new__(type(self))
        placed.__dict__.update(self.__dict__)
        InputError.__init__(
            placed,
            self.problem,
            file=file or self.file,
            row=self.row,
            field=field or self.field,
            expected=self.expected,
        )
        return placed


class UnknownChoiceError(InputError):
    """A name that is not among the valid ones; the sentence offers the nearest valid choices."""

    def __init__(
        self, kind: str, given: object, choices: Iterable[object], *, hint: str = "", field: str | None = None
    ) -> None:
        self.kind, self.given = kind, given
        names = [str(choice) for choice in choices]
        self.nearest = nearest_choices(str(given), names)
        offered = ", ".join(self.nearest) if self.nearest else "none"
        text = f"unknown {kind} «{given}»; nearest valid: {offered}"
        super().__init__(f"{text} ({hint})" if hint else text, field=field)


class DataUnavailableError(SonaeError):
    """Data that the work needs is not on this machine or not whole; the sentence says how to get it."""


class Cancelled(SonaeError):  # noqa: N818 - a cancellation is no error of anybody's
    """The user stopped the work; nothing was written."""

    exit_code = 130


def nearest_choices(given: str, names: list[str], limit: int = 4) -> list[str]:
    """Return up to ``limit`` of ``names`` nearest to ``given``: numbers by distance, words by likeness."""
    if _NUMBER.fullmatch(given) and names and all(_NUMBER.fullmatch(name) for name in names):
        wanted = int(given)
        return sorted(names, key=lambda name: (abs(int(name) - wanted), int(name)))[:limit]
    folded = {name.casefold(): name for name in names}
    close = difflib.get_close_matches(given.casefold(), list(folded), n=limit, cutoff=0.4)
    if not close:
        start = given.casefold()[:1]
        close = [key for key in sorted(folded) if key.startswith(start)][:limit] or sorted(folded)[:limit]
    return [folded[key] for key in close]


def _one_line(text: str) -> str:
    """Write line breaks and other control characters of a user's cell as escapes: a sentence stays one line."""
    hidden = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return "".join(
        letter.encode("unicode_escape").decode() if unicodedata.category(letter) in hidden else letter
        for letter in text
    )
