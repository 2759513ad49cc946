"""What the bylaw says and what stands in code: no provision is left over, no rule and no parameter hangs in the air."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import sonae.bylaw
from sonae.bylaw import (
    Bylaw,
    Choice,
    bylaw_parameters,
    coverage,
    equity_bylaw,
    load_story,
    not_executable,
    parameters_from_text,
    run_story,
    stories,
)
from sonae.bylaw.articles.a19 import LEAP_DAYS, ROUNDINGS
from sonae.bylaw.articles.a20 import EVALUATION_YEARS
from sonae.bylaw.clock import CONSULTATION_DAYS, DUE_ON_CLOSED_DAY
from sonae.bylaw.cost_table import cost_table
from sonae.bylaw.facts import case_from_tree
from sonae.bylaw.facts.points import POINTS
from sonae.bylaw.kernel import Answer, Asking, Body, Derivation, Rule, RuleBook
from sonae.bylaw.kernel.asking import Awaited
from sonae.core import InputError
from tests.bylaw import coverage_page
from tests.bylaw.scenario_files import all_scenarios
from tests.bylaw.scenario_files import wrong as wrong_in

pytestmark = pytest.mark.slow

SOURCE = Path(sonae.bylaw.__file__).parent
PROVISIONS = {one.id for one in equity_bylaw().outline.provisions}


# Provisions


def test_no_provision_of_the_outline_is_left_over() -> None:
    assert [one.provision for one in coverage_page.mapped() if one.unmapped] == []


def test_every_provision_is_looked_at_once() -> None:
    assert [one.provision for one in coverage_page.mapped()] == [one.id for one in equity_bylaw().outline.provisions]


def test_nothing_that_is_not_executable_is_cited_by_a_rule_or_a_duty() -> None:
    assert [one.provision for one in coverage_page.mapped() if one.reason and (one.rules or one.duties)] == []


def test_every_provision_cited_by_a_rule_or_a_duty_stands_in_the_outline() -> None:
    cites = {cite for rule in equity_bylaw().rules.rules.values() for cite in rule.cites}
    assert cites - PROVISIONS == set()
    assert {cite for cites in coverage_page.duties_told().values() for cite in cites} - PROVISIONS == set()


def test_reasons_are_given_for_provisions_that_there_are() -> None:
    assert set(not_executable()) - PROVISIONS == set()


def test_a_provision_without_rule_duty_or_reason_is_found() -> None:
    bylaw = equity_bylaw()
    left = {name: rule for name, rule in bylaw.rules.rules.items() if "a24.p4" not in rule.cites}
    book = RuleBook(bylaw.rules.since, dict(bylaw.rules.questions), left)
    found = [one.provision for one in coverage(Bylaw(bylaw.outline, book), {}) if one.unmapped]
    assert found == ["a24.p4"]
    assert [one for one in coverage(Bylaw(bylaw.outline, book), {"shares.sell": ("a24.p4",)}) if one.unmapped] == []


def test_every_line_of_annex_1_counts_as_cited_and_is() -> None:
    """The table is data; that its lines are cited is seen by asking of a cost of every kind."""
    reached = set()
    money = {section: cell for cell, section in cost_table().section_of.items()}
    for (group, kind), row in cost_table().row_of.items():
        section = group.rpartition(".")[0]
        cost = {
            "name": "架空",
            "kind": kind,
            "money": money[section][0],
            "resource": money[section][1],
            "shared": group[-1] == "1",
        }
        case = case_from_tree(
            {
                "id": "made-up", "name_ja": "架空", "name_en": "fictional", "fictional": True, "classification": "public",
                "costs": [cost],
            },
            "costs",
        )  # fmt: skip
        asked = Derivation(equity_bylaw().rules, equity_bylaw(), case, (), {}, equity_bylaw().outline.versions[-1].date)
        found = asked.find("cost.listed", case.costs[0] if case.costs else None, "costs.1")
        reached |= {cite.provision for cite in found.citations} | {cite.provision for cite in found.parts[0].citations}
        assert row.id in reached
    noted = {provision for provision in cost_table().provisions if provision.rpartition(".")[2].startswith("n")}
    assert set(cost_table().provisions) - reached == noted
    assert noted <= {cite for rule in equity_bylaw().rules.rules.values() for cite in rule.cites}


# Questions and rules


def test_every_question_has_a_rule() -> None:
    rules = equity_bylaw().rules
    assert [name for name in rules.questions if not rules.answering(name)] == []


@cache
def used_rules() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the rules that stories and scenarios ask, those that answer or await something, and what they read of the agency."""
    asked: set[str] = set()
    answered: set[str] = set()
    parameters: set[str] = set()

    def spied(rule: Rule) -> Body:
        def body(ask: Asking) -> Answer | None:
            asked.add(rule.id)
            try:
                answer = rule.body(ask)
            except Awaited:
                answered.add(rule.id)
                raise
            finally:
                parameters.update(name for name in ask.used if name.startswith(("parameter ", "judgement ")))
            if answer is not None:
                answered.add(rule.id)
            return answer

        return body

    bylaw = equity_bylaw()
    book = RuleBook(bylaw.rules.since, dict(bylaw.rules.questions))
    book.rules = {name: replace(rule, body=spied(rule)) for name, rule in bylaw.rules.rules.items()}
    watched = Bylaw(bylaw.outline, RuleBook.joined([book]))
    for name in stories():
        run_story(*load_story(name), bylaw=watched)
    for made in all_scenarios():
        list(wrong_in(made, watched))
    return frozenset(asked), frozenset(answered), frozenset(name.removeprefix("parameter ") for name in parameters)


def test_every_rule_is_asked_in_a_story_or_a_scenario() -> None:
    asked, _, _ = used_rules()
    assert set(equity_bylaw().rules.rules) - asked == set()


# Parameters


def named_in_code() -> Iterator[str]:
    """Yield the names that rules and duties ask parameters by, where they are written out or stand in a constant."""
    for path in [*(SOURCE / "articles").glob("*.py"), *(SOURCE / "duties").glob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value.value
            for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets if isinstance(target, ast.Name)
        }  # fmt: skip
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if called not in ("parameter", "setting", "_within"):
                continue
            for given in call.args[:2]:
                value = given.value if isinstance(given, ast.Constant) else constants.get(getattr(given, "id", ""))
                if isinstance(value, str):
                    yield value
                    break


def test_the_parameters_asked_for_are_those_of_the_list() -> None:
    _, _, read = used_rules()
    read = frozenset(name for name in read if not name.startswith("judgement "))
    asked = {name.partition(" (")[0] for name in read} | set(named_in_code())
    assert asked - set(bylaw_parameters()) == set()
    assert set(bylaw_parameters()) - asked == set()


def test_the_points_judged_are_those_of_the_list_each_of_its_entries() -> None:
    _, _, read = used_rules()
    for name in read:
        if found := re.fullmatch(r"judgement (\S+)(?: of (\S+)\.\d+)?", name):
            assert POINTS[found[1]] == (found[2] or ""), name
    folder = Path(sonae.bylaw.__file__).parent
    code = "".join(
        path.read_text(encoding="utf-8") for path in [*folder.glob("articles/*.py"), *folder.glob("duties/*.py")]
    )
    for point in POINTS:
        assert (
            f'"{point}"' in code
            or f'{{kind}}.{point.partition(".")[2]}"' in code
            or point.endswith((".as_soon_as_possible", ".risk_too_high", ".economics_lost", ".policy_lost"))
        ), point


def test_parameters_are_cited_said_in_both_languages_and_settings_have_choices() -> None:
    for name, one in bylaw_parameters().items():
        assert one.cite in PROVISIONS, name
        assert one.ja != one.en
        assert one.not_ruled is isinstance(one.form, Choice), name


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("review_consultation_days", CONSULTATION_DAYS), ("due_on_closed_day", DUE_ON_CLOSED_DAY),
        ("audit_leap_day", LEAP_DAYS), ("true_up_rounding", ROUNDINGS), ("evaluation_year", EVALUATION_YEARS),
    ],
)  # fmt: skip
def test_choices_are_those_that_the_rules_take(name: str, choices: tuple[str, ...]) -> None:
    form = bylaw_parameters()[name].form
    assert isinstance(form, Choice)
    assert form.choice == choices
    assert bylaw_parameters()[name].shown == " | ".join(choices)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x: {ja: あ, en: a, cite: a1.p1, form: shape}", "x.form"),
        ("x: {ja: あ, en: a, cite: a1.p1, form: {choice: [one]}}", "x.form"),
        ("x: {ja: あ, cite: a1.p1, form: text}", "x.en"),
        ("- x", "no parameters"),
    ],
)
def test_a_parameter_that_is_not_in_form_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parameters_from_text(text, "p.yaml")


def test_a_case_with_an_unknown_parameter_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        InputError, match=r"unknown parameter of the bylaw «equity\.limits»; nearest valid: equity\.limit"
    ):
        case_from_tree(
            {
                "id": "made-up", "name_ja": "架空", "name_en": "fictional", "fictional": True, "classification": "public",
                "parameters": {"equity.limits": 0.5},
            },
            "case.yaml",
        )  # fmt: skip


# The page


def test_the_page_shows_fields_questions_parameters_and_coverage_as_they_are() -> None:
    text = coverage_page.PAGE.read_text(encoding="utf-8")
    assert coverage_page.renewed_page(text) == text, "python -m tests.bylaw.coverage_page writes it anew"
    assert text.count("<!-- end -->") == 4
