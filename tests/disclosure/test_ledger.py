"""The ledger: nothing is changed, cut off or put between unnoticed, and what is out stays out."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import stat
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.disclosure import (
    Entry,
    Gate,
    Holding,
    Ledger,
    Protection,
    Row,
    Ruling,
    Span,
    System,
    Variable,
    append_entry,
    ledger_from_text,
    load_ledger,
)
from tests.disclosure.made import figure_tree, made, rules_of

NOW = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
RULES = rules_of(categories={"hidden": {"ja": "架空", "en": "made up", "values": 2}})
SECRETS = {"a": 3, "b": 5, "c": 7}
SUMS: dict[str, tuple[dict[str, int], int]] = {
    "ab": ({"a": 1, "b": 1}, 0), "bc": ({"b": 1, "c": 1}, 0), "ac": ({"a": 1, "c": 1}, 0), "abc": ({"a": 1, "b": 1, "c": 1}, 5),
}  # fmt: skip


def candidate(*figures: str, id: str | None = None) -> Any:
    return made(figure_tree(SECRETS, {name: SUMS[name] for name in figures}, id=id or "-".join(figures)), RULES)


def entry_of(*figures: str, ledger: Ledger | None = None) -> Entry:
    decision = Gate(RULES).decide(candidate(*figures), ledger or Ledger(), NOW)
    assert decision.entry is not None
    return decision.entry


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A ledger with three releases."""
    path, past = tmp_path / "ledger.jsonl", Ledger()
    for name in ("ab", "abc"):
        past = append_entry(path, entry_of(name, ledger=past), head=past.head)
    empty = Entry(
        "third", "2026-04-02T00:00:00+00:00", "𠮷野\u2028家 / everybody", "FY2026", None, "nothing", System({}, ()), ()
    )
    append_entry(path, empty, head=past.head)
    return path


def test_a_ledger_is_read_back_as_it_was_written(file: Path) -> None:
    past = load_ledger(file)
    assert [entry.release for entry in past.entries] == ["ab", "abc", "third"]
    assert past.entries[2].readers == "𠮷野\u2028家 / everybody"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = ledger_from_text(file.read_text(encoding="utf-8"), "again")
    assert again == past
    assert again.system() == past.system()
    assert load_ledger(file, head=past.head) == past
    assert load_ledger(file.with_name("none.jsonl")) == Ledger()


def test_every_changed_letter_is_noticed(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    places = [i for i, letter in enumerate(text) if letter.isalnum()]
    for place in places[::37]:
        changed = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
        with pytest.raises(InputError, match="the chain of the ledger is broken") as refused:
            ledger_from_text(changed, "ledger.jsonl")
        assert refused.value.row is not None
        assert refused.value.row <= 1 + text[:place].count("\n") + 1


def test_lines_that_are_missing_moved_or_cut_are_noticed(file: Path) -> None:
    one, two, three = file.read_text(encoding="utf-8").split("\n")[:-1]
    for lines in (
        [two, three],
        [one, three],
        [two, one, three],
        [one, one],
        ["{}", two],
        ["", one],
        ["[]"],
        [one, "null"],
    ):
        with pytest.raises(InputError, match="the chain of the ledger is broken"):
            ledger_from_text("\n".join(lines) + "\n", "ledger.jsonl")
    with pytest.raises(InputError, match="the last line is cut off"):
        ledger_from_text(f"{one}\n{two[:-1]}", "ledger.jsonl")
    shorter = ledger_from_text(f"{one}\n{two}\n", "ledger.jsonl")
    file.write_text(f"{one}\n{two}\n", encoding="utf-8")
    head = json.loads(three)["hash"]
    with pytest.raises(InputError, match="not the one that is expected"):
        load_ledger(file, head=head)
    assert load_ledger(file, head=shorter.head) == shorter


def test_an_entry_with_a_hash_of_its_own_making_breaks_the_next_one(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").split("\n")[:-1]
    forged = json.loads(lines[0])
    forged.pop("hash")
    forged["protections"] = []
    changed = Entry(**(ledger_from_text(lines[0] + "\n", "x").entries[0].__dict__ | {"protections": ()})).chained(
        1, "0" * 64
    )
    lines[0] = json.dumps(changed.as_dict() | {"hash": changed.hash}, ensure_ascii=False)
    with pytest.raises(InputError, match="out of order") as refused:
        ledger_from_text("\n".join(lines) + "\n", "ledger.jsonl")
    assert refused.value.row == 2


def test_a_release_stands_once_and_a_late_one_is_checked_anew(file: Path) -> None:
    past = load_ledger(file)
    with pytest.raises(InputError, match="the ledger holds a release «ab»"):
        append_entry(file, past.entries[0], head=past.head)
    with pytest.raises(InputError, match="has moved on since the audit"):
        append_entry(file, entry_of("bc"), head=Ledger().head)
    assert load_ledger(file) == past
    with pytest.raises(InputError, match="the ledger holds a release «ab»"):
        Gate(RULES).decide(candidate("ab"), past, NOW)


numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=50)


@settings(max_examples=30, deadline=None)
@given(numbers, st.none() | numbers, st.integers(1, 9), st.text(min_size=1, max_size=5))
def test_numbers_stay_exact(number: Fraction, end: Fraction | None, values: int, name: str) -> None:
    row = Row(name, {name: number}, Span(end, number, lower_open=True))
    system = System({name: Variable(name, end, None, abs(number) + 1)}, (row,))
    made_up = Entry(
        "one", "2026-04-01", "all", "FY2026", "series", "because", system,
        (Protection(name, "x", end, number, abs(number), values),),
        (Holding(name, number, {name: number}, 3, "x", end),), (("t", (name, name)),),
    )  # fmt: skip
    past = Ledger().with_entry(made_up)
    text = json.dumps(past.entries[0].as_dict() | {"hash": past.head}, ensure_ascii=False) + "\n"
    read = ledger_from_text(text, "ledger.jsonl").entries[0]
    assert read == past.entries[0]
    assert read.hash == past.head


# Order


@pytest.mark.parametrize("order", list(itertools.permutations(["ab", "bc", "ac"])))
def test_whatever_the_order_two_sums_pass_and_the_third_is_refused(order: tuple[str, ...]) -> None:
    past = Ledger()
    rulings = []
    for name in order:
        decision = Gate(RULES).decide(candidate(name), past, NOW)
        rulings.append(decision.ruling)
        if decision.entry is not None:
            past = past.with_entry(decision.entry)
    assert rulings == [Ruling.PASS, Ruling.PASS, Ruling.REFUSE]
    together = Gate(RULES).decide(candidate("ab", "bc", "ac"), Ledger(), NOW)
    assert together.ruling is Ruling.REFUSE


def test_a_refused_release_is_refused_again_and_leaves_no_trace() -> None:
    past = Ledger()
    for name in ("ab", "bc"):
        past = past.with_entry(entry_of(name, ledger=past))
    first = Gate(RULES).decide(candidate("ac"), past, NOW)
    second = Gate(RULES).decide(candidate("ac"), past, NOW)
    assert first.ruling is second.ruling is Ruling.REFUSE
    assert first.entry is second.entry is None
    assert first.finding == second.finding


def test_old_promises_hold_for_releases_that_do_not_speak_of_them() -> None:
    """A later file that calls nothing secret still meets what the ledger promised."""
    past = Ledger()
    for name in ("ab", "bc"):
        past = past.with_entry(entry_of(name, ledger=past))
    tree = figure_tree(SECRETS, {"ac": SUMS["ac"]}, id="silent")
    for secret in tree["secrets"]:
        secret.pop("category")
    assert Gate(RULES).decide(made(tree, RULES), past, NOW).ruling is Ruling.REFUSE


def test_values_that_are_not_those_of_old_releases_are_refused_as_input() -> None:
    past = Ledger().with_entry(entry_of("ab"))
    other = made(figure_tree(SECRETS | {"a": 4}, {"ac": SUMS["ac"]}, id="other"), RULES)
    with pytest.raises(InputError, match="«ab», released before, does not hold"):
        Gate(RULES).decide(other, past, NOW)
    wider = made(figure_tree({"a": 12}, {"x": ({"a": 1}, 5)}, id="wider", upper=20), RULES)
    with pytest.raises(InputError, match="outside the bounds or the grid that were released before"):
        Gate(RULES).decide(wider, past, NOW)
    finer = made(figure_tree({"a": 3}, {"x": ({"a": 1}, 5)}, id="finer", step=3), RULES)
    with pytest.raises(InputError, match="stands on two grids"):
        Gate(RULES).decide(finer, past, NOW)
