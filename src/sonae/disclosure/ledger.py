"""The ledger of every release ever made: one line of JSON an entry, each holding the hash of the one before.

An entry keeps what the release lets everybody know (variables, rows), and what must stay open (protections, contributions
to what was
hidden), so that the file is SECRET. Nothing is ever changed or taken back: what is out is out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from sonae.core import InputError
from sonae.data import read_text
from sonae.disclosure.exact import Form, exact, written
from sonae.disclosure.primary import Holding
from sonae.disclosure.rounding import Span
from sonae.disclosure.system import Protection, Row, System, Variable

__all__ = ["Entry", "Ledger", "append_entry", "ledger_from_text", "load_ledger", "moment"]

START = "0" * 64
"""What the first entry holds in place of the hash of one before."""


@dataclass(frozen=True)
class Entry:
    """A release that was made.

    Attributes:
        release: its id.
        at: when.
        readers: to whom.
        period: what it is of.
        series: releases of one series carry suppressed cells forward.
        because: why it is safe, in one sentence.
        system: what everybody knows since then; no true values.
        protections: what must stay open ever after.
        holdings: what is known of the numbers it hides, for audits of insiders.
        suppressed: places of hidden cells, as (table, codes).
        number: its place in the ledger, from 1; 0 before it is in one.
        before: hash of the entry before.
        hash: of this entry.

    """

    release: str
    at: str
    readers: str
    period: str
    series: str | None
    because: str
    system: System
    protections: tuple[Protection, ...]
    holdings: tuple[Holding, ...] = ()
    suppressed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    number: int = 0
    before: str = ""
    hash: str = field(default="", compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as plain values, without its hash; numbers are exact text."""
        return {
            "number": self.number, "before": self.before, "release": self.release, "at": self.at, "readers": self.readers,
            "period": self.period, "series": self.series, "because": self.because,
            "variables": [_variable_out(variable) for variable in self.system.variables.values()],
            "rows": [_row_out(row) for row in self.system.rows], "protections": [_protection_out(p) for p in self.protections],
            "holdings": [_holding_out(holding) for holding in self.holdings],
            "suppressed": [[table, list(codes)] for table, codes in self.suppressed],
        }  # fmt: skip

    def chained(self, number: int, before: str) -> Entry:
        """Return the entry at a place of a ledger, with its hash."""
        placed = Entry(**(self.__dict__ | {"number": number, "before": before, "hash": ""}))
        return Entry(**(placed.__dict__ | {"hash": _hash(placed.as_dict())}))


@dataclass(frozen=True)
class Ledger:
    """All releases ever made, in order."""

    entries: tuple[Entry, ...] = ()

    @property
    def head(self) -> str:
        """Hash of the last entry; kept elsewhere, it shows that none was cut off."""
        return self.entries[-1].hash if self.entries else START

    def system(self) -> System:
        """Return all that the releases let everybody know."""
        return System({}, ()).joined(entry.system for entry in self.entries)

    def protections(self) -> tuple[Protection, ...]:
        """Return all that must stay open, each once."""
        return tuple(dict.fromkeys(p for entry in self.entries for p in entry.protections))

    def holdings(self) -> dict[str, Holding]:
        """Return what is known of hidden numbers, by variable; a later entry goes first."""
        return {holding.variable: holding for entry in self.entries for holding in entry.holdings}

    def text(self) -> str:
        """Return the ledger as it is kept; :func:`ledger_from_text` reads it back."""
        return "".join(map(_line, self.entries))

    def with_entry(self, entry: Entry) -> Ledger:
        """Return the ledger with one entry more.

        Raises:
            InputError: when there is a release of that id.

        """
        if any(old.release == entry.release for old in self.entries):
            raise InputError(f"the ledger holds a release «{entry.release}»", field="id", expected="an id of its own")
        return Ledger((*self.entries, entry.chained(len(self.entries) + 1, self.head)))

    def last_pattern(self, series: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the hidden places of the last release of a series, none where there is none."""
        return next((entry.suppressed for entry in reversed(self.entries) if entry.series == series), ())


def ledger_from_text(text: str, file: str) -> Ledger:
    """Read a ledger from text; see :func:`load_ledger`."""
    entries: list[Entry] = []
    before = START
    *lines, rest = text.split("\n")
    if rest:
        raise InputError("the chain of the ledger is broken: the last line is cut off", file=file, row=len(lines) + 1)
    for row, line in enumerate(lines, 1):
        try:
            tree = json.loads(line)
            told = tree.pop("hash")
            entry = _entry_in(tree, told)
        except (ValueError, KeyError, TypeError, AttributeError, ZeroDivisionError) as error:
            raise InputError("the chain of the ledger is broken: the line is no entry", file=file, row=row) from error
        if entry.number != row or entry.before != before:
            raise InputError(
                "the chain of the ledger is broken: an entry is missing or out of order", file=file, row=row
            )
        if told != _hash(tree):
            raise InputError("the chain of the ledger is broken: the entry was changed", file=file, row=row)
        entries.append(entry)
        before = told
    return Ledger(tuple(entries))


def load_ledger(path: Path, *, head: str | None = None) -> Ledger:
    """Read a ledger and verify its chain; a file that does not exist is an empty one.

    Args:
        path: the file.
        head: hash that the last entry must have, where it is known from elsewhere.

    Raises:
        InputError: naming the first entry that breaks the chain, or when the last entry is another one than ``head``.

    """
    ledger = Ledger() if not path.exists() else ledger_from_text(read_text(path, "the ledger"), path.name)
    if head is not None and ledger.head != head:
        raise InputError(
            "the last entry of the ledger is not the one that is expected", file=path.name, expected="that head"
        )
    return ledger


def append_entry(path: Path, entry: Entry, *, head: str) -> Ledger:
    """Add an entry to a ledger file, readable by its owner alone; the file is locked and verified first.

    Args:
        path: the file; it is made when missing.
        entry: a release that passed.
        head: the last entry that the release was audited against.

    Returns:
        The ledger with the entry.

    Raises:
        InputError: for a broken chain, an id that is used, or a ledger that has moved on since the audit.

    """
    import fcntl

    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        ledger = load_ledger(path)
        if ledger.head != head:
            raise InputError("the ledger has moved on since the audit", file=path.name, expected="a new check")
        longer = ledger.with_entry(entry)
        stream.write(_line(longer.entries[-1]))
        stream.flush()
        os.fsync(stream.fileno())
    return longer


def _line(entry: Entry) -> str:
    return _plain(entry.as_dict() | {"hash": entry.hash}) + "\n"


def _plain(tree: Mapping[str, Any]) -> str:
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(tree: Mapping[str, Any]) -> str:
    return hashlib.sha256(_plain(tree).encode()).hexdigest()


# Plain values


def _number(value: Fraction | None) -> str | None:
    return None if value is None else written(value)


def _form_out(form: Form) -> dict[str, str]:
    return {name: written(share) for name, share in form.items()}


def _variable_out(variable: Variable) -> list[Any]:
    return [
        variable.id, _number(variable.lower), _number(variable.upper), _number(variable.step), _form_out(variable.equals)
    ]  # fmt: skip


def _row_out(row: Row) -> list[Any]:
    span = row.span
    return [
        row.name, _form_out(row.of), _number(span.lower), _number(span.upper), span.lower_open, span.upper_open, row.released
    ]  # fmt: skip


def _protection_out(p: Protection) -> list[Any]:
    return [p.variable, p.cause, _number(p.low), _number(p.high), written(p.width), p.values, written(p.spread)]


def _holding_out(h: Holding) -> list[Any]:
    return [
        h.variable, written(h.value), None if h.shares is None else _form_out(h.shares), h.frequency, h.category,
        _number(h.lower), _number(h.upper), h.adds_up,
    ]  # fmt: skip


def _read(text: str | None) -> Fraction | None:
    return None if text is None else exact(text)


def _form_in(tree: Mapping[str, str]) -> dict[str, Fraction]:
    return {str(name): exact(share) for name, share in tree.items()}


def _entry_in(tree: Mapping[str, Any], told: str) -> Entry:
    variables = {
        v[0]: Variable(str(v[0]), _read(v[1]), _read(v[2]), _read(v[3]), _form_in(v[4])) for v in tree["variables"]
    }
    rows = tuple(
        Row(str(r[0]), _form_in(r[1]), Span(_read(r[2]), _read(r[3]), bool(r[4]), bool(r[5])), bool(r[6]))
        for r in tree["rows"]
    )
    protections = tuple(
        Protection(str(p[0]), str(p[1]), _read(p[2]), _read(p[3]), exact(p[4]), int(p[5]), exact(p[6]))
        for p in tree["protections"]
    )
    holdings = tuple(_holding_in(h) for h in tree["holdings"])
    places: Sequence[Any] = tree["suppressed"]
    return Entry(
        tree["release"], tree["at"], tree["readers"], tree["period"], tree["series"], tree["because"], System(variables, rows),
        protections, holdings, tuple((str(t), tuple(map(str, codes))) for t, codes in places), tree["number"], tree["before"],
        told,
    )  # fmt: skip


def _holding_in(h: Sequence[Any]) -> Holding:
    return Holding(
        str(h[0]),
        exact(h[1]),
        None if h[2] is None else _form_in(h[2]),
        h[3],
        h[4],
        _read(h[5]),
        _read(h[6]),
        bool(h[7]),
    )


def moment(at: dt.datetime) -> str:
    """Write a moment into an entry."""
    return at.isoformat(timespec="seconds")
