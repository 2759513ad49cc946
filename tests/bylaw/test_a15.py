"""Article 15: all twenty matters, the report in place of approval, the review before it."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from sonae.core import InputError
from tests.bylaw.under_way import cites, found, judged, says, under_way

MATTER = "management.matters.1"
CRITERIA = {"matter_review_criteria": "rules of 2024"}
# What an item asks: nothing more, an obligation, importance, importance of a change only, importance of the means or of the change.
ASKS = {
    1: "", 2: "obligation", 3: "important", 4: "", 5: "", 6: "", 7: "", 8: "important", 9: "", 10: "", 11: "", 12: "important",
    13: "means", 14: "change", 15: "change", 16: "important", 17: "important", 18: "important", 19: "change", 20: "important",
}  # fmt: skip


def matter(
    *judgements: Any, question: str = "matter.in_order", on: str = "2026-06-01", item: int = 1, **facts: Any
) -> str:
    of = under_way(matters=[{"item": item, "what": "made up"} | facts])
    return says(of, question, MATTER, *judgements, on=on, **CRITERIA)


@pytest.mark.parametrize(("item", "asks"), ASKS.items())
def test_the_twenty_matters(item: int, asks: str) -> None:
    words = {True: "yes", False: "no", None: "open"}
    for act, important, with_obligation in product(["made", "changed", None], words, words):
        expected = {
            "": "yes",
            "obligation": words[with_obligation],
            "important": words[important],
            "change": {"made": "yes", "changed": words[important], None: "open"}[act],
            "means": {"made": words[important], "changed": words[important], None: "open"}[act],
        }[asks]
        facts = {"item": item, "what": "x", "act": act, "important": important, "with_obligation": with_obligation}
        finding = found(under_way(matters=[facts]), "matter.caught", MATTER)
        assert (finding.outcome.value, cites(finding)) == (expected, [f"a15.p1.i{item}"])


def test_approval_goes_before_the_act() -> None:
    assert matter(approved_on="2026-05-01", done_on="2026-05-01") == "yes"
    assert matter(approved_on="2026-05-02", done_on="2026-05-01") == "no"
    assert matter(approved_on="2026-05-01") == matter(approved_on="2026-05-01", done_on="not_yet") == "yes"
    assert matter(approved_on="2026-06-02", done_on="2026-06-01") == "no"
    assert matter(approved_on="not_yet", done_on="2026-06-01") == "no"
    assert matter(approved_on="not_yet", done_on="2026-06-02") == "open"
    assert matter(approved_on="not_yet", refused_on="2026-06-01") == "no"
    assert matter(approved_on="not_yet", refused_on="2026-06-02") == "open"
    assert matter(done_on="2026-05-01") == "open"
    assert matter(approved_on="2026-05-02", refused_on="2026-05-01") == "yes"  # approved on a second application
    assert matter(item=3, important=False) == "not applicable"
    assert matter(item=3, approved_on="2026-05-02") == "open"
    finding = found(
        under_way(matters=[{"item": 7, "what": "x", "approved_on": "2026-05-01"}]), "matter.in_order", MATTER
    )
    assert cites(finding) == ["a15.p1"]
    early = under_way(matters=[{"item": 7, "what": "x", "approved_on": "2026-05-02", "done_on": "2026-05-01"}])
    assert found(early, "matter.in_order", MATTER).because == "done on 2026-05-01, before approval on 2026-05-02."
    assert cites(finding.parts[0]) == ["a15.p1.i7"]


@pytest.mark.parametrize("why", ["fixed_from_the_start", "matter_of_partners", "other"])
def test_a_report_where_the_investee_has_no_say(why: str) -> None:
    of = under_way(
        matters=[{"item": 6, "what": "x", "no_say": why, "reported_on": "2026-06-01", "done_on": "2026-05-01"}]
    )
    finding = found(of, "matter.in_order", MATTER)
    assert (finding.outcome.value, cites(finding)) == ("yes", ["a15.p2"])
    assert matter(no_say=why, reported_on="2026-06-02") == matter(no_say=why, reported_on="not_yet") == "open"
    assert matter(no_say=why) == "open"
    assert matter(item=3, important=False, no_say=why) == "not applicable"


def test_without_a_reason_approval_stays() -> None:
    assert matter(reported_on="2026-06-01", approved_on="not_yet", done_on="2026-05-01") == "no"


def test_a_review_on_papers_goes_before_approval() -> None:
    met = judged("matter.criteria_met", MATTER, on="2026-05-01")
    facts = {"question": "matter.reviewed", "approved_on": "2026-05-01", "received_on": "2026-05-01"}
    assert matter(met, **facts) == "yes"
    assert (
        matter(met, **facts | {"received_on": "2026-05-02"})
        == matter(met, **facts | {"received_on": "not_yet"})
        == "no"
    )
    assert matter(met, **facts | {"received_on": None}) == matter(**facts) == "open"
    assert matter(judged("matter.criteria_met", MATTER, on="2026-05-02"), **facts) == "no"
    assert matter(judged("matter.criteria_met", MATTER, holds=False), **facts) == "no"
    assert (
        matter(met, **facts | {"approved_on": "not_yet"}) == matter(met, **facts, on="2026-04-30") == "not applicable"
    )
    of = under_way(matters=[{"item": 1, "what": "x", "approved_on": "2026-05-01", "received_on": "2026-04-01"}])
    finding = found(of, "matter.reviewed", MATTER, met)
    assert (finding.missing, cites(finding)) == (("parameter matter_review_criteria",), ["a15.p3"])


def test_transition_is_item_11_and_nothing_else() -> None:
    def approved(*entries: tuple[int, str | None], on: str = "2026-06-01") -> Any:
        of = under_way(matters=[{"item": item, "what": "x", "approved_on": day} for item, day in entries])
        finding = found(of, "transition.approved", on=on)
        day = finding.value and str(finding.value)
        assert day is None or (day in finding.because and day in finding.because_ja)
        return finding.outcome.value, day

    assert (
        approved((10, "2026-05-01")) == approved() == approved((11, None)) == approved((11, "not_yet")) == ("no", None)
    )
    assert approved((11, "2026-06-01")) == ("yes", "2026-06-01")
    assert approved((11, "2026-06-02")) == ("no", None)
    assert approved((11, "2026-05-01"), (10, "2026-04-01"), (11, "2026-04-15"), (12, "2026-01-01")) == (
        "yes",
        "2026-04-15",
    )
    assert found(under_way(), "transition.approved").missing == ("management.matters",)


def test_an_entry_of_no_item_is_refused() -> None:
    for item in (0, 21):
        with pytest.raises(InputError, match="item"):
            under_way(matters=[{"item": item, "what": "x"}])
