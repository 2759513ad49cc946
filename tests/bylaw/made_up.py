"""Made-up equity cases, and what is found of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sonae.bylaw.articles import equity_rules
from sonae.bylaw.facts import EquityCase, case_from_tree
from sonae.bylaw.kernel import Derivation, Judgement
from sonae.core import Finding
from tests.bylaw.test_kernel import Papers

DAY = dt.date(2026, 4, 1)
BOOK = equity_rules()


def made_up(**parts: Any) -> EquityCase:
    """A case of the parts given, as a file would state them."""
    head = {"id": "made-up", "name_ja": "架空", "name_en": "made up", "fictional": True, "classification": "public"}
    return case_from_tree(head | parts, "case.yaml")


def judged(point: str, of: str = "", *, holds: bool = True, on: dt.date = DAY) -> Judgement:
    """A judgement of a person."""
    return Judgement(point=point, of=of, holds=holds, by="A, 部長", on=on, reason="made up", evidence=("paper",))


def finding(
    case: EquityCase, question: str, *judgements: Judgement, parameters: dict[str, Any] | None = None, as_of: dt.date = DAY,
) -> Finding:  # fmt: skip
    """What is found of a question; of the first entry where it is asked of entries."""
    derivation = Derivation(BOOK, Papers(), case, judgements, parameters or {}, as_of)
    each = BOOK.questions[question].each
    if not each:
        return derivation.find(question)
    place, entry = derivation.entries(each)[0]
    return derivation.find(question, entry, place)


def outcome(case: EquityCase, question: str, *judgements: Judgement, **how: Any) -> str:
    """How a question comes out, in a word."""
    return finding(case, question, *judgements, **how).outcome.value


def cited(found: Finding) -> set[str]:
    """The provisions that a finding cites."""
    return {cite.provision for cite in found.citations}


def all_cited(found: Finding) -> set[str]:
    """The provisions that a finding and all that it rests on cite."""
    return cited(found).union(*map(all_cited, found.parts))


def without(mapping: dict[str, Any], *names: str) -> dict[str, Any]:
    """The mapping with some of its names left out."""
    return {name: value for name, value in mapping.items() if name not in names}


def judgements_of(points: Iterable[str], of: str = "") -> list[Judgement]:
    """Judgements that points hold."""
    return [judged(point, of) for point in points]
