"""Every ground that an engine can give has a Japanese sentence that takes its parts."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

import sonae
from sonae.core import Reason
from sonae.documents.words import reason, reason_codes

SOURCE = Path(sonae.__file__).parent


@cache
def reasons_in_source() -> dict[str, set[str]]:
    """The codes of all Reason(...) calls and the names of their parts; the room «policy» says its own, see tests/policy."""
    found: dict[str, set[str]] = {}
    for path in (one for one in SOURCE.rglob("*.py") if "policy" not in one.relative_to(SOURCE).parts):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason":
                assert isinstance(node.args[0], ast.Constant), f"{path.name}:{node.lineno}"
                parts = {keyword.arg for keyword in node.keywords if keyword.arg}
                found.setdefault(str(node.args[0].value), set()).update(parts)
    return found


def test_there_are_reasons() -> None:
    assert len(reasons_in_source()) > 20


@pytest.mark.parametrize("code", sorted(reasons_in_source()))
def test_a_reason_can_be_said_in_japanese(code: str) -> None:
    assert code in reason_codes()
    words = ("stage", "codes", "lands", "sheet", "text", "lacking", "ja", "en")
    parts = dict.fromkeys(reasons_in_source()[code], 0.25) | dict.fromkeys(words, "metal")
    said = reason(Reason(code, "english", **parts), "ja")
    assert said != "english"
    assert "{" not in said


def test_what_has_no_code_stays_as_it_is() -> None:
    assert reason("plain words", "ja") == "plain words"
    assert reason(Reason("nowhere", "plain words"), "ja") == "plain words"


def test_the_terms_of_a_ledger_are_said_in_japanese() -> None:
    text = "no {flow} of {kinds} for {year} in the ledger; write 0 if there were none"
    lost = Reason("day_flow_missing", text, flow="net_imports", kinds="gasoline … products", year="FY2023")
    assert reason(lost, "ja") == "FY2023のガソリン … 製品の純輸入量が台帳にない。なければ0と書くこと"
    both = Reason("day_obligation_unknown", "the greater of two obligations is not known: {reason}", reason=lost)
    assert reason(both, "ja") == f"二つの義務の大きい方が定まらない：{reason(lost, 'ja')}"


def test_what_a_user_wrote_stays_as_he_wrote_it() -> None:
    text = "the {flow} of {kind} is missing: {why}"
    lost = Reason("day_quantity_missing", text, flow="imports", kind="crude", why="crude oil statistics late")
    assert reason(lost, "ja") == "原油の輸入量の数値がない：crude oil statistics late"
