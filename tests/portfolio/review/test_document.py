"""The review as data: every figure says where it comes from, and the place is there; slips are named."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sonae.core import InputError
from sonae.portfolio.review import (
    CaseFacts,
    Cash,
    KeyFigure,
    Position,
    SaleFacts,
    Traced,
    case_rows,
    facts_sha256,
    look_up,
    parse_facts,
    read_facts,
    review_document,
    review_settings,
)
from tests.portfolio.review.facts import base_tree, facts_with, reviewed

pytestmark = pytest.mark.slow

FORECASTS = [
    {"case": name, "scenario": scenario, "fiscal_year": year, "income_yen": 9, "expense_yen": 7}
    for name in ("kita", "minami", "higashi", "nishi")
    for scenario in ("base", "low 1.5")
    for year in (2026, 2027)
]
RECORD = {
    "calculated_on": dt.date(2026, 6, 30), "period_end": dt.date(2026, 3, 31), "deficit_yen": 900, "profits_yen": {"kita": 1},
}  # fmt: skip
BAD_LUCK = {"cause": "bad luck", "yen": 1, "source": "made up"}
FULL = {"base_scenario": "base", "forecasts": FORECASTS, "pdr_records": [RECORD]}


def figures(node: Any) -> Iterator[Mapping[str, Any]]:
    """Every figure of a document."""
    if isinstance(node, Mapping):
        if "formula" in node:
            yield node
        for value in node.values():
            yield from figures(value)
    elif isinstance(node, list):
        for value in node:
            yield from figures(value)


def test_a_review_is_plain_json_and_every_figure_leads_back() -> None:
    review = reviewed(FULL)
    document = review_document(review)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    found = list(figures(document))
    assert len(found) > 150
    places = {place for figure in found for place in figure["from"]}
    assert {place.split(":")[0] for place in places} == {"facts", "settings", "review"}
    for place in sorted(places):
        look_up(review, place)
    for figure in found:
        assert figure["formula"]
        assert (figure["value"] is None) == ("reason" in figure)
        if "exact" in figure:
            assert float(Fraction(figure["exact"])) == figure["value"]


def test_places_lead_to_what_they_name() -> None:
    review = reviewed(FULL)
    assert look_up(review, "facts:cases.kita.holding")["acquired_yen"] == 1000
    assert look_up(review, "facts:deficit.years.2025")["closing_yen"] == 900
    assert look_up(review, "review:forecast.low 1.5.years.2027.profit")["value"] == 8
    assert look_up(review, "facts:cases.minami.figures.capex")["actual"] == "105"
    assert look_up(review, "review:cases.minami.rank.profit")["value"] == 200
    assert Decimal(look_up(review, "settings:rank.near_line_share")) == Decimal("0.01")
    for nowhere in ("facts:cases.oki", "review:cases.kita.rank.colour", "moon:cases"):
        with pytest.raises(InputError):
            look_up(review, nowhere)


def test_rows_are_flat_and_one_a_project() -> None:
    rows = {row["case"]: row for row in case_rows(reviewed())}
    assert list(rows) == ["higashi", "kita", "minami", "nishi"]
    assert all(value is None or isinstance(value, (str, int, float)) for row in rows.values() for value in row.values())
    assert (rows["higashi"]["rank"], rows["higashi"]["profit_yen"], rows["higashi"]["watched"]) == ("C", -600, True)
    assert rows["nishi"]["charge_yen"] is None


def test_hashes_follow_the_facts_and_not_their_order() -> None:
    facts = facts_with()
    assert facts_sha256(facts) == facts_sha256(facts_with())
    assert facts_sha256(facts) != facts_sha256(facts_with({"cases": {"kita": {"chance": 0.26}}}))
    document = review_document(reviewed())
    other = review_document(reviewed({"settings": {"pdr": {"goal": {"value": 2, "source": "own"}}}}))
    assert document["facts_sha256"] == other["facts_sha256"]
    assert document["settings_sha256"] != other["settings_sha256"]
    assert other["setting_sources"]["pdr.goal"] == "own"


def test_history_goes_on() -> None:
    history = reviewed().of("higashi").rank.history
    assert [record.rank for record in history] == ["C", "C"]
    assert history[-1].as_of == dt.date(2026, 9, 30)
    assert history[-1].by == "the rules of the review"
    assert any("第22条" in cite for cite in history[-1].cites)


def test_every_setting_has_a_source() -> None:
    settings = review_settings()
    assert len(settings.sources) > 30
    assert all(len(source) > 10 for source in settings.sources.values())
    with pytest.raises(InputError, match="unknown setting"):
        review_settings({"rank": {"near": {"value": 1, "source": "x"}}}, "own.yaml")
    with pytest.raises(InputError, match="no source"):
        review_settings({"rank": {"near_line_share": {"value": 0.02}}}, "own.yaml")
    with pytest.raises(InputError, match=r"own\.yaml, field «write_down\.standard»"):
        review_settings({"write_down": {"standard": {"value": "ifrs", "source": "x"}}}, "own.yaml")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cases": {"kita": {"chance": 1.5}}}, "project «kita»: a chance of 1.5 is none"),
        ({"cases": {"kita": {"stage": "drilling"}}}, "unknown stage of «kita» «drilling»"),
        ({"cases": {"kita": {"colour": "red"}}}, "field «cases.0.colour»: there is no such field"),
        ({"cases": {"kita": {"adopted": None}}}, "cases.0.adopted"),
        ({"cases": {"kita": {"country": False}}}, "«true» or «false» stands where"),
        ({"cases": {"kita": {"expected": [{"fiscal_year": 2025}]}}}, "FY2025 is past"),
        ({"cases": {"kita": {"failed": dt.date(2026, 10, 1)}}}, "lies after the review"),
        ({"cases": {"kita": {"failed": dt.date(2020, 10, 1)}}}, "lies before the adoption"),
        ({"cases": {"kita": {"ended": dt.date(2026, 4, 1)}}}, "it has ended, and something is still exposed"),
        ({"cases": {"kita": {"funding_rate": -1}}}, "a rate of -1 is none"),
        ({"cases": {"kita": {"scenario_profits_yen": []}}}, "no scenario is given"),
        ({"cases": {"kita": {"history": [{"as_of": "2027-01-01", "rank": "B", "by": "x", "cites": ["y"]}]}}}, "no past one"),
        ({"period_end": dt.date(2026, 6, 30)}, "is no end of a fiscal year"),
        ({"period_end": dt.date(2027, 3, 31)}, "ends after the review"),
        ({"base_scenario": "base"}, "forecasts and their base scenario come together"),
        ({"base_scenario": "mid", "forecasts": FORECASTS}, "the base scenario «mid» has no forecast"),
        ({"base_scenario": "base", "forecasts": [*FORECASTS, FORECASTS[0]]}, "stands there twice"),
        ({"register": ["kita", "kita", "minami", "higashi", "nishi"]}, "the project «kita» stands there twice"),
        ({"classification": "hidden"}, "unknown classification"),
({"deficit": {"years": [{"fiscal_year": 2025, "entries": [BAD_LUCK]}]}}, "unknown cause"),
    ],
)  # fmt: skip
def test_slips_are_named_in_one_sentence(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refused:
        reviewed(change)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_facts_check_themselves_without_a_file() -> None:
    for broken in (
        lambda: Cash(2026, -1),
        lambda: Cash(2026, True),
        lambda: Position("share", 1),
        lambda: KeyFigure("capex", "yen", Decimal("NaN")),
        lambda: SaleFacts(decided_to_sell=True),
        lambda: SaleFacts(market_price=Decimal(0)),
        lambda: CaseFacts("a.b", "x", dt.date(2020, 4, 1), "made up", "exploration"),
        lambda: Traced(1, "tonnes", "f", ("facts:x",)),
        lambda: Traced(None, "yen", "f", ("facts:x",)),
    ):
        with pytest.raises(InputError):
            broken()


def test_a_file_is_read_and_a_bad_one_is_named(tmp_path: Path) -> None:
    import yaml

    tree = dict(base_tree())
    tree["cases"] = [{"id": name, **case} for name, case in tree["cases"].items()]
    path = tmp_path / "facts.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    assert facts_sha256(read_facts(path)) == facts_sha256(facts_with())
    path.write_text(yaml.safe_dump({**tree, "as_of": "soon"}), encoding="utf-8")
    with pytest.raises(InputError, match=r"facts\.yaml, field «as_of»"):
        read_facts(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        read_facts(path)
    with pytest.raises(InputError, match="does not exist"):
        read_facts(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="the field is missing"):
        parse_facts({}, "empty.yaml")
