"""What holds for every state: its fields stand in the reference, its words in two languages, its figures are exact."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import Classification, InputError
from sonae.stockpile import books as b
from sonae.stockpile.books.forms import grams_of, tonnes_of
from sonae.stockpile.books.words import WORDS

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "stock-books.md"
STATES = (
    b.Book, b.Lot, b.Voucher, b.PolicyRecord, b.ReviewRecord, b.Purchase, b.ReleaseRecord, b.Drill, b.Survey,
)  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_the_reference_names_every_field(state: type[Any]) -> None:
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {state.__name__}\n")[1].split("\n## ")[0]
    shown = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert set(shown) == set(state.model_fields) - {"classification"}


def test_every_sentence_stands_in_both_languages_with_the_same_parts() -> None:
    for code, words in WORDS.items():
        parts = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (words.ja, words.en)]
        assert parts[1] <= parts[0] | {"plan"}, code
        assert parts[0] <= parts[1], code
        assert re.search(r"[ぁ-んァ-ヶ一-龠]", words.ja), code


@given(st.integers(-(10**15), 10**15))
def test_tonnes_are_exact_to_the_gram(grams: int) -> None:
    tonnes = tonnes_of(grams)
    assert grams_of(tonnes) == grams
    assert "E" not in str(tonnes) or abs(grams) < 10
    assert grams_of(Decimal(str(tonnes))) == grams


def test_a_state_is_secret_and_says_so_by_name() -> None:
    tree = b.stated(b.PolicyRecord())
    assert tree["classification"] == "SECRET"
    assert b.read(b.PolicyRecord, json.loads(json.dumps(tree))).classification is Classification.SECRET
    for label in (2, "secret"):
        assert b.read(b.PolicyRecord, {"classification": label}).classification is Classification.SECRET
    with pytest.raises(InputError, match="not PUBLIC, INTERNAL or SECRET"):
        b.read(b.PolicyRecord, {"classification": "top"})


def test_a_truth_value_is_no_quantity() -> None:
    account = {"kind": "loss", "mineral": "W", "form": "APT", "lot": "L"}
    with pytest.raises(InputError, match="stands where a number belongs"):
        b.read(b.Posting, {"account": account, "tonnes": True})
    with pytest.raises(InputError, match="tonnes"):
        b.read(b.Posting, {"account": account, "tonnes": "many"})
    with pytest.raises(InputError, match="finite"):
        b.read(b.Posting, {"account": account, "tonnes": "NaN"})


def test_a_record_that_meets_a_secret_book_is_secret() -> None:
    from tests.stockpile.books.desk import Desk, load

    desk = Desk()
    for row in load("purchase.yaml")["steps"]:
        if row["step"] == "deliver":
            break
        if "refused" not in row:
            desk.take(row)
    public = b.read(b.Purchase, b.stated(desk.purchase) | {"classification": "PUBLIC"})
    assert public.classification is Classification.PUBLIC
    lot = {"id": "N", "form": "APT", "grade": "A", "content": 0.71, "packaging": "drums", "site": "North", "warehouse": "N1",
           "place": 3}  # fmt: skip
    fields = b.read(b.DeliveryFields, {"id": "D", "date": dt.date(2025, 9, 1), "tonnes": 1, "lot": lot})
    taken = b.deliver(public, desk.book, fields)
    assert taken.classification is taken.state.classification is Classification.SECRET
