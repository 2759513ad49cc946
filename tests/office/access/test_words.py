"""The words of access: every key that is used is there in both languages, and none is left over."""

from __future__ import annotations

import re
from pathlib import Path

from sonae.office.access.tokens import Scope
from sonae.office.words import say
from sonae.office.words.access import WORDS

OFFICE = Path(__file__).parents[3] / "src" / "sonae" / "office"
USED = re.compile(r"""["']((?:access|accounts)\.[a-z_]+)["']""")


def used() -> set[str]:
    files = [*(OFFICE / "access").rglob("*.py"), *OFFICE.glob("templates/**/*.html")]
    commands = {"account.make"}
    made = {f"access.scope_{scope.value}" for scope in Scope} | {
        f"access.label_{name}" for name in ("public", "internal", "secret")
    }
    return {key for file in files for key in USED.findall(file.read_text(encoding="utf-8"))} - commands | made


def test_every_key_is_there_and_none_is_left_over() -> None:
    assert used() - set(WORDS) == set()
    assert {key for key in set(WORDS) - used() if key.startswith(("access.", "accounts."))} == set()


def test_every_sentence_is_in_both_languages() -> None:
    for key, (ja, en) in WORDS.items():
        assert re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", ja) or key.startswith("access.label"), key
        assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", en), key
        assert re.findall(r"{(\w+)}", ja) == re.findall(r"{(\w+)}", en), key


def test_parts_are_put_in() -> None:
    assert say("access.sessions_ended", "ja", count=3) == "3件を終了しました。"
    assert say("access.sessions_ended", "en", count=3) == "Sessions ended: 3."
