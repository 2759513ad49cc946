"""«sonae stock book» on the command line."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sonae.stockpile import books as b
from tests.cli.conftest import Ran
from tests.cli.test_commands import one_sentence
from tests.stockpile.books.desk import Desk

Sonae = Callable[..., Ran]


def kept(tmp_path: Path, **changed: Any) -> Path:
    path = tmp_path / "book.json"
    path.write_text(json.dumps(b.stated(Desk().book) | changed), encoding="utf-8")
    return path


def test_a_public_book_is_shown(sonae: Sonae, tmp_path: Path) -> None:
    shown = sonae(
        "stock", "book", kept(tmp_path, classification="PUBLIC"), "--by", "mineral,site", "--on", "2025-04-30"
    )
    assert shown.code == 0
    lines = [" ".join(line.split()) for line in shown.out.splitlines()]
    assert "mineral site tonnes" in lines
    assert "W North 50.5" in lines
    assert "Co South 32" in lines
    before = sonae("stock", "book", tmp_path / "book.json", "--on", "2025-03-30", "--format", "json")
    assert json.loads(before.out)["balances"] == []
    every = sonae("stock", "book", tmp_path / "book.json", "--kind", "all", "--by", "kind,mineral", "--format", "json")
    assert {"kind": "supplier", "mineral": "W", "tonnes": -50.5} in json.loads(every.out)["balances"]


def test_a_secret_book_goes_to_its_owners_file_alone(sonae: Sonae, tmp_path: Path) -> None:
    refused = sonae("stock", "book", kept(tmp_path))
    assert refused.code == 2
    one_sentence(refused)
    assert "50.5" not in refused.err + refused.out
    out = tmp_path / "out.csv"
    assert sonae("stock", "book", tmp_path / "book.json", "--format", "csv", "--out", out).code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "W,50.5" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--on", "soon"), "no day"),
        (("--by", "colour"), "unknown grouping of balances"),
        (("--kind", "buyers"), "unknown kind of account «buyers»; nearest valid: buyer"),
    ],
)
def test_bad_words_are_refused_in_one_sentence(
    sonae: Sonae, tmp_path: Path, words: tuple[str, ...], problem: str
) -> None:
    refused = sonae("stock", "book", kept(tmp_path, classification="PUBLIC"), *words)
    assert refused.code == 2
    one_sentence(refused)
    assert problem in refused.err


def test_a_file_that_is_no_book_is_refused(sonae: Sonae, tmp_path: Path) -> None:
    for name, text in (("a.json", "{"), ("b.yaml", "name: x\n"), ("c.json", "[]"), ("d.yaml", "- 1\n")):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        refused = sonae("stock", "book", path)
        assert refused.code == 2
        one_sentence(refused)
        assert name in refused.err
