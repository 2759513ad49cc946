"""``sonae disclosure …``: check, suppress, ledger; how they end, and what the screen does not say."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sonae.disclosure import demonstration_text, load_ledger
from tests.cli.conftest import Ran
from tests.cli.test_commands import one_sentence

pytestmark = pytest.mark.slow

Sonae = Callable[..., Ran]


def written(folder: Path, name: str, **changes: Any) -> Path:
    """A fictional table file and its rules in a folder, changed."""
    (folder / "rules.yaml").write_text(demonstration_text("rules"), encoding="utf-8")
    path = folder / f"{name}.yaml"
    path.write_text(
        yaml.safe_dump(yaml.safe_load(demonstration_text(name)) | changes, allow_unicode=True), encoding="utf-8"
    )
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "ledger.jsonl"


# check


def test_the_first_figure_passes_and_the_second_is_refused(
    sonae: Sonae, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SONAE_NOW", "2026-04-01T09:00+09:00")
    ran = sonae("disclosure", "check", "stock-value", "--ledger", book, "--record", "--language", "en")
    assert (ran.code, ran.err) == (0, "")
    assert "○ together with every release before it" in ran.out
    assert load_ledger(book).entries[0].at == "2026-04-01T00:00:00+00:00"
    refused = sonae("disclosure", "check", "stock-tonnage", "--ledger", book, "--record")
    assert (refused.code, refused.err) == (1, "")
    assert "× 公表すると10件の保護が破れる" in refused.out
    assert (
        "days A（target_days）は保護されない。公表値から30以上95以下（格子上の値は1個のみ：60）に絞られ" in refused.out
    )
    assert len(load_ledger(book).entries) == 1


def test_json_holds_finding_and_freedom(sonae: Sonae, book: Path) -> None:
    ran = sonae("disclosure", "check", "stock-value", "--ledger", book, "--format", "json")
    found = json.loads(ran.out)
    assert (found["ruling"], found["exit"], found["finding"]["outcome"]) == ("pass", 0, "yes")
    assert found["freedom"][0] == {
        "secret": "days A", "low": "30", "high": "180", "width": "150",
        "values": ["30", "60", "90", "120", "150", "180"], "complete": True,
    }  # fmt: skip
    assert not book.exists()
    quick = json.loads(sonae("disclosure", "check", "stock-value", "--ledger", book, "--format", "json", "--quick").out)
    assert quick["ruling"] == "pass"


def test_what_cannot_be_decided_ends_with_3(sonae: Sonae, tmp_path: Path, book: Path) -> None:
    path = written(tmp_path, "stock-value")
    rules = yaml.safe_load(demonstration_text("rules")) | {"lattice": {"seconds": 1e-6, "nodes": 1}}
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(rules, allow_unicode=True), encoding="utf-8")
    ran = sonae("disclosure", "check", path, "--ledger", book, "--language", "en")
    assert ran.code == 3
    assert "？ " in ran.out
    assert "could not be decided within the limits, so it is refused" in ran.out


@pytest.mark.parametrize("label", ["secret", "internal"])
def test_the_screen_tells_one_sentence_of_a_secret_table(sonae: Sonae, tmp_path: Path, book: Path, label: str) -> None:
    sonae("disclosure", "check", "stock-value", "--ledger", book, "--record")
    refused = written(tmp_path, "stock-tonnage", classification=label)
    over = yaml.safe_load(refused.read_text(encoding="utf-8"))
    over["figures"][0] |= {"rounding": "exact"}
    over["figures"][0].pop("shown")
    exact = written(tmp_path, "stock-tonnage", classification=label, figures=over["figures"])
    told = [sonae("disclosure", "check", path, "--ledger", book) for path in (refused, exact)]
    assert [(ran.code, ran.out, ran.err) for ran in told] == [(1, "この資料は公表できません。\n", "")] * 2
    passed = written(tmp_path, "stock-value", classification=label, id="another", figures=[
        {"id": "all", "ja": "計", "en": "all", "of": {"stock A": 8, "stock B": 20, "stock C": 2, "stock D": 150, "stock E": 60},
         "rounding": {"unit": 1000, "ties": "half_up"}}])  # fmt: skip
    ran = sonae("disclosure", "check", passed, "--ledger", book, "--language", "en")
    assert (ran.code, ran.out) == (0, "This material may be released.\n")
    out = tmp_path / "reason.json"
    ran = sonae("disclosure", "check", refused, "--ledger", book, "--out", out, "--format", "json")
    assert ran.code == 1
    assert ran.out == "この資料は公表できません。\n"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert json.loads(out.read_text(encoding="utf-8"))["finding"]["parts"]


# suppress


def test_a_table_is_suppressed_checked_and_released(sonae: Sonae, tmp_path: Path, book: Path) -> None:
    assert sonae("disclosure", "check", "private-stocks", "--ledger", book).code == 1
    out = tmp_path / "hidden.yaml"
    ran = sonae("disclosure", "suppress", "private-stocks", "--language", "en", "--out", out)
    assert ran.code == 0
    assert "28 cells: 3 primary, 0 carried, 5 secondary, 0 as intervals" in ran.out
    assert "protected: yes; chosen without looking at values: yes" in ran.out
    (tmp_path / "rules.yaml").write_text(demonstration_text("rules"), encoding="utf-8")
    assert sonae("disclosure", "check", out, "--ledger", book, "--record").code == 0
    later = written(tmp_path, "private-stocks", id="next", period="FY2027")
    ran = sonae("disclosure", "suppress", later, "--ledger", book, "--language", "en", "--method", "optimal")
    assert "28 cells: 3 primary, 8 carried, 0 secondary" in ran.out
    shown = sonae("disclosure", "suppress", "private-stocks", "--language", "en", "--intervals")
    assert "5 as intervals" in shown.out
    assert "looking at values: no" in shown.out
    assert "for comparison: the (1, 85) rule finds 1 cell\n" in shown.out
    rows = sonae("disclosure", "suppress", "private-stocks", "--method", "rows", "--language", "en")
    assert (rows.code, "protected: yes" in rows.out) == (0, True)


def test_a_secret_pattern_goes_to_a_file_alone(sonae: Sonae, tmp_path: Path) -> None:
    path = written(tmp_path, "private-stocks", classification="secret")
    ran = sonae("disclosure", "suppress", path)
    assert ran.code == 2
    assert one_sentence(ran)
    out = tmp_path / "hidden.yaml"
    ran = sonae("disclosure", "suppress", path, "--out", out)
    assert (ran.code, ran.out) == (0, "")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_what_cannot_be_protected_ends_with_1(sonae: Sonae, tmp_path: Path) -> None:
    cells = [{"at": ["A"], "value": 9, "contributors": {"k": 9}}]
    tree = {
        "id": "one", "ja": "架空", "en": "made up", "classification": "public", "period": "FY2026", "readers": "all",
        "rules": "rules.yaml", "dimensions": [{"id": "row", "totals": {"all": ["A"]}}],
        "tables": [{"id": "t", "measure": "stock", "dimensions": ["row"], "rounding": "exact", "lower": 0, "cells": cells}],
        "knows": [{"name": "an old report", "of": {"stock@FY2026[]": 1}, "lower": 8, "upper": 9}],
    }  # fmt: skip
    written(tmp_path, "private-stocks")
    path = tmp_path / "one.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    ran = sonae("disclosure", "suppress", path)
    assert ran.code == 1
    assert "保護：できない" in ran.out


# ledger


def test_a_ledger_is_listed_without_figures(sonae: Sonae, book: Path) -> None:
    sonae("disclosure", "check", "stock-value", "--ledger", book, "--record")
    ran = sonae("disclosure", "ledger", book)
    head = load_ledger(book).head
    assert ran.code == 0
    assert "fictional-value  一般 / everybody" in ran.out
    assert f"the chain is whole; head {head}" in ran.out
    assert "101" not in ran.out.replace(head, "")
    assert json.loads(sonae("disclosure", "ledger", book, "--format", "json").out)["head"] == head
    assert sonae("disclosure", "ledger", book, "--head", head).code == 0
    assert sonae("disclosure", "ledger", book, "--head", "0" * 64).code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ledger", "none.jsonl"), "the ledger does not exist"),
        (("check", "stock-valu", "--ledger", "l"), "unknown table file «stock-valu»; nearest valid: stock-value"),
        (("check", "none.yaml", "--ledger", "l"), "the table file does not exist"),
        (("check", "stock-value", "--ledger", "l", "--language", "fr"), "unknown language «fr»"),
        (("suppress", "private-stocks", "--method", "hypercube"), "unknown method «hypercube»"),
        (("suppress", "private-stocks", "--method", "optimal", "--cost", "love"), "«love» is no cost of hiding"),
    ],
)
def test_bad_words_are_refused_in_a_sentence(sonae: Sonae, words: tuple[str, ...], said: str) -> None:
    ran = sonae("disclosure", *words)
    assert ran.code == 2
    assert said in ran.err
    assert one_sentence(ran)


def test_a_broken_chain_stops_every_command(sonae: Sonae, book: Path) -> None:
    sonae("disclosure", "check", "stock-value", "--ledger", book, "--record")
    before = book.read_text(encoding="utf-8").replace('"values"', '"value5"').replace("100500", "100501")
    book.write_text(before, encoding="utf-8")
    for words in (
        ("ledger", book),
        ("check", "stock-tonnage", "--ledger", book),
        ("suppress", "private-stocks", "--ledger", book),
    ):
        ran = sonae("disclosure", *words)
        assert ran.code == 2
        assert "ledger.jsonl, row 1: the chain of the ledger is broken: the entry was changed." in ran.err
    assert book.read_text(encoding="utf-8") == before


# freedom


def test_the_budget_goes_to_its_owner_s_file_alone(sonae: Sonae, book: Path, tmp_path: Path) -> None:
    written(tmp_path, "stock-value")
    assert sonae("disclosure", "check", "stock-value", "--ledger", book, "--record").code == 0
    out = tmp_path / "budget.json"
    ran = sonae("disclosure", "freedom", book, "--rules", tmp_path / "rules.yaml", "--out", out, "--format", "json")
    assert (ran.code, ran.out) == (0, "")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    rows = {row["secret"]: row for row in json.loads(out.read_text(encoding="utf-8"))}
    days = rows["days A"]
    assert days["verdict"] == "safe"
    assert len(days["values"]) >= days["asked_values"] >= 2
    shown = tmp_path / "budget.txt"
    assert sonae("disclosure", "freedom", book, "--rules", tmp_path / "rules.yaml", "--out", shown).code == 0
    assert "days A  余裕: 値" in shown.read_text(encoding="utf-8")


def test_a_budget_without_a_ledger_or_rules_is_one_sentence(sonae: Sonae, book: Path, tmp_path: Path) -> None:
    written(tmp_path, "stock-value")
    rules, out = tmp_path / "rules.yaml", tmp_path / "out"
    assert "the ledger does not exist" in one_sentence(
        sonae("disclosure", "freedom", book, "--rules", rules, "--out", out)
    )
    book.write_text("", encoding="utf-8")
    one_sentence(sonae("disclosure", "freedom", book, "--rules", tmp_path / "none.yaml", "--out", out))
    assert not out.exists()


# yearly-report


def test_the_yearly_report_is_as_fine_as_the_gate_lets_it_be(sonae: Sonae, book: Path) -> None:
    ran = sonae("disclosure", "yearly-report", "yearly-stock", "--ledger", book, "--record", "--language", "en")
    assert (ran.code, ran.err) == (0, "")
    assert "× minerals, 100 t\n○ groups, 100 t" in ran.out
    assert "Stock of all minerals, t" in ran.out
    assert [one.release for one in load_ledger(book).entries] == ["fictional-yearly-report"]
    twice = sonae("disclosure", "yearly-report", "yearly-stock", "--ledger", book)
    assert "the ledger holds a release" in one_sentence(twice)


def test_a_report_that_is_not_public_goes_to_its_file_alone(sonae: Sonae, book: Path, tmp_path: Path) -> None:
    from importlib.resources import files

    own = files("sonae.disclosure") / "data" / "yearly"
    (tmp_path / "rules-yearly.yaml").write_text(
        (own / "rules-yearly.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    tree = yaml.safe_load((own / "yearly-stock.yaml").read_text(encoding="utf-8")) | {"classification": "secret"}
    path, out = tmp_path / "stock.yaml", tmp_path / "report.json"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    ran = sonae("disclosure", "yearly-report", path, "--ledger", book)
    assert (ran.code, ran.out) == (0, "この資料は公表できます。\n")
    ran = sonae("disclosure", "yearly-report", path, "--ledger", book, "--format", "json", "--out", out)
    assert (ran.code, ran.out) == (0, "この資料は公表できます。\n")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert json.loads(out.read_text(encoding="utf-8"))["tried"][0] == {
        "shows": "minerals",
        "unit": "100",
        "ruling": "refuse",
    }
    none = tmp_path / "one.yaml"
    only = {**tree, "minerals": tree["minerals"][:1], "groups": tree["groups"][:1]}
    units = (tmp_path / "rules-yearly.yaml").read_text(encoding="utf-8").replace(", 500, 1000, 2000, 5000, 10000]", "]")
    (tmp_path / "rules-yearly.yaml").write_text(units, encoding="utf-8")
    none.write_text(yaml.safe_dump(only, allow_unicode=True), encoding="utf-8")
    refused = sonae("disclosure", "yearly-report", none, "--ledger", book)
    assert (refused.code, refused.out) == (1, "この資料は公表できません。\n")
