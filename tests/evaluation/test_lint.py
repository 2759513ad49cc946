"""The lint finds every anomaly of FY2023 that data can show, and none in a clean file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sonae.core import InputError, Outcome
from sonae.evaluation import lint, load_evaluation
from tests.evaluation.small import read, tree, words

REPORT = lint(load_evaluation("FY2023"))
FOUND = {one.question for one in REPORT.anomalies}

# Anomalies as the digests of document 000 number them (D1 A-n, D2 §1.6 n, D3 §6 n), each with what shows it.
ANOMALIES = {
    "A-1, D2 8, D3 4": {"claim.target-2-3-text"},
    "A-2": {"claim.all-120-i-1", "claim.all-120-i-2", "claim.all-120-i-3"},
    "A-2, in the minister's words": {"claim.all-100-i-1", "claim.all-100-i-2", "claim.all-100-i-3"},
    "A-3": {"claim.rare-metals-level"},
    "A-4": {"claim.heading-i-3", "content.legal_basis.I-3"},
    "A-6": {"claim.indicator-1-2-verb", "claim.split-3-3", "claim.list-3-3"},
    "A-7": {"claim.boring-surveys", "claim.surface-surveys"},
    "D2 1, D3 2": {"claim.attainment-5-2"},
    "D2 2, D3 1": {"claim.efficiency-year-table", "claim.efficiency-average-table"},
    "D2 3, D3 5": {"claim.legal-consultations"},
    "D2 5, D3 7": {"claim.basic-policy-edition"},
    "D2 6, D3 6": {"claim.heading-i-5-second", "claim.heading-iii", "claim.heading-iv", "claim.heading-iv-annex"},
    "D2 7": {"claim.heading-pay", "claim.heading-efficiency"},
    "D2 9, D3 12": {"claim.difficulty-label"},
    "D3 3": {"claim.all-120-i-4"},
    "D3 8": {"claim.next-period-basis"},
    "D3 10": {"claim.law-revision-year"},
    "D3 13": {"claim.investment-exception"},
    "D3 15": {"claim.plan-review-role"},
}


@pytest.mark.parametrize("anomaly", ANOMALIES)
def test_each_anomaly_that_data_can_show_is_found(anomaly: str) -> None:
    assert ANOMALIES[anomaly] <= FOUND


def test_nothing_else_is_called_an_anomaly_and_nothing_is_left_open() -> None:
    assert set().union(*ANOMALIES.values()) == FOUND
    assert REPORT.open == ()
    assert len(REPORT.findings) > 140
    assert all(one.citations and one.because and one.because_ja for one in REPORT.findings)


def test_slips_of_print_are_listed_with_the_reason() -> None:
    """A-5 in its numbering, A-8 to A-12, D3 9 and 11."""
    assert [one.id for one in REPORT.not_checkable] == [
        "table-numbering", "year-columns", "relative-date", "well-control-people", "part-4-before-coal", "open-bracket",
        "garbled-loans", "particle-experts",
    ]  # fmt: skip
    assert all(one.reason.ja and one.lines for one in REPORT.not_checkable)


def test_a_clean_file_has_no_anomaly() -> None:
    report = lint(read(tree()))
    assert report.anomalies == ()
    assert report.open == ()
    assert {one.outcome for one in report.findings} == {Outcome.YES}
    assert len(report.findings) >= 9


def claim(kind: str, **more: Any) -> dict[str, Any]:
    return {"id": "c", "kind": kind, "section": "e1_1.p1", "says": words("こう"), "lines": "6", **more}


def said(*keys: str) -> list[dict[str, Any]]:
    return [{"key": key, "place": words(f"箇所{n}"), "lines": n + 1} for n, key in enumerate(keys)]


YEARLY: dict[str, Any] = {"year": "FY2023"}
OF_1_1: dict[str, Any] = {"indicator": "1-1", "year": "FY2023"}
PARTS = [{"name": words("甲"), "value": 2}, {"name": words("乙"), "value": "3.5"}]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (claim("attainment", **OF_1_1, printed=125), {"printed": 124}),
        (claim("attainment", **OF_1_1, printed=125), {"provisional": True}),
        (claim("target", indicator="1-1", of="FY2023", printed=4, unit="件"), {"printed": 5}),
        (claim("target", indicator="1-2", of="period", printed=100, unit="kt"), {"unit": "万トン"}),
        (claim("all_ratios", item="I-1", year="FY2023", least="1.25", except_core=True), {"except_core": False}),
        (claim("band", item="I-1", year="FY2023", letter="A"), {"letter": "B"}),
        (claim("band", item="I-1", year="FY2023", letter="B", meets=False), {"meets": True}),
        (claim("letters", year="FY2023", letters={"I-1": "B", "I-2": "B"}), {"letters": {"I-1": "A"}}),
        (claim("total", printed="5.5", unit="件", parts=PARTS), {"printed": "5.6"}),
        (claim("list", **OF_1_1, printed=5, entries=["spring", "autumn"]), {"entries": ["spring", "spring", "autumn"]}),
        (claim("list", **OF_1_1, printed=2, entries=["spring"]), {"printed": 3}),
        (claim("split", **OF_1_1, shares=[{"section": "e1_1.p1", "printed": 5, "lines": "6"}]),
         {"shares": [{"section": "e1_1.p1", "printed": 5, "lines": "6"},
                     {"section": "e1_1.p2", "entries": ["autumn"], "lines": "6"}]}),
        (claim("change", before=67, after=95, measure="increase_percent", printed=42), {"printed": 142}),
        (claim("change", before=67, after=95, measure="ratio_percent", printed=140, about=True), {"measure": "increase_percent"}),
        (claim("change", before=78, after=23, measure="share_percent", printed=29), {"printed": "29.4"}),
        (claim("change", before="99.5", after="100.4", measure="difference", printed="0.9"), {"printed": "1.0"}),
        (claim("figure", item="I-1", year="FY2023", name="budget", printed=1000), {"printed": 1001}),
        (claim("dates", **YEARLY, every="half_year", days=[["2023-05-01", "2023-05-02"], ["2023-11-01"] * 2], printed=2),
         {"every": "quarter"}),
        (claim("dates", **YEARLY, every="year", days=[["2024-03-31"] * 2]), {"days": [["2024-04-01"] * 2]}),
        (claim("dates", **YEARLY, every="as_needed", days=[["2024-03-31"] * 2], printed=1), {"printed": 2}),
        (claim("heading", section="e1_1", printed="Ⅰ－１"), {"printed": "Ⅰ－２"}),
        (claim("heading", printed="（１）"), {"printed": "２．"}),
        (claim("agreement", statements=said("12年", "１２年")), {"statements": said("12年", "13年")}),
    ],
)  # fmt: skip
def test_each_kind_of_claim_holds_when_it_is_right_and_not_when_it_is_wrong(
    right: dict[str, Any], wrong: dict[str, Any]
) -> None:
    outcomes = []
    for stated in (right, right | wrong):
        changed = tree()
        changed["claims"] = [stated]
        outcomes.append(next(one.outcome for one in lint(read(changed)).findings if one.question == "claim.c"))
    assert outcomes == [Outcome.YES, Outcome.NO]


@pytest.mark.parametrize(
    "stated",
    [
        claim("attainment", indicator="1-1", year="FY2024", printed=1),
        claim("target", indicator="1-1", of="FY2024", printed=4, unit="件"),
        claim("figure", item="I-1", year="FY2023", name="settlement", printed=1),
        claim("letters", year="FY2024", letters={"I-1": "A"}),
        claim("split", indicator="1-1", year="FY2024", shares=[{"section": "e1_1", "printed": 1, "lines": "1"}]),
        claim("all_ratios", item="I-1", year="FY2024", least=1), claim("band", item="I-1", year="FY2024", letter="A"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_open_and_names_what_is_missing(stated: dict[str, Any]) -> None:
    changed = tree()
    changed["claims"] = [stated]
    (found,) = lint(read(changed)).open
    assert found.missing


def no_parts(changed: dict[str, Any]) -> None:
    changed["indicators"][0]["actuals"]["FY2023"]["parts"][0]["value"] = 1


def other_equivalent(changed: dict[str, Any]) -> None:
    changed["indicators"][1]["period_target"]["equivalents"][0]["value"] = 99


def fewer_entries(changed: dict[str, Any]) -> None:
    changed["evidence"].pop()


def other_goal(changed: dict[str, Any]) -> None:
    changed["goals"][0]["annual"]["quantities"][0]["value"] = 3


def same_law(changed: dict[str, Any]) -> None:
    changed["items"][1]["legal_basis"][0]["provisions"] = ["第1条"]


def too_high(changed: dict[str, Any]) -> None:
    changed["indicators"][0]["year_targets"]["FY2023"]["value"] = 5
    changed["claims"], changed["goals"] = [], []


def double_entry(changed: dict[str, Any]) -> None:
    changed["evidence"].append({**changed["evidence"][0], "id": "again"})


def other_rate(changed: dict[str, Any]) -> None:
    year = {"lines": "1", "total": 100}
    changed["efficiency"] = {
        "item": "I-2", "section": "e1_2", "least": "0.01", "average": "arithmetic", "lines": "1",
        "years": [{**year, "year": "FY2022"}, {**year, "year": "FY2023", "total": 98, "stated_rate": "1.50"}],
    }  # fmt: skip


def dissatisfied(changed: dict[str, Any]) -> None:
    changed["satisfaction"] = [
        {"indicator": "1-2", "year": "FY2023", "section": "e1_1.p2", "least": 4, "of": 5, "lines": "7",
         "cases": [{"name": words("甲"), "passes": False}]}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "question"),
    [
        (no_parts, "content.parts.1-1.FY2023"), (other_equivalent, "content.equivalent.1-2.99"),
        (fewer_entries, "content.evidence.1-1.FY2023"), (other_goal, "content.goal.1-1.e1_1.p1.annual"),
        (same_law, "content.legal_basis.I-2"), (too_high, "content.rating.I-1.self"), (double_entry, "content.double.spring"),
        (other_rate, "content.efficiency.FY2023"), (dissatisfied, "content.satisfaction.1-2.FY2023"),
    ],
)  # fmt: skip
def test_data_that_contradict_themselves_are_found(change: Callable[[dict[str, Any]], None], question: str) -> None:
    changed = tree()
    change(changed)
    assert [one.question for one in lint(read(changed)).anomalies] == [question]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"claims": [claim("guess")]}, "does not match any of the expected tags"),
        ({"claims": [claim("attainment", indicator="9-9", year="FY2023", printed=1)]}, "unknown indicator «9-9»"),
        ({"claims": [claim("list", **OF_1_1, printed=1, entries=["nothing"])]}, "unknown evidence «nothing»"),
        ({"claims": [claim("change", before=0, after=1, measure="ratio_percent", printed=1)]}, "not zero"),
        ({"year": "FY2030"}, "FY2030 lies outside the period"),
        ({"items": []}, "unknown item «I-1»"),
        ({"colour": "red"}, "there is no such field"),
        ({"name": "red"}, "there is no such field"),
    ],
)
def test_files_that_cannot_be_read_are_refused_in_one_sentence(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refused:
        read(tree() | change)
    assert said in str(refused.value)
    assert str(refused.value).startswith("small.yaml")
    assert "\n" not in str(refused.value)
