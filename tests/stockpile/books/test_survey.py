"""The survey of private stocks: a form a company and mineral, nobody sees another's, and sums leave by the gate alone."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.disclosure import Gate, Ledger, Ruling, candidate_of, demonstration_text, rules_from_text, table_from_tree
from sonae.stockpile import books as b

ASKED = {
    "id": "private-stocks-2025", "period": "FY2025", "opens": "2026-04-01", "closes": "2026-06-30",
    "forms": {"W": ["APT", "powder"]}, "uses": {"W": ["hard metal", "wire"]},
    "companies": {"Ao": ["W"], "Beni": ["W"], "Cha": ["tungsten"], "Dan": ["W"]},
    "groups": {"Ao Group": ["Ao", "Beni"]},
}  # fmt: skip
FIGURES = {"Ao": (120, 30), "Beni": (90, 40), "Cha": (80, 0), "Dan": (60, 35)}
TABLE = {
    "id": "private-stocks-FY2025", "ja": "民間備蓄", "en": "Private stocks", "readers": "一般 / everybody", "minerals": ["W"],
    "rules": "rules.yaml",
}  # fmt: skip


def form(company: str, **changed: Any) -> b.SurveyForm:
    apt, powder = FIGURES.get(company, (1, 1))
    given = {
        "company": company, "mineral": "W", "date": "2026-05-01", "by": "stock controller",
        "stock_t": {"APT": apt, "powder": powder}, "consumption_t": {"hard metal": 2 * apt, "wire": powder},
    }  # fmt: skip
    return b.read(b.SurveyForm, given | changed)


def answered(*companies: str) -> b.Survey:
    survey = b.open_survey(b.read(b.SurveyFields, ASKED))
    for company in companies:
        survey = b.read(b.Survey, json.loads(json.dumps(b.stated(b.answer_survey(survey, form(company)).state))))
    return survey


def test_a_company_sees_its_own_answers_alone() -> None:
    survey = answered(*FIGURES)
    later = form("Ao", date="2026-05-20", stock_t={"APT": 121, "powder": 30})
    survey = b.answer_survey(survey, later).state
    assert [answer.version for answer in b.answers_of(survey, "Ao")] == [1, 2]
    assert {answer.company for answer in b.answers_of(survey, "Ao")} == {"Ao"}
    assert survey.last()["Ao", "W"].stock_t == {"APT": Decimal(121), "powder": Decimal(30)}
    assert survey.classification is Classification.SECRET


@pytest.mark.parametrize(
    ("company", "changed", "problem"),
    [
        ("Ebi", {}, "Ebi is not asked"),
        ("Ao", {"mineral": "Co"}, "Ao is not asked for Co"),
        ("Ao", {"date": "2026-07-01"}, "lies outside the time"),
        ("Ao", {"stock_t": {"APT": 1}}, "other rows than those asked for; expected APT, powder"),
        ("Ao", {"stock_t": {"APT": 1, "powder": -1}}, "greater than or equal to 0"),
        ("Ao", {"stock_t": None}, "no reason is stated"),
        ("Ao", {"colour": "red"}, "not known"),
    ],
)
def test_a_form_that_does_not_fit_is_refused(company: str, changed: dict[str, Any], problem: str) -> None:
    with pytest.raises(InputError, match=problem) as refusal:
        b.answer_survey(answered("Beni"), form(company, **changed))
    assert "Beni" not in str(refusal.value), "nobody learns who else is asked"


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"closes": "2026-03-01"}, "closes before it opens"),
        ({"uses": {}}, "not of the same minerals"),
        ({"forms": {"W": ["all forms"]}}, "name of a total"),
        ({"companies": {"Ao": ["Co"]}, "groups": {}}, "not in the survey"),
        ({"groups": {"G": ["Ebi"]}}, "not asked"),
    ],
)
def test_a_survey_that_does_not_hold_is_refused(changed: dict[str, Any], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        b.read(b.SurveyFields, ASKED | changed)


def test_missing_is_not_nought() -> None:
    survey = answered("Ao", "Beni", "Cha")
    assert b.still_out(survey) == (("Dan", "W"),)
    with pytest.raises(InputError, match="is not closed"):
        b.survey_table(survey, TABLE)
    with pytest.raises(InputError, match="still waits for forms"):
        b.close_survey(survey, dt.date(2026, 6, 1))
    closed = b.close_survey(survey, dt.date(2026, 6, 30)).state
    with pytest.raises(InputError, match="is closed"):
        b.answer_survey(closed, form("Dan"))
    with pytest.raises(InputError, match="not every company has said its stock of W"):
        b.survey_table(closed, TABLE)
    partial = b.survey_table(closed, TABLE | {"respondents_only": True})
    assert (partial["ja"], partial["en"]) == ("民間備蓄（回答企業のみ）", "Private stocks (companies that answered)")
    assert partial["tables"][0]["cells"][0]["value"] == "290"
    with pytest.raises(UnknownChoiceError):
        b.survey_table(closed, TABLE | {"minerals": ["Co"]})


def gate_on(figures: dict[str, tuple[int, int]], groups: dict[str, list[str]]) -> Ruling:
    asked = ASKED | {"companies": {name: ["W"] for name in figures}, "groups": groups}
    survey = b.open_survey(b.read(b.SurveyFields, asked))
    for company, (apt, powder) in figures.items():
        said = {"stock_t": {"APT": apt, "powder": powder}, "consumption_t": {"hard metal": apt, "wire": powder}}
        survey = b.answer_survey(survey, form(company, **said)).state
    tree = b.survey_table(b.close_survey(survey, dt.date(2026, 6, 30)).state, TABLE)
    rules = rules_from_text(demonstration_text("rules"), "rules.yaml")
    candidate = candidate_of(table_from_tree(tree, "survey"), rules, "survey")
    return Gate(rules).decide(candidate, Ledger(), dt.datetime(2026, 7, 1, tzinfo=dt.UTC)).ruling


def test_the_table_names_the_contributors_of_each_cell_and_no_sum_of_cells() -> None:
    closed = b.close_survey(answered(*FIGURES), dt.date(2026, 6, 30)).state
    tree = b.survey_table(closed, TABLE | {"unit_t": 5})
    stocks = tree["tables"][0]
    assert stocks["cells"] == [
        {"at": ["APT"], "value": "350", "contributors": {"Ao": "120", "Beni": "90", "Cha": "80", "Dan": "60"}},
        {"at": ["powder"], "value": "105", "contributors": {"Ao": "30", "Beni": "40", "Dan": "35"}},
    ]
    assert stocks["rounding"] == {"unit": "5", "ties": "half_up"}
    assert tree["holding_groups"] == {"Ao Group": ["Ao", "Beni"]}
    assert tree["classification"] == "SECRET"


def test_the_gate_decides_on_the_table() -> None:
    """Powder lies with Ao and Beni, who are one group, and with Dan: two contributors where three are asked for."""
    assert gate_on(FIGURES, {"Ao Group": ["Ao", "Beni"]}) is Ruling.REFUSE
    many = {name: (100 + n, 40 + n) for n, name in enumerate(["Ao", "Beni", "Cha", "Dan", "Ebi", "Fuji", "Giku"])}
    assert gate_on(many, {}) is Ruling.PASS
